"""Sitemaps: plain, of news, indexes; whole and broken; and which of an index a span of time needs."""

import gzip
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.date_ranges import Span
from newscrawl.core.links import Link
from newscrawl.discovery.formats import MOST_BYTES, NotAFeed, TooLarge, gunzip
from newscrawl.discovery.sitemap import Child, read_sitemap
from newscrawl.discovery.sitemap_index import children_for
from newscrawl.items import Image

URL = "https://www.example.com/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = """<url><loc>
  https://www.example.com/naval/2026/11/20/keel/ </loc><lastmod>2026-11-21T09:00:00Z</lastmod>
  <news:news><news:publication><news:name>Example</news:name><news:language>en-us</news:language></news:publication>
  <news:publication_date>2026-11-20T15:30:00+00:00</news:publication_date>
  <news:title>The yard&#8217;s keel &amp; hull</news:title>
  <news:keywords>navy, shipyards,navy</news:keywords></news:news>
  <image:image><image:loc>https://www.example.com/keel.jpg</image:loc><image:caption>A crane.</image:caption>
  </image:image><image:image><image:loc>https://www.example.com/keel.jpg</image:loc></image:image></url>"""


def urlset(entries, spaces=SPACES):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>{entries}</urlset>'.encode()


def entry(loc, lastmod=""):
    return f"<url><loc>{loc}</loc>{lastmod and f'<lastmod>{lastmod}</lastmod>'}</url>"


def links(body):
    return read_sitemap(body, URL).links


def test_a_news_sitemap_gives_every_hint():
    assert links(urlset(NEWS)) == [
        Link(
            url="https://www.example.com/naval/2026/11/20/keel/",
            source="sitemap",
            title="The yard\u2019s keel & hull",
            date="2026-11-20T15:30:00+00:00",
            date_raw="2026-11-20T15:30:00+00:00",
            modified="2026-11-21T09:00:00+00:00",
            keywords=("navy", "shipyards"),
            language="en-US",
            images=(Image(url="https://www.example.com/keel.jpg", caption="A crane."),),
        )
    ]


@pytest.mark.parametrize(
    "spaces",
    [
        'xmlns="http://www.google.com/schemas/sitemap/0.84"',
        "",
        'xmlns:news="http://wrong.example/" xmlns:image="about:blank"',
        'xmlns="https://www.sitemaps.org/schemas/sitemap/0.9/" xmlns:news="https://www.google.com/news"',
    ],
)
def test_namespaces_may_be_wrong_or_missing(spaces):
    [link] = links(urlset(NEWS, spaces))
    assert (link.title, link.date) == ("The yard\u2019s keel & hull", "2026-11-20T15:30:00+00:00")


def test_elements_may_have_prefixes_of_their_own():
    body = '<s:urlset xmlns:s="http://x.example/"><s:url><s:loc>https://www.example.com/a/</s:loc></s:url></s:urlset>'
    assert [link.url for link in links(body.encode())] == ["https://www.example.com/a/"]


def test_lastmod_is_no_date_of_publication_and_a_path_is():
    one, two, three = links(
        urlset(
            entry("https://www.example.com/2024/05/a-story/", "2026-01-02T03:04:05Z")
            + entry("https://www.example.com/air/plain-slug/", "2026-10")
            + entry("/relative/", "last Tuesday")
        )
    )
    assert (one.date, one.modified) == ("2024-05", "2026-01-02T03:04:05+00:00")
    assert (two.date, two.modified) == (None, "2026-10")
    assert (three.url, three.modified) == ("https://www.example.com/relative/", None)


def test_an_index_names_its_sitemaps():
    body = b"""<sitemapindex><sitemap><loc>https://www.example.com/post-sitemap2.xml</loc><lastmod>2026-11-01</lastmod>
    </sitemap><sitemap><loc>page-sitemap.xml.gz</loc></sitemap></sitemapindex>"""
    page = read_sitemap(body, URL)
    assert page.links == []
    assert page.children == (
        Child("https://www.example.com/post-sitemap2.xml", "2026-11-01"),
        Child("https://www.example.com/page-sitemap.xml.gz"),
    )


def test_gzip_is_undone_whatever_the_headers_said():
    whole = gzip.compress(urlset(NEWS))
    assert len(links(whole)) == 1
    assert len(links(gzip.compress(urlset(NEWS)[:40]) + gzip.compress(urlset(NEWS)[40:]))) == 1, "two members"
    many = urlset("".join(entry(f"https://www.example.com/{number}/") for number in range(3000)))
    cut = links(gzip.compress(many)[: len(gzip.compress(many)) // 2])
    assert 0 < len(cut) < 3000, "of a file that was cut off, the whole entries"


def test_a_bomb_is_given_up_in_little_memory():
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(60)) + packer.flush()
    tracemalloc.start()
    with pytest.raises(TooLarge, match="50 MB"):
        gunzip(bomb)
    assert tracemalloc.get_traced_memory()[1] < 3 * MOST_BYTES
    tracemalloc.stop()
    with pytest.raises(NotAFeed, match="50 MB"):
        links(bomb)


def test_no_entity_is_expanded():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    body = f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body += urlset(entry("https://www.example.com/a/") + entry("https://www.example.com/&l8;&f;/")).decode()[39:]
    began = time.process_time()
    found = links(body.encode())
    assert time.process_time() - began < 20
    assert found[0].url == "https://www.example.com/a/"
    assert "root:" not in str(found)


@pytest.mark.parametrize(
    "body",
    [
        "<urlset><url><loc>https://www.example.com/a?x=1&y=2</loc></url></urlset>",
        "<urlset><url><loc>https://www.example.com/a</loc></url><url><loc>https://www.example.com/b</lo",
        "\ufeff\n\n<urlset><url><loc><![CDATA[https://www.example.com/a]]></loc></url></urlset>",
        "<urlset><url><loc>https://www.example.com/a</loc><x:y>&nbsp;\x01</x:y></url></urlset>",
    ],
)
def test_what_is_not_well_formed_is_mended(body):
    assert links(body.encode())[0].url.startswith("https://www.example.com/a")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "empty reply"),
        (b"<!doctype html><html><head><title>Gone</title></head></html>", "'Gone'"),
        (b"<rss><channel><item/></channel></rss>", "root <rss>"),
        (b'{"code":"rest_no_route"}', "JSON"),
        (b"<urlset><url><lastmod>2026-01-01</lastmod></url></urlset>", "without addresses"),
    ],
)
def test_what_is_no_sitemap_is_told(body, told):
    with pytest.raises(NotAFeed, match=told):
        read_sitemap(body, URL)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(noise):
    for body in (noise, b"<urlset>" + noise, b"<urlset><url><loc>" + noise, gzip.compress(noise)):
        try:
            read_sitemap(body, URL)
        except NotAFeed:
            continue


