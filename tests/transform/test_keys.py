"""Keys made in SQL are the keys made in Python, for any name."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creatorgraph import ids
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.schemas import marts_schema, masked_schema
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF
from tests.transform.workshop import Workshop

pytestmark = pytest.mark.xdist_group("dbt")

KEYS = """
    select {{ account_key("'tiktok'", 'name') }}, {{ provisional_account_key("'x'", 'name') }},
        {{ post_key("'youtube'", 'name') }}
    from (select unnest($names) as name)
"""


@pytest.fixture(scope="session")
def key_query(parsed_workshop: Workshop) -> str:
    """The SQL that the macros write."""
    with hold_warehouse(parsed_workshop.home) as warehouse:
        load_sources(warehouse, parsed_workshop.lake, empty_snapshot())
        command = ["compile", "--inline", KEYS]
        results = runner.invoke(parsed_workshop.home, command, {"as_of": AS_OF.isoformat(), "organization": "default"})
    return str(results[0].node.compiled_code)


@pytest.mark.parametrize("organization", ["Acme & Söhne/2", "masked_acme"])
def test_schemas_are_named_alike_on_both_sides(parsed_workshop: Workshop, organization: str) -> None:
    """By the transforms that fill them and by the publisher that reads them; a mart is never taken for a masked one."""
    with hold_warehouse(parsed_workshop.home) as warehouse:
        load_sources(warehouse, parsed_workshop.lake, empty_snapshot())
        names = "select '{{ generate_schema_name('marts', none) }}', '{{ generate_schema_name('marts_masked', none) }}'"
        variables = {"as_of": AS_OF.isoformat(), "organization": organization}
        results = runner.invoke(parsed_workshop.home, ["compile", "--inline", names], variables)
    assert str(results[0].node.compiled_code).strip() == (
        f"select '{marts_schema(organization)}', '{masked_schema(organization)}'"
    )


NAMES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1)


@settings(deadline=None, max_examples=30)
@given(names=st.lists(NAMES, min_size=1, max_size=50))
def test_uuid5_is_the_same_everywhere(key_query: str, names: list[str]) -> None:
    with duckdb.connect() as connection:
        made = connection.execute(key_query, {"names": names}).fetchall()
    for name, (account, provisional, post) in zip(names, made, strict=True):
        assert account == ids.account_key("tiktok", name)
        assert post == ids.post_key("youtube", name)
        # Handles are ASCII on every platform; lower case of other letters is where languages differ.
        assert provisional == ids.provisional_account_key("x", name) or not name.isascii()


def test_no_name_has_no_key(key_query: str) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(key_query, {"names": [None]}).fetchall() == [(None, None, None)]
