"""Recognizes block and challenge pages of the common bot guards, which may come with status 200.

A guard (Cloudflare, Akamai, Imperva, PerimeterX, DataDome, DDoS-Guard ...) is recognized by its script, by a title with
nothing else in it, or by its words near the beginning of a short page. An article may be about such pages and quote
them: what is marked up as an article, is long, or has the words in quotation marks does not count. Nor does a feed, a
sitemap or a list in JSON, whatever the titles of its items.
"""

# ruff: noqa: RUF001 - titles and quotations are written with typographic dashes and quotation marks

import html
import re

_HEAD = 4096
"""Guards load their script in the head; sites that use a guard load it, too, but further down."""
_LONGEST = 120_000
"""Bytes. Block pages are short, but not very short, with their styles and pictures."""
_LITTLE_TEXT = 3_000
"""Characters of text on a block page, at most."""
_FEW_WORDS = 1_500
"""The same, where only the text shows it, not the script or the title."""
_MOST_LINKS = 60
"""A page with more links than this is one of the site's own."""
_BEGINNING = 600
"""Characters at the start of its text in which a block page names itself."""

_LIST = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:\[|(?:<\?[^>]{0,300}>\s*|<!--.{0,500}?-->\s*){0,8}<(?:\w{1,20}:)?"
    rb"(?:rss|feed|rdf|urlset|sitemapindex)[\s>].*<(?:\w{1,20}:)?(?:item|entry|url|sitemap)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
"""A feed or a sitemap with items, or a list in JSON. A feed without items may be a block page that begins like one."""
_ARTICLE_MARKS = (b"<article", b"article:published_time", b"newsarticle")
_ARTICLE_TYPE = re.compile(rb"og:type[\"'][^<>]{0,40}content=[\"']article")
_SCRIPT = re.compile(
    rb"cdn-cgi/challenge-platform/|_incapsula_resource|/_sec/cp_challenge/|px-captcha|captcha-delivery\.com",
    re.IGNORECASE,
)
_WORDS = (
    r"403\W{0,3}(?:forbidden|access\s?denied)|access\s?denied|attention required|just a moment|request forbidden"
    r"|request (?:rejected|blocked)|pardon our interruption|are you (?:a )?(?:human|robot)"
    r"|(?:sorry, )?you have been blocked|verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a robot)"
    r"|human verification|ddos-guard|checking your browser|request unsuccessful\. incapsula"
)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_BLOCKED_TITLE = re.compile(
    rf"(?:[^|]{{0,60}}(?: [-–] |\| ?))?({_WORDS}|security check)\W*(?:[|–-].{{0,60}})?$", re.IGNORECASE
)
"""The words alone, with a site's or a guard's name before or behind them."""
_BLOCKED_TEXT = re.compile(rf"(?<![\w\"'“”„«‘’])(?:{_WORDS}|reference #\s?[\da-f.]{{6,}})", re.IGNORECASE)
_NOT_SHOWN = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|template|svg|title)\b.*?(?:</\1\b[^<>]*>|$)|<[^<>]*>", re.IGNORECASE | re.DOTALL
)
_ANCHOR = re.compile(r"<a\s.*?(?:</a\b|$)", re.IGNORECASE | re.DOTALL)
"""Its text belongs to another page: it may be an article's title."""


def blocked_by(body: bytes) -> str | None:
    """What shows that a page blocks us, in its own words (``Just a moment``); None where nothing does."""
    if len(body) > _LONGEST or _LIST.match(body):
        return None
    lowered = body.lower()
    if (
        any(mark in lowered for mark in _ARTICLE_MARKS)
        or _ARTICLE_TYPE.search(lowered)
        or lowered.count(b"<a ") > _MOST_LINKS
    ):
        return None
    page = body.decode("utf-8", "replace")
    text = _plain(_NOT_SHOWN.sub(" ", page))
    if len(text) > _LITTLE_TEXT:
        return None
    if script := _SCRIPT.search(body, 0, _HEAD):
        return script[0].decode("ascii")
    title = _TITLE.search(page, 0, _HEAD)
    found = _BLOCKED_TITLE.match(_plain(title[1])) if title else None
    if found:
        return found[1]
    if len(text) <= _FEW_WORDS:
        own = _plain(_NOT_SHOWN.sub(" ", _ANCHOR.sub(" ", page)))
        found = _BLOCKED_TEXT.search(own[:_BEGINNING])
    return found[0] if found else None


def _plain(markup: str) -> str:
    return " ".join(html.unescape(markup).split())
