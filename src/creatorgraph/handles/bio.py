"""What a profile says about where else its owner is: addresses, web links, mail domains, and whose page it is.

Everything is read out of the link field and the bio text alone. E-mail addresses and phone numbers are dropped as they
are read; of an address only the domain stays, as evidence of a web site.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from creatorgraph.handles.grammar import (
    ARROWS,
    BEFORE_PIECE,
    EVERYWHERE_AFTER,
    FOREIGN_WORDS,
    HANDLE_THEN_PLATFORM,
    HIDDEN,
    HIDING,
    LOOSE_WORDS,
    MAIL,
    MAIL_DOT,
    MAIL_WORDS,
    MENTION,
    OTHERS,
    PHONE,
    PLATFORM_HINTS,
    PLATFORM_THEN_HANDLE,
    PLATFORM_WORD,
    PLATFORM_WORDS,
    RELATED,
    SAME_HANDLE,
    SECOND_ACCOUNT,
    SEPARATORS,
    STOP_WORDS,
    SYMBOLS,
    URL,
    WORD_BREAK,
)
from creatorgraph.handles.hubs import NOTHING_HOSTS
from creatorgraph.handles.links import registered_domain, split_link_values
from creatorgraph.handles.networks import PLATFORM_OF_HOST, RULES, parse_split_url
from creatorgraph.handles.normalise import fold
from creatorgraph.handles.refs import AccountRef, split_url

Place = Literal["link", "bio"]
Form = Literal["url", "labelled", "loose", "mention"]
Role = Literal["self", "second", "other"]


@dataclass(frozen=True, slots=True)
class SocialAddress:
    """An account that a profile names.

    `form` says how plainly: a URL, a labelled handle (`IG: @lena`), a loose one (`insta lena`), or a bare `@lena`,
    which is read as the profile's own platform. `role` says whose it is made out to be: the owner's, the owner's second
    account on the same platform, or somebody else's (`managed by`, `fan of`).
    """

    ref: AccountRef
    place: Place
    form: Form
    role: Role


@dataclass(frozen=True, slots=True)
class ProfileEvidence:
    """All that a link field and a bio hold that can join accounts."""

    addresses: tuple[SocialAddress, ...] = ()
    links: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()


NOTHING: Final = ProfileEvidence()


def find_social_addresses(bio: str, link: str = "", *, platform: str = "", handle: str = "") -> ProfileEvidence:
    """Every social address and web link in a profile's link field and bio text.

    `platform` and `handle` are the profile's own; they give bare mentions and "same name everywhere" their meaning.
    Links to networks that are not ours come back among `links` (`twitch:lena`).
    """
    if not bio and not link:
        return NOTHING
    addresses: list[SocialAddress] = []
    links: list[str] = []
    for url in link.split():
        _read_url(url, "link", "self", platform, addresses, links)
    text, mails = _readable(bio)
    if text:
        _read_bio(text, platform, handle, addresses, links)
    return ProfileEvidence(_without_own(addresses, platform, handle), tuple(dict.fromkeys(links)), mails)


def redact(bio: str) -> str:
    """The bio without e-mail addresses and phone numbers."""
    return PHONE.sub("[phone]", MAIL.sub(lambda found: "[email]" if _mail_domain(found) else found.group(), bio))


def _readable(bio: str) -> tuple[str, tuple[str, ...]]:
    """Bio text ready for the grammar (symbols as separators, arrows as colons), and its mail domains."""
    text = bio if bio.isascii() else unicodedata.normalize("NFKC", bio)
    domains: list[str] = []
    if "@" in text or MAIL_WORDS.search(text):
        domains = [domain for found in MAIL.finditer(text) if (domain := _mail_domain(found))]
        text = MAIL.sub(lambda found: " | " if _mail_domain(found) else found.group(), text)
    text = PHONE.sub(" | ", text)
    if not text.isascii():
        text = ARROWS.sub(" : ", text)
    return SYMBOLS.sub(" | ", text), tuple(dict.fromkeys(domain for domain in domains if domain not in NOTHING_HOSTS))


def _mail_domain(found: re.Match[str]) -> str:
    """The registered domain of what looks like an e-mail address; empty for `insta@lena.bakes`."""
    if fold(found.group("local")) in PLATFORM_WORDS:
        return ""
    return registered_domain(MAIL_DOT.sub(".", fold(found.group("domain"))))


def _read_bio(text: str, platform: str, handle: str, addresses: list[SocialAddress], links: list[str]) -> None:
    def read_url(found: re.Match[str]) -> str:
        _read_url(found.group(), "bio", _role(fold(text[: found.start()])), platform, addresses, links)
        return " | "

    rest = fold(URL.sub(read_url, text) if "." in text else text)
    rest = _unhidden(rest)
    if handle and "same" in rest:
        addresses.extend(_same_everywhere(rest, handle))
        rest = SAME_HANDLE.sub(" | ", rest)
    if _may_name_platform(rest):
        rest = _read_pairs(rest, platform, addresses, links)
    if "@" in rest:
        addresses.extend(_mentions(rest, platform))


def _unhidden(text: str) -> str:
    """Text with platform words spelled plainly that were spaced out or written with digits."""
    if HIDING.search(text) is None:
        return text
    for word, pattern in HIDDEN.items():
        text = pattern.sub(word, text)
    return text


def _may_name_platform(text: str) -> bool:
    """A cheap look before the patterns: is there any word of a platform's, or of everywhere?"""
    if not PLATFORM_HINTS.isdisjoint(WORD_BREAK.split(text)):
        return True
    return not text.isascii() and any(word in text for word in FOREIGN_WORDS)


