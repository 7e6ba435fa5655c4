"""Articles made of a feed's full text alone."""

from datetime import UTC, datetime

import pytest

from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.extraction.article import read_feed_item
from newscrawl.extraction.rules import Rules
from newscrawl.items import Image
from newscrawl.urls import Addresses

URL = "https://www.harbor.example/coast/buoys/2025/11/12/buoy-found/"
NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
SITE = Site(
    name="harbor", publisher="Harbor Wire", publisher_group="harbor", timezone="America/New_York", language="en-US"
)
ADDRESSES = Addresses(host="www.harbor.example")
RULES = Rules(
    section_from_url=r"^/((?!\d{4}/)[a-z][^/]*)/", drop=(".tease",), promo=(r"Buoys first!",), ignore_keywords=("top",)
)
FIRST = "PARIS \u2014 The crew found a <a href='https://x.example/buoy?utm_medium=feed'>drifting</a> buoy on Wednesday."
HTML = f"""
<h2>Buoy\u2019s found</h2><p>{FIRST}</p><img src="https://harbor.example/up/chart.png" width="900">
<p>Sign up for our daily newsletter and read all of it.</p><div class="tease"><p>Another story.</p></div>
<p>\u201cIt was far out,\u201d Berg said.</p><p>Buoys first!</p>
<p>The post <a href="{URL}">Buoy found</a> appeared first on <a href="/">Harbor Wire</a>.</p>
"""


@pytest.fixture
def reading():
    link = Link(
        url=URL,
        source="feed",
        title=" Buoy&#8217;s found ".replace("&#8217;", "\u2019"),
        date="2025-11-12T16:20:00-05:00",
        date_raw="Wed, 12 Nov 2025 16:20:00 -0500",
        description="Nine days after the storm.",
        authors=("By Ada Lark, AP", "Bo Li"),
        keywords=("Buoys", "top"),
        language="en-us",
        images=(
            Image(
                url="https://harbor.example/up/m.jpg",
                caption="The cutter sails. (Bo Li/U.S. Navy)",
                credit="(Bo Li / U.S. Navy)",
            ),
        ),
        html=HTML,
    )
    return read_feed_item(link, RULES, SITE, ADDRESSES, now=NOW)


def test_fields(reading):
    article = reading.article
    assert reading.problem is None
    assert article.headline == "Buoy\u2019s found"
    assert article.description == "Nine days after the storm."
    assert article.authors == ["Ada Lark", "Bo Li"]
    assert article.source_agency == "AP"
    assert article.date_published == "2025-11-12T16:20:00-05:00"
    assert article.date_published_raw == "Wed, 12 Nov 2025 16:20:00 -0500"
    assert article.section == "coast"
    assert article.keywords == ["Buoys"]
    assert article.language == "en-US"
    assert article.dateline == "PARIS"
    assert article.links == ["https://x.example/buoy"]


def test_body(reading):
    assert reading.article.body.split("\n\n") == [
        "PARIS \u2014 The crew found a drifting buoy on Wednesday.",
        "\u201cIt was far out,\u201d Berg said.",
    ]


def test_pictures(reading):
    lead, second = reading.article.images
    assert (lead.caption, lead.credit) == ("The cutter sails.", "Bo Li/U.S. Navy")
    assert (second.url, second.caption) == ("https://harbor.example/up/chart.png", None)


def test_provenance_says_feed(reading):
    provenance = reading.article.provenance
    assert {
        provenance[name] for name in ("headline", "description", "authors", "date_published", "body", "images")
    } == {"feed"}
    assert provenance["section"] == "address"


def test_without_text():
    reading = read_feed_item(Link(url=URL, source="feed", title="T"), RULES, SITE, ADDRESSES, now=NOW)
    assert reading.problem == "no body"
    assert reading.article.body is None
    assert reading.article.language == "en-US"


def test_only_ways_that_serve_a_feed_are_tried():
    text = "".join(f"<p>{sentence}</p>" for sentence in ["The crew found the buoy."] * 3)
    html = f'<h1>Another headline</h1><meta name="author" content="Cy Dow"><p class="byline">Di Eck</p>{text}'
    article = read_feed_item(
        Link(url=URL, source="rest", title="Buoy found", html=html), RULES, SITE, ADDRESSES, now=NOW
    ).article
    assert article.headline == "Buoy found"
    assert article.authors == []
    assert article.provenance["headline"] == article.provenance["body"] == "rest"


def test_rights_that_the_text_reserves_are_read():
    html = '<meta name="robots" content="noai"><p>The crew found the buoy.</p>'
    reading = read_feed_item(Link(url=URL, source="feed", title="T", html=html), RULES, SITE, ADDRESSES, now=NOW)
    assert reading.article.rights == ["noai"]


def test_a_title_that_no_page_would_be_believed_is_all_that_names_an_item():
    link = Link(url=URL, source="feed", title="News", html="<p>The crew found the buoy.</p>")
    assert read_feed_item(link, RULES, SITE, ADDRESSES, now=NOW).article.headline == "News"
