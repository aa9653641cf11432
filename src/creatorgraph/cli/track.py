"""`creatorgraph track` and `creatorgraph untrack`: whom to visit, and what that costs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from creatorgraph.cli.context import (
    DEFAULT,
    Context,
    HomeOption,
    OrganizationOption,
    YesOption,
    confirm,
    errors,
    open_context,
)
from creatorgraph.errors import ConfigurationError, InputFileError
from creatorgraph.handles import AccountRef, parse_account, parse_account_url
from creatorgraph.providers.registry import load_providers
from creatorgraph.run.forecast import monthly
from creatorgraph.store import tracking
from creatorgraph.store.tracking import TrackState, Watch
from creatorgraph.types import Platform

AccountsArgument = Annotated[list[str] | None, typer.Argument(help="Handles or profile URLs.", show_default=False)]
PlatformOption = Annotated[Platform | None, typer.Option(help="The platform of bare handles.")]
FileOption = Annotated[Path | None, typer.Option("--file", help="A text file with one handle or URL a line.")]


def track(
    accounts: AccountsArgument = None,
    platform: PlatformOption = None,
    file: FileOption = None,
    group: Annotated[str | None, typer.Option(help="A name for these accounts, e.g. a campaign.")] = None,
    authorised: Annotated[
        bool, typer.Option("--authorised", help="Read with the creator's own grant, for this organization alone.")
    ] = False,
    yes: YesOption = False,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Visit accounts from now on; shows the monthly cost and asks first."""
    context = open_context(home)
    watches = [
        Watch(platform=ref.platform, handle=ref.handle, native_id=ref.native_id, group=group, authorised=authorised)
        for ref in _accounts(accounts or [], file, platform)
    ]
    _refuse_without_lane(watches)
    if not authorised:
        _show_cost(context, watches)
    if not confirm("Track them?", yes):
        raise ConfigurationError("Nothing was tracked.", todo="Add --yes to agree without being asked.")
    with context.database.write() as connection:
        change = tracking.track(connection, watches, context.clock.now(), organization)
    errors.print(f"{change.changed} accounts are tracked now, {change.unchanged} were already.")


def untrack(
    accounts: AccountsArgument = None,
    platform: PlatformOption = None,
    file: FileOption = None,
    organization: OrganizationOption = DEFAULT,
    home: HomeOption = None,
) -> None:
    """Stop visiting accounts; their history stays."""
    context = open_context(home)
    watches = [
        Watch(platform=ref.platform, handle=ref.handle, native_id=ref.native_id)
        for ref in _accounts(accounts or [], file, platform)
    ]
    with context.database.write() as connection:
        change = tracking.set_state(connection, watches, TrackState.UNTRACKED, context.clock.now(), organization)
    errors.print(f"{change.changed} accounts are no longer tracked, {change.unchanged} were not tracked.")


def _accounts(given: list[str], file: Path | None, platform: Platform | None) -> list[AccountRef]:
    named = [*given, *(_lines(file) if file else [])]
    if not named:
        raise ConfigurationError(
            "No account was named.", todo="For example: creatorgraph track @nasa --platform tiktok"
        )
    return [_account(text, platform) for text in named]


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputFileError(file, f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputFileError(file, "is not UTF-8 text") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _account(text: str, platform: Platform | None) -> AccountRef:
    found = parse_account(platform, text) if platform else parse_account_url(text)
    if found is None:
        where = platform.value if platform else "any platform; a bare handle needs --platform"
        raise ConfigurationError(
            f"{text!r} is no account on {where}.",
            kept="Nothing was changed.",
            todo=f"Platforms are: {', '.join(Platform)}.",
        )
    return found


def _refuse_without_lane(watches: list[Watch]) -> None:
    collected = {provider.platform for provider in load_providers().values()}
    for watch in watches:
        if watch.platform not in collected:
            raise ConfigurationError(
                f"No installed provider reads {watch.platform} yet.",
                kept="Nothing was tracked.",
                todo=f"Collected are: {', '.join(sorted(collected))}. For others: creatorgraph import",
            )


def _show_cost(context: Context, watches: list[Watch]) -> None:
    counts = Counter(watch.platform for watch in watches)
    for provider in load_providers().values():
        if counts[provider.platform]:
            errors.print(str(monthly(provider, counts[provider.platform], context.settings.collect)), highlight=False)
