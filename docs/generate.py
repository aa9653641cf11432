"""Write the reference pages from the things they describe; `--check` says which page is stale.

Every command, setting, endpoint, provider and mart column stands in `docs/reference`, or the build is red.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

REFERENCE = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- written by `make docs`; edit the source that it describes -->\n"


def cli_page() -> str:
    """Every command with its help text, arguments and options."""
    from creatorgraph.cli.verbs import make_app

    root = typer.main.get_command(make_app())
    return f"# Commands\n{NOTE}\n" + "\n".join(_commands("creatorgraph", root))


def _commands(path: str, command: Any) -> Iterator[str]:
    for name in sorted(getattr(command, "commands", {})):
        yield from _commands(f"{path} {name}", command.commands[name])
    if hasattr(command, "commands") and not command.invoke_without_command:
        return
    if not command.help:
        raise SystemExit(f"{path} has no help text")
    yield f"## `{path}`\n\n{command.help.strip()}\n"
    rows = [row for parameter in command.params if (row := _parameter(path, parameter))]
    if rows:
        yield "| parameter | default | what |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _parameter(path: str, parameter: Any) -> str | None:
    if parameter.name == "help" or getattr(parameter, "hidden", False):
        return None
    help_text = getattr(parameter, "help", None)
    if not help_text:
        raise SystemExit(f"{path}: {parameter.name} has no help text")
    names = ", ".join(f"`{option}`" for option in (*parameter.opts, *parameter.secondary_opts))
    shown = parameter.param_type_name == "option" and parameter.default not in (None, False, ())
    default = f"`{parameter.default}`" if shown and not callable(parameter.default) else ""
    required = " (required)" if parameter.required else ""
    return f"| {names}{required} | {default} | {help_text.replace('|', '&#124;').strip()} |"


def settings_page() -> str:
    """Every key of config.toml."""
    from creatorgraph.settings import Settings

    head = "| key | default | what |\n|---|---|---|\n"
    return f"# Settings (`config.toml`)\n{NOTE}\n{head}" + "\n".join(_settings("", Settings)) + "\n"


def _settings(prefix: str, model: type[BaseModel]) -> Iterator[str]:
    from creatorgraph.settings import LaneSettings

    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _settings(f"{prefix}{name}.", kind)
        elif name == "lanes":
            yield from _settings(f"{prefix}lanes.<lane>.", LaneSettings)
        else:
            if not field.description:
                raise SystemExit(f"setting {prefix}{name} has no description")
            default = "" if field.default in (None, PydanticUndefined) else f"`{field.default}`"
            yield f"| `{prefix}{name}` | {default} | {field.description} |"


def api_page() -> str:
    """Every endpoint with its parameters."""
    from creatorgraph.serve.app import create_app
    from creatorgraph.settings import Home, Settings

    document = create_app(Home(Path("absent")), Settings()).openapi()
    parts = [f"# API\n{NOTE}"]
    for path, verbs in sorted(document["paths"].items()):
        for verb, operation in verbs.items():
            if not operation.get("description"):
                raise SystemExit(f"{verb} {path} has no description")
            parts.append(f"\n## `{verb.upper()} {path}`\n\n{operation['description'].strip()}\n")
            parts += [
                f"- `{parameter['name']}` ({parameter['in']}): {parameter.get('description', '')}"
                for parameter in operation.get("parameters", [])
            ]
    return "\n".join(parts) + "\n"


def providers_page() -> str:
    """Every provider with its visits, limits, price and rules."""
    from creatorgraph.providers.registry import load_providers

    parts = [f"# Providers\n{NOTE}"]
    for name, provider in sorted(load_providers().items()):
        facts, rules = provider.facts, provider.facts.rules
        price = "calls cost no money" if facts.price is None else f"one {facts.unit} a call, US$ {facts.price} each"
        third = "a third-party service" if rules.third_party else "the platform's own"
        limit = f"{facts.limits.requests} in {facts.limits.window_seconds:g} s, {facts.limits.burst} in any second"
        parts.append(f"\n## `{name}` ({provider.platform})\n\n{facts.title}, run by {rules.operator}; {third}.\n")
        parts += [
            f"- host: `{facts.base_url}` {facts.version}".rstrip(),
            f"- keys: {', '.join(f'`{key}`' for key in facts.credentials)}",
            f"- limits: {limit}",
            f"- cost: {price}",
            f"- terms: {rules.terms}; raw answers are kept {rules.raw_days} days",
            *(f"- {note}" for note in rules.notes),
            "\n| visit | cadence | pages | needs |\n|---|---|---|---|",
        ]
        for visit in provider.visits:
            cadence = " and ".join(visit.cadences)
            needs = (
                "the creator's grant" if visit.authorised else "a native id" if visit.needs_native_id else "a handle"
            )
            parts.append(f"| `{visit.name}` | {cadence} | {'yes' if visit.pages else 'no'} | {needs} |")
    return "\n".join(parts) + "\n"


def marts_page() -> str:
    """Every published table with every column."""
    from creatorgraph.publish.tables import COMPATIBILITY_VIEWS, MASKED, PUBLISHED
    from creatorgraph.warehouse.project import PROJECT

    folder = PROJECT / "models"
    found = {}
    for file in sorted(folder.rglob("*.yml")):
        for model in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("models", []):
            found[model["name"]] = model
    missing = sorted(set(PUBLISHED) - set(found))
    if missing:
        raise SystemExit(f"published tables without a description: {', '.join(missing)}")
    parts = [
        f"# Published tables\n{NOTE}",
        "One set an organization, in DuckDB and as Parquet; `sql` and BI tools read them.",
    ]
    for name, key in sorted(PUBLISHED.items()):
        parts.append(f"\n## `{name}`\n\n{' '.join(found[name]['description'].split())}\n\nKey: {key}.\n")
        parts += _columns(found[name])
    parts.append("\n# Compatibility views\n\nPublished names of others, in the DuckDB file alone.")
    for name in COMPATIBILITY_VIEWS:
        parts += [f"\n## `{name}`\n\n{' '.join(found[name]['description'].split())}\n", *_columns(found[name])]
    parts.append("\n# Masked tables\n\nFor sharing, as Parquet in a folder of their own.")
    for name, key in MASKED.items():
        parts += [f"\n## `{name}`\n\n{' '.join(found[name]['description'].split())}\n\nKey: {key}.\n"]
        parts += _columns(found[name])
    return "\n".join(parts) + "\n"


def _columns(model: Any) -> Iterator[str]:
    yield "| column | type | adds up | personal | what |\n|---|---|---|---|---|"
    for column in model["columns"]:
        meta = column.get("config", {}).get("meta", {})
        kind, adds, personal = column.get("data_type", ""), meta.get("additivity", ""), meta.get("personal", "")
        yield f"| `{column['name']}` | {kind} | {adds} | {personal} | {' '.join(column['description'].split())} |"


def metrics_page() -> str:
    """Every metric with its type, unit, SQL and caveats."""
    import metrics

    return str(metrics.metrics_page(NOTE))


def lineage_page() -> str:
    """Every published column with provider, endpoint and member of the answer; compiles the project (some seconds)."""
    from lineage.page import lineage_page as page
    from lineage.project import compile_shipped_project
    from lineage.trace import Lineage

    return page(Lineage(compile_shipped_project()))


def lineage_is_of_these_models() -> bool:
    """Whether the page says that it is of the models as they are; a test compares its text."""
    from lineage.page import digest_note

    page = REFERENCE / LINEAGE
    return page.exists() and digest_note() in page.read_text(encoding="utf-8")


LINEAGE = "lineage.md"
PAGES = {
    "cli.md": cli_page,
    "settings.md": settings_page,
    "api.md": api_page,
    "providers.md": providers_page,
    "tables.md": marts_page,
    "metrics.md": metrics_page,
}


def main() -> None:
    """Write the pages, or with `--check` compare them."""
    check = "--check" in sys.argv[1:]
    REFERENCE.mkdir(exist_ok=True)
    stale = []
    for name, make in PAGES.items():
        text, page = make(), REFERENCE / name
        if check:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            page.write_text(text, encoding="utf-8")
    if not lineage_is_of_these_models():
        if check:
            stale.append(LINEAGE)
        else:
            (REFERENCE / LINEAGE).write_text(lineage_page(), encoding="utf-8")
    if stale:
        raise SystemExit(f"docs/reference is stale: {', '.join(stale)}. Run: make docs")


if __name__ == "__main__":
    main()
