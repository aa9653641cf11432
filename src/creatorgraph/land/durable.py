"""Files that are whole or absent, locks that die with their holder, and what a full disk means."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from creatorgraph.errors import BusyError, ConfigurationError

DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_whole(path: Path, content: bytes | memoryview) -> None:
    """Write a file so that any reader, at any moment and after any kill, sees the old one or the new one.

    Temp file in the same directory, fsync, rename, fsync of the directory. Raises ConfigurationError on a full disk.
    """
    with disk_full_is_told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make a rename inside `directory` survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk_full_is_told(path: Path) -> Iterator[None]:
    """Turn the two ways in which a full disk shows itself into one plain error."""
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        raise _disk_full(path) from error
    except sqlite3.OperationalError as error:
        if "full" not in str(error) and "disk I/O" not in str(error):
            raise
        raise _disk_full(path) from error


@contextmanager
def locked(path: Path, *, busy: str = "") -> Iterator[None]:
    """Hold an exclusive lock on the file `path`; the kernel frees it when the holder dies.

    Waits for the holder, unless `busy` says what to tell a person who should not wait (raised as BusyError).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0))
        except BlockingIOError:
            raise BusyError(busy, kept="Nothing was changed.", todo="Wait for it to end, or stop it.") from None
        yield


def _disk_full(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The disk is full: {path} could not be written.",
        kept="Nothing was lost: every confirmed answer is still in the journal.",
        todo="Free some space, then run the same command again.",
    )
