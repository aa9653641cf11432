"""The page `docs/reference/lineage.md`: every published column with its providers, endpoints and JSON members."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from creatorgraph.publish.tables import PUBLISHED
from creatorgraph.warehouse.project import PROJECT

from .trace import Field, Lineage
from .values import Follower

INTRODUCTION = """\
Where each published column comes from. A mart's column names the staging columns that it is made of and whose answers
those are; the second part says which endpoints each staging table reads and which member of the answer (or column of
its envelope) each of its columns is. `[data.]` stands before members that some answers wrap in `data`; a list's members
are named without an index. A filter on rows is not followed: a column can name an endpoint whose rows a mart leaves
out.
**personal** marks what tells of a person: id, handle, name, text, link or region."""
KINDS = {"match": "the match", "app": "the app database", "seeds": "the seed", "raw": "the lake's manifest"}


def lineage_page(lineage: Lineage) -> str:
    """The whole page. Raises UnreadableSql where a column cannot be explained."""
    parts = [f"# Lineage\n{digest_note()}\n{INTRODUCTION}"]
    for mart in sorted(PUBLISHED):
        parts += [f"\n## `{mart}`\n", "| column | made of | providers | personal |", "|---|---|---|---|"]
        for column in lineage.columns(mart):
            parts.append(_mart_row(lineage, mart, column))
    parts.append("\n# Staging columns")
    for model in sorted(model.name for model in lineage.project.models.values() if model.is_staging):
        parts += _staging_part(lineage, model, lineage.columns(model))
    return "\n".join(parts) + "\n"


def digest_note() -> str:
    """The first line after the title: it tells without compiling anything whether the page is of these models."""
    return f"<!-- written by `make docs` from the models with digest {project_digest()}; edit those -->"


def project_digest() -> str:
    """16 hex digits of everything that decides the compiled SQL or what the page says of it."""
    digest = hashlib.sha256(repr(sorted(PUBLISHED)).encode())
    for path in sorted([*(PROJECT / "models").rglob("*.*"), *(PROJECT / "macros").rglob("*.sql")]):
        digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def explained(lineage: Lineage, model: str, column: str) -> str | None:
    """Why a column is of no provider (a constant, a count, the match, the app database); None where it is of one."""
    origins = lineage.staged(model, column)
    if any(origin.table in lineage.project.models for origin in origins):
        return None
    if origins:
        return ", ".join(sorted({_kind(origin.table) for origin in origins}))
    return _made_of_nothing(lineage, model, column)


def _made_of_nothing(lineage: Lineage, model: str, column: str) -> str:
    return "a count of rows" if _counts_rows(lineage, model, column) else "a constant"


def _counts_rows(lineage: Lineage, model: str, column: str) -> bool:
    follower = Follower()
    below = follower.of(lineage.read(model)[0].columns[column])
    return follower.counts_rows or any(
        _counts_rows(lineage, one.table, one.column) for one in below if one.table in lineage.project.models
    )


def _kind(table: str) -> str:
    schema, name = table.split(".", 1)
    return f"{KINDS[schema]} (`{name}`)"


def _mart_row(lineage: Lineage, mart: str, column: str) -> str:
    reason = explained(lineage, mart, column)
    personal = lineage.project.models[mart].columns.get(column, {}).get("personal", "")
    origins = lineage.staged(mart, column)
    told = sorted(origin for origin in origins if origin.table in lineage.project.models)
    named = list(dict.fromkeys(f"`{one.table}.{one.column}`" for one in told))
    others = sorted({_kind(one.table) for one in origins if one.table not in lineage.project.models})
    providers = sorted({provider for one in told for provider in lineage.providers(one.table)})
    made_of = ", ".join(named + others) if named else reason
    return f"| `{column}` | {made_of} | {', '.join(providers)} | {personal} |"


def _staging_part(lineage: Lineage, model: str, columns: Iterable[str]) -> Iterator[str]:
    providers = ", ".join(sorted(lineage.providers(model)))
    endpoints = ", ".join(f"`{one}`" for one in lineage.endpoints(model)) or "every endpoint"
    yield f"\n## `{model}`\n\nProvider: {providers}. Endpoints: {endpoints}.\n"
    yield "| column | member of the answer |\n|---|---|"
    for column in columns:
        members = _members(lineage.fields(model, column)) or _explained_in_staging(lineage, model, column)
        yield f"| `{column}` | {members} |"


def _explained_in_staging(lineage: Lineage, model: str, column: str) -> str:
    tables = {origin.table for origin in lineage.sent(model, column)}
    return ", ".join(sorted(_kind(table) for table in tables)) or _made_of_nothing(lineage, model, column)


def _members(fields: Iterable[Field]) -> str:
    body = {field.member for field in fields if field.is_body}
    unwrapped = {member for member in body if f"data.{member}" in body}
    wrapped = {f"data.{member}" for member in unwrapped}
    shown = [f"[data.]{member}" for member in unwrapped] + sorted(body - unwrapped - wrapped)
    envelope = [f"{field.member} (envelope)" for field in fields if not field.is_body]
    return ", ".join(f"`{member or 'the whole body'}`" for member in sorted(shown)) + (
        (", " if shown and envelope else "") + ", ".join(f"`{one}`" for one in sorted(envelope))
    )
