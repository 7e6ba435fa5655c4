"""The page class: encodings, names of metadata, addresses, hostile markup."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.dom.encoding import to_utf8
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.dom.sanitize import MAX_DEPTH, sanitize

URL = "https://news.example/2025/story/"
CYRILLIC = "\u0411\u0443\u0439 \u0437\u043d\u0430\u0439\u0434\u0435\u043d\u043e"


def meta(charset):
    return f'<html><head><meta charset="{charset}"></head><body><p>'


@pytest.mark.parametrize(
    ("content", "declared", "encoding", "text"),
    [
        (meta("utf-8").encode() + "caf\u00e9".encode(), None, "utf-8", "caf\u00e9"),
        # The header is wrong: valid UTF-8 speaks for itself.
        (meta("utf-8").encode() + "caf\u00e9".encode(), "iso-8859-1", "utf-8", "caf\u00e9"),
        # So is the page's own claim.
        (meta("iso-8859-1").encode() + "caf\u00e9".encode(), None, "utf-8", "caf\u00e9"),
        (meta("utf-8").encode() + "caf\u00e9".encode("cp1252"), "windows-1252", "cp1252", "caf\u00e9"),
        (meta("windows-1251").encode() + CYRILLIC.encode("cp1251"), None, "cp1251", CYRILLIC),
        (b"<p>" + CYRILLIC.encode("koi8-u"), "koi8-u", "koi8-u", CYRILLIC),
        # iso-8859-1 is read as Windows-1252, as browsers do.
        (b"<p>\x93quoted\x94", "iso-8859-1", "cp1252", "\u201cquoted\u201d"),
        (b"<p>na\xefve", None, "cp1252", "na\u00efve"),
        ("<p>caf\u00e9".encode("utf-16"), None, "utf-16-le", "caf\u00e9"),
        ("<p>caf\u00e9".encode("utf-16-be"), None, "utf-16-be", "caf\u00e9"),
        (b"\xef\xbb\xbf<p>caf\xc3\xa9", "latin-1", "utf-8", "caf\u00e9"),
        ("<p>\u65e5\u672c\u8a9e".encode("shift_jis"), "shift_jis", "cp932", "\u65e5\u672c\u8a9e"),
        ("<p>\u65e5\u672c\u8a9e".encode("iso2022_jp"), "iso-2022-jp", "iso2022_jp", "\u65e5\u672c\u8a9e"),
        (b"<p>plain", "no-such-charset", "utf-8", "plain"),
    ],
)
def test_encodings(content, declared, encoding, text):
    page = Page(content, URL, encoding=declared)
    assert page.encoding == encoding
    assert page.root.text().strip() == text


def test_a_cut_character_does_not_change_the_encoding():
    content = ("<p>" + CYRILLIC * 10).encode()[:-1]
    page = Page(content, URL, encoding="windows-1252")
    assert page.encoding == "utf-8"
    assert CYRILLIC in page.root.text()


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "latin-1", "gbk", "utf-16", "x", "\0"]))
def test_any_bytes_become_utf8(content, declared):
    to_utf8(content, declared)[0].decode("utf-8")


def test_meta_by_any_name_first_that_has_content():
    page = Page(
        '<meta property="og:title" content=" "><meta name="OG:title" content="By name">'
        '<meta itemprop="datePublished" content="2025-11-12"><meta name="author"><meta name="author" content="A">'
        '<meta name="author" content="B">',
        URL,
    )
    assert page.meta("og:title") == "By name"
    assert page.meta("datepublished") == "2025-11-12"
    assert page.metas("author") == ["A", "B"]
    assert page.meta("nothing", "author") == "A"
    assert page.meta("nothing") is None


def test_title_language_and_addresses():
    page = Page('<html lang="en-GB"><base href="/a/"><title> A \n title </title><p>', URL)
    assert page.title == "A title"
    assert page.html_lang == "en-GB"
    assert page.absolute("b?x=1") == "https://news.example/a/b?x=1"
    assert page.absolute(" //cdn.example/x.jpg\n") == "https://cdn.example/x.jpg"
    for href in (None, "", "#top", "javascript:void(0)", "mailto:a@b.example", "http://[broken", "data:text/plain,x"):
        assert page.absolute(href) is None


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 1000, b"%PDF-1.7 \xff\xd8", b"\x89PNG\r\n", "\ud800<p>x", b"just text"]
)
def test_anything_makes_a_page(content):
    page = Page(content, URL)
    assert page.title is None
    assert page.meta("og:title") is None
    assert page.linked_data.nodes == []
    assert page.css("article") == []


BOMBS = {
    "nested div": "<div>" * 100_000,
    "nested and closed": "<div>" * 60_000 + "</div>" * 60_000,
    "nested table": "<table><tr><td>" * 60_000,
    "nested list": "<ul><li>" * 100_000,
    "unclosed bold": "".join(f"<b class=x{i}><p>" for i in range(40_000)),
    "unclosed bold, stray ends": "".join(f"<b class=x{i}><p></p></i>" for i in range(30_000)),
    "adoption": "<b><b><b><div><div><div></b>" * 30_000,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">x",
    "attributes with markup": "<p " + " ".join(f'a{i}="<b>"' for i in range(60_000)) + ">x",
    "options": "<select>" + "<option>x</option>" * 50_000,
    "one tag": "<p class='" + "x" * 1_000_000 + "'>",
    "comments": "<!--" * 250_000,
    "less than": "<" * 1_000_000,
    "quotes": '<a href="' * 100_000,
    "script": "<script>" + "<div>" * 150_000,
    "templates": "<template>" * 90_000,
    "svg": "<svg><g>" * 100_000,
    "html attributes": "".join(f"<html a{i}=1>" for i in range(60_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_harmless(name):
    began = time.process_time()
    page = Page(BOMBS[name].encode(), URL)
    nodes = sum(1 for _ in page.root.traverse())
    page.css("article p, div.body p")
    assert nodes < 700_000
    assert time.process_time() - began < 20  # minutes without care; a second on an idle machine


def test_depth_is_bounded_and_text_stays():
    page = Page(("<div>" * 20_000 + "deep" + "</div>" * 20_000 + "<p>after").encode(), URL)
    deepest = page.root
    depth = 0
    while (child := deepest.first_child) is not None:
        deepest, depth = child, depth + 1
    assert depth <= MAX_DEPTH + 5
    assert "deep" in page.root.text()
    assert page.first("p").text() == "after"


@pytest.mark.parametrize(
    "markup",
    [
        b"<p>one<p>two <b>bold</b> <a href=x>y</a>" * 150,
        b"<script>if (a<b) { document.write('<div>'.repeat(9)) }</script><p>x",
        b'<svg><path d="' + b"M 1 2 " * 6000 + b'"/></svg>',
        b'<img src=\'data:image/svg+xml,%3csvg width="1"' + b" x" * 12_000 + b"'>",
    ],
)
def test_ordinary_markup_is_not_touched(markup):
    assert sanitize(markup) is markup


def test_taming_keeps_scripts_and_comments_whole():
    script = b"<script>var a = '<div><b>';</script>"
    markup = script + b"<!-- <div> -->" + b"<div><b class=x>t</b></div>" * 3000 + b"<p>end"
    assert script in sanitize(markup)
    assert b"<!-- <div> -->" in sanitize(markup)
    assert sanitize(markup).endswith(b"<p>end")


@given(
    st.lists(
        st.sampled_from(
            ["<div>", "</div>", "<b x=1>", "</b>", "<!--", "-->", "<p ", ">", "'", '"', "x", "<script>", "\0"]
        ),
        max_size=300,
    )
)
def test_taming_settles(pieces):
    markup = ("".join(pieces) * 40).encode()
    assert len(sanitize(markup)) <= len(markup)