def _read_url(
    url: str, place: Place, role: Role, platform: str, addresses: list[SocialAddress], links: list[str]
) -> None:
    parts = split_url(url.rstrip(".,;:!?)]}>'\""))
    if parts is None:
        return
    ref = parse_split_url(parts)
    if ref is not None:
        role = "second" if role == "self" and ref.platform == platform else role
        addresses.append(SocialAddress(ref, place, "url", role))
    elif parts.host not in PLATFORM_OF_HOST and role != "other":
        links.extend(split_link_values(parts))


def _read_pairs(text: str, platform: str, addresses: list[SocialAddress], links: list[str]) -> str:
    """Read handles beside platform words, either way round; gives back the text without them."""
    for pattern in (PLATFORM_THEN_HANDLE, HANDLE_THEN_PLATFORM, EVERYWHERE_AFTER):
        for found in pattern.finditer(text):
            for ref, form in _named(found, text):
                if ref.platform in RULES:
                    role = _role(text[: found.start()])
                    role = "second" if role == "self" and ref.platform == platform else role
                    addresses.append(SocialAddress(ref, "bio", form, role))
                elif form == "labelled" and _role(text[: found.start()]) == "self":
                    links.append(ref.address)
        text = pattern.sub(lambda found: " | " if any(_named(found, text)) else found.group(), text)  # noqa: B023 (called at once)
    return text


def _named(found: re.Match[str], text: str) -> Iterator[tuple[AccountRef, Form]]:
    """The accounts that one match of a grammar pattern names, with how plainly it does."""
    groups = found.groupdict()
    handle = groups["handle"].strip(".-·")
    if handle in STOP_WORDS or handle in PLATFORM_WORDS:
        return
    form = _form(found, groups, text, handle)
    for network in _networks(groups.get("words")) if form is not None else ():
        rules = RULES.get(network)
        if form is not None and (rules is None or rules.is_handle(handle)):
            yield AccountRef(network, handle=handle), form


def _form(found: re.Match[str], groups: dict[str, str | None], text: str, handle: str) -> Form | None:
    """How plainly a match names a handle: @ settles it; a colon does when nothing follows; else it has to look made."""
    alone = _stands_alone(found, text, handle)
    if groups.get("at") or groups.get("sign") == "@":
        return "labelled"
    if "sign" not in groups:  # `lena.bakes on IG`
        return "loose" if _looks_made(handle) else None
    if groups["sign"]:
        return "labelled" if alone else "loose"
    return "loose" if alone and len(handle) > 2 and _says_it_clearly(groups["words"]) else None


def _networks(words: str | None) -> tuple[str, ...]:
    if words is None:
        return tuple(RULES)
    return tuple(dict.fromkeys(PLATFORM_WORDS[found.group()] for found in PLATFORM_WORD.finditer(words)))


def _says_it_clearly(words: str | None) -> bool:
    """`insta lena` names an account; `Lena x Nike` does not."""
    return words is not None and any(found.group() in LOOSE_WORDS for found in PLATFORM_WORD.finditer(words))


def _stands_alone(found: re.Match[str], text: str, handle: str) -> bool:
    """Whether a handle ends its piece of the bio, or cannot be an ordinary word."""
    after = text[found.end() :].lstrip()
    return _looks_made(handle) or not after or after[0] in SEPARATORS


def _looks_made(handle: str) -> bool:
    return any(mark in handle for mark in "._0123456789")


def _role(before: str) -> Role:
    """Whose an address is, by the words that stand before it in the same piece of bio."""
    piece = BEFORE_PIECE.split(before)[-1]
    return "other" if _is_others(piece) else "self"


def _is_others(piece: str) -> bool:
    return OTHERS.search(piece) is not None or RELATED.search(piece) is not None


def _same_everywhere(text: str, handle: str) -> Iterator[SocialAddress]:
    """`same @ on IG and YT`, `same name everywhere`: the owner's own handle, on the platforms named."""
    for found in SAME_HANDLE.finditer(text):
        for network in _networks(found.group("words")):
            if network in RULES and RULES[network].is_handle(fold(handle)):
                yield SocialAddress(AccountRef(network, handle=fold(handle)), "bio", "labelled", "self")


def _mentions(text: str, platform: str) -> Iterator[SocialAddress]:
    if platform not in RULES:
        return
    for found in MENTION.finditer(text):
        handle = found.group("handle").strip(".-·")
        if RULES[platform].is_handle(handle):
            before = BEFORE_PIECE.split(text[: found.start()])[-1]
            others = _is_others(before)
            second = SECOND_ACCOUNT.search(before) is not None and not others
            role: Role = "second" if second else ("other" if others else "self")
            yield SocialAddress(AccountRef(platform, handle=handle), "bio", "mention", role)


def _without_own(addresses: list[SocialAddress], platform: str, handle: str) -> tuple[SocialAddress, ...]:
    """Each account once, the plainest form first; the profile's own address left out."""
    own = AccountRef(platform, handle=fold(handle)) if handle else None
    first: dict[str, SocialAddress] = {}
    for found in addresses:
        if found.ref != own:
            first.setdefault(found.ref.address, found)
    return tuple(first.values())
