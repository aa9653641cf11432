"""Which values an expression passes on: the columns outside of the statement, and the member of each that is taken.

A structure's member is followed through lists, lambdas and the parse of a document; what only decides which value
is taken (a condition, an order, a window) passes nothing on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from .relations import Definition, Expression, Outside, Scope, UnreadableSql, Written, name_of

Path = tuple[str, ...]
Bound = Mapping[str, "Element"]


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A column outside of the statement, and the member below it that is taken (none: all of it)."""

    table: str
    column: str
    path: Path = ()


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """What a lambda's parameter stands for: an element of a list."""

    expression: Expression
    scope: Scope
    bound: Bound


RATE = re.compile(r"^er_|_rate$|_pct$|_share$|^share_|overlap|_factor$|_confidence$|^weight")
"""Columns that weigh another one: views times a rate is an amount again."""

WRAPPER = re.compile(r'\{"(?P<member>\w+)":\[?')
LAMBDA_LISTS = (exp.Transform, exp.ArrayFilter)
CONDITIONS = (exp.Predicate, exp.Not, exp.Connector)
COUNTS = (exp.Count, exp.RowNumber, exp.Rank, exp.DenseRank)
FIRST_ONLY = (
    *(exp.ArgMax, exp.ArgMin, exp.Filter, exp.Window, exp.Order, exp.Ordered, exp.WithinGroup),
    *(exp.Cast, exp.TryCast, exp.Nullif, exp.Bracket),
)
WHOLE_PATH = (
    *(exp.Coalesce, exp.Array, exp.ArrayConcat, exp.ArrayAgg, exp.Unnest, exp.Explode, exp.Paren, exp.Distinct),
    *(exp.Try, exp.AnyValue, exp.Case, exp.If),
)


class Follower:
    """Follows values; one for each statement, as it remembers what it found.

    A comparison passes on what it compares, unless `only_amounts` is asked for: then truth values are no amounts.
    """

    def __init__(self, *, only_amounts: bool = False) -> None:
        self._only_amounts = only_amounts
        self.counts_rows = False
        """Whether a value that was followed counts rows."""
        self._open: set[tuple[int, int, Path]] = set()

    def of(self, definitions: list[Definition], path: Path = ()) -> set[Origin]:
        """The origins of a column, or of a member below it."""
        found: set[Origin] = set()
        for definition in definitions:
            if isinstance(definition, Outside):
                found.add(Origin(definition.table, definition.column, path))
            else:
                found |= self._written(definition, path)
        return found

    def _written(self, written: Written, path: Path) -> set[Origin]:
        key = (id(written.expression), id(written.scope), path)
        if key in self._open:  # a recursive table reads itself
            return set()
        self._open.add(key)
        try:
            return self.value(written.expression, written.scope, path, {})
        finally:
            self._open.discard(key)

    def value(self, node: Expression, scope: Scope, path: Path = (), bound: Bound | None = None) -> set[Origin]:
        """The origins of an expression, or of a member below it."""
        bound = bound or {}
        self.counts_rows |= isinstance(node, COUNTS)
        names = _dotted(node)
        if names is not None:
            return self._name(names, scope, path, bound)
        if isinstance(node, exp.Struct):
            return self._structure(node, scope, path, bound)
        if isinstance(node, LAMBDA_LISTS):
            return self._list(node, scope, path, bound)
        if isinstance(node, (exp.JSONExtract, exp.JSONExtractScalar)):
            return self.value(node.this, scope, (*_json_path(node.expression), *path), bound)
        if isinstance(node, exp.Anonymous) and node.name.lower() == "json_transform":
            return self.value(node.expressions[0], scope, _spelled(node.expressions[1], path), bound)
        wrapped = WRAPPER.fullmatch(node.expressions[0].name) if isinstance(node, exp.Concat) and path else None
        if wrapped:  # `{"videos":[` … `]}`: text makes a document of another
            inside = node.expressions if path[0] == wrapped["member"] else ()
            return self._union(iter(inside), scope, path[1:], bound)
        if isinstance(node, exp.Dot):
            return self.value(node.this, scope, (name_of(node.expression), *path), bound)
        if self._only_amounts and isinstance(node, (*CONDITIONS, exp.Count)):
            return set()
        if self._only_amounts and isinstance(node, exp.Mul):
            found = self._union(_passing(node), scope, (), bound)
            return {one for one in found if not RATE.search(one.column)} or found
        found = self._union(_passing(node), scope, path if _keeps_structure(node) else (), bound)
        if not found and not self._only_amounts and isinstance(node, exp.Case):
            return self._union(_deciding(node), scope, (), bound)  # all its values are constants
        return found

    def _union(self, nodes: Iterator[Expression], scope: Scope, path: Path, bound: Bound) -> set[Origin]:
        found: set[Origin] = set()
        for node in nodes:
            found |= self.value(node, scope, path, bound)
        return found

    def _structure(self, node: exp.Struct, scope: Scope, path: Path, bound: Bound) -> set[Origin]:
        members = {name_of(one.this): one.expression for one in node.expressions if isinstance(one, exp.PropertyEQ)}
        if path and path[0] in members:
            return self.value(members[path[0]], scope, path[1:], bound)
        return self._union(iter(members.values()), scope, (), bound)

    def _list(self, node: Expression, scope: Scope, path: Path, bound: Bound) -> set[Origin]:
        if isinstance(node, exp.ArrayFilter):
            return self.value(node.this, scope, path, bound)
        parameter = node.expression.expressions[0]
        element = Element(node.this, scope, bound)
        return self.value(node.expression.this, scope, path, {**bound, name_of(parameter): element})

    def _name(self, names: list[str], scope: Scope, path: Path, bound: Bound) -> set[Origin]:
        if names[0] in bound:
            element = bound[names[0]]
            return self.value(element.expression, element.scope, (*names[1:], *path), element.bound)
        place: Scope | None = scope
        while place is not None:
            found = self._in_scope(names, place, path)
            if found is not None:
                return found
            place = place.outer
        raise UnreadableSql(f"nothing explains the name {'.'.join(names)}")

    def _in_scope(self, names: list[str], scope: Scope, path: Path) -> set[Origin] | None:
        source = scope.sources.get(names[0])
        if source is not None and len(names) > 1 and names[1] in source.columns:
            return self.of(source.columns[names[1]], (*names[2:], *path))
        holders = scope.holders(names[0])
        if holders:
            return {one for holder in holders for one in self.of(holder.columns[names[0]], (*names[1:], *path))}
        if names[0] in scope.aliases:
            return self._written(Written(scope.aliases[names[0]], scope), (*names[1:], *path))
        if source is not None and len(names) == 1:  # the whole row
            return {one for column in source.columns.values() for one in self.of(column)}
        return None


