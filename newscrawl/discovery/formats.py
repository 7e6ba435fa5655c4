"""Prepares the response of a source: decompresses and unwraps it, and describes it where it is not a feed.

Sites serve sitemaps as compressed files whatever their headers say, listings as strings in JSON or XML, and HTML pages
under the address of a feed.
"""

import html
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from newscrawl.discovery.hints import plain_text

MOST_BYTES = 50 * 1024 * 1024
"""The largest sitemap that the protocol allows; a compressed one may claim a thousand times its size."""


class TooLarge(ValueError):
    """The response is larger than any source may be."""


def gunzip(body: bytes) -> bytes:
    """Return the body, decompressed where it is gzip; of a file that was cut off, as much as possible.

    Raises TooLarge for more than :data:`MOST_BYTES`.
    """
    if body[:2] != b"\x1f\x8b":
        if len(body) > MOST_BYTES:
            raise TooLarge(f"more than {MOST_BYTES >> 20} MB")
        return body
    pieces: list[bytes] = []
    size, rest = 0, body
    while rest[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(wbits=31)
        try:
            piece = member.decompress(rest, MOST_BYTES - size + 1)
        except zlib.error:
            break
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLarge(f"more than {MOST_BYTES >> 20} MB")
        pieces.append(piece)
        rest = member.unused_data
    return b"".join(pieces)


_WRAPPING = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|data|string|response|root)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:html|body|a)[\s>]", re.IGNORECASE)
_CDATA_MARKS = re.compile(r"<!\[CDATA\[|\]\]>")


def unwrapped(body: bytes) -> bytes:
    """Return the markup of a listing without its JSON or XML wrapping; a body that is markup already unchanged."""
    if body.lstrip()[:1] in (b"{", b"["):
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return body
        return "\n".join(text for text in _strings(data) if "<" in text).encode("utf-8", "replace")
    if _WRAPPING.match(body) and not _MARKUP.search(body):
        text = _CDATA_MARKS.sub("", body.decode("utf-8", "replace"))
        return html.unescape(text).encode("utf-8", "replace")
    return body


def is_blank(body: bytes) -> bool:
    """Whether a listing is empty: no body, or nothing in its wrapping."""
    return not unwrapped(body).strip() or body.strip() in (b"null", b"{}", b"[]")


def _strings(data: Any) -> Iterator[str]:
    """Yield every string in the data, in document order."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


_HTML_PAGE = re.compile(r"<(?:html|head|body)[\s>]|<!doctype html", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_FIRST_TAG = re.compile(r"<([a-zA-Z][\w:.-]{0,60})")


class NotAFeed(ValueError):
    """The response is not a feed. ``looks_like`` describes in a few words what it is instead."""

    def __init__(self, looks_like: str) -> None:
        super().__init__(f"not a feed but {looks_like}")
        self.looks_like = looks_like


def begins_as_page(text: str, end: int) -> bool:
    """Whether an HTML page begins before ``end``, so that what follows is part of it."""
    return _HTML_PAGE.search(text, 0, end) is not None


def looks_like(text: str) -> str:
    """Return a few words that describe a text that is not a feed."""
    beginning = text.lstrip("\ufeff \t\r\n")
    if not beginning:
        return "an empty reply"
    if beginning[0] in "{[":
        return "JSON"
    title = plain_text(match[1]) if (match := _TITLE.search(text)) else None
    first = _FIRST_TAG.search(beginning)
    if _HTML_PAGE.search(text):
        return f"an HTML page titled {title!r}" if title else "an HTML page"
    return f"XML with the root <{first[1]}>" if first else f"text that begins {beginning[:40]!r}"
