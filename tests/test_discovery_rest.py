"""WordPress' REST route: what is asked, what an answer says; and listings that come wrapped in JSON or XML."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.date_ranges import Span
from newscrawl.core.links import Link
from newscrawl.discovery.formats import NotAFeed, unwrapped
from newscrawl.discovery.rest import Posts, older_posts_url, posts_url, read_posts

ROUTE = "https://www.example.com/wp-json/wp/v2/posts"
POST = {
    "id": 7,
    "date": "2026-11-20T10:30:00",
    "date_gmt": "2026-11-20T15:30:00",
    "modified_gmt": "2026-11-21T09:00:00",
    "link": "https://www.example.com/2026/11/keel/",
    "title": {"rendered": "The yard&#8217;s <em>keel</em>"},
    "excerpt": {"rendered": "<p>Steel &amp; work.</p>\n"},
    "content": {"rendered": "<p>Steel was <a href='/x'>cut</a>.</p>", "protected": False},
    "_embedded": {
        "author": [{"name": "Rupert Lyle"}, {"code": "rest_user_invalid_id"}],
        "wp:term": [
            [{"taxonomy": "category", "name": "Naval &amp; Sea"}],
            [{"taxonomy": "post_tag", "name": "keels"}, {"taxonomy": "post_tag", "name": "keels"}],
        ],
    },
}


def read(*posts):
    return read_posts(json.dumps(posts).encode(), ROUTE)


def asked(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_a_post_gives_every_hint():
    assert read(POST).links == [
        Link(
            url="https://www.example.com/2026/11/keel/",
            source="rest",
            title="The yard\u2019s keel",
            date="2026-11-20T15:30:00+00:00",
            date_raw="2026-11-20T15:30:00",
            modified="2026-11-21T09:00:00+00:00",
            description="Steel & work.",
            authors=("Rupert Lyle",),
            section="Naval & Sea",
            keywords=("keels",),
            html="<p>Steel was <a href='/x'>cut</a>.</p>",
        )
    ]


def test_local_time_alone_tells_a_day_only_and_locked_text_is_none():
    [link] = read(
        {"link": "/a/", "date": "2026-11-20T10:30:00", "content": {"rendered": "<p>x</p>", "protected": True}}
    ).links
    assert (link.url, link.date, link.html) == ("https://www.example.com/a/", "2026-11-20", None)


def test_a_span_is_asked_for_widely_and_without_offsets():
    span = Span(since=datetime(2024, 5, 1, tzinfo=UTC), until=datetime(2024, 6, 1, tzinfo=UTC))
    query = asked(posts_url(ROUTE, span))
    assert (query["after"], query["before"]) == ("2024-04-30T10:00:00", "2024-06-01T14:00:00")
    assert (query["per_page"], query["order"]) == ("100", "desc")
    assert asked(posts_url(f"{ROUTE}?categories=4137", span))["categories"] == "4137"
    assert "before" not in asked(posts_url(ROUTE, Span(since=span.since)))


def test_what_is_older_is_asked_for_by_time_so_that_new_articles_move_nothing():
    first = posts_url(ROUTE, Span(since=datetime(2024, 5, 1, tzinfo=UTC)))
    second = older_posts_url(first, Posts([], datetime(2026, 11, 20, 10, 30)))
    assert asked(second)["before"] == "2026-11-20T10:30:01"
    third = older_posts_url(second, Posts([], datetime(2026, 11, 20, 10, 30)))
    assert asked(third) == {**asked(second), "page": "2"}, "a hundred articles of one second"
    assert older_posts_url(first, Posts([], None)) is None


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"code":"rest_no_route","message":"No route was found"}', "No route was found"),
        (b"<html><title>Just a page</title></html>", "Just a page"),
        (b"[" * 100_000, "JSON that can't be read"),
        (b'[{"id": 1}]', "1 entries without addresses"),
        (b'"posts"', "without a list"),
    ],
)
def test_what_is_no_list_of_articles_is_told(body, told):
    with pytest.raises(NotAFeed, match=told):
        read_posts(body, ROUTE)


JUNK = st.one_of(
    *(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=9),
        st.lists(st.none() | st.text(max_size=9), max_size=3),
    ),
    st.dictionaries(st.sampled_from(("rendered", "author", "wp:term", "name")), st.none() | st.text(max_size=9)),
    st.just({"author": 1, "wp:term": [[None], 3, "x", [{"taxonomy": []}]]}),
)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(POST)), JUNK), max_size=3))
def test_no_odd_value_is_fatal(posts):
    try:
        read_posts(json.dumps(posts).encode(), ROUTE)
    except NotAFeed as error:
        assert "without addresses" in str(error)


def test_listings_are_taken_out_of_json_and_xml():
    card = '<div class="card"><a href="/2026/11/keel/">Keel > hull</a></div>'
    assert unwrapped(json.dumps({"ok": True, "data": {"html": card}}).encode()).decode() == card
    escaped = card.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert card in unwrapped(f'<?xml version="1.0"?><data>{escaped}</data>'.encode()).decode()
    assert card in unwrapped(f"<data><![CDATA[{card.replace('<a ', '<b ')}]]></data>".encode()).decode().replace(
        "<b ", "<a "
    )
    page = f"<html><body>{card} &lt;b&gt;</body></html>".encode()
    assert unwrapped(page) == page
    assert unwrapped(b"{not json") == b"{not json"
