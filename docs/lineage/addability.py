"""Two rules of the tables, checked on compiled SQL: what may not be added is not added, and nobody is joined by name.

Both follow values through tables in between and through renames, so the name of a column decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from .relations import Expression, Scope
from .trace import Lineage
from .values import Follower, Origin

SUMS = (exp.Sum,)
SUM_FUNCTIONS = frozenset({"sum_no_overflow", "fsum", "kahan_sum", "favg", "list_sum", "total"})
ADDS_RIGHTLY = {
    "group_reach": (r"audience_|plain_sum|overlap_", "adds audiences up to take off what they share"),
    "benchmarks": (r"n_creators|sum_of_", "pools the means and variances of cells that share no creator"),
    "within_creator_comparisons": (r"value", "means, summed as decimals so that no order of rows shows"),
    "fct_account_window_rates": (r"follower_count|reach", "denominators of a pooled rate"),
    "fct_audience_demographics": (r"value", "shares of one whole"),
}
"""Models whose work it is to make one right number of many that may not be added: of which columns, and how."""

CANONICAL = re.compile(r"(^|_)(account_key|creator_id|post_key|account_version_key|canonical_id)(_[ab])?$")
NAMES = re.compile(
    r"^(native_id|handle|username|unique_id|user_id|sec_uid|author_id|author_unique_id|author_username|channel_id|"
    r"channel_title|display_name|nickname|account_id|x_handle|(tiktok|instagram|x|youtube)_(id|user_id|username|handle))$"
)
"""Columns by which platforms call an account."""

PEOPLE = re.compile(
    r"^(int_(account|match_account|handle|accounts)|organization_accounts|stg_|app\.(tracked_accounts))"
)
"""Tables in which such columns mean accounts."""

LOOKS_UP = {
    "organization_sampled_followers": "followers are known by a hash of their id alone; here their accounts are found",
}
"""Models whose work it is to find the account that a name means, and why no key can do it."""


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """A model that breaks a rule: which column of which table, and the SQL that does it."""

    model: str
    table: str
    column: str
    sql: str


def sums_of_what_may_not_be_added(lineage: Lineage, models: Iterable[str] = ()) -> list[Breach]:
    """Every sum, in these models or in all, over a column whose nearest declaration says `additivity: none`."""
    found = set()
    for model in models or lineage.project.models:
        for scope in lineage.scopes(model):
            for node in _own_nodes(scope):
                if _is_sum(node):
                    found |= {
                        Breach(model, one.table, one.column, node.sql("duckdb"))
                        for one in _amounts(lineage, node, scope)
                        if _declared(lineage, one) == "none" and not _adds_rightly(model, one.column)
                    }
    return sorted(found)


def joins_by_name(lineage: Lineage, models: Iterable[str] = ()) -> list[Breach]:
    """Every join or grouping, in these marts or in all, by handle or native id without a canonical key beside it."""
    found = set()
    for model in models or lineage.project.models:
        if lineage.project.models[model].schema.startswith("marts") and model not in LOOKS_UP:
            key_sets = ((scope, keys) for scope in lineage.scopes(model) for keys in _key_sets(scope))
            for scope, keys in key_sets:
                found |= _named(lineage, model, scope, keys)
    return sorted(found)


def _adds_rightly(model: str, column: str) -> bool:
    known = ADDS_RIGHTLY.get(model)
    return known is not None and re.search(known[0], column) is not None


def _is_sum(node: Expression) -> bool:
    if isinstance(node, exp.Anonymous):
        name = node.name.lower()
        return name in SUM_FUNCTIONS or (name == "list_aggregate" and node.expressions[-1].name == "sum")
    return isinstance(node, SUMS)


def _own_nodes(scope: Scope) -> Iterator[Expression]:
    """The nodes of a select's own clauses, not those of the queries inside."""
    assert scope.select is not None
    for clause in ("expressions", "having", "qualify", "order"):
        parts = scope.select.args.get(clause) or []
        for part in parts if isinstance(parts, list) else [parts]:
            # inside a lambda a name is an element of a list, no column
            yield from part.walk(prune=lambda one: isinstance(one, (exp.Query, exp.Lambda)))


def _amounts(lineage: Lineage, node: Expression, scope: Scope) -> set[Origin]:
    summed = node.expressions[0] if isinstance(node, exp.Anonymous) else node.this
    found = Follower(only_amounts=True).value(summed, scope)
    return {end for origin in found for end in _nearest_declared(lineage, origin)}


def _nearest_declared(lineage: Lineage, origin: Origin) -> set[Origin]:
    """The origin itself where its additivity is declared, else what it is made of."""
    if origin.table not in lineage.project.models or _declared(lineage, origin):
        return {origin}
    below = Follower(only_amounts=True).of(lineage.read(origin.table)[0].columns[origin.column], origin.path)
    return {end for one in below for end in _nearest_declared(lineage, one)}


def _declared(lineage: Lineage, origin: Origin) -> str | None:
    model = lineage.project.models.get(origin.table)
    declared = model.columns.get(origin.column, {}).get("additivity") if model else None
    return str(declared) if declared else None


def _key_sets(scope: Scope) -> Iterator[list[Expression]]:
    """What a select joins by and groups by, one set for each join and grouping."""
    assert scope.select is not None
    for join in scope.select.args.get("joins") or ():
        condition = join.args.get("on")
        if condition is not None:
            yield [side for one in condition.find_all(exp.EQ, exp.NullSafeEQ) for side in (one.this, one.expression)]
        if join.args.get("using"):
            yield [exp.column(one.name) for one in join.args["using"]]
    group = scope.select.args.get("group")
    if group is not None:
        yield _grouped(scope.select, group)
    windows = [*scope.select.find_all(exp.Window)]
    for window in windows:
        if window.args.get("partition_by") and window.find_ancestor(exp.Select) is scope.select:
            yield list(window.args["partition_by"])


def _grouped(select: exp.Select, group: exp.Group) -> list[Expression]:
    """`group by 1` and `group by all` mean expressions of the select list."""
    listed = [one.unalias() for one in select.expressions]
    if group.args.get("all"):
        return [one for one in listed if not one.find(exp.AggFunc)]
    numbered = [one for one in group.expressions if isinstance(one, exp.Literal) and not one.is_string]
    places = {int(one.name) - 1 for one in numbered}
    return [one for one in group.expressions if one not in numbered] + [listed[place] for place in sorted(places)]


def _named(lineage: Lineage, model: str, scope: Scope, keys: list[Expression]) -> set[Breach]:
    origins = [(key, _through_marts(lineage, one)) for key in keys for one in Follower().value(key, scope)]
    ends_of_all = {one for _, ends in origins for one in ends}
    if any(CANONICAL.search(one.column) or one.table.startswith("app.") for one in ends_of_all):
        return set()  # what people typed into the app names accounts as people do; its accounts are looked up by that
    return {
        Breach(model, one.table, one.column, key.sql("duckdb"))
        for key, ends in origins
        for one in ends
        if NAMES.match(one.column) and PEOPLE.match(one.table)
    }


def _through_marts(lineage: Lineage, origin: Origin) -> set[Origin]:
    """What a column of a mart is below the marts; a canonical key is one wherever it stands."""
    model = lineage.project.models.get(origin.table)
    if model is None or CANONICAL.search(origin.column) or not model.schema.startswith("marts"):
        return {origin}
    below = Follower().of(lineage.read(origin.table)[0].columns[origin.column], origin.path)
    return {end for one in below for end in _through_marts(lineage, one)}
