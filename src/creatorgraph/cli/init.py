"""`creatorgraph init` and `creatorgraph upgrade`: make a data directory, bring an old one to this version."""

from __future__ import annotations

from rich.markup import escape

from creatorgraph.cli.context import HomeOption, errors, open_context
from creatorgraph.clock import WallClock
from creatorgraph.run.install import install
from creatorgraph.settings import find_home
from creatorgraph.store import database


def init(home: HomeOption = None) -> None:
    """Make a data directory, or say what is already there; running it twice changes nothing."""
    found = find_home(home)
    made = install(found, "real", WallClock())
    errors.print(
        f"{'Made' if made else 'Already there:'} {escape(str(found.root))} (its README.md explains each folder)."
    )
    errors.print(
        f"Next: put your keys into {escape(str(found.secrets))}, then: creatorgraph track @handle --platform tiktok"
    )


def upgrade(home: HomeOption = None) -> None:
    """Bring every store to this version, after a backup."""
    context = open_context(home)
    backup = database.upgrade(context.home.app_database, context.clock)
    if backup is None:
        errors.print("Everything has this version already.")
    else:
        errors.print(f"Upgraded. The backup is {escape(str(backup))}.")
