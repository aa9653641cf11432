"""`creatorgraph import`: your own files take the same road as collected answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from creatorgraph.cli.context import (
    DEFAULT,
    Context,
    HomeOption,
    OrganizationOption,
    errors,
    leave_out,
    open_context,
    progress,
)
from creatorgraph.errors import BadRowError, ConfigurationError
from creatorgraph.land.imports import (
    ImportOptions,
    ImportReport,
    import_accounts,
    import_history,
    import_labels,
    import_responses,
    import_survey,
)
from creatorgraph.land.imports import import_links as land_links
from creatorgraph.review import import_links as decide_links
from creatorgraph.settings import Home
from creatorgraph.types import Platform
from creatorgraph.warehouse.label_seeds import known_labels

app = typer.Typer(help="Import your own files: good rows are kept, bad rows are named.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="The file to import.")]
PlatformOption = Annotated[Platform | None, typer.Option(help="Meant where the file has no platform column.")]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", help="canonical=column, e.g. followers=subs; an empty column leaves it out.", metavar="A=B"),
]
EncodingOption = Annotated[str | None, typer.Option(help="Overrules the detected text encoding.")]
PrivateOption = Annotated[bool, typer.Option("--private", help="Keep the rows inside this organization.")]
ObservedOption = Annotated[
    datetime | None, typer.Option(help="When rows without a date were true (UTC; default: now).", show_default=False)
]


@app.command("accounts")
def accounts(
    file: FileArgument,
    platform: PlatformOption = None,
    columns: MapOption = None,
    observed_at: ObservedOption = None,
    private: PrivateOption = False,
    encoding: EncodingOption = None,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Import accounts (CSV: platform, handle or URL; optional name, bio, link, followers, verified, group)."""
    _land(import_accounts, file, _options(platform, columns, observed_at, private, encoding, organization), home)


@app.command("history")
def history(
    file: FileArgument,
    platform: PlatformOption = None,
    columns: MapOption = None,
    private: PrivateOption = False,
    encoding: EncodingOption = None,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Import counters over time (CSV: platform, handle or id, date, followers, following, posts, likes, views)."""
    _land(import_history, file, _options(platform, columns, None, private, encoding, organization), home)


@app.command("responses")
def responses(
    file: FileArgument,
    private: PrivateOption = False,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Import captured raw answers (NDJSON: provider, endpoint, observed_at, request_param, http_status, payload)."""
    _land(import_responses, file, _options(None, None, None, private, None, organization), home)


@app.command("links")
def links(
    file: FileArgument,
    reviewer: Annotated[str, typer.Option(help="Who says so.")] = "import",
    platform: PlatformOption = None,
    columns: MapOption = None,
    encoding: EncodingOption = None,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Import accounts that are known to be the same (CSV: group, platform, handle; or platform_a, handle_a, …)."""
    context = open_context(home)
    with progress() as advance:
        options = _options(platform, columns, None, False, encoding, organization)(context, _bytes(advance, file))
        landed = land_links(context.home, file, options)
    decided = decide_links(
        context.database,
        [(pair.account_key_a, pair.account_key_b) for pair in landed.pairs],
        reviewer=reviewer,
        organization=organization,
        clock=context.clock,
    )
    errors.print(f"{decided.made} links became decisions, {decided.repeated} were known.")
    refused = tuple(BadRowError(file.name, 0, "pair", reason) for reason in decided.refused)
    _tell(landed.report, refused)


@app.command("labels")
def labels(
    file: FileArgument,
    platform: PlatformOption = None,
    columns: MapOption = None,
    encoding: EncodingOption = None,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Import labels of your own (CSV: post_url, or creator_id, or platform and handle; kind, label, confidence)."""

    def land(where: Home, path: Path, options: ImportOptions) -> ImportReport:
        return import_labels(where, path, options, known_labels(where))

    _land(land, file, _options(platform, columns, None, True, encoding, organization), home)


@app.command("survey")
def survey(
    file: FileArgument,
    columns: MapOption = None,
    private: PrivateOption = False,
    encoding: EncodingOption = None,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Import what followers said (CSV: handle_a, handle_b or creators or platforms; asked, also_follow, date)."""
    _land(import_survey, file, _options(None, columns, None, private, encoding, organization), home)


Options = Callable[[Context, Callable[[int, int], None]], ImportOptions]


def _options(
    platform: Platform | None,
    columns: list[str] | None,
    observed_at: datetime | None,
    private: bool,
    encoding: str | None,
    organization: str,
) -> Options:
    mapping = dict(_split(text) for text in columns or [])
    return lambda context, tell: ImportOptions(
        clock=context.clock,
        platform=platform,
        columns=mapping,
        observed_at=observed_at.replace(tzinfo=UTC) if observed_at else None,
        private=private,
        organization=organization,
        encoding=encoding,
        progress=tell,
    )


def _split(text: str) -> tuple[str, str]:
    canonical, equals, column = text.partition("=")
    if not equals:
        raise ConfigurationError(f"--map {text!r} is not canonical=column.", todo="For example: --map followers=subs")
    return canonical.strip(), column.strip()


def _land(
    verb: Callable[[Home, Path, ImportOptions], ImportReport], file: Path, options: Options, home: Path | None
) -> None:
    context = open_context(home)
    with progress() as advance:
        report = verb(context.home, file, options(context, _bytes(advance, file)))
    _tell(report)


def _bytes(advance: Callable[[str, int, int | None], None], file: Path) -> Callable[[int, int], None]:
    return lambda done, total: advance(f"importing {file.name}", done, total)


def _tell(report: ImportReport, refused: tuple[BadRowError, ...] = ()) -> None:
    errors.print(f"{report.kept} rows kept, {report.repeated} were there already, {len(report.bad)} left out.")
    if report.erased:
        errors.print(f"{report.erased} rows are about accounts that were erased on request; they stay out.")
    if report.unused:
        errors.print(f"Columns not read: {escape(', '.join(report.unused))}.", highlight=False)
    leave_out((*report.bad, *refused))
