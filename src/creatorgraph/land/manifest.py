"""The list of the lake's files. Builds read this list, never a folder, so that a build is a function of its id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from creatorgraph.errors import ConfigurationError, StoreVersionError
from creatorgraph.land.durable import write_whole

MANIFEST_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeFile:
    """One file of the lake.

    `path` is relative to the lake's root, `day` the UTC day of `ingested_at` (ISO), `bytes` the size on disk, `model`
    the staging model that made an observations file (null for raw).
    """

    path: str
    kind: Literal["raw", "observations"]
    provider: str
    day: str
    rows: int
    bytes: int
    sha256: str
    visibilities: tuple[str, ...]
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The lake's files, sorted by path."""

    files: tuple[LakeFile, ...] = ()

    @property
    def manifest_id(self) -> str:
        """16 hex digits that name exactly these files with exactly this content."""
        content = json.dumps([[file.path, file.sha256] for file in self.files], separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def find(self, path: str) -> LakeFile | None:
        """The entry of a path, or None."""
        return next((file for file in self.files if file.path == path), None)

    def raw(self, provider: str) -> tuple[LakeFile, ...]:
        """The raw files of one provider."""
        return tuple(file for file in self.files if file.kind == "raw" and file.provider == provider)

    def with_files(self, added: Iterable[LakeFile]) -> Manifest:
        """This manifest with entries added; an entry of the same path is replaced."""
        files = {file.path: file for file in (*self.files, *added)}
        return Manifest(tuple(files[path] for path in sorted(files)))

    def without(self, path: str) -> Manifest:
        """This manifest without one path."""
        return Manifest(tuple(file for file in self.files if file.path != path))


def read_manifest(path: Path) -> Manifest:
    """Read `manifest.json`; an absent file is an empty lake.

    Raises StoreVersionError for a newer version, ConfigurationError for a file that is not a manifest.
    """
    if not path.exists():
        return Manifest()
    try:
        document = json.loads(path.read_bytes())
        version = int(document["version"])
    except (ValueError, KeyError, TypeError):
        raise _unreadable(path) from None
    if version > MANIFEST_VERSION:
        raise StoreVersionError("lake", str(version), str(MANIFEST_VERSION))
    return _parse(path, document)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace `manifest.json`, whole or not at all."""
    document = {"version": MANIFEST_VERSION, "files": [asdict(file) for file in manifest.files]}
    write_whole(path, json.dumps(document, indent=1).encode())


def _parse(path: Path, document: dict[str, Any]) -> Manifest:
    try:
        entries = [LakeFile(**{**entry, "visibilities": tuple(entry["visibilities"])}) for entry in document["files"]]
    except (KeyError, TypeError):
        raise _unreadable(path) from None
    return Manifest().with_files(entries)


def _unreadable(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"{path} is not a lake manifest.",
        kept="The lake's files were left as they are.",
        todo="Restore manifest.json from a backup.",
    )
