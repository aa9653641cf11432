"""`creatorgraph match evaluate`, `explain` and the models, as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from creatorgraph.cli.verbs import make_app
from creatorgraph.errors import CreatorgraphError
from creatorgraph.match.model import CURRENT

ACCOUNTS = """platform,account_id,handle,display_name,bio,link,followers,verified
tiktok,1,lenabakesbread,Lena,IG: @breadqueen,,1000,true
instagram,2,breadqueen,Lena,TikTok: @lenabakesbread,,2000,
x,3,marie,Marie,,,,no
instagram,4,marie,Marie,,,7,0
"""
TRUTH = "platform,account_id,entity_id\ntiktok,1,p1\ninstagram,2,p1\nx,3,p2\ninstagram,4,p3\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A file of accounts and the truth about them, in a path with a space."""
    folder = tmp_path / "my files"
    folder.mkdir()
    (folder / "accounts.csv").write_text(ACCOUNTS)
    (folder / "truth.csv").write_text(TRUTH)
    return folder / "accounts.csv", folder / "truth.csv"


def run(*words: str) -> Result:
    return CliRunner().invoke(make_app("match"), ["match", *words])


def test_a_plain_file_is_measured_without_a_data_directory(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREATORGRAPH_HOME", str(tmp_path / "nothing"))
    plot = tmp_path / "plot.svg"
    done = run("evaluate", "--accounts", str(files[0]), "--truth", str(files[1]), "--plot", str(plot))
    assert done.exit_code == 0, done.output
    assert "| all | 1 | 1.000" in done.output
    assert plot.read_text().startswith("<svg")
    assert not (tmp_path / "nothing").exists()


def test_bad_rows_of_a_truth_are_named_and_the_rest_is_measured(files: tuple[Path, Path]) -> None:
    files[1].write_text(TRUTH + "vine,9,p1\n")
    done = run("evaluate", "--accounts", str(files[0]), "--truth", str(files[1]))
    assert done.exit_code == 65
    assert "line 6, platform: unknown platform 'vine'" in done.output
    assert "| all | 1 | 1.000" in done.output


@pytest.mark.parametrize(
    ("more", "message"),
    [(["--plot", "plot.png"], "no SVG"), (["--plot", "p.svg", "--method", "published"], "no confidence to plot")],
)
def test_what_cannot_be_plotted_is_said_before_anything_runs(
    files: tuple[Path, Path], more: list[str], message: str
) -> None:
    done = run("evaluate", "--accounts", str(files[0]), "--truth", str(files[1]), *more)
    assert isinstance(done.exception, CreatorgraphError)
    assert message in str(done.exception)


def test_a_pair_of_a_plain_file_is_explained(files: tuple[Path, Path]) -> None:
    done = run("explain", "tiktok:@LenaBakesBread", "instagram:2", "--accounts", str(files[0]))
    assert done.exit_code == 0, done.output
    assert "joined by itself" in done.output
    assert "their bios link to each other" in done.output
    assert "what would change the answer" in done.output


def test_the_same_as_json(files: tuple[Path, Path]) -> None:
    done = run("explain", "x:marie", "instagram:marie", "--accounts", str(files[0]), "--json")
    document = json.loads(done.stdout)
    assert document["model_version"] == CURRENT
    assert document["status"] == "review"
    assert {"bits", "rarity_bits", "level"} <= set(document["weights"][0])
    assert document["seen"] == []


def test_an_account_that_is_not_there(files: tuple[Path, Path]) -> None:
    done = run("explain", "x:nobody", "x:marie", "--accounts", str(files[0]))
    assert "no account 'x:nobody'" in str(done.exception)
