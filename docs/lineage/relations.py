"""A select statement as named columns, each an expression in the scope that it was written in.

Covers the SQL that this project writes (DuckDB): common table expressions, also recursive ones, unions, joins with
USING, stars with `exclude` and `replace`, lateral joins, VALUES, unnested lists, and columns that reuse an alias of
their own select.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

Expression = exp.Expr
FindTable = Callable[[str], "Relation"]
"""Takes the name of a table outside of the statement and gives its columns."""


class UnreadableSql(Exception):
    """A construct that the reader does not know, or a name that nothing explains."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A column of a table that the statement only reads."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """An expression and the scope whose names it uses."""

    expression: Expression
    scope: Scope


Definition = Outside | Written


@dataclass(slots=True, eq=False)
class Relation:
    """Columns in order; a union gives a column several definitions."""

    columns: dict[str, list[Definition]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Scope:
    """What the names inside one select mean."""

    sources: dict[str, Relation] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    """Columns that a USING made one."""
    aliases: dict[str, Expression] = field(default_factory=dict)
    outer: Scope | None = None
    select: exp.Select | None = None

    def holders(self, column: str) -> list[Relation]:
        """The sources that have this column: one, or all that a USING joined by it."""
        found = [source for source in self.sources.values() if column in source.columns]
        return found if column in self.shared else found[:1]


def read_statement(statement: Expression, find_table: FindTable) -> tuple[Relation, list[Scope]]:
    """The columns of a statement, and the scopes of all its selects."""
    reader = _Reader(find_table)
    return reader.query(statement, {}, None), reader.scopes


class _Reader:
    def __init__(self, find_table: FindTable) -> None:
        self.find_table = find_table
        self.scopes: list[Scope] = []

    def query(self, query: Expression, known: Mapping[str, Relation], outer: Scope | None) -> Relation:
        named = dict(known)
        clause = query.args.get("with_")
        is_recursive = bool(clause and clause.args.get("recursive"))
        for table in clause.expressions if clause else ():
            named[table.alias.lower()] = self._common_table(table, named, outer, is_recursive)
        if isinstance(query, exp.Subquery):
            return self.query(query.this, named, outer)
        if isinstance(query, exp.SetOperation):
            return self._union(query, named, outer)
        if isinstance(query, exp.Select):
            return self._select(query, named, outer)
        if isinstance(query, exp.Pivot) and query.args.get("unpivot"):
            return self._unpivot(query, named, outer)
        raise UnreadableSql(f"a query that is a {type(query).__name__}")

    def _common_table(
        self, table: exp.CTE, known: dict[str, Relation], outer: Scope | None, recursive: bool
    ) -> Relation:
        if not (recursive and isinstance(table.this, exp.SetOperation)):
            return self.query(table.this, known, outer)
        # The first half says what the columns are; the second half reads the table that both make.
        itself = self.query(table.this.this, known, outer)
        further = self.query(table.this.expression, {**known, table.alias.lower(): itself}, outer)
        return _beside(itself, further, by_name=False)

    def _union(self, union: exp.SetOperation, known: Mapping[str, Relation], outer: Scope | None) -> Relation:
        left, right = self.query(union.this, known, outer), self.query(union.expression, known, outer)
        return _beside(left, right, by_name=bool(union.args.get("by_name")))

    def _unpivot(self, unpivot: exp.Pivot, known: Mapping[str, Relation], outer: Scope | None) -> Relation:
        scope = Scope(outer=outer)
        self._add_source(scope, unpivot.this, known)
        (source,) = scope.sources.values()
        into = unpivot.args["into"]
        turned = [name_of(column) for column in unpivot.expressions]
        return _turned(source, turned, name_of(into.this), [name_of(value) for value in into.expressions], scope)

    def _select(self, select: exp.Select, known: Mapping[str, Relation], outer: Scope | None) -> Relation:
        scope = Scope(outer=outer, select=select)
        self.scopes.append(scope)
        first = select.args.get("from_")
        if first:
            self._add_source(scope, first.this, known)
        for join in select.args.get("joins") or ():
            self._add_source(scope, join.this, known)
            scope.shared.update(name_of(column) for column in join.args.get("using") or ())
        for lateral in select.args.get("laterals") or ():
            self._add_source(scope, lateral, known)
        relation = Relation()
        for projection in select.expressions:
            for name, definition in self._project(projection, scope):
                again = sum(one == name or one.startswith(f"{name}:") for one in relation.columns)
                relation.columns[f"{name}:{again}" if again else name] = definition
        self._read_nested(select, scope, known)
        return relation

    def _read_nested(self, select: exp.Select, scope: Scope, known: Mapping[str, Relation]) -> None:
        """Queries inside of conditions make no columns, but their groupings and joins are looked at too."""
        conditions = (select.args.get(clause) for clause in ("where", "having", "qualify"))
        for part in (*select.expressions, *conditions):
            for nested in _direct_queries(part):
                self.query(nested, known, scope)

    def _add_source(self, scope: Scope, source: Expression, known: Mapping[str, Relation]) -> None:
        alias = source.args.get("alias")
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Func):
            relation, name = _listed(source, scope), source.alias.lower()
        elif isinstance(source, exp.Table):
            name = source.name.lower()
            is_known = name in known and not source.args.get("db")
            relation = known[name] if is_known else self.find_table(_full_name(source))
        elif isinstance(source, exp.Lateral):
            relation, name = self.query(source.this, known, scope), source.alias.lower()
        elif isinstance(source, exp.Subquery):
            relation, name = self.query(source, known, scope.outer), source.alias.lower()
        elif isinstance(source, (exp.Values, exp.Unnest)):
            relation, name = _listed(source, scope), source.alias.lower()
        else:
            raise UnreadableSql(f"a source that is a {type(source).__name__}: {source.sql('duckdb')[:80]}")
        for pivot in source.args.get("pivots") or ():
            if not pivot.args.get("unpivot"):
                raise UnreadableSql("a pivot: name the columns one by one, so that they can be followed")
            (field,) = pivot.args["fields"]
            turned = [
                name_of(column.this if isinstance(column, exp.PivotAlias) else column) for column in field.expressions
            ]
            values = [name_of(value) for value in pivot.expressions]
            relation, alias = _turned(relation, turned, name_of(field.this), values, scope), pivot.args.get("alias")
        columns = [name_of(column) for column in alias.columns] if alias and alias.columns else []
        if columns and len(columns) <= len(relation.columns):
            relation = Relation(dict(zip(columns, relation.columns.values(), strict=False)))
        scope.sources[name_of(alias) if alias and alias.this else name or f"unnamed_{len(scope.sources)}"] = relation

    def _project(self, projection: Expression, scope: Scope) -> Iterator[tuple[str, list[Definition]]]:
        star = _star_of(projection)
        if star is not None:
            yield from _expand(star, projection, scope)
            return
        written = projection.this if isinstance(projection, exp.Alias) else projection
        name = projection.alias_or_name.lower() or projection.sql("duckdb").lower()
        if isinstance(projection, exp.Alias):
            scope.aliases.setdefault(name, written)
        yield name, [Written(written, scope)]


