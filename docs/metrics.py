"""The registry of metrics as SQL that anybody can run on the published tables, and as a page.

The registry is dbt's own (`models/_metrics.yml`): measures of semantic models, and metrics that are a measure
(`simple`), one divided by another (`ratio`) or a formula of several (`derived`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from creatorgraph.warehouse.project import PROJECT

AGGREGATES = {
    "sum": "sum({})",
    "max": "max({})",
    "min": "min({})",
    "count_distinct": "count(distinct {})",
}
DIMENSION = re.compile(r"\{\{\s*Dimension\('(?:\w+__)?(\w+)'\)\s*\}\}")
INTRODUCTION = """\
Each metric has one definition: dbt's semantic layer reads it from `models/_metrics.yml`, and here it stands as SQL for
the published tables. **additive** may be added over everything; **snapshot** over accounts of one day, never over days;
**none** over nothing: unique people, distinct counts and rates are asked for anew for each question."""
TABLE = re.compile(r"ref\('(\w+)'\)")


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over one table, and the column whose latest value alone counts, with what it is latest within."""

    table: str
    aggregate: str
    latest: str | None
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """All measures and all metrics, by name."""

    measures: Mapping[str, Measure]
    metrics: Mapping[str, Mapping[str, Any]]

    def sql(self, name: str) -> str:
        """One SELECT with one row and one column, named like the metric."""
        return f"select {self.value(name)} as {name}"

    def value(self, name: str) -> str:
        """The metric as a scalar expression. Raises KeyError for a name that the registry does not know."""
        metric = self.metrics[name]
        parameters = metric["type_params"]
        if metric["type"] == "simple":
            return self._measured(self.measures[parameters["measure"]], metric.get("filter"))
        if metric["type"] == "ratio":
            return f"{self.value(parameters['numerator'])} / nullif({self.value(parameters['denominator'])}, 0)"
        named = {one["name"]: self.value(one["name"]) for one in parameters["metrics"]}
        return re.sub(r"\w+", lambda word: named.get(word[0], word[0]), parameters["expr"])

    def tables(self, name: str) -> list[str]:
        """The tables that a metric reads."""
        return sorted(
            {measure.table for measure in self.measures.values() if f"from {measure.table}" in self.sql(name)}
        )

    def _measured(self, measure: Measure, condition: str | None) -> str:
        where = " where " + DIMENSION.sub(lambda found: found[1], condition) if condition else ""
        source = f"{measure.table}{where}"
        if measure.latest:
            within = f"partition by {', '.join(measure.within)}" if measure.within else ""
            latest = f"{measure.latest} = max({measure.latest}) over ({within})"
            source = f"(select * from {source} qualify {latest})"
        return f"(select {measure.aggregate} from {source})"


def read_registry() -> Registry:
    """The registry as it is shipped."""
    document = yaml.safe_load((PROJECT / "models" / "_metrics.yml").read_text(encoding="utf-8"))
    measures = {
        measure["name"]: _measure(model, measure)
        for model in document["semantic_models"]
        for measure in model["measures"]
    }
    return Registry(measures, {metric["name"]: metric for metric in document["metrics"]})


def _measure(model: Mapping[str, Any], measure: Mapping[str, Any]) -> Measure:
    entities = {entity["name"]: entity["expr"] for entity in model.get("entities", [])}
    latest = measure.get("non_additive_dimension", {})
    table = TABLE.fullmatch(model["model"])
    assert table is not None, f"{model['name']} names no model"
    aggregate = AGGREGATES[measure["agg"]].format(measure.get("expr", measure["name"]))
    within = tuple(entities[name] for name in latest.get("window_groupings", ()))
    return Measure(table[1], aggregate, latest.get("name"), within)


def metrics_page(note: str) -> str:
    """The page `docs/reference/metrics.md`."""
    registry = read_registry()
    parts = [f"# Metrics\n{note}\n{INTRODUCTION}"]
    for name, metric in registry.metrics.items():
        meta = metric["config"]["meta"]
        tables = ", ".join(f"[`{table}`](tables.md)" for table in registry.tables(name))
        parts += [
            f"\n## `{name}`\n\n{metric['label']}. {metric['description']}\n",
            f"- type: {metric['type']}; unit: {meta['unit']}; grain: {meta['grain']}; adds up: {meta['additivity']}",
            f"- of: {tables}",
            f"- mind: {meta['caveats']}",
            f"\n```sql\n{registry.sql(name)}\n```",
        ]
    return "\n".join(parts) + "\n"
