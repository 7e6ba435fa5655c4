"""Words exchanged for others of the same shape."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.devtools.anonymize import Anonymizer

PAGE = """<!doctype html><html><head><title>Brigade leaves Okinawa</title>
<meta property="og:title" content="Brigade leaves Okinawa"><meta property="og:url" content="https://example.com/okinawa">
<meta name="viewport" content="width=device-width">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Brigade leaves Okinawa",
 "datePublished": "2026-11-22T08:00:00Z", "author": {"name": "Trevor Langley"}, "url": "https://example.com/okinawa"}</script>
<script>var secret = "Brigade leaves Okinawa";</script><style>.brigade{}</style></head>
<body class="brigade"><!-- Brigade leaves Okinawa --><h1>Brigade leaves Okinawa</h1><p class=byline>By Trevor Langley
<time datetime="2026-11-22">November 22, 2026</time><p>OKINAWA &mdash; The brigade&rsquo;s 1,200 soldiers
said &quot;farewell&quot;.
<img alt="Soldiers boarding" src="/okinawa.jpg"><p>Sign up for our newsletter
</body></html>"""


@pytest.fixture
def scrambler():
    return Anonymizer(key=b"a key that makes failures repeatable"[:16])


def test_no_telling_word_is_left(scrambler):
    found = scrambler.document(PAGE)
    text = re.sub(r"https?://\S+|class=\S+|src=\S+|\.brigade", "", found)
    for word in ("rigade", "kinawa", "OKINAWA", "revor", "angley", "oldiers", "farewell", "oarding", "secret"):
        assert word not in text


def test_markup_dates_addresses_and_the_words_of_rules_stay(scrambler):
    found = scrambler.document(PAGE)
    for kept in (
        *(
            '<body class="brigade">',
            'src="/okinawa.jpg"',
            'content="https://example.com/okinawa"',
            "width=device-width",
        ),
        *('<time datetime="2026-11-22">November 22, 2026</time>', "&mdash; The", "&rsquo;s 1,200", "said &quot;"),
        *("<p class=byline>By ", "Sign up for our newsletter", "<style>.brigade{}</style>"),
    ):
        assert kept in found
    assert re.sub(r"(?s)<!--.*?-->|<script.*?</script>|[^<>]+(?=<)", "", found).count("<") >= 20


def test_a_word_is_exchanged_for_the_same_one_everywhere(scrambler):
    found = scrambler.document(PAGE)
    title = re.search("<title>(.*?)</title>", found)[1]
    assert title.split()[1] == scrambler.word("leaves")
    data = json.loads(re.search(r"(?s)<script type=.*?>(.*?)</script>", found)[1])
    assert data["headline"] == title == re.search("<h1>(.*?)</h1>", found)[1]
    assert data["datePublished"] == "2026-11-22T08:00:00Z"
    assert data["url"] == "https://example.com/okinawa"
    assert f"By {data['author']['name']}" in found


@pytest.mark.parametrize(
    "line",
    [
        "Super User",
        "Follow The Gazette on Google News at this link",
        "Written by Jerome Langley, Defense Analyst",
        "Graphic by the Ministry of Defense",
        "The Gazette Team",
        "Guest Contributor",
        "Join our WhatsApp channel to receive breaking alerts",
    ],
)
def test_the_words_by_which_a_reader_knows_a_line_stay(line):
    kept = Anonymizer(frozenset({"Gazette"})).text(line).split()
    known = {"User", "Follow", "Google", "Written", "Analyst", "Graphic", "Ministry", "Team", "Guest", "Contributor"}
    known |= {"WhatsApp", "channel", "receive", "breaking", "alerts", "Gazette", "link"}
    assert [word for word in line.split() if word.strip(",") in known and word not in kept] == []


def test_linked_data_that_does_not_parse_is_emptied(scrambler):
    found = scrambler.document('<script type="application/ld+json">{"headline": "Brigade leaves"</script>')
    assert found == '<script type="application/ld+json"></script>'


def test_texts_of_feeds(scrambler):
    feed = (
        "<item><title>Brigade leaves</title><link>https://example.com/brigade-leaves</link>"
        "<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate><dc:creator><![CDATA[Trevor Langley]]></dc:creator>"
        "<content:encoded><![CDATA[<p class='brigade'>Soldiers leave</p>]]></content:encoded>"
        "<description>&lt;p class=&quot;brigade&quot;&gt;Soldiers leave&lt;/p&gt;</description></item>"
    )
    found = scrambler.document(feed)
    for kept in (
        *("<link>https://example.com/brigade-leaves</link>", "<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate>"),
        *("<![CDATA[<p class='brigade'>", "]]></content:encoded>", "&lt;p class="),
    ):
        assert kept in found
    assert "Trevor" not in found
    assert "Soldiers" not in found


def test_two_scramblers_differ_so_that_nobody_gets_the_text_back():
    assert Anonymizer().text("reconnaissance helicopter") != Anonymizer().text("reconnaissance helicopter")


@given(st.text())
def test_shape_stays(text):
    found = Anonymizer(key=b"k").text(text)
    assert len(found) == len(text)
    assert [letter.isalpha() for letter in found] == [letter.isalpha() for letter in text]
    assert re.sub(r"[^\W\d_]", "", found) == re.sub(r"[^\W\d_]", "", text)


@given(st.text(alphabet="<>\"'=!-/ abcd&;[]"))
def test_any_markup_is_taken(markup):
    Anonymizer(key=b"k").document(markup)
