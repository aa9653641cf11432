"""`creatorgraph reach`: a set of creators as a band, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from creatorgraph.cli import reach as verb
from creatorgraph.cli.verbs import make_app
from creatorgraph.errors import ConfigurationError
from creatorgraph.measure.creator_sets import find_creators

TABLES = """
    create table dim_creator as from (values ('c1', 'Lena'), ('c2', 'Ina'), ('c3', 'Ina'), ('c4', 'New'))
        as t (creator_id, display_name);
    create table bridge_creator_accounts as from (values ('c1', 'tiktok', 'Lena.Bakes'), ('c2', 'x', 'ina'),
        ('c3', 'youtube', 'ina'), ('c4', 'x', 'new')) as t (creator_id, platform, handle);
    create table creator_reach as from (values ('c1', 'share_of_smaller', 500000, 500000, 500000, 500000),
        ('c2', 'share_of_smaller', 300000, 300000, 300000, 310000), ('c3', 'share_of_smaller', 900, 1000, 1100, 1200),
        ('c4', 'share_of_smaller', null, null, null, null))
        as t (creator_id, formula, reach_low, reach_mid, reach_high, naive_reach);
    create table creator_overlap_estimates as from (values ('c1', 'c2', 0.2, 0.3, 0.45, 'sample'))
        as t (creator_id_a, creator_id_b, overlap_of_smaller_low, overlap_of_smaller_mid, overlap_of_smaller_high, method);
    create table creator_overlap_priors as from (values ('other', 0.0, 0.01, 0.1))
        as t (applies_when, overlap_low, overlap_mid, overlap_high);
"""  # noqa: E501


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A published file with four creators, where the verb looks for one."""
    file = tmp_path / "default.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(TABLES)
    monkeypatch.setattr(verb, "open_context", lambda home: type("Opened", (), {"home": home}))
    monkeypatch.setattr(verb, "open_published", lambda *_: duckdb.connect(str(file), read_only=True))
    return file


def test_two_creators_together(published: Path) -> None:
    """By name, in capitals or not, and by platform and handle; the worked example."""
    result = CliRunner().invoke(make_app("reach"), ["reach", "LENA", "x:ina", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert (told["low"], told["mid"], told["high"], told["naive"]) == (665_000, 710_000, 740_000, 810_000)
    assert (told["method"], told["pairs"], told["is_directional"]) == ("sample", {"sample": 1}, True)
    assert [one["name"] for one in told["creators"]] == ["Lena", "Ina"]


def test_the_picture_names_methods_and_who_is_left_out(published: Path) -> None:
    """A pair of which nothing is known takes the prior; a creator without a count is not summed as 0."""
    result = CliRunner().invoke(make_app("reach"), ["reach", "c1", "c2", "c3", "new"])
    assert result.exit_code == 0, result.output
    assert "directional" in result.output
    assert "together" in result.output
    assert "●" in result.output
    assert "2 by prior, 1 by sample" in result.output
    assert "left out: New" in result.output


@pytest.mark.parametrize(("name", "told"), [("nobody", "nobody has it"), ("ina", "2 creators have it: c2, c3")])
def test_a_name_that_is_not_one_creator_is_refused(published: Path, name: str, told: str) -> None:
    """With whom it could mean."""
    with duckdb.connect(str(published), read_only=True) as connection, pytest.raises(ConfigurationError, match=told):
        find_creators(connection, [name])
