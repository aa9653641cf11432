"""The list of verbs; each lives in a file of its own, imported only when it is the one that was asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Final

import typer

from creatorgraph.cli.boundary import version_line

VERBS: Final = {
    "init": "init",
    "upgrade": "init",
    "track": "track",
    "untrack": "track",
    "discover": "discover",
    "label": "label",
    "build": "build",
    "publish": "build",
    "run": "run",
    "serve": "serve",
    "sql": "sql",
    "status": "status",
    "budget": "budget",
    "why": "why",
    "reach": "reach",
    "doctor": "doctor",
    "pause": "pause",
    "resume": "pause",
    "demo": "demo",
    "provider-rules": "provider_rules",
    "retain": "retain",
    "forget": "erase",
    "erase": "erase",
    "backup": "backup",
    "restore": "backup",
}
"""Verb -> the module that has a function of that name (with `_` for `-`)."""

GROUPS: Final = {
    "collect": "collect",
    "import": "imports",
    "match": "match",
    "review": "review",
    "creator": "creator",
    "invite": "invite",
}
"""Group of verbs -> the module that has their `app`."""


def make_app(only: str | None = None) -> typer.Typer:
    """The command line; with `only`, no more of it than that verb or group needs (an unknown one gets everything)."""
    app = typer.Typer(name="creatorgraph", no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    app.callback()(root)
    everything = only not in {*VERBS, *GROUPS}
    for verb, module in VERBS.items():
        if everything or verb == only:
            app.command(verb)(getattr(import_module(f"creatorgraph.cli.{module}"), verb.replace("-", "_")))
    for group, module in GROUPS.items():
        if everything or group == only:
            app.add_typer(import_module(f"creatorgraph.cli.{module}").app, name=group)
    return app


def root(
    version: Annotated[
        bool, typer.Option("--version", callback=version_line, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """One creator, seen whole: collect, match and measure across TikTok, Instagram, X and YouTube."""
