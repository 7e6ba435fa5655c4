"""Markup to blocks: what breaks a line, what eats no space, what is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.dom.block_walker import blocks_from_html, blocks_of
from newscrawl.extraction.dom.blocks import Block, text_of
from newscrawl.extraction.dom.page import Page


def read(markup: str) -> list[Block]:
    return blocks_from_html(markup)


def told(markup: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(markup)]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ('<p>He told <a href="/n">the Herald</a>, adding that.</p>', ["He told the Herald, adding that."]),
        ("<p>The <b>F</b>-35<i>B</i></p>", ["The F-35B"]),
        ("<p>one</p>two<div>three</div>four", ["one", "two", "three", "four"]),
        ("<p>one<br>two</p>", ["one\ntwo"]),
        ("<p>one<br> <br/>two<br><br><br>three</p>", ["one", "two", "three"]),
        ("<div>one<span>two</span> <em> three</em></div>", ["onetwo three"]),
        ("<p>  a \n\t b&nbsp;&nbsp;c </p>", ["a b c"]),
        ("<p>a<!-- no --><script>no()</script>b<style>no</style></p>", ["ab"]),
        ("<p>kept</p><noscript>no</noscript><template><p>no</p></template><svg><text>no</text></svg>", ["kept"]),
        ("<p>kept</p><nav>no</nav><aside>no</aside><button>no</button><select><option>no</option></select>", ["kept"]),
        ("<p>kept</p><p hidden>no</p><div style='display: none'>no</div><span class='sr-only'>no</span>", ["kept"]),
        ("<p>kept</p><blockquote class='pullquote'>no</blockquote><div class='c-pull-quote'>no</div>", ["kept"]),
        ("<p>kept</p><form><p>Your address</p><input></form>", ["kept"]),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", ["漢字"]),
        ("<custom-element><p>in</p></custom-element>", ["in"]),
    ],
)  # fmt: skip
def test_lines(markup: str, texts: list[str]) -> None:
    assert [block.text for block in read(markup)] == texts


def test_a_form_that_a_page_stands_in_is_read() -> None:
    assert told("<form><p>" + "word " * 300 + "</p></form>")


def test_kinds() -> None:
    markup = """
      <h2>Head</h2><p>Text</p><ul><li>first<ol><li>inner</ol><li>second</ul><blockquote><p>Quoted</p></blockquote>
      <pre>a\n  b</pre><dl><dt>Term</dt><dd>Meaning</dd></dl>
    """
    blocks = read(markup)
    assert [(b.kind, b.text, b.level, b.ordered) for b in blocks] == [
        ("heading", "Head", 2, False),
        ("p", "Text", 0, False),
        ("item", "first", 1, False),
        ("item", "inner", 2, True),
        ("item", "second", 1, False),
        ("quote", "Quoted", 0, False),
        ("pre", "a\n  b", 0, False),
        ("item", "Term", 1, False),
        ("item", "Meaning", 1, False),
    ]


def test_a_table_of_data_is_rows_and_one_for_the_layout_is_text() -> None:
    data = "<table><tr><th>Ship</th><th>Port</th></tr><tr><td>Alfa</td><td><p>Rota</p><p>Spain</p></td></tr></table>"
    assert told(data) == [("row", "Ship | Port"), ("row", "Alfa | Rota Spain")]
    layout = "<table><tr><td><h2>Head</h2><p>First.</p><p>Second.</p></td><td>Right</td></tr></table>"
    assert told(layout) == [("heading", "Head"), ("p", "First."), ("p", "Second."), ("p", "Right")]
    nested = f"<table><tr><td>left</td><td>{data}</td></tr></table>"
    assert told(nested) == [("p", "left"), ("row", "Ship | Port"), ("row", "Alfa | Rota Spain")]


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src=a><figcaption>A ship. <span>Credit: N. N.</span></figcaption></figure>",
        "<div class='wp-caption'><img src=a><p class='wp-caption-text'>A ship. Credit: N. N.</p></div>",
        "<div><img src=a><span class='imageCaption'>A ship. Credit: N. N.</span></div>",
        "<div class='InlineImage-imageEmbedCaption'>A ship. Credit: N. N.</div>",
        "<div><div><img src=a></div><div>A ship. Credit: N. N.</div></div>",
        "<p><img src=a> A ship. Credit: N. N</p>",
    ],
)
def test_captions_are_no_text(markup: str) -> None:
    blocks = read(f"<p>Before.</p>{markup}<p>After.</p>")
    assert [b.kind for b in blocks] == ["p", "caption", "p"]
    assert text_of(blocks) == "Before.\n\nAfter."


@pytest.mark.parametrize(
    "markup",
    [
        "<p><img class='emoji' src=a> A short line</p>",
        "<p><img src=a> A whole sentence of the story.</p>",
        "<ul><li><img src=a> An item</li></ul>",
        "<div class='caption'><p>" + "A body that is misnamed. " * 80 + "</p></div>",
        "<figure class='wp-block-table'><table><tr><td>a</td><td>b</td></tr></table></figure>",
    ],
)
def test_not_every_line_near_a_picture_is_a_caption(markup: str) -> None:
    assert [b.kind for b in read(markup)] != ["caption"]


def test_links_and_bold() -> None:
    (block,) = read('<p>See <a href="/a">this</a> and <a href="https://b.example/">that one</a></p>')
    assert (block.links, block.link_chars, block.bold) == (["/a", "https://b.example/"], 12, False)
    (block,) = read("<p><strong>Sub-</strong><b>heading</b> </p>")
    assert block.bold


def test_what_is_dropped_and_where_the_text_ends() -> None:
    page = Page("<p>one</p><p id=ad>no</p><p>two <i>no</i> three</p><hr id=end><p>no</p>", "https://a.example/")
    dropped = {node.mem_id for node in page.css("#ad, i")}
    ends = {node.mem_id for node in page.css("#end")}
    assert [b.text for b in blocks_of(page.root, dropped=dropped, ends=ends)] == ["one", "two three"]


def test_marks_stand_in_the_boxes() -> None:
    page = Page("<div class=x><p>one</p></div>", "https://a.example/")
    (block,) = blocks_of(page.root, mark=lambda tag, attributes: attributes.get("class"))
    assert block.box.tag == "p"
    assert block.box.parent is not None
    assert block.box.parent.mark == "x"


@pytest.mark.parametrize("depth", [10, 4_900, 100_000])
def test_any_depth(depth: int) -> None:
    assert [b.text for b in read("<div>" * depth + "<p>deep</p>" + "</div>" * depth + "<p>after</p>")] == [
        "deep",
        "after",
    ]


_PIECES = st.sampled_from(
    (
        *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<a href=x>", "</a>", "<br>", "<span>", "</span>", "<img>"),
        *("<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<h2>", "</h2>", "<blockquote>", "<pre>"),
        *("<figure>", "<figcaption>", "</figure>", "<form>", "</form>", "<script>", "</script>", "<svg>", "<select>"),
    )
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=60).map("".join))
def test_any_soup_is_lines_in_order(markup: str) -> None:
    blocks = read(markup)
    whole = "".join((Page(markup, "https://a.example/").root.text() or "").split())
    place = 0
    for block in blocks:
        assert block.text.strip()
        assert "\0" not in block.text
        if block.kind not in ("pre", "row"):
            assert block.text == "\n".join(" ".join(line.split()) for line in block.text.split("\n"))
            squeezed = "".join(block.text.split())
            found = whole.find(squeezed[:1], place)
            assert found >= 0
            place = found
        assert 0 <= block.link_chars <= len(block.text)
