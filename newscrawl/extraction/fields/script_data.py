"""Reads the text of a page from its scripts: frameworks put a story's paragraphs into the page as JSON.

Such a page shows the first paragraphs only. They lead to the text in the data: it is the list whose entries are those
paragraphs. Nothing is read from data that does not contain what the page shows.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from newscrawl.extraction.dom.block_walker import blocks_from_html
from newscrawl.extraction.dom.blocks import Block, Box, Kind
from newscrawl.extraction.dom.page import Page

_SCRIPTS = 'script[type="application/json"]'
_LARGEST = 4_000_000
"""Most characters of a script that is searched."""
_LISTS = 6
"""How many lists around the paragraph are tried: those of its own parts, its block, the story."""
_MORE = 1.5
"""How many times the text that the page shows the data must hold."""
_PIECE = re.compile(r"[A-Za-z0-9 ,.;:()-]{30,80}|[^\x00-\x7f]{12,30}")
"""A piece of a paragraph that JSON writes as it is, unless it writes all but ASCII as escapes."""
_TEXT_KEYS = ("value", "text", "html", "content", "children", "items", "body")
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"p$|para|text", re.IGNORECASE), "p"),
    (re.compile(r"h\d$|head|sub_?-?head", re.IGNORECASE), "heading"),
    (re.compile(r"(?:block.?)?quote", re.IGNORECASE), "quote"),
    (re.compile(r"(?:un)?ordered|list|ul$|ol$", re.IGNORECASE), "item"),
)
_WORD = re.compile(r"\w+")


def read_script_data(page: Page, shown: Sequence[Block]) -> list[Block]:
    """Return the whole text of which the page shows only ``shown``; empty where its scripts hold no more than that."""
    plain = sorted((block.text for block in shown if block.kind == "p" and not block.link_chars), key=len, reverse=True)
    piece = next((found[0] for text in plain if (found := _PIECE.search(text))), None)
    if piece is None:
        return []
    for script in page.css(_SCRIPTS):
        source = script.text()
        if len(source) > _LARGEST or (piece not in source and json.dumps(piece)[1:-1] not in source):
            continue
        try:
            data = json.loads(source)
        except (ValueError, RecursionError):
            continue
        wanted = {_words(block.text) for block in shown if block.kind == "p"}
        best = max(
            islice(_lists_around(data, piece), _LISTS), key=lambda entries: _matches(entries, wanted), default=[]
        )
        blocks = _continued(shown, [block for entry in best for block in _blocks(entry)])
        if _size(blocks) >= _MORE * _size(shown):
            return blocks
    return []


def _continued(shown: Sequence[Block], data: list[Block]) -> list[Block]:
    """Return ``data`` after what precedes its first paragraph on the page (the dek); empty if they disagree."""
    have = {_words(block.text) for block in data}
    start = next((i for i, block in enumerate(shown) if _words(block.text) in have), None)
    if start is None or any(block.kind == "p" and _words(block.text) not in have for block in shown[start:]):
        return []
    return [*shown[:start], *data]


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks if block.kind != "caption")


def _lists_around(data: Any, piece: str) -> Iterator[list[Any]]:
    """Yield the lists around a string that contains ``piece``, at any depth, the innermost first."""
    stack: list[tuple[Any, tuple[Any, ...] | None]] = [(data, None)]
    while stack:
        value, above = stack.pop()
        if isinstance(value, str):
            if piece in value:
                while above is not None:
                    around, above = above
                    if isinstance(around, list):
                        yield around
        elif isinstance(value, dict):
            stack.extend((below, (value, above)) for below in value.values())
        elif isinstance(value, list):
            stack.extend((below, (value, above)) for below in value)


def _matches(entries: list[Any], wanted: set[str]) -> int:
    return len({_words(_text(entry)) for entry in entries} & wanted)


def _text(entry: Any) -> str:
    """Return all text of an entry, in order."""
    pieces: list[str] = []
    stack = [entry]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            pieces.append(value)
        elif isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            stack.extend(value[key] for key in reversed(_TEXT_KEYS) if key in value)
    return "".join(pieces)


def _blocks(entry: Any) -> list[Block]:
    """Return the blocks of one entry of the list; none for a picture, an advert and the like."""
    name = str(entry.get("type") or entry.get("_type") or "p") if isinstance(entry, dict) else "p"
    kind = next((kind for pattern, kind in _KINDS if pattern.match(name)), None)
    if kind is None:
        return []
    parts = (
        next((entry[key] for key in _TEXT_KEYS if isinstance(entry.get(key), list)), [entry])
        if kind == "item"
        else [entry]
    )
    found = []
    for part in parts:
        text = _text(part)
        if "<" in text:
            found += blocks_from_html(text)
        elif text := " ".join(text.split()):
            found.append(Block(kind, text, Box("script", None), level=2 if kind == "heading" else 0))
    return found
