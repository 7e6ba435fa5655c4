"""The generic reader on pages in the markup of common themes, and on pages that are none."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.extraction.body.boilerplate_hints import kind_of
from newscrawl.extraction.body.clean_body import KnownFields
from newscrawl.extraction.body.generic import read_body
from newscrawl.extraction.body.teaser_labels import is_teaser_label, leads_away
from newscrawl.extraction.dom.blocks import text_of
from newscrawl.extraction.dom.page import Page

ONE = "The frigate left the yard on Monday after eleven months of work, the shipbuilder said in a statement."
TWO = "Her crew of 140 will spend the winter at sea, testing the new radar, the sonar and a pair of boats."
THREE = "“We are glad to have her back,” the captain told reporters on the pier. “It took long enough.”"
FOUR = "The second ship of the class follows in the spring, if money, steel and welders can be found."
LAST = "A third was cancelled."
STORY = [ONE, TWO, THREE, FOUR, LAST]
COOKIES = "We use cookies on this site, and so do our many partners, to measure what you read, and for how long. " * 9


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def teaser(number: int) -> str:
    return (
        f'<div class="item"><a href="/s/{number}">Another story about ships, number {number}</a>'
        f"<p>Its summary has a few words, too, and a full stop.</p></div>"
    )


TEASERS = "".join(map(teaser, range(8)))
MENU = "<ul><li><a href=/land>Land</a></li><li><a href=/sea>Sea</a></li><li><a href=/air>Air</a></li></ul>"


def read(body: str, head: str = "", **known: str | bool) -> list[str]:
    page = Page(f"<html><head>{head}</head><body>{body}</body></html>", "https://news.example/sea/frigate")
    blocks = read_body(page, KnownFields(**known))  # type: ignore[arg-type]
    return text_of(blocks).split("\n\n") if blocks else []


WORDPRESS = f"""
<div id="page"><header id="masthead" class="site-header"><div class="menu-main">{MENU}</div></header>
<div id="content" class="site-content has-sidebar"><main id="main"><article id="post-7" class="post-7 post type-post
 status-publish format-standard hentry category-sea tag-share-price comments-open">
