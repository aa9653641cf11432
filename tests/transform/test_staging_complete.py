"""Nothing that lands is dropped: each endpoint is staged or said to be raw only, each field asked for is parsed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from creatorgraph.land.imports import rows
from creatorgraph.land.imports.captured import SHAPES
from creatorgraph.providers import instagram, tiklive_paths, tiktok_business, tiktok_display, x_requests, youtube
from creatorgraph.providers.conformance_asks import asks_of, request_of
from creatorgraph.providers.contract import Request
from creatorgraph.providers.registry import load_providers
from creatorgraph.store.snapshot import empty_snapshot
from creatorgraph.transform import runner
from creatorgraph.warehouse.duckdb import hold_warehouse
from creatorgraph.warehouse.project import PROJECT
from creatorgraph.warehouse.sources import load_sources
from tests.transform.lakes import AS_OF
from tests.transform.workshop import Snapshot, Workshop

pytestmark = pytest.mark.xdist_group("dbt")

Landed = set[tuple[str, str]]

STAGED = re.compile(r'"(\w+)_api_responses"\s+where outcome in \([^)]*\)\s+and endpoint in \(([^)]*)\)')
SHAPE = re.compile(r"json_transform\(.*?, '(\{.*?\})'\)", re.DOTALL)
KINDS = re.compile(r'kind="([a-z_]+)"')
IMPORTED = {
    ("import", kind)
    for path in Path(rows.__file__).parent.glob("*.py")
    for kind in KINDS.findall(path.read_text(encoding="utf-8"))
}
"""What `import` lands: the kinds that its modules name."""
BY_HAND = {
    "tiklive": [
        *(path for name, path in vars(tiklive_paths).items() if name.isupper() and isinstance(path, str)),
        "/region-list/",
        "/ads-detail/",
    ],
    "instagram": ["{ig_user_id}/tags", "{ig_user_id}/recently_searched_hashtags"],
    "x": ["/2/users", "/2/tweets/search/recent", "/2/usage/tweets", "/2/compliance/jobs"],
    "youtube": sorted(youtube.CALLABLE),
    "tiktok_display": sorted(tiktok_display.PATHS.values()),
    "tiktok_business": ["/open_api/v1.3/business/get/", "/open_api/v1.3/business/benchmark/"],
}
ASKED_FIELDS = {
    "instagram": (
        *instagram.PUBLIC_FIELDS,
        *instagram.OPTIONAL_FIELDS,
        *instagram.DISCOVERY_MEDIA_FIELDS,
        *instagram.OPTIONAL_MEDIA_FIELDS,
    ),
    "x": [
        field
        for fields in (x_requests.USER_FIELDS, x_requests.TWEET_FIELDS, x_requests.POST_FIELDS)
        for field in fields.split(",")
    ],
    "youtube": [
        part
        for parts in (youtube.CHANNEL_PARTS, youtube.UPLOAD_PARTS, youtube.VIDEO_PARTS)
        for part in parts.split(",")
    ],
    "tiktok_display": [
        *tiktok_display.VIDEO_FIELDS,
        *(field for fields in tiktok_display.SCOPE_FIELDS.values() for field in fields),
    ],
    "tiktok_business": (*tiktok_business.ACCOUNT_FIELDS, *tiktok_business.VIDEO_FIELDS),
}
"""What lanes ask each provider for by name."""


@pytest.fixture(scope="module")
def staging_sql(parsed_workshop: Workshop) -> Mapping[str, str]:
    """The SQL of every staging model over an empty lake."""
    parsed_workshop.empty()
    with hold_warehouse(parsed_workshop.home) as warehouse:
        load_sources(warehouse, parsed_workshop.lake, empty_snapshot())
        variables = {"as_of": AS_OF.isoformat(), "organization": "default"}
        results = runner.invoke(parsed_workshop.home, ["compile", "--select", "staging"], variables)
    parsed_workshop.empty()
    return {result.node.name: str(result.node.compiled_code) for result in results}


def staged_endpoints(staging_sql: Mapping[str, str]) -> Landed:
    """(provider, endpoint) that a staging model reads."""
    found = (match for sql in staging_sql.values() for match in STAGED.findall(sql))
    return {(provider, endpoint) for provider, listed in found for endpoint in re.findall(r"'([^']*)'", listed)}


def raw_only() -> dict[tuple[str, str], str]:
    """(provider, pattern of an endpoint) -> why it is not modelled, as the source says."""
    sources = yaml.safe_load((PROJECT / "models" / "_sources.yml").read_text(encoding="utf-8"))["sources"]
    tables = next(source["tables"] for source in sources if source["name"] == "raw")
    return {
        (table["name"].removesuffix("_api_responses"), pattern): reason
        for table in tables
        for pattern, reason in table.get("config", {}).get("meta", {}).get("raw_only", {}).items()
    }


def visited() -> Landed:
    """What lanes land by themselves, what captured answers may be, and what imports land."""
    requests = (
        (provider.name, request_of(provider, ask))
        for provider in load_providers().values()
        for ask in asks_of(provider)
    )
    return {(name, found.endpoint) for name, found in requests if isinstance(found, Request)} | set(SHAPES) | IMPORTED


def called() -> Landed:
    """What a person may land with `collect call`."""
    return {
        (name, provider.call(path, {}).endpoint)
        for name, provider in load_providers().items()
        for path in BY_HAND[name]
    }


def test_each_endpoint_that_lands_is_staged_or_said_to_be_raw_only(staging_sql: Mapping[str, str]) -> None:
    """A provider that learns a new endpoint has to bring a model, or a reason."""
    staged, reasons = staged_endpoints(staging_sql), raw_only()
    unread = {
        (provider, endpoint)
        for provider, endpoint in (visited() | called()) - staged
        if not any(provider == of and fnmatchcase(endpoint, pattern) for of, pattern in reasons)
    }
    assert unread == set()


def test_what_is_staged_is_not_said_to_be_raw_only_and_each_reason_is_one(staging_sql: Mapping[str, str]) -> None:
    reasons = raw_only()
    assert not reasons.keys() & staged_endpoints(staging_sql)
    assert all(len(reason) > 15 for reason in reasons.values())


def test_only_what_people_ask_by_hand_or_import_as_links_is_raw_only(staging_sql: Mapping[str, str]) -> None:
    """Whatever a lane pays for by itself is modelled."""
    assert visited() - staged_endpoints(staging_sql) == {("import", "links")}


def members(shape: Any) -> Iterator[str]:
    """Every member's name in a shape or a document, at any depth."""
    if isinstance(shape, dict):
        for name, inner in shape.items():
            yield name
            yield from members(inner)
    elif isinstance(shape, list):
        for inner in shape:
            yield from members(inner)


def parsed_members(staging_sql: Mapping[str, str], provider: str) -> set[str]:
    """The names that a provider's staging models parse."""
    texts = (sql for name, sql in staging_sql.items() if f"_{provider}__" in name)
    shapes = (json.loads(shape) for sql in texts for shape in SHAPE.findall(sql))
    return {name.lower() for shape in shapes for name in members(shape)}


@pytest.mark.parametrize("provider", sorted(ASKED_FIELDS))
def test_each_field_that_a_lane_asks_for_is_parsed(staging_sql: Mapping[str, str], provider: str) -> None:
    asked = {field.lower() for field in ASKED_FIELDS[provider]}
    assert asked - parsed_members(staging_sql, provider) == set()


def test_each_column_of_staging_is_described(six_days: Snapshot) -> None:
    """And nothing is described that is not there."""
    paths = (PROJECT / "models" / "staging").rglob("*.yml")
    models = [model for path in paths for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])]
    described = {(model["name"], column["name"]) for model in models for column in model["columns"]}
    query = "select table_name, column_name from information_schema.columns where table_schema = 'staging'"
    assert {(str(table), str(column)) for table, column in six_days.rows(query)} == described
