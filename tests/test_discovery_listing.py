"""Listing pages: any theme, duplicates merged, hints, next page."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newscrawl.discovery import cards, listing
from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.testing.newsroom import expected
from newscrawl.testing.newsroom.arcxp import ArcXP
from newscrawl.testing.newsroom.wordpress import WordPress
from newscrawl.urls import Addresses

AMN = Addresses(host="americanmilitarynews.com", article=(r"^/\d{4}/\d{2}/[^/]+/?$",))
ARC = Addresses(host="www.defensenews.com", article=(r"/\d{4}/\d{2}/\d{2}/[^/]+/?$",), exclude=(r"^/video/",))
HOME = "https://americanmilitarynews.com/"
DESK = expected()["amn"]


def amn(html, rules=None, url=HOME):
    return read_listing(html, url, rules or Listing(), AMN)


def listing_page(number):
    return WordPress(DESK).listing(number, DESK.stories[:8], last=False)


@pytest.mark.parametrize("number", [1, 2, 3], ids=["classic", "block", "tagdiv"])
def test_every_theme_gives_each_article_once_with_title_and_date(number):
    url = f"{HOME}page/{number}/" if number > 1 else HOME
    page = amn(listing_page(number), url=url)
    stories = {story.url: story for story in DESK.stories[:8]}
    assert len(page.links) == len({link.url for link in page.links}) == 8
    for link in page.links:
        story = stories[link.url]
        assert link.source == "listing"
        assert link.title == story.title
        assert link.date == (f"{story.date:%Y-%m-%d}" if number == 1 else story.date.isoformat())
        if number != 2:
            assert link.authors == story.byline
    assert page.next == f"{HOME}page/{number + 1}/"


def test_the_home_page_of_2018_merges_alert_top_post_ticker_and_cards():
    html = listing_page(1)
    assert html.count('id="topPost"') == 2
    assert html.count(DESK.stories[2].url) >= 3
    page = amn(html)
    assert [link.title for link in page.links if link.url == DESK.stories[2].url] == [DESK.stories[2].title]
    assert not any("/ai/" in link.url for link in page.links)
    assert "/ai/" in html
    by_url = {link.url: link for link in page.links}
    assert by_url[DESK.stories[0].url].keywords == DESK.stories[0].tags  # of the linked data
    assert by_url[DESK.stories[0].url].date_raw == "November 21, 2026"


def test_an_arc_xp_front_takes_dates_from_addresses_and_has_no_next_page():
    desk = expected()["defensenews"]
    page = read_listing(ArcXP(desk).section("News", desk.stories), "https://www.defensenews.com/", Listing(), ARC)
    assert [link.url for link in page.links] == [story.url for story in desk.stories]
    assert [link.title for link in page.links] == [story.title for story in desk.stories]
    assert [link.date for link in page.links] == [f"{story.date:%Y-%m-%d}" for story in desk.stories]
    assert page.links[1].authors == ("Rupert Lyle", "Ana Sorley")
    assert page.next is None


def test_titles_prefer_headings_to_whole_cards_and_fall_back_to_the_title_attribute():
    page = amn(
        """<div><a href="/2026/11/a/"><img/><h3>The title</h3><p>A long summary of what is told.</p></a></div>
        <div><a href="/2026/11/b/">Continue reading</a></div>
        <div><a href="/2026/11/c/" title="Named  so"><img></a></div>
        <div><a href="/2026/11/d/">12 Comments</a><a href="/2026/11/d/">Short one</a></div>
        <div><a href="/2026/11/e/">Army wants more</a></div>
        <div><a href="/2026/11/f/">New F-<b>35</b> &amp; crew<span>Read More</span></a></div>"""
    )
    titles = ["The title", None, "Named so", "Short one", "Army wants more", "New F-35 & crew"]
    assert [link.title for link in page.links] == titles


def test_tracking_and_other_forms_of_an_address_are_one_article():
    page = amn(
        """<a href="/2026/11/a/?utm_source=home">A story</a> <a href="http://www.americanmilitarynews.com/2026/11/A">x</a>
        <a href="https://americanmilitarynews.com/2026/11/a/amp/">y</a> <a href="#top">z</a>
        <a href="javascript:1">w</a>
        <a href="http://[bad">v</a> <a href="mailto:a@b.example">u</a> <a>t</a> <a href="/2026/11/photo.jpg">s</a>"""
    )
    assert [(link.url, link.title) for link in page.links] == [(f"{HOME}2026/11/a/", "A story")]


def test_a_date_elsewhere_on_the_page_is_not_the_articles():
    page = amn(
        """<header><span class="date">November 22, 2026</span></header>
        <div><div><h2><a href="/2018/03/old/">Old</a></h2></div>
        <time datetime="2026-11-22T10:00:00Z">now</time></div>"""
    )
    assert [link.date for link in page.links] == ["2018-03"]


def test_linked_data_fills_in_what_the_cards_lack():
    data = """{"@graph": [{"@type": "Blog", "blogPost": [{"@type": "BlogPosting", "url": "/2026/11/a/?utm_source=x",
    "headline": "Q&#038;A", "datePublished": "2026-11-05", "author": [{"name": "Ida Vey"}], "keywords": "sea, air"},
    {"@type": "BlogPosting", "url": "https://americanmilitarynews.com/2026/11/only-in-data/", "headline": "x"}]}]}"""
    page = amn(
        f'<script type="application/ld+json">{data}</script><script type="application/ld+json">{{broken</script>'
        '<a href="/2026/11/a/"><img></a>'
    )
    [link] = page.links
    assert (link.title, link.date, link.date_raw) == ("Q&A", "2026-11-05", "2026-11-05")
    assert (link.authors, link.keywords) == (("Ida Vey",), ("sea", "air"))


CARDS = Listing(cards=("div.card",), link=(".t a",), title=(".t",), date=(".when",), authors=(".who",), next=(".more",))


def test_cards_of_the_rules_are_all_that_counts():
    html = """<a href="/2026/11/side/">Side</a>
    <div class="card"><a href="/2026/11/z/">Other</a><p class="t"><b>Told</b> <a href="/2026/11/a/">here</a></p>
    <i class="when">Nov. 5, 2026</i><i class="who">Ida</i><i class="who">Al</i></div><div class="card">empty</div>"""
    [link] = amn(html, CARDS).links
    assert (link.url, link.title, link.date) == (f"{HOME}2026/11/a/", "Told here", "2026-11-05")
    assert link.authors == ("Ida", "Al")


def test_where_no_card_is_found_any_more_every_anchor_counts():
    assert len(amn('<p><a href="/2026/11/a/">A</a></p>', CARDS).links) == 1


def test_skipped_boxes_are_not_read():
    html = '<div class="popular"><a href="/2026/11/p/">P</a></div><a href="/2026/11/a/">A</a>'
    assert [link.title for link in amn(html, Listing(skip=(".popular",))).links] == ["A"]


@pytest.mark.parametrize(
    ("html", "url", "next_page"),
    [
        ('<link rel="next" href="/page/2/">', HOME, f"{HOME}page/2/"),
        ('<div class="nav-next"><a href="/page/2/">Newer</a></div>', f"{HOME}page/3/", None),
        (
            '<p class="nav-next"><a href="/page/2/">N</a></p><p class="nav-previous"><a href="/page/4/">O</a></p>',
            f"{HOME}page/3/",
            f"{HOME}page/4/",
        ),
        ('<a rel="next" href="https://other.example/page/2/">x</a>', HOME, None),
        ('<a rel="next" href="?paged=2">x</a>', HOME, f"{HOME}?paged=2"),
        ('<a rel="next" href="#">x</a>', HOME, None),
        ('<a class="next page-numbers" href="/page/10/">x</a>', f"{HOME}page/9/", f"{HOME}page/10/"),
        ("<p>none</p>", HOME, None),
    ],
)
def test_next_page(html, url, next_page):
    assert amn(html, url=url).next == next_page


def test_relative_links_start_from_the_base_element():
    page = amn('<base href="https://americanmilitarynews.com/2026/"><a href="11/a/">A</a>')
    assert [link.url for link in page.links] == [f"{HOME}2026/11/a/"]


@pytest.mark.parametrize("html", ["", b"", "no markup", "<html></html>", "\x00<a href='/2026/11/a/'>"])
def test_a_page_without_articles_gives_none(html):
    assert len(amn(html).links) <= 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"cards": "div"}, TypeError),
        ({"next": ("a[",)}, ValueError),
        ({"date": (1,)}, TypeError),
        ({"cords": ()}, TypeError),
    ],
)
def test_wrong_rules_fail_when_made(wrong, error):
    with pytest.raises(error):
        replace(Listing(), **wrong)


PIECES = """<div> </div> <a_href='/2026/11/a/'> <a_href='/2026/11/b/'> </a> <h2> </h2> '> text <!-- <table> <tr>
<time_datetime='2026-11-0 <template> <base_href='x://'> [{"url": </script> <script_type='application/ld+json'>"""
pieces = st.sampled_from([piece.replace("_", " ") for piece in PIECES.split()])


