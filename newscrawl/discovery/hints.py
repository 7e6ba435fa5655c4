"""Hints about an article from one place of a source; their markup as plain text; the best of several places."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from newscrawl.discovery.dates import most_precise

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK = re.compile(r"(?=<(?:/?(?:p|div|li|ul|ol|h[1-6]|tr|td|blockquote|figure|figcaption)\b|br\b))", re.IGNORECASE)

_ATTRIBUTES = r"""(?:[\s/](?:[^<>"'=\0]++|=\s*+"[^"<>\0]*+"|=\s*+'[^'<>\0]*+')*+)?>"""
_PLAIN_BLOCK = re.compile(rf"<(?:/?(?:p|div|li|ul|ol|h[1-6]|blockquote|figure|figcaption)|br){_ATTRIBUTES}")
_PLAIN_INLINE = re.compile(rf"<(?:/?(?:a|em|strong|b|i|u|span|small|sup|sub|cite|section)|img|hr){_ATTRIBUTES}")
"""Tags whose removal leaves the text that a parser gives: nearly all that feeds hold. Of tables, scripts and the like,
and of attributes without quotation marks, only a parser knows the text."""
_ODD_REFERENCE = re.compile(
    r"&(?:[#\w]*+<|#(?!0?(?:3[2-9]|[4-9]\d|1[013-9]\d|12[0-689]|[2-9]\d\d|[1-9]\d{3});))", re.ASCII
)
"""References that a tag cuts off, and those that name no printable character: parsers treat them specially."""


def plain_text(snippet: str | None) -> str | None:
    """Return the snippet without tags, entities resolved, white space folded; None where nothing is left."""
    return " ".join(words_of(snippet)) or None if snippet else None


def words_of(snippet: str) -> list[str]:
    """Return the words of :func:`plain_text`, for callers who do not need all of it."""
    if "<" in snippet and _TAG.search(snippet):
        text = _untagged(snippet)
        return (_parsed(snippet) if text is None else text).split()
    return (html.unescape(snippet) if "&" in snippet else snippet).split()


def _untagged(snippet: str) -> str | None:
    """Return the text of simple markup; None where it takes a parser, which is three times as slow."""
    if "\0" in snippet or _ODD_REFERENCE.search(snippet):
        return None
    # Blocks leave a mark, not nothing, so that two pieces can't join into a tag.
    text = _PLAIN_INLINE.sub("", _PLAIN_BLOCK.sub("\0", snippet))
    if "<" in text:
        return None
    text = text.replace("\0", " ")
    return html.unescape(text) if "&" in text else text


def _parsed(snippet: str) -> str:
    tree = LexborHTMLParser(_BLOCK.sub(" ", snippet))
    tree.strip_tags(["script", "style"])
    return tree.body.text() if tree.body else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Hints of one card, one anchor or one entry of linked data."""

    title: str | None = None
    is_heading: bool = False
    """The title is in a heading, so it is a title and not a whole card's text."""
    date: str | None = None
    date_raw: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str | None = None


def joined(hints: Iterable[Hints], path_date: str | None) -> Hints:
    """Return the best of each hint.

    Titles: headings first, then the longest. Dates: the most precise, the earlier place where equally precise; one
    that is months away from the date in the address belongs to something else on the page.
    """
    places = list(hints)
    titles = [place for place in places if place.title]
    best = max(titles, key=lambda place: (place.is_heading, len(place.title or "")), default=None)
    dates = [place for place in places if place.date and _agree(place.date, path_date)]
    instants = [place.date for place in dates if len(place.date or "") > 10]
    date = most_precise(*instants, path_date, *(place.date for place in dates))
    return Hints(
        title=best.title if best else None,
        date=date,
        date_raw=next((place.date_raw for place in dates if place.date == date), None),
        authors=next((place.authors for place in places if place.authors), ()),
        keywords=next((place.keywords for place in places if place.keywords), ()),
        description=next((place.description for place in places if place.description), None),
    )


def _agree(date: str, path_date: str | None) -> bool:
    if path_date is None:
        return True
    return abs(_months(date) - _months(path_date)) <= 1


def _months(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7])
