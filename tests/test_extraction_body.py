"""The body as a site's own rules find it."""

import pytest

from newscrawl.extraction.body.site_body import read_body
from newscrawl.extraction.dom.blocks import text_of
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.rules import Rules

PAGE = """
<article><h1>Headline</h1>
  <div class="body"><p>One.</p><div class="ad"><p>Buy.</p></div><p>Two, <a href="/x">linked</a> words.</p>
    <div class="body"><p>Inner.</p></div></div>
  <div class="body"><p>Three.</p><div class="ShareBar">Share</div><p>Four.</p></div>
</article><div class="empty"></div>
"""


def body(**rules: tuple[str, ...]) -> str | None:
    blocks = read_body(Page(PAGE, "https://a.example/"), Rules(**rules))
    return None if blocks is None else text_of(blocks)


def test_all_matches_in_order_and_none_twice() -> None:
    assert body(body=(".body",), drop=(".ad",)) == "One.\n\nTwo, linked words.\n\nInner.\n\nThree.\n\nShare\n\nFour."


def test_the_first_selector_with_text_wins() -> None:
    assert body(body=(".none", ".empty", "h1", ".body")) == "Headline"


@pytest.mark.parametrize("drop", [(".ad", ".body .body"), (".body > div:not(.ShareBar)",)])
def test_dropped_elements(drop: tuple[str, ...]) -> None:
    assert body(body=(".body",), drop=drop, end=(".ShareBar",)) == "One.\n\nTwo, linked words.\n\nThree."


def test_an_end_marker_ends_the_text_of_all_matches() -> None:
    assert body(body=(".body",), end=(".ad",)) == "One."


def test_an_end_marker_inside_a_dropped_element_ends_nothing() -> None:
    assert body(body=("article",), drop=("h1", ".ad"), end=(".ad p",)) == (
        "One.\n\nTwo, linked words.\n\nInner.\n\nThree.\n\nShare\n\nFour."
    )


def test_nothing_usable() -> None:
    assert body(body=(".empty", ".none")) is None
    assert body() is None
    assert (
        body(body=(".body",), end=("article",))
        == "One.\n\nBuy.\n\nTwo, linked words.\n\nInner.\n\nThree.\n\nShare\n\nFour."
    )
