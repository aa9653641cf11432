"""Where a link on a page leads: to a platform's own page, or to a web address that is safe to offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlsplit

from creatorgraph.types import Platform

PROFILES: Final[Mapping[str, str]] = {
    Platform.TIKTOK: "https://www.tiktok.com/@{}",
    Platform.INSTAGRAM: "https://www.instagram.com/{}/",
    Platform.X: "https://x.com/{}",
    Platform.YOUTUBE: "https://www.youtube.com/@{}",
}
LONGEST_LINK: Final = 500


def profile_address(platform: str, handle: str | None, native_id: str | None = None) -> str | None:
    """The public profile of an account, or None where its name is not known."""
    if platform == Platform.YOUTUBE and native_id:
        return f"https://www.youtube.com/channel/{quote(native_id, safe='')}"
    form = PROFILES.get(platform)
    return form.format(quote(handle, safe="")) if form and handle else None


def post_address(platform: str, native_post_id: str, handle: str | None) -> str | None:
    """The public page of a post; None where the platform's addresses cannot be made from its id."""
    post = quote(native_post_id, safe="")
    if platform == Platform.YOUTUBE:
        return f"https://www.youtube.com/watch?v={post}"
    if platform == Platform.X:
        return f"https://x.com/i/status/{post}"
    if platform == Platform.TIKTOK:
        return f"https://www.tiktok.com/@{quote(handle or '', safe='')}/video/{post}"
    return None


def safe_link(text: str | None) -> str | None:
    """An outsider's link as it may be offered: http or https to a host, without credentials; None for anything else."""
    if not text or len(text) > LONGEST_LINK:
        return None
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        fine = parts.scheme.lower() in ("http", "https") and "." in (parts.hostname or "") and "@" not in parts.netloc
    except ValueError:
        return None
    return address if fine and not any(character.isspace() for character in address) else None
