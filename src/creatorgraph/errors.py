"""What can go wrong, sorted by what to do next.

    CreatorgraphError                what happened · what was kept · what to do
    ├── RetryableError               the same call may succeed later
    ├── SkipError                    record it, go on with the next item
    │   └── BadRowError              one row of an input file (file, line, column, reason)
    ├── StopLaneError                the credential pool is unusable; other lanes go on
    └── ConfigurationError           a person has to change something
        ├── InputFileError           a file that cannot be read at all
        ├── BusyError                another process holds the thing (a build, a port, a lane)
        └── StoreVersionError        a store written by a newer version

A caller decides by type and never reads a message. Facts are attributes; no message holds a secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class CreatorgraphError(Exception):
    """Anything that creatorgraph reports to a person, in one to three plain sentences.

    `what` says what happened, `kept` what is safe, `todo` the way out.
    """

    exit_code = 1

    def __init__(self, what: str, *, kept: str = "", todo: str = "") -> None:
        self.what, self.kept, self.todo = what, kept, todo
        super().__init__(" ".join(part for part in (what, kept, todo) if part))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(kind: type[CreatorgraphError], args: tuple[object, ...], facts: dict[str, object]) -> object:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(facts)
    return error


class RetryableError(CreatorgraphError):
    """The same call may succeed later."""

    exit_code = 75


class SkipError(CreatorgraphError):
    """One item is unusable; it is recorded and the rest goes on."""

    exit_code = 65


class BadRowError(SkipError):
    """One row of an input file that was left out; the good rows were kept."""

    def __init__(self, file: str, line: int, column: str, reason: str) -> None:
        self.file, self.line, self.column, self.reason = file, line, column, reason
        super().__init__(f"{file}, line {line}, {column}: {reason}")


class StopLaneError(CreatorgraphError):
    """A credential pool that cannot go on; the other lanes do."""

    exit_code = 69

    def __init__(self, lane: str, what: str, *, kept: str = "", todo: str = "") -> None:
        super().__init__(what, kept=kept, todo=todo)
        self.lane = lane


class ConfigurationError(CreatorgraphError):
    """A person has to change something before this can work."""

    exit_code = 78

    @classmethod
    def unknown(cls, noun: str, given: str, known: Iterable[str]) -> ConfigurationError:
        """An unknown value, named beside the values that would have been right."""
        return cls(f"Unknown {noun} {given!r}.", todo=f"Known are: {', '.join(sorted(known))}.")


class InputFileError(ConfigurationError):
    """An input file that cannot be read at all."""

    exit_code = 66

    def __init__(self, file: str | Path, reason: str, *, todo: str = "") -> None:
        self.file = str(file)
        super().__init__(f"{file}: {reason}", kept="Nothing was imported from it.", todo=todo)


class BusyError(ConfigurationError):
    """Another process holds what this one needs."""

    exit_code = 75


class StoreVersionError(ConfigurationError):
    """A store that was written by a newer version of creatorgraph."""

    def __init__(self, store: str, found: str, supported: str) -> None:
        self.store, self.found, self.supported = store, found, supported
        super().__init__(
            f"The {store} has schema {found}, this creatorgraph knows up to {supported}.",
            kept="Nothing was changed.",
            todo="Install the version that wrote it, or restore a backup made before the upgrade.",
        )