@given(st.lists(pieces | st.text(max_size=5)).map("".join))
def test_any_markup_gives_each_article_once(html):
    links = amn(html).links
    assert len({link.url for link in links}) == len(links)
    assert all(AMN.is_article(link.url) for link in links)


def hostile(shape, number=400):
    """A page whose naive reading takes time in proportion to the square of its size."""
    one = '<a href="/2026/11/{}/">Title {}</a>'
    anchors = [one.format("same" if "one article" in shape else f"s{i}", i) for i in range(number)]
    return {
        "one article": f"<div>{''.join(anchors)}</div>",
        "one article, each deeper": "".join(f"<div>{anchor}" for anchor in anchors),
        "each deeper": "".join(f"<div>{anchor}" for anchor in anchors),
        "all deep": "<div>" * number + "".join(anchors),
        "nested in SVG": "<svg>" + "".join(anchor.removesuffix("</a>") for anchor in anchors),
        "nested dates": f"<div>{anchors[0]}" + "<div class=date><i>x</i>" * number,
        "nested names": f"<div>{anchors[0]}" + "<span itemprop=author><i>x</i>" * number,
        "many dates": f"<div>{anchors[0]}" + "<time>soon</time>" * number + "</div>",
    }[shape]


SHAPES = ["one article", "one article, each deeper", "each deeper", "all deep", "nested in SVG", "nested dates",
          "nested names", "many dates"]  # fmt: skip


