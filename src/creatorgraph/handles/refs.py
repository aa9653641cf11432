"""What the handles room finds in text: a reference to an account, and a URL cut into its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from ural.infer_redirection import infer_redirection

_SCHEME: Final = re.compile(r"^(?:https?:)?//", re.I)
_DEFUSED: Final = re.compile(r"^hxxps?://", re.I)


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account on a platform, named by its handle (folded to lower case) or by its immutable native id.

    Exactly one of the two is set. `platform` is a `types.Platform` value, or another network's name.
    """

    platform: str
    handle: str | None = None
    native_id: str | None = None

    @property
    def address(self) -> str:
        """One string per reference: `instagram:lena`, or `youtube:#UC…` for a native id."""
        return f"{self.platform}:{self.handle}" if self.handle is not None else f"{self.platform}:#{self.native_id}"


@dataclass(frozen=True, slots=True)
class SplitUrl:
    """A URL cut up: host in lower case without `www.`, decoded path segments, query by first value, fragment."""

    host: str
    path: tuple[str, ...]
    query: dict[str, str]
    fragment: str

    def segment(self, at: int) -> str:
        """The path segment at a position, or an empty string."""
        return self.path[at] if at < len(self.path) else ""


def split_url(text: str) -> SplitUrl | None:
    """Cut a URL, with or without scheme, after following redirections that are written in the URL itself.

    Returns None for text that cannot be a web address.
    """
    parts = _urlsplit(infer_redirection(with_scheme(text))) if "=" in text else _urlsplit(with_scheme(text))
    host = (parts.hostname or "").rstrip(".") if parts else ""
    if parts is None or "." not in host or " " in host:
        return None
    query = {key.lower(): values[0] for key, values in parse_qs(parts.query).items()} if parts.query else {}
    path = tuple(unquote(segment).strip() for segment in parts.path.split("/"))
    return SplitUrl(host.removeprefix("www."), tuple(part for part in path if part), query, parts.fragment)


def with_scheme(text: str) -> str:
    """The URL with a scheme, as the parsers want it."""
    bare = _DEFUSED.sub("https://", text.strip())
    return bare if bare[:8].lower().startswith(("http://", "https://")) else "https://" + _SCHEME.sub("", bare)


def _urlsplit(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.hostname  # noqa: B018 (the attribute is what raises for a malformed host)
    except ValueError:
        return None
    return parts
