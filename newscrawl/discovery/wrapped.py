"""Listings that come wrapped: markup as a string in JSON, or escaped in XML, as load-more endpoints give it."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|data|string|response|root)\b", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:html|body|a)[\s>]", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")


def unwrapped(body: bytes) -> bytes:
    """The markup of a listing, taken out of what it came in; a body that is markup already as it is."""
    if body.lstrip()[:1] in (b"{", b"["):
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return body
        return "\n".join(text for text in _strings(data) if "<" in text).encode("utf-8", "replace")
    if _XML.match(body) and not _PAGE.search(body):
        text = _CDATA.sub("", body.decode("utf-8", "replace"))
        return html.unescape(text).encode("utf-8", "replace")
    return body


def is_blank(body: bytes) -> bool:
    """Whether a listing says nothing at all: an empty answer, or an empty wrapping."""
    return not unwrapped(body).strip() or body.strip() in (b"null", b"{}", b"[]")


def _strings(data: Any) -> Iterator[str]:
    """Every string in the data, in document order."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