def _turned(source: Relation, turned: list[str], told: str, values: list[str], scope: Scope) -> Relation:
    """Columns become rows: which one it was stands under the name `told`, what it held under each of `values`."""
    columns = {name: one for name, one in source.columns.items() if name not in turned}
    columns[told] = [Written(exp.Literal.string(name), scope) for name in turned]
    for value in values:
        columns[value] = [definition for name in turned for definition in source.columns[name]]
    return Relation(columns)


def name_of(node: Expression) -> str:
    """The name that an identifier, column or alias stands for; names know no case."""
    return node.name.lower()


def _full_name(table: exp.Table) -> str:
    return f"{table.db.lower()}.{table.name.lower()}" if table.db else table.name.lower()


def _beside(left: Relation, right: Relation, *, by_name: bool) -> Relation:
    if by_name:
        names = dict.fromkeys([*left.columns, *right.columns])
        return Relation({name: [*left.columns.get(name, []), *right.columns.get(name, [])] for name in names})
    pairs = zip(left.columns.items(), right.columns.values(), strict=True)
    return Relation({name: [*one, *other] for (name, one), other in pairs})


def _listed(source: exp.Values | exp.Unnest | exp.Table, scope: Scope) -> Relation:
    """The columns of what makes rows itself; a function's one column may go by the name of its table."""
    alias = source.args.get("alias")
    names = [name_of(column) for column in alias.columns] if alias else []
    if isinstance(source, exp.Table):
        known = names or [source.alias.lower(), source.this.key, source.this.name.lower()]
        return Relation({name: [Written(source.this, scope)] for name in known if name})
    if isinstance(source, exp.Unnest):
        return Relation({name: [Written(one, scope)] for name, one in zip(names, source.expressions, strict=False)})
    rows = [row.expressions for row in source.expressions]
    return Relation({name: [Written(row[place], scope) for row in rows] for place, name in enumerate(names)})


def _star_of(projection: Expression) -> exp.Star | None:
    if isinstance(projection, exp.Star):
        return projection
    return projection.this if isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star) else None


def _expand(star: exp.Star, projection: Expression, scope: Scope) -> Iterator[tuple[str, list[Definition]]]:
    table = projection.text("table").lower() if isinstance(projection, exp.Column) else ""
    left_out = {name_of(column) for column in star.args.get("except_") or ()}
    replaced = {one.alias.lower(): one.this for one in star.args.get("replace") or ()}
    seen: set[str] = set()
    for name, definitions in _starred(table, scope):
        if name not in left_out and not (name in seen and name in scope.shared):
            seen.add(name)
            yield name, [Written(replaced[name], scope)] if name in replaced else definitions


def _starred(table: str, scope: Scope) -> Iterator[tuple[str, list[Definition]]]:
    """The columns of a source, of all sources, or the members of a structure."""
    if table and table not in scope.sources:
        for member in _members_of(table, scope):
            taken = exp.Dot(this=exp.column(table), expression=exp.to_identifier(member))
            yield member, [Written(taken, scope)]
        return
    for source in [scope.sources[table]] if table else scope.sources.values():
        yield from source.columns.items()


def _members_of(column: str, scope: Scope) -> list[str]:
    for holder in scope.holders(column):
        for definition in holder.columns[column]:
            if isinstance(definition, Outside):
                continue
            if isinstance(definition.expression, exp.Column):
                return _members_of(name_of(definition.expression), definition.scope)
            structure = definition.expression.find(exp.Struct)
            if structure is not None:
                return [name_of(one.this) for one in structure.expressions if isinstance(one, exp.PropertyEQ)]
    raise UnreadableSql(f"{column}.* names neither a source nor a structure made here")


def _direct_queries(part: Expression | None) -> Iterator[Expression]:
    if part is None:
        return
    for node in part.walk(prune=lambda one: isinstance(one, exp.Query)):
        if isinstance(node, exp.Query):
            yield node
