"""The boundary between the program and a person: every error ends here as one clear sentence."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from pathlib import Path

import typer
from rich.markup import escape

from creatorgraph import __version__
from creatorgraph.cli.context import errors
from creatorgraph.clock import WallClock
from creatorgraph.errors import CreatorgraphError
from creatorgraph.settings import find_home

INTERNAL_ERROR = 70


def main() -> None:
    """Run the command line; no traceback reaches a user."""
    from creatorgraph.cli.verbs import make_app  # late, as verbs import this module

    try:
        make_app(sys.argv[1] if len(sys.argv) > 1 else None)()
    except CreatorgraphError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say("Stopped. What was confirmed is kept; run the command again to go on.")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _say(_operating_system(error))
        sys.exit(74)
    except Exception as error:  # the last resort, by intent: anything else would be a traceback
        _say(f"Internal error ({type(error).__name__}). What was confirmed is kept. {_keep_traceback()}")
        sys.exit(INTERNAL_ERROR)


def _say(sentence: str) -> None:
    errors.print(f"[bold red]creatorgraph:[/] {escape(sentence)}", highlight=False, soft_wrap=True)


def _operating_system(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"The disk is full{where}. What was confirmed is kept. Free some space and run the command again."
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return f"Not allowed{where}: {error.strerror}. Nothing was changed there. Check owner and permissions."
    return f"{error.strerror or type(error).__name__}{where}. What was confirmed is kept."


def _keep_traceback() -> str:
    """Write the traceback where a maintainer finds it; never where a secret could be printed."""
    try:
        folder: Path = find_home().logs
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"error-{WallClock().now():%Y%m%dT%H%M%S}.txt"
        file.write_text(f"creatorgraph {__version__}\n{_frames()}", encoding="utf-8")
    except OSError:
        return "Please report it with the command that you ran."
    return f"Details are in {file}; please report it with that file."


def _frames() -> str:
    kind, _, trace = sys.exc_info()
    frames = traceback.format_tb(trace)
    return "".join(frames) + (kind.__name__ if kind else "")


def version_line(value: bool) -> None:
    """Print the version and stop."""
    if value:
        typer.echo(f"creatorgraph {__version__}")
        raise typer.Exit
