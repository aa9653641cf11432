"""From which day on a build has to make dated rows anew: since the last one, answers of that day came or went.

What the tables of one schema were built from is noted beside them, file by file, so a build that fails, or one that
leaves an organization out, is made up for by the next.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import duckdb

from creatorgraph.warehouse.staleness import project_digest

NEVER: Final = date(9999, 12, 31)
"""Nothing came and nothing went: no day is made anew."""

CREATE: Final = """
create table if not exists raw.built_files (
    schema_name varchar, lake_file varchar, lake_file_digest varchar, observed_from date, built_by varchar
)
"""
NEW: Final = """
from raw.lake_files as file
anti join (select * from raw.built_files where schema_name = $schema) as built
    on built.lake_file = file.lake_file and built.lake_file_digest = file.lake_file_digest
"""
GONE: Final = """
from (select * from raw.built_files where schema_name = $schema) as built
anti join raw.lake_files as file
    on built.lake_file = file.lake_file and built.lake_file_digest = file.lake_file_digest
"""


def redo_from(connection: duckdb.DuckDBPyConnection, schema: str) -> date | None:
    """The first UTC day whose answers changed since `schema` was last built; None when all has to be made.

    All has to be made at the first time, by another version of the project, and where kept observations came or went:
    an expiry, or an erasure among them.
    """
    connection.execute(CREATE)
    of_schema = {"schema": schema}
    last = "select max(built_by) from raw.built_files where schema_name = $schema"
    if connection.execute(last, of_schema).fetchall()[0][0] != project_digest():
        return None
    came = f"""
        select coalesce(bool_or(file.kind <> 'raw'), false), min(observed.observed_from) {NEW}
        left join ({_observed(connection, schema)}) as observed using (lake_file)
    """
    went = f"select coalesce(bool_or(observed_from is null), false), min(observed_from) {GONE}"
    found = [connection.execute(query, of_schema).fetchall()[0] for query in (came, went)]
    if any(is_whole for is_whole, _ in found):
        return None
    return min((day for _, day in found if day is not None), default=NEVER)


def note_built(connection: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Remember that the tables of `schema` now stand for exactly the files that are listed."""
    connection.execute(CREATE)
    named = {"schema": schema, "by": project_digest()}
    connection.execute(
        f"""
        create or replace temp table standing as
        select file.lake_file, file.lake_file_digest, observed.observed_from {NEW}
        left join ({_observed(connection, schema)}) as observed using (lake_file)
        union all
        select built.lake_file, built.lake_file_digest, built.observed_from
        from raw.built_files as built
        inner join raw.lake_files using (lake_file, lake_file_digest)
        where built.schema_name = $schema
    """,
        {"schema": schema},
    )
    connection.execute("delete from raw.built_files where schema_name = $schema", {"schema": schema})
    connection.execute("insert into raw.built_files select $schema, *, $by from standing", named)


def _observed(connection: duckdb.DuckDBPyConnection, schema: str) -> str:
    """SQL of the earliest day that each new raw file tells of."""
    new = f"select distinct file.provider {NEW} where file.kind = 'raw'"
    parts = ["select cast(null as varchar) as lake_file, cast(null as date) as observed_from where false"]
    for (provider,) in sorted(connection.execute(new, {"schema": schema}).fetchall()):
        parts.append(f"""
            select lake_file, cast(min(observed_at) as date) from raw.{provider}_api_responses
            where lake_file in (select file.lake_file {NEW} where file.provider = '{provider}')
            group by lake_file
        """)
    return " union all ".join(parts)
