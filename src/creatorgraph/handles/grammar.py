"""The patterns by which people write their other addresses into a bio, compiled from the tables of words.

They run over folded text (`normalise.fold`) in which symbols are already separators and arrows colons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from creatorgraph.handles.normalise import fold
from creatorgraph.handles.words import (
    CLEAR_PLATFORM_WORDS,
    EVERYWHERE,
    OTHERS_WORDS,
    OWN_OTHER_ACCOUNT_WORDS,
    RELATION_WORDS,
    SHORT_PLATFORM_WORDS,
)


def any_of(words: Iterable[str]) -> str:
    """An alternation, longest first; words of plain letters must stand alone."""
    spelled = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word) for word in spelled)


PLATFORM_WORDS: Final = {fold(word): name for word, name in {**CLEAR_PLATFORM_WORDS, **SHORT_PLATFORM_WORDS}.items()}
_WORD: Final = rf"(?:{any_of(PLATFORM_WORDS)})"
_LIST: Final = rf"{_WORD}(?:\s*(?:/|&|\+|,|and|und|et|y|e)\s*{_WORD}){{0,4}}"
_HANDLE: Final = r"(?P<handle>[^\W_]?[\w][\w.\-·]{0,48})"
_FILLER: Final = (
    r"(?:\s*(?:is|ist|es|est|me|name|user|username|handle|account|acc|page|channel|profile|id|main|only|als|as|under|"
    r"also|kanal|konto|cuenta|canal|compte|nom|usuario|nick))*"
)

LOOSE_WORDS: Final = frozenset({*(fold(word) for word in CLEAR_PLATFORM_WORDS), "ig", "yt"})
PLATFORM_WORD: Final = re.compile(_WORD)
# For a cheap look before the patterns run: single words, and words of scripts that put no spaces between them.
WORD_BREAK: Final = re.compile(r"[\W_]+")
PLATFORM_HINTS: Final = frozenset(
    piece for word in (*PLATFORM_WORDS, *EVERYWHERE) for piece in WORD_BREAK.split(word) if piece.isascii()
)
FOREIGN_WORDS: Final = tuple(word for word in PLATFORM_WORDS if not word.isascii())
# `IG: @lena`, `insta (lena)`, `yt/lena`, `tiktok & ig - lena`, `twitter @ lena`; or, for clear words, `insta lena`.
PLATFORM_THEN_HANDLE: Final = re.compile(
    rf"(?P<words>{_LIST}){_FILLER}(?:\s*(?P<sign>[:=~>/\-–—(\[]+|@|\|(?=\s*@?[\w.]+\s*(?:\||$)))[\s:@]*|\s+(?<=\s)(?<!\|\s))(?P<at>@\s*)?{_HANDLE}(?![\w/@])"
)
# `@lena on IG`, `@lena (insta)`, `lena.bakes auf TikTok`.
HANDLE_THEN_PLATFORM: Final = re.compile(
    rf"(?<![\w.@])(?P<at>@\s?)?{_HANDLE}\s*(?:\b(?:on|auf|en|sur|su|em|no|in)\b|\(|\[)\s*(?:my\s+)?(?P<words>{_LIST})"
)
EVERYWHERE_AFTER: Final = re.compile(rf"(?<![\w.@])(?P<at>@\s?){_HANDLE}\s+(?:on\s+)?(?:{any_of(EVERYWHERE)})")
SAME_HANDLE: Final = re.compile(
    rf"\bsame\s+(?:@|user\s?name|handle|name|tag|user|nick)?s?\s*(?:on|for|@|:)?\s*(?:(?P<words>{_LIST})|(?:{any_of(EVERYWHERE)}))"
)
MENTION: Final = re.compile(rf"(?<![\w.])@{_HANDLE}")

OTHERS: Final = re.compile(any_of(OTHERS_WORDS))
# A relation binds what follows at once; a platform word, an article or a colon may stand between.
RELATED: Final = re.compile(
    rf"(?:{any_of(RELATION_WORDS)})\s*(?:of|de|di|von|is|on|my|the|to|her|his|page|account)?\s*[:\-–>(@]*\s*(?:{_WORD})?\s*[:\-–>(@]*\s*$"
)
# Platform words as people hide them from filters: `i n s t a`, `1nsta`, `t1ktok`.
HIDDEN: Final = {
    "insta": re.compile(
        r"(?<!\w)(?:i[ .]n[ .]s[ .]t[ .]a(?:[ .]g[ .]r[ .]a[ .]m)?"
        r"|[1!]nsta(?:gram)?|inst[@4](?:gr[a4@]m)?|ins7a(?:gram)?)(?!\w)"
    ),
    "tiktok": re.compile(r"(?<!\w)(?:t[ .]i[ .]k[ .]?t[ .]o[ .]k|t[1!]k ?t[o0]k|tikt0k)(?!\w)"),
    "youtube": re.compile(r"(?<!\w)(?:y[ .]o[ .]u[ .]t[ .]u[ .]b[ .]e|y0u ?tub[e3]|youtub3)(?!\w)"),
    "twitter": re.compile(r"(?<!\w)(?:t[ .]w[ .]i[ .]t[ .]t[ .]e[ .]r|tw[1!]tter)(?!\w)"),
}
HIDING: Final = re.compile(r"(?<!\w)[ityo](?:[ .]\w){4}|[1!]nsta|inst[@4]|ins7a|t[1!]k|tikt0k|y0u|youtub3|tw[1!]t")
SECOND_ACCOUNT: Final = re.compile(any_of(OWN_OTHER_ACCOUNT_WORDS))

SEPARATORS: Final = "|\n,;!?)]•·&+\"'"
BEFORE_PIECE: Final = re.compile(r"[|\n,;!?•]|\.\s|\s[-–—]\s|\s/+\s|\)")
URL: Final = re.compile(
    r"(?:h(?:tt|xx)ps?://|www\.)[^\s|<>\"]+"
    r"|(?<![@\w.\-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}/[^\s|<>\",]+"
    r"|(?<![@\w.\-:/])(?<!: )(?<!@ )(?:[a-z0-9-]{2,63}\.){1,3}"
    r"(?:com|net|org|de|fr|es|it|uk|co|io|tv|me|ee|bio|ai|link|shop|store|art|blog|gov|edu|nl|ch|at|br|ca|au|us|eu|info|xyz|live|page|club|fm|studio|online|site)"
    r"(?![\w@.])",
    re.I,
)
# Plain, or hidden from harvesters: `hello (at) lena (dot) com`. A space is allowed only around the spelled-out signs,
# or `insta @lena.bakes` would be mail.
_AT: Final = r"(?:@|\s?(?:\(at\)|\[at\]|\{at\})\s?|\s+at\s+(?=\S+\s+dot\s))"
_DOT: Final = r"(?:\.|\s?(?:\(dot\)|\[dot\]|\{dot\})\s?|\s+dot\s+)"
MAIL_WORDS: Final = re.compile(r"\bat\b", re.I)
MAIL_DOT: Final = re.compile(_DOT, re.I)
MAIL: Final = re.compile(
    rf"(?P<local>[\w.+\-]{{1,64}}){_AT}(?P<domain>[\w\-]+(?:{_DOT}[\w\-]+){{0,3}}?{_DOT}[a-z]{{2,24}})(?![\w@])", re.I
)
PHONE: Final = re.compile(r"(?<![\w@./#\-])\+?\(?\d(?:[\s().\-/]?\d){7,14}(?![\w@/])")
ARROWS: Final = re.compile(
    "[\u2190-\u21ff\u2794-\u27be\u2900-\u297f\u2b05-\u2b07\u27a1\U0001f449\U0001f448\u00bb»›▶►▸⇒\ufe0e\ufe0f]+"
)
# Emoji and other symbols separate pieces of a bio as a line break does.
SYMBOLS: Final = re.compile(
    "[\u2022\u00b7\u2016\u2023\u2043\u204e\u2500-\u27bf\u2b00-\u2bff\u3010\u3011\u300c\u300d\U0001f000-\U0001faff\u2605\u2606\u2665\r\n\t]+"
)
STOP_WORDS: Final = frozenset(
    {
        "a", "about", "account", "acc", "all", "also", "and", "are", "at", "below", "bio", "channel", "check",
        "content", "creator", "creators", "dm", "email", "et", "everything", "follow", "followers", "for", "from",
        "get", "go", "here", "home", "http", "https", "i", "in", "is", "it", "link", "linked", "links", "linktree",
        "live", "mail", "main", "me", "more", "music", "my", "new", "now", "of", "on", "only", "or", "out", "page",
        "partner", "please", "pls", "podcast", "posts", "profile", "same", "see", "shop", "star", "subscribe", "the",
        "this", "to", "too", "up", "us", "user", "username", "video", "videos", "views", "vlog", "vlogs", "watch",
        "we", "with", "www", "you", "your", "und", "auf", "hier", "mein", "meine", "y", "mi", "en", "el", "la", "le",
        "mon", "sur", "ici", "com", "www.", "shorts", "reels", "tv", "influencer", "model", "name", "handle", "tag",
        "blogger", "verified", "official", "family", "fam", "million", "for business", "addict", "famous",
    }
)  # fmt: skip
