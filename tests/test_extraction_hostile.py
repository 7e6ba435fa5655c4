"""Hostile pages: no exception, bounded time; what comes out is one line of valid UTF-8 JSON that fits the schema."""

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.extraction.article import read_article, read_feed_item
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.rules import Rules
from newscrawl.items import Image
from newscrawl.schema import article_schema
from newscrawl.spiders.amn import AmnSpider
from newscrawl.urls import Addresses

URL = "https://americanmilitarynews.com/2025/11/x/"
NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
PLAIN = (
    Rules(),
    Site(name="x", publisher="X", publisher_group="x", timezone="UTC", language="en"),
    Addresses(host="x.example"),
)
AMN = (AmnSpider.article, AmnSpider.site(), AmnSpider.addresses)

SCHEMA = article_schema()
for _name in ("headline", "body", "content_hash", "run_id"):  # what publishing demands or fills
    SCHEMA["properties"][_name] = {}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def check(reading):
    line = json.dumps(asdict(reading.article), ensure_ascii=False, allow_nan=False)
    assert "\n" not in line
    line.encode("utf-8")
    VALIDATOR.validate(json.loads(line))


def read(content, *, rules=AMN, url=URL, link=None):
    reading = read_article(Page(content, url), *rules, link=link, now=NOW)
    check(reading)
    return reading


WORDS = "the crew of the cutter found a buoy. "
LD = b'<script type="application/ld+json">'
NASTIES = {
    "empty": b"",
    "nul": b"\0" * 5000,
    "nul inside": b"<title>a\0b</title><h1>a\0b</h1><article><p>" + b"x\0y\x01\x02\x1f " * 200,
    "binary": bytes(range(256)) * 200,
    "pdf": b"%PDF-1.7\n" + bytes(range(256)) * 100,
    "json": b'{"a": "' + b"x" * 5000 + b'"}',
    "deep": b"<div>" * 100_000 + b"<p>" + WORDS.encode() * 50,
    "deep spans": b"<article>" + b"<span>" * 50_000 + WORDS.encode() * 50,
    "deep lists": b"<article>" + b"<ul><li>" * 50_000 + WORDS.encode(),
    "deep quotes": b"<article>" + b"<blockquote>" * 80_000 + WORDS.encode(),
    "one tag": b"<article><p title='" + b"x" * 1_000_000 + b"'>" + WORDS.encode(),
    "one paragraph": b"<article><p>" + WORDS.encode() * 25_000,
    "many paragraphs": b"<article>" + b"<p>The crew found it.</p>" * 40_000,
    "many links": b"<article>" + b"<p><a href='/x'>The crew found it</a></p>" * 20_000,
    "many pictures": b"<article>" + b"<figure><img src=/a.jpg><figcaption>x</figcaption></figure>" * 15_000,
    "many nested pictures": b"<article>" + b"<div class=image>" * 300 + b"<img src=/a.jpg>" * 40_000,
    "many metas": b"<meta property='article:published_time' content='x'>" * 18_000,
    "many times": b"<time>x</time>" * 60_000,
    "many headings": b"<h1>x</h1>" * 90_000,
    "long heading": b"<h1>" + b"x " * 450_000,
    "long title": b"<title>" + b"x | " * 240_000 + b"</title>",
    "long author": b"<meta name=author content='" + b"A, " * 300_000 + b"'>",
    "many authors": b"<a rel=author>By A B</a>" * 40_000,
    "long keywords": b"<meta name=keywords content='" + b"a,b;" * 240_000 + b"'>",
    "long date": b"<meta name=date content='" + b"May 1, " * 140_000 + b"'>",
    "long srcset": b"<article><img srcset='" + b"a.jpg 1w, " * 95_000 + b"'>",
    "linked data bomb": b'<script type="application/ld+json">' + b'{"@graph":[' * 90_000 + b"</script>",
    "linked data list": b'<script type="application/ld+json">['
    + b'{"@type":"NewsArticle"},' * 40_000
    + b"{}]</script>",
    "linked data number": LD + b'{"@type":"Article","headline":1e999,"datePublished":NaN}</script>',
    "linked data surrogate": LD + rb'{"@type":"Article","headline":"\ud800 x"}</script>',
    "linked data odd": LD + b'{"@type":"Article","author":{"name":{"name":{}}},"image":[[[]]]}</script>',
    "parentheses": b"<article><p>" + b"(" * 500_000,
    "spaces": b"<article><p>" + b" \n\t" * 300_000 + b"x",
    "entities": b"<article><p>" + b"&nbsp;&#0;&#xD800;&#x110000;" * 35_000,
    "breaks": b"<article><p>" + b"x<br>" * 150_000,
    "promos": b"<article>" + b"<p>Sign up for our newsletter</p>" * 30_000,
    "captions": b"<article>" + b"<p>A ship. (U.S. Navy photo by A)</p>" * 25_000,
    "datelines": b"<article><p>" + b"A, " * 300_000,
    "separators": b"<article>" + b"<p>___</p>" * 80_000,
    "wide": ("<article><p>" + "\u4e57\u7d44\u54e1\u306f" * 80_000).encode(),
    "combining": ("<article><p>a" + "\u0301" * 400_000).encode(),
    "right to left": ("<article><p>" + "\u202e\u200f" * 150_000 + "x").encode(),
    "table": b"<article><table>" + b"<tr><td>1<td>2" * 60_000,
    "forms": b"<article>" + b"<form><input>" * 70_000,
    "unclosed bold": b"<article>" + b"".join(b"<b class=x%d><p>The crew found it." % i for i in range(25_000)),
}


