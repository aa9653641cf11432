"""The list of verbs; each lives in a file of its own name."""

from __future__ import annotations

from typing import Annotated

import typer

from creatorgraph.cli import (
    build,
    collect,
    creator,
    demo,
    doctor,
    imports,
    init,
    match,
    pause,
    review,
    run,
    serve,
    sql,
    status,
    track,
)
from creatorgraph.cli.boundary import version_line

app = typer.Typer(
    name="creatorgraph",
    help="One creator, seen whole: collect, match and measure across TikTok, Instagram, X and YouTube.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

for verb in (
    init.init,
    init.upgrade,
    track.track,
    track.untrack,
    collect.collect,
    build.build,
    build.publish,
    run.run,
    serve.serve,
    sql.sql,
    status.status,
    doctor.doctor,
    pause.pause,
    pause.resume,
    demo.demo,
):
    app.command()(verb)

app.add_typer(imports.app, name="import")
app.add_typer(match.app, name="match")
app.add_typer(review.app, name="review")
app.add_typer(creator.app, name="creator")


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=version_line, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """One creator, seen whole: collect, match and measure across TikTok, Instagram, X and YouTube."""
