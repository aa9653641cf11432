"""Labels in the forms in which people have them; bad rows by file, line and field."""

from __future__ import annotations

import json

import pytest

from creatorgraph.land.imports import ImportOptions, import_labels
from creatorgraph.settings import Home
from tests.land.imports.conftest import Write, landed

KNOWN = {"niche": {"food", "beauty"}, "format": {"haul", "review"}}
CREATOR = "0b7e2f58-1d1c-5b44-9d07-0a6b1c2d3e4f"
VIDEO = "7012345678901234567"

SAID = [
    ("platform,handle,kind,label\ntiktok,@Lena,niche,Food\n",
     {"subject": "account", "platform": "tiktok", "handle": "lena", "kind": "niche", "label": "food"},
     ("tiktok:handle:lena",)),
    ("platform,user_id,kind,value,confidence\nx,17,niche,beauty,0.85\n",
     {"subject": "account", "platform": "x", "account_id": "17", "kind": "niche", "label": "beauty",
      "confidence": 0.85},
     ("x:id:17",)),
    (f"creator_id,kind,label\n{CREATOR.upper()},niche,food\n",
     {"subject": "creator", "creator_id": CREATOR, "kind": "niche", "label": "food"}, ()),
    (f"post_url,kind,label\nhttps://www.tiktok.com/@lena/video/{VIDEO},format,haul\n",
     {"subject": "post", "platform": "tiktok", "post_id": VIDEO, "kind": "format", "label": "haul"},
     ("tiktok:handle:lena",)),
    ("post_url,kind,label\nhttps://www.instagram.com/reel/XyZ_12/,format,review\n",
     {"subject": "post", "platform": "instagram", "post_address": "https://www.instagram.com/p/XyZ_12/",
      "kind": "format", "label": "review"}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "payload", "subjects"), SAID)
def test_a_label_of_whatever_is_named(
    target: Home, options: ImportOptions, write: Write, text: str, payload: dict[str, object], subjects: tuple[str, ...]
) -> None:
    """It belongs to the organization alone, and an erasure of the person finds it."""
    report = import_labels(target, write(text), options, KNOWN)
    assert (report.kept, report.bad) == (1, ())
    (envelope,) = landed(target)
    assert json.loads(envelope.payload) == payload
    assert (envelope.endpoint, envelope.visibility) == ("labels", "org:default")
    assert envelope.subject_keys == subjects


BAD = [
    ("tiktok,lena,,niche,baking,", "label", "'baking' is not one of beauty, food"),
    ("tiktok,lena,,mood,food,", "kind", "'mood' is not one of format, niche"),
    ("tiktok,lena,,niche,,", "label", "is missing"),
    ("tiktok,lena,,niche,food,85%", "confidence", "is not a number from 0 to 1"),
    ("tiktok,,https://example.com/x,niche,food,", "post_url", "is no address of a post"),
    ("tiktok,,,niche,food,", "handle", "is missing"),
]


@pytest.mark.parametrize(("row", "column", "reason"), BAD)
def test_a_bad_row_is_named_and_takes_no_good_one_with_it(
    target: Home, options: ImportOptions, write: Write, row: str, column: str, reason: str
) -> None:
    text = f"platform,handle,post_url,kind,label,confidence\n{row}\nx,lena,,niche,food,1\n"
    report = import_labels(target, write(text), options, KNOWN)
    assert report.kept == 1
    (bad,) = report.bad
    assert (bad.line, bad.column) == (2, column)
    assert reason in bad.reason


def test_importing_twice_lands_once(target: Home, options: ImportOptions, write: Write) -> None:
    path = write(SAID[0][0])
    assert import_labels(target, path, options, KNOWN).kept == 1
    again = import_labels(target, path, options, KNOWN)
    assert (again.kept, again.repeated) == (0, 1)
