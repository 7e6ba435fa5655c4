"""Reads the JSON-LD of a listing page: hints about its articles (``Blog`` with ``blogPost``, ``ItemList`` ...)."""

import json
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from newscrawl.discovery.dates import iso_date
from newscrawl.discovery.hints import Hints, plain_text


def linked_hints(tree: LexborHTMLParser) -> Iterator[tuple[str, Hints]]:
    """Yield address as written and hints of every article in the page's linked data."""
    for script in tree.css("script[type='application/ld+json']"):
        try:
            data = json.loads(script.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            address = _first_string(thing, "url", "mainEntityOfPage", "@id")
            title = _first_string(thing, "headline")
            raw = _first_string(thing, "datePublished")
            if address and (title or raw):
                yield (
                    address,
                    Hints(
                        title=plain_text(title),
                        date=iso_date(raw or ""),
                        date_raw=raw,
                        authors=tuple(_names(thing.get("author"))),
                        keywords=tuple(_words(thing.get("keywords"))),
                    ),
                )


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the data, in document order."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _first_string(thing: dict[str, Any], *names: str) -> str | None:
    for name in names:
        value = thing.get(name)
        if isinstance(value, dict):
            value = value.get("@id")
        if isinstance(value, str) and value.strip():
            return value
    return None


def _names(author: Any) -> Iterator[str]:
    for entry in author if isinstance(author, list) else [author]:
        name = entry.get("name") if isinstance(entry, dict) else entry
        if isinstance(name, str) and (text := plain_text(name)):
            yield text


def _words(keywords: Any) -> Iterator[str]:
    entries = keywords.split(",") if isinstance(keywords, str) else keywords
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, str) and (text := plain_text(entry)):
            yield text