<header class="entry-header"><h1 class="entry-title">Frigate leaves the yard</h1>
<div class="entry-meta">By <a href="/author/x">A. Writer</a> | <time>November 2, 2026</time></div></header>
<div class="entry-content">
<div class="wp-caption"><img src=a.jpg><p class="wp-caption-text">The frigate. (Navy)</p></div>
{paragraphs(ONE, TWO)}<div class="code-block"><div class="ad-label">Advertisement</div></div>
<blockquote class="wp-block-pullquote"><p>We are glad to have her back</p></blockquote>{paragraphs(THREE)}
<p><strong>Related: <a href="/s/1">A frigate enters the yard</a></strong></p>{paragraphs(FOUR, LAST)}
<div class="sharedaddy sd-sharing"><h3>Share this:</h3><ul><li><a href="#">Mail</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts">{TEASERS}</div></div>
<footer class="entry-footer">Tags: <a href="/t">ships</a></footer></article>
<div id="comments" class="comments-area"><ol class="comment-list">
{"".join(f'<li class="comment"><p>I served on one of them, years ago, and I say: {TWO}</p></li>' for _ in range(9))}
</ol></div></main><div id="secondary" class="widget-area">{TEASERS}</div></div>
<footer class="site-footer"><p>All our texts, pictures and drawings are ours, as they always were.</p></footer></div>
"""

STYLED = f"""
<div class="sc-1a"><div class="sc-2b">{MENU}</div><section class="Layout-x9">
<div class="Grid-q1"><h1>Frigate leaves</h1>
<div class="Byline-y2"><a href="/a">A. Writer</a><span>Nov 2</span></div>
<div class="Body-z3"><div class="Para-1"><p>{ONE}</p></div><div class="ArticleAd-w"><span>AD</span></div>
<div class="Para-1"><p>{TWO}</p></div><div class="Para-1"><p>{THREE}</p></div><div class="Para-1"><p>{FOUR}</p></div>
<div class="Para-1"><p>{LAST}</p></div></div></div><div class="Rail-k4">{TEASERS}</div></section></div>
"""

BREAKS = f"""
<table width=760><tr><td>{MENU}</td><td><font size=4><b>Frigate leaves</b></font><br><br>
{"<br><br>".join(STORY)}</td></tr></table><center><small>Copyright N. N.</small></center>
"""

DRUPAL = f"""
<div class="region region-content"><div class="node node--type-article"><h1 class="page-title">Frigate leaves</h1>
<div class="field field--name-field-tags field__items"><a href="/t/1">Navy</a></div>
<div class="field field--name-body"><div class="field-item">{paragraphs(*STORY)}</div></div></div></div>
<div class="region region-sidebar-second">{TEASERS}</div>
"""

SHORT = f"""
<div class="cookie-consent"><p>{COOKIES}</p></div><div class="wrap">{MENU}
<div itemprop="articleBody">{paragraphs(ONE, LAST)}</div>
<div class="more">{"".join(f"<p>{text} {text}</p>" for text in (TWO, FOUR, THREE))}</div></div>
"""

INFINITE = f"""
<main><article><h1>Frigate leaves</h1>{paragraphs(*STORY)}</article></main>
<section class="up-next"><article><h1>Next story</h1>{paragraphs(FOUR, TWO)}</article></section>
"""


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        (WORDPRESS, STORY),
        (STYLED, STORY),
        (BREAKS, STORY),
        (DRUPAL, STORY),
        (SHORT, [ONE, LAST]),
        (INFINITE, STORY),
        (f"<form id=aspnetForm><div>{MENU}</div><div>{paragraphs(*STORY)}</div></form>", STORY),
        (f"<div>{paragraphs(*STORY)}</div>", STORY),
        (f"<div class='paywall-content'><div class='share-wrapper'>{paragraphs(*STORY)}</div></div>", STORY),
        ("".join(f"<div class='related-{n}'><p>{text}</p></div>" for n, text in enumerate(STORY)), STORY),
    ],
    ids=["wordpress", "styled", "breaks", "drupal", "short", "infinite", "aspnet", "bare", "misnamed", "all misnamed"],
)
def test_themes(markup: str, texts: list[str]) -> None:
    found = read(markup)
    if markup is BREAKS:
        found = [text for text in found if text != "Frigate leaves"]
    assert found == texts


JAPANESE = [
    "海上自衛隊の新しい護衛艦が月曜日、十一か月の工事を終えて造船所を出港した。",
    "乗員百四十人は、冬のあいだ新型レーダーとソナーの試験を行うという。",
    "三番艦は中止された。",
]
RUSSIAN = [
    "Фрегат вышел в море в понедельник после одиннадцати месяцев ремонта, сообщили на верфи.",
    "Экипаж из 140 человек проведёт зиму в море, испытывая новый радар, гидролокатор и катера.",
    "Третий корабль отменён.",
]


@pytest.mark.parametrize("texts", [JAPANESE, RUSSIAN])
@pytest.mark.parametrize(
    "label", ["関連記事", "Читайте также:", "Lesen Sie auch", "Lire aussi", "You may also like..."]
)
def test_other_languages(texts: list[str], label: str) -> None:
    links = "<ul>" + "".join(f"<li><a href=/{i}>{texts[0]}</a></li>" for i in range(6)) + "</ul>"
    assert read(f"<div>{links}</div><div>{paragraphs(*texts)}<h3>{label}</h3>{links}</div>") == texts


def test_what_belongs_stays() -> None:
    markup = f"""<article><h1>Frigate leaves</h1><p class="dek">Eleven months in dock, and a bill nobody will show</p>
    <div class="byline">By A. Writer</div><div class="story-body">{paragraphs(ONE)}<h2>What comes next</h2>
    <ul><li>Trials in the north</li><li><a href="/r">A refit</a> in two years</li></ul>
    <blockquote><p>{THREE}</p></blockquote>
    <blockquote class="twitter-tweet"><p>She sails!</p>— Yard (@yard)</blockquote>
    {paragraphs(TWO, LAST)}</div></article>"""
    assert read(markup) == [
        "Eleven months in dock, and a bill nobody will show",
        *(ONE, "What comes next", "Trials in the north", "A refit in two years", THREE),
        *(TWO, LAST),
    ]


def test_first_paragraphs_outside_the_core() -> None:
    rest = paragraphs(TWO, THREE, FOUR, *(f"{n} {LAST} {FOUR}" for n in range(9)))
    found = read(f"<h1>Frigate</h1><div class=story>{paragraphs(ONE)}<div class=rest>{rest}</div></div>")
    assert found[:3] == [ONE, TWO, THREE]


def test_what_is_printed_twice_is_read_once() -> None:
    long = f"{ONE} {TWO}"
    short = "We are glad to have her back"
    assert read(f"<div>{paragraphs(long, short, FOUR, long, short, LAST)}</div>") == [long, short, FOUR, short, LAST]
    pulled = FOUR[:60]
    assert read(f"<div><p>{ONE}</p><p>{pulled}</p><p>{FOUR}</p></div>") == [ONE, FOUR]


def test_captions_come_apart() -> None:
    page = Page(
        f"<article>{paragraphs(ONE)}<figure><img src=a><figcaption>A ship</figcaption></figure>{paragraphs(TWO)}", ""
    )
    assert [(b.kind, b.text) for b in read_body(page)] == [("p", ONE), ("caption", "A ship"), ("p", TWO)]


def drawn(story: list[str], **page: object) -> str:
    """The data of a page whose script draws the story."""
    entries: list[object] = [{"type": "paragraph", "content": [{"type": "text", "value": text}]} for text in story]
    entries.insert(2, {"type": "ad", "data": {"text": "Buy"}})
    entries.append({"type": "list", "content": [{"type": "li", "content": [{"type": "text", "value": "An item"}]}]})
    return json.dumps({"props": {"story": {"headline": "H", "body": {"content": entries}}, **page}})


def test_text_that_a_script_draws() -> None:
    shown = f"<h1>Frigate leaves</h1><div><p>{ONE}</p><p>{TWO}</p></div>"
    script = f'<script type="application/json" id="__NEXT_DATA__">{drawn(STORY)}</script>'
    assert read(shown + script) == [*STORY, "An item"]
    assert read(shown + script, paid=True) == [ONE, TWO]


def test_text_that_a_script_is_to_display() -> None:
    box = f'<div style="display:none"><p>{COOKIES}</p></div>'
    assert read(f"<div><p>{LAST}</p></div><div style='display:none'>{paragraphs(*STORY)}</div>") == STORY
    assert read(f"<div>{paragraphs(*STORY)}</div>{box}") == STORY
    assert read(f"<div><p>{LAST}</p></div><div style='display:none'>{paragraphs(*STORY)}</div>", paid=True) == [LAST]


@pytest.mark.parametrize(
    "data",
    [
        "{" + ONE,
        json.dumps({"other": [FOUR, THREE]}),
        json.dumps([[ONE, "x"]]),
        "[" * 90_000 + json.dumps(ONE),
        drawn([ONE, "Something else that the page does not show in this place.", THREE, FOUR, *[FOUR] * 9]),
    ],
)
def test_data_that_disagrees_with_the_page_is_left(data: str) -> None:
    assert read(f'<div><p>{ONE}</p><p>{TWO}</p></div><script type="application/json">{data}</script>') == [ONE, TWO]


@pytest.mark.parametrize(
    ("names", "sort"),
    [
        ("related-posts", "related"),
        ("sidebar", "frame"),
        ("ArticleRelated", "related"),
        ("site-footer", "frame"),
        ("ad-slot", "promo"),
        ("adventure shadow header-image", None),
        ("share-bar", "share"),
        ("shared-content-area", None),
        ("entry-content has-sidebar", "text"),
        ("related-content", "related"),
        ("post type-post comments-open tag-ads", "text"),
        ("cookie-banner", "cookies"),
        ("comments", "comments"),
        ("author-box", "about"),
        ("social-embed", "share"),
        ("navy-blue", "frame"),
        ("", None),
    ],
)
def test_names(names: str, sort: str | None) -> None:
    assert kind_of("div", {"class": names}) == sort


def test_what_is_never_clutter_by_its_names() -> None:
    assert kind_of("h2", {"id": "how-to-avoid-job-search-scams"}) is None
    assert kind_of("h2", {"class": "related-title"}) == "related"
    assert kind_of("tr", {"class": "ad"}) is None
    assert kind_of("p", {"class": "paywall"}) is None


def test_of_several_stories_the_one_with_the_headline() -> None:
    other = f"<article><h1>Other news</h1>{paragraphs(FOUR + ' ' + TWO, THREE, ONE + LAST)}</article>"
    own = f"<article><h1>Frigate leaves</h1>{paragraphs(ONE, TWO, LAST)}</article>"
    assert read(f"<main><article><div>{own}{other}{other.replace('news', 'views')}</div></article></main>") == [
        ONE,
        TWO,
        LAST,
    ]
    feed = f"<article>{other}{other.replace('140', '150')}{other.replace('140', '160')}</article>"
    assert read(f"<body><div>{own}{feed}</div>") == [ONE, TWO, LAST]


def test_what_stands_before_the_headline_goes() -> None:
    news = "<ul>" + "".join(f"<li><a href=/{i}>Story {i}</a> {FOUR} {TWO}</li>" for i in range(5)) + "</ul>"
    story = paragraphs(ONE, TWO, THREE, FOUR, *(f"{n} {LAST} {TWO}" for n in range(4)))
    found = read(f"<div class=main>{news}<h2>Frigate leaves</h2>{story}</div>", headline="Frigate leaves")
    assert found[0] == ONE


def test_embedded_posts_stay_only_where_they_tell_the_story() -> None:
    post = f'<div class="social-embed"><blockquote class="twitter-tweet"><p>{TWO}</p>— The yard</blockquote></div>'
    assert read(f"<div>{paragraphs(ONE)}{post}{paragraphs(LAST)}</div>") == [ONE, TWO, "— The yard", LAST]
    long = [ONE, *(f"{n} {LAST} {FOUR}" for n in range(9))]
    assert read(f"<div>{paragraphs(*long)}{post}</div>") == long


def test_small_print_is_no_article_however_long() -> None:
    policy = paragraphs(
        *(f"{n} {COOKIES}" for n in range(4)), "You may opt out of the sale of your personal data. " * 9
    )
    assert read(f"<main><article><div>{paragraphs(ONE, TWO)}</div></article></main><div><div>{policy}</div></div>") == [
        ONE,
        TWO,
    ]


def test_labels_lead_away_and_sentences_do_not() -> None:
    for label in (
        "Related stories",
        "RELATED:",
        "Read more",
        "More from Sea News",
        "Most read",
        "Don't miss",
        "Leia também",
    ):
        assert is_teaser_label(label), label
    for sentence in (
        "More from the fleet are to follow.",
        "Related costs rose by a third.",
        "Previously, she sailed.",
        LAST,
    ):
        assert not is_teaser_label(sentence), sentence
    assert leads_away("Related: A frigate enters the yard")
    assert not leads_away("Relatedly: nothing")


def test_pages_without_text_have_no_body() -> None:
    for markup in ("", "<html>", MENU, f"<nav>{MENU}</nav>", "<p>Hi</p>", "<script>1</script>", "<img>", "\0", "<p>"):
        assert read(markup) == []


HOSTILE = {
    "deep": "<div>" * 100_000 + paragraphs(*STORY),
    "unclosed": "".join(f"<div><p>{text}" for text in STORY * 900),
    "one tag": f'<p class="{"a " * 400_000}">{ONE}</p>',
    "names": f'<div class="{"twitter" * 60_000} {"dateline " * 40_000}">{ONE}</div>',
    "tables": "<table><tr><td>1<td>2</table>" * 20_000,
    "cells": "<table>" + "<tr><td>1<td>2" * 40_000,
    "captions": '<div class="caption">' * 250 + paragraphs(*STORY) * 1500,
    "labels": paragraphs("Related: " + "more from " * 20) * 3_000,
    "twins": paragraphs(*STORY) * 2_000,
    "marks": f"<p>{'.,' * 400_000}</p><p>{'-' * 200_000}</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end(name: str) -> None:
    page = Page(HOSTILE[name], "https://news.example/")
    start = time.process_time()
    read_body(page)
    assert time.process_time() - start < 20, "a page of 1 MB is meant to take a second at most"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    text_of(read_body(Page(content, "https://news.example/"), KnownFields(headline="a", description="b"))).encode(
        "utf-8", "replace"
    )


_SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            (
                *(
                    "<div>",
                    "</div>",
                    "<p>",
                    "</p>",
                    "<h1>",
                    "</h1>",
                    "<li>",
                    "<ul>",
                    "<article>",
                    "<br>",
                    "<a href=x>",
                    "</a>",
                ),
                *(
                    "<div class=comments>",
                    "<div class=related>",
                    "<div itemprop=articleBody>",
                    "<td>",
                    "<table>",
                    *STORY,
                ),
            )
        ),
        st.text(max_size=20),
    ),
    max_size=40,
).map("".join)


@settings(deadline=None)
@given(_SOUP)
def test_any_soup_gives_words_of_the_page(markup: str) -> None:
    page = Page(markup, "https://news.example/")
    words = set((page.root.text(separator=" ") or "").split())
    for block in read_body(page):
        assert set(block.text.replace("|", " ").split()) <= words | {"|"} or "".join(block.text.split()) in "".join(
            (page.root.text() or "").split()
        )