def _dotted(node: Expression) -> list[str] | None:
    """`a.b.c` as its names, whether the parser took it for a column or for a member; None for anything else."""
    if isinstance(node, exp.Identifier):
        return [node.name.lower()]
    if isinstance(node, exp.Column):
        return [part.name.lower() for part in node.parts]
    if isinstance(node, exp.Dot):
        below = _dotted(node.this)
        return [*below, node.expression.name.lower()] if below is not None else None
    return None


def _keeps_structure(node: Expression) -> bool:
    return isinstance(node, (*WHOLE_PATH, *FIRST_ONLY))


def _passing(node: Expression) -> Iterator[Expression]:
    """The parts of an expression whose values it passes on."""
    if isinstance(node, exp.Case):
        yield from (branch.args["true"] for branch in node.args["ifs"])
        yield from filter(None, [node.args.get("default")])
    elif isinstance(node, exp.If):
        yield from filter(None, [node.args.get("true"), node.args.get("false")])
    elif isinstance(node, FIRST_ONLY):
        yield node.this
    elif isinstance(node, exp.Query):
        yield from ()
    else:
        yield from node.iter_expressions()


def _deciding(case: exp.Case) -> Iterator[Expression]:
    yield from filter(None, [case.this])
    yield from (branch.this for branch in case.args["ifs"])


def _json_path(path: Expression) -> Path:
    return tuple(str(part.this).lower() for part in path.expressions if isinstance(part, exp.JSONPathKey))


def _spelled(shape: Expression, path: Path) -> Path:
    """The member as the provider spells it: SQL's names know no case, JSON's do."""
    place: object = json.loads(shape.name)
    spelled = []
    for name in path:
        while isinstance(place, list):
            place = place[0]
        known = {key.lower(): key for key in place} if isinstance(place, dict) else {}
        spelled.append(known.get(name, name))
        place = place.get(spelled[-1]) if isinstance(place, dict) else None
    return tuple(spelled)
