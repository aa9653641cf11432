"""`creatorgraph demo`: the whole road on generated creators, in a data directory of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creatorgraph.cli.context import Context, HomeOption, errors, open_context, progress
from creatorgraph.cli.summary import print_summary
from creatorgraph.clock import WallClock
from creatorgraph.errors import BusyError
from creatorgraph.settings import find_home

DEMO_HOME = Path(".demo")


def demo(
    creators: Annotated[int, typer.Option(min=2, max=5000, help="People and brands to generate.")] = 60,
    days: Annotated[int, typer.Option(min=1, max=365, help="Virtual days to collect.")] = 90,
    seed: Annotated[int, typer.Option(help="Which world to generate.")] = 7,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the page afterwards, until Ctrl-C.")] = True,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port of the page; another is taken when it is in use.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Collect, match and publish generated creators; no key, no network, a data directory of its own."""
    from creatorgraph.run.rehearsal import rehearse

    found = find_home(home or DEMO_HOME)
    with progress() as advance:
        rehearsal = rehearse(found, WallClock(), seed=seed, creators=creators, days=days, advance=advance)
    context = open_context(found.root, "demo")
    print_summary(rehearsal)
    if serve:
        _serve(context, context.settings.serve.port if port is None else port)


def _serve(context: Context, port: int) -> None:
    from creatorgraph.serve.listen import serve as listen

    def tell(address: str) -> None:
        errors.print(f"The page is at {address} (Ctrl-C ends it).", highlight=False)

    try:
        listen(context.home, context.settings, "127.0.0.1", port, on_ready=tell)
    except BusyError:
        errors.print(f"Port {port} is in use; taking a free one.", highlight=False)
        listen(context.home, context.settings, "127.0.0.1", 0, on_ready=tell)
