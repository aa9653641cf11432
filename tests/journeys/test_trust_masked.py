"""What is shared with strangers names nobody but who opted in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

from creatorgraph.publish import serving_file
from creatorgraph.settings import Home
from tests.journeys.conftest import run_command

pytestmark = pytest.mark.xdist_group("journeys")
K = 5
TOLD = ("platforms", "tier", "niche", "region")
SECRETS = """
    select native_id from dim_account union select handle from dim_account union select display_name from dim_account
    union select account_key from dim_account union select creator_id from dim_creator
    union select display_name from dim_creator union select native_post_id from dim_post
    union select post_key from dim_post union select caption from dim_post
    union select tiktok_sec_uid from cross_platform_creators union select link from dim_account
"""
# what a stranger who holds all that is public can say of each creator
PUBLICLY_KNOWN = """
    select
        creator.creator_id,
        string_agg(distinct account.platform, ',' order by account.platform) as platforms,
        coalesce(any_value(segment.tier), 'unknown') as tier,
        coalesce(any_value(segment.niche), 'unknown') as niche
    from dim_creator as creator
    join bridge_creator_accounts as account using (creator_id)
    left join dim_creator_segment as segment using (creator_id)
    group by creator.creator_id
"""


def shared(home: Home) -> Path:
    """The folder that an organization hands over."""
    return home.published / "current" / "parquet_masked" / "default"


def secrets(home: Home) -> list[str]:
    """Every handle, id, name, link and text that is long enough not to be a word."""
    with duckdb.connect(str(serving_file(home, "default")), read_only=True) as connection:
        return [str(one) for (one,) in connection.execute(SECRETS).fetchall() if one and len(str(one)) > 5]


def everything_told(home: Home) -> str:
    """All values of all shared files as text, and the bytes of the files themselves."""
    texts = []
    for path in sorted(shared(home).iterdir()):
        rows = duckdb.execute(f"select to_json(t)::varchar from '{path}' as t").fetchall()
        texts += [str(row) for (row,) in rows] + [path.read_bytes().decode("latin-1")]
    return "\n".join(texts)


def canaries_in(home: Home) -> set[str]:
    """The secrets that occur in what is shared."""
    told = everything_told(home)
    return {one for one in secrets(home) if one in told}


def test_no_handle_id_or_name_is_in_the_shared_bytes(walked: Home) -> None:
    """Nobody opted in, so nobody is named; and there is something to share."""
    assert len(secrets(walked)) > 100
    assert canaries_in(walked) == set()
    assert duckdb.execute(f"select count(*) from '{shared(walked) / 'masked_creators.parquet'}'").fetchall() != [(0,)]


def test_nobody_is_found_by_joining_what_is_public(walked: Home) -> None:
    """Each masked row fits at least k creators; hashing all known handles and ids without the key finds none."""
    with duckdb.connect(str(serving_file(walked, "default")), read_only=True) as connection:
        fits = connection.execute(f"""
            select masked.creator_hash, count(*) as creators
            from '{shared(walked) / "masked_creators.parquet"}' as masked
            join ({PUBLICLY_KNOWN}) as known
                on (masked.platforms is null or masked.platforms = known.platforms)
                and (masked.tier is null or masked.tier = known.tier)
                and (masked.niche is null or masked.niche = known.niche)
            where not masked.is_opted_in
            group by masked.creator_hash
        """).fetchall()
        hashes = {
            one
            for row in connection.execute(
                f"select creator_hash, handle_hash from '{shared(walked) / 'masked_creators.parquet'}'"
            ).fetchall()
            for one in row
        }
    assert fits and min(creators for _, creators in fits) >= K
    guesses = {digest for secret in secrets(walked) for digest in guessed(secret)}
    assert not guesses & hashes


def guessed(secret: str) -> list[str]:
    """The hashes that somebody without the key would try."""
    words = [secret, secret.lower(), f"masked:default:{secret}", f":masked:default:{secret.lower()}"]
    return [
        kind(word.encode()).hexdigest()[:32] for word in words for kind in (hashlib.sha256, hashlib.md5, hashlib.sha1)
    ]


@pytest.mark.parametrize("name", ["masked_creators", "masked_cells", "masked_days"])
def test_no_group_is_smaller_than_k(walked: Home, name: str) -> None:
    """Neither the groups that are counted, nor those that equal rows make."""
    file = shared(walked) / f"{name}.parquet"
    if name == "masked_creators":
        query = f"select min(n) from (select count(*) as n from '{file}' group by {', '.join(TOLD)})"
    else:
        query = f"select min(creators) from '{file}'"
    ((least,),) = duckdb.execute(query).fetchall()
    assert least is None or least >= K


@pytest.mark.slow
def test_who_opted_in_is_named_and_nobody_else(demo: Home) -> None:
    """By the setting; the handle of that creator's primary account is all that a canary may find."""
    with duckdb.connect(str(serving_file(demo, "default")), read_only=True) as connection:
        creator, handle = connection.execute(
            "select creator_id, primary_handle from dim_creator order by length(primary_handle) desc, 1 limit 1"
        ).fetchall()[0]
    with (demo.root / "config.toml").open("a", encoding="utf-8") as config:
        config.write(f'\n[masking]\nopt_in = ["{creator}"]\n')
    done = run_command(demo.root, "build")
    assert done.returncode == 0, done.stderr
    named = duckdb.execute(
        f"select handle from '{shared(demo) / 'masked_creators.parquet'}' where handle is not null or is_opted_in"
    ).fetchall()
    assert named == [(handle,)]
    assert all(one in handle for one in canaries_in(demo))
