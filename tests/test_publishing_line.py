"""An article as one line: whatever is in it, the line stays one and stays JSON."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.serialization import serialize
from newscrawl.items import Article, Image
from newscrawl.publishing.part_file import FileStats

NEEDED = {
    "id": "a" * 32,
    "site": "gazette",
    "publisher": "Gazette",
    "url": "https://gazette.test/a/",
    "canonical_url": "https://gazette.test/a/",
}


def article(**more):
    return Article(**{**NEEDED, **more})


def test_fields_in_declared_order():
    one = article(images=[Image(url="https://gazette.test/i.jpg", credit="AP")], provenance={"body": "page"})
    line = serialize(one)
    assert line.endswith(b"}\n")
    assert list(json.loads(line)) == [field.name for field in fields(Article)]
    assert json.loads(line) == asdict(one)
    assert "“é”".encode() in serialize(article(body="“é”"))


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_one_line_for_every_reader(text):
    line = serialize(article(body=text, headline=text, authors=[text], images=[Image(url="u", caption=text)]))
    assert line.count(b"\n") == 1
    assert len(line.decode().splitlines()) == 1
    told = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    record = json.loads(line)
    assert record["body"] == record["headline"] == record["images"][0]["caption"] == told
    assert record["authors"] == [told]


def test_odd_characters():
    line = serialize(article(body="\x00 \x85 \u2028 \u2029 \x0b \x1e \ud800 😀"))
    assert json.loads(line)["body"] == "\x00 \x85 \u2028 \u2029 \x0b \x1e \ufffd 😀"


@dataclass(slots=True, kw_only=True)
class Rated(Article):
    rating: int = 5
    tags: frozenset[str] = frozenset({"b", "a"})


def test_what_a_users_pipeline_may_have_done():
    one = Rated(**NEEDED)
    one.date_published = datetime(2026, 11, 22, tzinfo=UTC)
    one.date_modified = date(2026, 11, 23)
    one.keywords = ("a", "b")
    record = json.loads(serialize(one))
    assert record["rating"] == 5
    assert record["tags"] == ["a", "b"]
    assert record["date_published"] == "2026-11-22T00:00:00+00:00"
    assert record["date_modified"] == "2026-11-23"
    assert record["keywords"] == ["a", "b"]
    one.images = [{"url": "u"}, Rated(**NEEDED)]
    assert json.loads(serialize(one))["images"][0] == {"url": "u"}


@pytest.mark.parametrize("value", [object(), b"bytes", float("nan")])
def test_what_json_can_not_hold(value):
    with pytest.raises((TypeError, ValueError)):
        serialize(article(keywords=[value]))


def test_tally():
    tally = FileStats()
    assert (tally.newest, tally.lines, tally.bytes) == (None, 0, 0)
    tally.add(b"one\n", "2026-11-22T08:00:00+02:00", "u1")
    tally.add(b"two\n", "2026-11-22T07:30:00Z", "u2")
    tally.add(b"three\n", None, "u3")
    tally.add(b"four\n", "no date", "u4")
    assert tally.newest == {"date_published": "2026-11-22T07:30:00Z", "url": "u2"}
    assert (tally.lines, tally.bytes) == (4, 19)
    assert tally.sha256 == hashlib.sha256(b"one\ntwo\nthree\nfour\n").hexdigest()