@pytest.mark.parametrize("boxes", [(), ("div", "svg")], ids=["anchors", "cards"])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_work_grows_with_the_page_and_no_faster(shape, boxes, monkeypatch):
    work = 0
    plain, upwards = cards.plain_text, cards._upwards

    def counted_text(snippet):
        nonlocal work
        work += len(snippet)
        return plain(snippet)

    def counted_steps(node):
        nonlocal work
        for one in upwards(node):
            work += 10
            yield one

    monkeypatch.setattr(cards, "plain_text", counted_text)
    monkeypatch.setattr(cards, "_upwards", counted_steps)
    html = hostile(shape)
    amn(html, Listing(cards=boxes))
    assert work < 20 * len(html)


def test_a_card_is_read_once_and_an_article_at_few_places(monkeypatch):
    calls = []

    def counted(name):
        read = getattr(listing, name)
        return lambda *given: calls.append(name) or read(*given)

    for name in ("read_card", "read_anchor"):
        monkeypatch.setattr(listing, name, counted(name))
    amn(hostile("one article"))
    assert (calls.count("read_card"), calls.count("read_anchor")) == (1, 8)


def test_hostile_pages_are_read_all_the_same():
    assert len(amn(hostile("each deeper")).links) == 400
    assert len(amn(hostile("all deep")).links) == 400
    (link,) = amn(hostile("one article")).links
    assert link.title == "Title 0"


@given(st.recursive(st.sampled_from("abcd"), lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_a_card_is_the_largest_box_that_leads_to_no_other_article(shape):
    def written(part):
        if isinstance(part, str):
            return f'<a href="{part}">x</a>'
        return f"<div>{''.join(map(written, part))}</div>"

    tree = LexborHTMLParser(f"<body>{written([shape])}</body>")
    pairs = [(anchor.attributes["href"], anchor) for anchor in tree.css("a")]
    found = cards.cards_of(pairs)
    for article, anchor in pairs:
        expected = anchor
        for height, box in enumerate(cards._upwards(anchor)):
            if height > cards._MAX_HEIGHT or {one.attributes["href"] for one in box.css("a")} != {article}:
                break
            expected = box
        assert found[anchor.mem_id].mem_id == expected.mem_id


def test_boxes_in_boxes_count_to_a_depth():
    tree = LexborHTMLParser("<article>" * 9 + "<div></div>" * 3)
    boxes = tree.css("article")
    assert [box.mem_id for box in cards.outer(boxes)] == [box.mem_id for box in boxes[:4]]
    assert len(cards.outer(tree.css("div"))) == 3
