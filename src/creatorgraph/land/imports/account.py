"""Which account a row is about: platform, handle, URL and native id brought into one, or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from creatorgraph.handles import AccountRef, parse_account, parse_account_url
from creatorgraph.ids import account_key, provisional_account_key
from creatorgraph.land.imports.cells import SCIENTIFIC, BadCellError, shown
from creatorgraph.types import Platform

OTHER_NAMES: Final[Mapping[str, Platform]] = {
    "twitter": Platform.X,
    "x (twitter)": Platform.X,
    "ig": Platform.INSTAGRAM,
    "insta": Platform.INSTAGRAM,
    "tik tok": Platform.TIKTOK,
    "yt": Platform.YOUTUBE,
}
NATIVE_ID: Final[Mapping[Platform, re.Pattern[str]]] = {
    Platform.TIKTOK: re.compile(r"[0-9]{1,20}", re.ASCII),
    Platform.INSTAGRAM: re.compile(r"[0-9]{1,20}", re.ASCII),
    Platform.X: re.compile(r"[0-9]{1,20}", re.ASCII),
    Platform.YOUTUBE: re.compile(r"UC[0-9A-Za-z_-]{22}", re.ASCII),
}
NAMING_COLUMNS: Final = ("platform", "account_id", "handle", "profile_url")


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account as a file names it: by native id, by handle, or by both."""

    platform: Platform
    native_id: str | None
    handle: str | None

    @property
    def key(self) -> str:
        """Its account key; a provisional one where only the handle is known."""
        if self.native_id:
            return account_key(self.platform, self.native_id)
        return provisional_account_key(self.platform, self.handle or "")

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subject keys by which an erasure finds it."""
        named = (("id", self.native_id), ("handle", self.handle and self.handle.lower()))
        return tuple(f"{self.platform}:{kind}:{name}" for kind, name in named if name)

    def payload(self) -> dict[str, object]:
        """Its canonical columns."""
        named = {"account_id": self.native_id, "handle": self.handle}
        return {"platform": self.platform.value, **{name: text for name, text in named.items() if text}}


def named_account(cells: Mapping[str, str], platform: Platform | None, suffix: str = "") -> NamedAccount:
    """Read the columns that name an account; `suffix` is `_a` or `_b` in a file of pairs.

    Raises BadCellError for an unknown platform, a handle or URL that names no account, and where columns disagree.
    """
    given = named_platform(cells.get(f"platform{suffix}"), f"platform{suffix}") or platform
    found = [_ref(cells[name], name, given) for name in (f"handle{suffix}", f"profile_url{suffix}") if name in cells]
    where = given or next((Platform(ref.platform) for ref in found), None)
    native_id = _native_id(cells, where, f"account_id{suffix}")
    if native_id is None and not found:
        raise BadCellError(f"handle{suffix}", "is missing (give a handle, a profile URL, or an account_id)")
    if where is None:
        raise BadCellError(f"platform{suffix}", "is missing (give a platform column, a profile URL, or --platform)")
    ids = {ref.native_id for ref in found if ref.native_id} | ({native_id} if native_id else set())
    if len(ids) > 1 or any(ref.platform != where for ref in found):
        raise BadCellError(f"profile_url{suffix}", "names another account than the other columns of this row")
    return NamedAccount(where, next(iter(ids), None), next((ref.handle for ref in found if ref.handle), None))


def named_platform(text: str | None, column: str) -> Platform | None:
    """The platform that a cell names, by its name or a usual other one; None for no cell.

    Raises BadCellError for a word that is no platform.
    """
    if text is None:
        return None
    name = text.lower()
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    try:
        return Platform(name)
    except ValueError:
        known = ", ".join(sorted(Platform))
        raise BadCellError(column, f"{shown(text)} is no known platform (known are {known})") from None


def _ref(text: str, column: str, platform: Platform | None) -> AccountRef:
    """The account that a cell names. A cell that names none spoils its row, though another cell may name one: the
    two come from one place, and where one is cut wrongly the other is too."""
    ref = parse_account(platform, text) if platform else parse_account_url(text)
    if ref is None:
        where = f"{platform} account" if platform else "account (without a platform, give its URL)"
        raise BadCellError(column, f"{shown(text)} names no {where}")
    return ref


def _native_id(cells: Mapping[str, str], platform: Platform | None, column: str) -> str | None:
    text = cells.get(column)
    if text is None:
        return None
    if platform is None:
        raise BadCellError("platform", "is missing (give a platform column, a profile URL, or --platform)")
    if NATIVE_ID[platform].fullmatch(text):
        return text
    if SCIENTIFIC.fullmatch(text):
        raise BadCellError(column, f"{shown(text)} was rounded by a spreadsheet; write ids as text")
    raise BadCellError(column, f"{shown(text)} is no {platform} account id")