@pytest.mark.parametrize("name", NASTIES)
def test_nasties(name):
    for rules in (AMN, PLAIN):
        began = time.process_time()
        read(NASTIES[name][:400_000], rules=rules)
        assert time.process_time() - began < 20  # minutes without care; half a second on an idle machine


PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<article>",
            "</article>",
            "<div class='entry-content'>",
            "</div>",
            "<h1>",
            "</h1>",
            "<b>",
            "</b>",
            "<br>",
        ),
        *(
            "<figure>",
            "</figure>",
            "<img src='/a.jpg'>",
            "<img data-src='http://[' srcset=', ,'>",
            "<figcaption>",
            "<ul><li>",
        ),
        *(
            "<meta property='og:title' content='",
            "<meta name='author' content='By ",
            "'>",
            "<time datetime='2025-99-99'>",
        ),
        *(
            "<script type='application/ld+json'>",
            "</script>",
            '{"@type": "NewsArticle", "author": ',
            '"headline": ["',
            "}",
            "]",
        ),
        *(
            "<a href='//'>",
            "<a rel=author>",
            "<base href='http://['>",
            "<link rel=canonical href='http://[::'>",
            "<table><tr><td>",
        ),
        *(
            "The crew of the cutter found a buoy on Wednesday. ",
            "Read Next: x",
            "(U.S. Navy photo by A B)",
            "WASHINGTON (AP) \u2014 ",
        ),
        *(
            "November 12, 2025",
            "By Ada Lark",
            "(c) 2025 X. Distributed by TNS",
            "\0",
            "\ud800",
            "\u200d",
            "&#xD800;",
            "\x93",
            "]]>",
            "<!--",
            "-->",
        ),
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=60), st.sampled_from([AMN, PLAIN]))
def test_any_page(pieces, rules):
    read("".join(pieces), rules=rules)


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes(content):
    read(content)


LINKS = st.builds(
    Link,
    url=st.just(URL),
    source=st.sampled_from(["feed", "listing"]),
    title=st.none() | st.text(max_size=50),
    date=st.none() | st.sampled_from(["2025-11", "2025-11-12", "2025-11-12T10:00:00+00:00", "x", "2025-13-45"]),
    date_raw=st.none() | st.text(max_size=20),
    modified=st.none() | st.text(max_size=20),
    description=st.none() | st.text(max_size=50),
    authors=st.lists(st.text(max_size=30), max_size=3).map(tuple),
    section=st.none() | st.text(max_size=20),
    keywords=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    language=st.none() | st.text(max_size=8),
    images=st.lists(
        st.builds(
            Image,
            url=st.just("https://x.example/a.jpg"),
            caption=st.none() | st.text(max_size=40),
            credit=st.none() | st.text(max_size=40),
        ),
        max_size=2,
    ).map(tuple),
    html=st.none() | st.lists(PIECES, max_size=20).map("".join),
)


@settings(deadline=None)
@given(LINKS)
def test_any_link(link):
    read(b"<h1>A buoy</h1><article><p>" + WORDS.encode() * 5, link=link)
    check(read_feed_item(link, *AMN, now=NOW))
