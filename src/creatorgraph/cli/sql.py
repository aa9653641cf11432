"""`creatorgraph sql`: read-only questions to the published tables of one organization."""

from __future__ import annotations

import csv
import json
import sys
from enum import StrEnum
from typing import Annotated

import duckdb
import typer
from rich.table import Column, Table

from creatorgraph.cli.context import DEFAULT, HomeOption, OrganizationOption, open_context, output
from creatorgraph.errors import ConfigurationError
from creatorgraph.publish.serving import serving_file

SHOWN_ROWS = 1000


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sql(
    query: Annotated[str, typer.Argument(help="A SELECT over the published tables; `-` reads it from standard input.")],
    output_format: Annotated[Format, typer.Option("--format", "-f", help="How to print the answer.")] = Format.TABLE,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Ask the published tables a question (read only; docs/reference/tables.md lists them)."""
    context = open_context(home)
    statement = sys.stdin.read() if query == "-" else query
    columns, rows = _answer(str(serving_file(context.home, organization)), statement)
    _PRINTERS[output_format](columns, rows)


def _answer(file: str, statement: str) -> tuple[list[str], list[tuple[object, ...]]]:
    # No file but this one can be reached: another organization's tables are other files.
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    try:
        with duckdb.connect(file, read_only=True, config=config) as connection:
            found = connection.execute(statement)
            columns = [column[0] for column in found.description or []]
            return columns, found.fetchall()
    except duckdb.Error as error:
        raise ConfigurationError(
            f"The question could not be answered: {str(error).strip()}",
            todo="`creatorgraph sql 'show tables'` lists what can be asked.",
        ) from None


def _print_table(columns: list[str], rows: list[tuple[object, ...]]) -> None:
    table = Table(*(Column(name, overflow="fold") for name in columns))
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*("" if value is None else str(value) for value in row))
    output.print(table)
    if len(rows) > SHOWN_ROWS:
        output.print(f"{SHOWN_ROWS} of {len(rows)} rows; --format csv prints all.")


def _print_csv(columns: list[str], rows: list[tuple[object, ...]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _print_json(columns: list[str], rows: list[tuple[object, ...]]) -> None:
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    typer.echo(json.dumps(found, default=str, ensure_ascii=False, indent=2))


_PRINTERS = {Format.TABLE: _print_table, Format.CSV: _print_csv, Format.JSON: _print_json}
