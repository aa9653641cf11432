"""Follows a column through all models down to staging, and from there to provider, endpoint and JSON member."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

from .project import Model, Project
from .relations import Expression, Outside, Relation, Scope, UnreadableSql, read_statement
from .values import Follower, Origin, Path

ANSWERS = re.compile(r"raw\.(?P<provider>\w+)_api_responses")


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """What a provider sent: a member of the body (`payload`), or a column of the envelope."""

    provider: str
    member: str
    is_body: bool


class Lineage:
    """Every model read once; origins are found on demand and remembered."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._read: dict[str, tuple[Relation, list[Scope]]] = {}
        self._found: dict[tuple[str, str, Path, str], frozenset[Origin]] = {}
        self._parsed: dict[str, Expression] = {}

    def beside(self, model: Model) -> Lineage:
        """The same with one more model, or with another one of that name."""
        further = Lineage(Project({**self.project.models, model.name: model}, self.project.sources))
        further._read = {name: read for name, read in self._read.items() if name != model.name}
        return further

    def columns(self, model: str) -> list[str]:
        """The columns of a model, in order."""
        return list(self.read(model)[0].columns)

    def scopes(self, model: str) -> list[Scope]:
        """The selects of a model."""
        return self.read(model)[1]

    def read(self, model: str) -> tuple[Relation, list[Scope]]:
        """A model's columns and selects. Raises UnreadableSql naming the model."""
        if model not in self._read:
            try:
                self._read[model] = read_statement(self._statement(model), self._table)
            except UnreadableSql as error:
                raise UnreadableSql(f"{model}: {error}") from None
        return self._read[model]

    def _table(self, name: str) -> Relation:
        table = name.rsplit(".", 1)[-1]
        if name in self.project.sources:
            names: list[str] = list(self.project.sources[name])
        elif table in self.project.models:
            name, names = table, self.columns(table)
        else:
            raise UnreadableSql(f"the table {name} is neither a model nor a source")
        return Relation({column: [Outside(name, column)] for column in names})

    def staged(self, model: str, column: str, path: Path = ()) -> frozenset[Origin]:
        """The staging columns, seeds and sources that a column of a model comes from."""
        return self._until(model, column, path, self._staging_ends)

    def sent(self, model: str, column: str) -> frozenset[Origin]:
        """The columns of sources and seeds that a column of a model comes from, with the member of each."""
        return self._until(model, column, (), self._sources_end)

    def _staging_ends(self, table: str) -> bool:
        return self._sources_end(table) or self.project.models[table].is_staging

    def _sources_end(self, table: str) -> bool:
        return table not in self.project.models

    def _until(self, model: str, column: str, path: Path, ends: Callable[[str], bool]) -> frozenset[Origin]:
        key = (model, column, path, ends.__name__)
        if key not in self._found:
            direct = Follower().of(self.read(model)[0].columns[column], path)
            self._found[key] = frozenset(
                end
                for one in direct
                for end in ([one] if ends(one.table) else self._until(one.table, one.column, one.path, ends))
            )
        return self._found[key]

    def fields(self, staging_model: str, column: str) -> frozenset[Field]:
        """What of the providers' answers a staging column is made of."""
        found = set()
        for origin in self.sent(staging_model, column):
            answers = ANSWERS.fullmatch(origin.table)
            if answers:
                is_body = origin.column == "payload"
                member = ".".join(origin.path if is_body else (origin.column, *origin.path))
                found.add(Field(answers["provider"], member, is_body))
        return frozenset(found)

    def endpoints(self, staging_model: str) -> tuple[str, ...]:
        """The endpoints whose answers a staging model reads, itself or through another, in the order of its SQL."""
        found: dict[str, None] = {}
        for scope in self.scopes(staging_model):
            where = scope.select.args.get("where") if scope.select else None
            for condition in where.find_all(exp.In) if where else ():
                if condition.this.name == "endpoint":
                    found.update(dict.fromkeys(one.name for one in condition.expressions))
        for read in self._models_read(staging_model):
            found.update(dict.fromkeys(self.endpoints(read)))
        return tuple(found)

    def providers(self, staging_model: str) -> frozenset[str]:
        """Whose answers a staging model reads."""
        tables = {_name(table) for table in self._statement(staging_model).find_all(exp.Table)}
        own = {answers["provider"] for table in tables if (answers := ANSWERS.fullmatch(table))}
        return frozenset(own.union(*(self.providers(read) for read in self._models_read(staging_model))))

    def _models_read(self, model: str) -> list[str]:
        tables = {table.name.lower() for table in self._statement(model).find_all(exp.Table) if table.db}
        return sorted(tables & set(self.project.models))

    def _statement(self, model: str) -> Expression:
        if model not in self._parsed:
            self._parsed[model] = sqlglot.parse_one(self.project.models[model].sql, dialect="duckdb")
        return self._parsed[model]


def _name(table: exp.Table) -> str:
    return f"{table.db.lower()}.{table.name.lower()}"
