"""How much each block and each element of a page speaks for holding the article's text."""

import re
from collections.abc import Iterable, Sequence

from newscrawl.pages.blocks import Block, Box

_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？：؟।]\W{0,3}$")
_PUNCTUATION = re.compile(r"[.!?,;…。！？、，،؟।]")
_DENSE_SCRIPT = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Scripts that say in one character what takes three in Latin."""
_PARAGRAPH = 80
"""Length (in characters of Latin script) from which a block is taken for running text."""
_MOST = 1_000
"""A longer block counts as this long: a page's terms of use do not beat its article."""


def text_length(text: str) -> int:
    """Length in characters as they would be in Latin script."""
    return len(text) if text.isascii() else len(text) + 2 * len(_DENSE_SCRIPT.findall(text))


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _ENDS_SENTENCE.search(text) is not None


def link_share(block: Block) -> float:
    """Share of the block's characters that stand in links, 0 to 1."""
    return block.link_chars / len(block.text)


def is_links(block: Block) -> bool:
    """Whether the block is made of links, as menus and teasers are."""
    return link_share(block) > 0.6 and len(block.text) < 300


def weight(block: Block) -> float:
    """How much a block speaks for an article around it: about its length for running text, below 0 for links."""
    if block.kind in ("caption", "heading"):
        return -10.0 if block.kind == "heading" and is_links(block) else 0.0
    length, links = text_length(block.text), link_share(block)
    if links > 0.5:
        return -10.0 - 0.3 * min(length, 100)
    if block.kind == "row":
        return 2.0
    sentence = ends_sentence(block.text)
    if not _PUNCTUATION.search(block.text):
        return -2.0 if block.kind == "item" else -3.0
    if length >= _PARAGRAPH:
        return min(length, _MOST) * (1 - links) * (1.0 if sentence else 0.6)
    if sentence:
        return 0.5 * length * (1 - links)
    return -2.0 if block.kind == "item" else -3.0


def boxes_of(blocks: Iterable[Block]) -> list[Box]:
    """All boxes around the blocks, each after its parent."""
    seen: set[Box] = set()
    for block in blocks:
        box: Box | None = block.box
        while box is not None and box not in seen:
            seen.add(box)
            box = box.parent
    return sorted(seen, key=lambda box: box.order)


def sums(boxes: Sequence[Box], own: dict[Box, float]) -> dict[Box, float]:
    """For each box the sum over itself and all boxes inside it. ``boxes`` come parents first."""
    total = {box: own.get(box, 0.0) for box in boxes}
    for box in reversed(boxes):
        if box.parent is not None:
            total[box.parent] += total[box]
    return total


def inherited(boxes: Sequence[Box], own: dict[Box, str]) -> dict[Box, str]:
    """For each box its own value or else that of the nearest box around it that has one; boxes without are left out."""
    found: dict[Box, str] = {}
    for box in boxes:
        value = own.get(box) or (found.get(box.parent) if box.parent is not None else None)
        if value:
            found[box] = value
    return found