MAY = Span(since=datetime(2024, 5, 1, tzinfo=UTC), until=datetime(2024, 6, 1, tzinfo=UTC))


def chosen(names, span=MAY):
    children = [Child(f"https://www.example.com/{name}", modified) for name, modified in names.items()]
    kept, older = children_for(children, span)
    return [child.url.removeprefix("https://www.example.com/") for child in kept], older


def test_what_was_last_changed_before_the_span_holds_none_of_it_and_what_later_may():
    names = {
        "post-sitemap.xml": "2019-03-01T00:00:00Z",
        "post-sitemap2.xml": "2024-04-28T00:00:00Z",
        "post-sitemap3.xml": "2024-05-20T00:00:00Z",
        "post-sitemap10.xml": "2026-11-20T00:00:00Z",
        "page-sitemap.xml": "2026-11-20T00:00:00Z",
        "author-sitemap.xml": "2026-11-20T00:00:00Z",
    }
    assert chosen(names) == (["post-sitemap10.xml", "post-sitemap3.xml"], True)


def test_without_dates_all_are_asked_the_highest_number_first():
    names = dict.fromkeys(("post-sitemap.xml", "post-sitemap2.xml", "post-sitemap10.xml", "category-sitemap.xml"))
    assert chosen(names) == (["post-sitemap10.xml", "post-sitemap2.xml", "post-sitemap.xml"], False)


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("sitemap-2024-04.xml", "sitemap-2024-05.xml", "sitemap-2024-07.xml"), {"sitemap-2024-05.xml"}),
        (("sitemap/2024/5/20", "sitemap/2024/4/28", "sitemap/2024/6/5"), {"sitemap/2024/5/20"}),
        (("a/20240415.xml", "a/20240515.xml.gz", "a/20240516.xml.gz"), {"a/20240515.xml.gz", "a/20240516.xml.gz"}),
        (("s.xml?yyyy=2024&mm=05&dd=09", "s.xml?yyyy=2023&mm=05&dd=09"), {"s.xml?yyyy=2024&mm=05&dd=09"}),
        (("sitemap-2023.xml", "sitemap-2024.xml"), {"sitemap-2024.xml"}),
        (("posts-2024-may.xml", "posts-2024-january.xml"), {"posts-2024-may.xml"}),
        (("posts-2022.xml", "posts-2023.xml", "posts-7.xml"), {"posts-2022.xml", "posts-2023.xml", "posts-7.xml"}),
    ],
)
def test_a_name_that_speaks_of_a_time_is_believed_where_all_of_its_form_do(names, kept):
    # Neighbours of a bare month are kept too where a day in somebody's zone may reach over.
    assert kept <= set(chosen(dict.fromkeys(names))[0])
    years_before = set(chosen(dict.fromkeys(names), Span(since=datetime(2025, 1, 10, tzinfo=UTC)))[0])
    assert years_before == (set(names) if "posts-7.xml" in names else set())


def test_of_an_index_of_pages_only_all_are_taken():
    assert chosen({"page-sitemap.xml": None})[0] == ["page-sitemap.xml"]


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2026, 1, 1)),
    st.timedeltas(min_value=timedelta(days=1), max_value=timedelta(days=365)),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 900)), min_size=1, max_size=60),
)
def test_no_article_of_a_span_is_in_a_sitemap_that_is_left_out(since, length, articles):
    """Articles in the order of their last edits, ten a sitemap, as Yoast and others write them."""
    span = Span(since=since.replace(tzinfo=UTC), until=since.replace(tzinfo=UTC) + length)
    start = datetime(2015, 1, 1, tzinfo=UTC)
    dated = sorted((start + timedelta(days=day + late), start + timedelta(days=day)) for day, late in articles)
    pages = [dated[at : at + 10] for at in range(0, len(dated), 10)]
    children = [
        Child(f"https://x.example/post-sitemap{number}.xml", page[-1][0].isoformat())
        for number, page in enumerate(pages, 1)
    ]
    kept, _ = children_for(children, span)
    for child, page in zip(children, pages, strict=True):
        assert child in kept or not any(span.touches(published, published) for _, published in page)


def test_a_sitemap_larger_than_the_protocol_allows_is_read_whole():
    entries = "".join(f"<url><loc>https://example.com/2026/11/story-{number}/</loc></url>" for number in range(50_010))
    page = read_sitemap(f"<urlset>{entries}</urlset>".encode(), "https://example.com/sitemap.xml")
    assert page.links[-1].url.endswith("story-50009/")
