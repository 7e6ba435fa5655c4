"""The body of an article on any page, without rules of the site.

Every block of the page is weighed by its length, its links and its punctuation; clutter weighs negative. The element
whose blocks weigh most together holds the article (the subtree of the greatest sum), and within it each block is kept or
left by itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.pages.blocks import Block, Box, blocks_of
from newscrawl.pages.clutter import sort_of
from newscrawl.pages.page import Page

_SENTENCE_END = re.compile(r"[.!?…。！？।؟:;\"”»’')\]]\s*$")
_SENTENCES = re.compile(r"[.!?。！？।؟…,،、，;]")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an article before its body is read: from linked data, meta tags or the source of the link."""

    headline: str | None = None
    description: str | None = None
    text: str | None = None


CLUTTER = frozenset(("comments", "related", "promo", "share", "frame", "about"))


def read_body(page: Page, known: Known = Known()) -> list[Block]:
    """Blocks of the article's body, captions among them; empty when the page holds no text to speak of."""
    blocks = blocks_of(page.root, mark=sort_of)
    return _Reading(blocks, known).body()


class _Reading:
    def __init__(self, blocks: list[Block], known: Known) -> None:
        self.blocks = blocks
        self.known = known
        self.clutter: dict[Box, str | None] = {}

    def body(self) -> list[Block]:
        blocks = self.blocks
        boxes = _boxes(blocks)
        plain = {b: _weight(b) for b in blocks}
        total = sum(w for w in plain.values() if w > 0)
        if total <= 0:
            return []
        inside: dict[Box, float] = dict.fromkeys(boxes, 0.0)
        for b in blocks:
            if plain[b] > 0:
                inside[b.box] += plain[b]
        for box in reversed(boxes):
            if box.parent is not None:
                inside[box.parent] += inside[box]
        clutter: dict[Box, str | None] = {}
        for box in boxes:
            up = clutter[box.parent] if box.parent is not None else None
            own = box.mark if box.mark in CLUTTER else None
            if own and own != "comments" and inside[box] > 0.4 * total:
                own = None
            clutter[box] = up or own
        self.clutter = clutter
        value: dict[Box, float] = dict.fromkeys(boxes, 0.0)
        for b in blocks:
            w = plain[b]
            if clutter[b.box]:
                w = -0.2 * abs(w)
            value[b.box] += w
        for box in reversed(boxes):
            if box.parent is not None:
                value[box.parent] += value[box]
        best = max(boxes, key=lambda box: (value[box] * _prior(box), box.order))
        return self._pick(best, plain)

    def _pick(self, best: Box, weight: dict[Block, float]) -> list[Block]:
        inside = _descendants(self.blocks, best)
        kept = []
        for b in inside:
            if self.clutter[b.box]:
                continue
            if b.kind == "caption":
                kept.append(b)
                continue
            if _is_linky(b):
                continue
            if weight[b] < -4:
                continue
            kept.append(b)
        while kept and kept[-1].kind == "heading":
            kept.pop()
        return kept


def _prior(box: Box) -> float:
    if box.mark == "body":
        return 1.3
    if box.mark == "text":
        return 1.1
    if box.tag in ("article", "main"):
        return 1.05
    return 1.0


def _boxes(blocks: Sequence[Block]) -> list[Box]:
    seen: set[Box] = set()
    for b in blocks:
        box: Box | None = b.box
        while box is not None and box not in seen:
            seen.add(box)
            box = box.parent
    return sorted(seen, key=lambda box: box.order)


def _descendants(blocks: Sequence[Block], root: Box) -> list[Block]:
    within: dict[Box, bool] = {root: True}
    found = []
    for b in blocks:
        path = []
        box: Box | None = b.box
        while box is not None and box not in within:
            path.append(box)
            box = box.parent
        verdict = box is not None and within[box]
        for p in path:
            within[p] = verdict
        if verdict:
            found.append(b)
    return found


def _length(text: str) -> int:
    return len(text) + (0 if text.isascii() else 2 * len(_DENSE.findall(text)))


def _is_linky(b: Block) -> bool:
    return b.link_chars > 0.6 * len(b.text) and len(b.text) < 300


def _weight(b: Block) -> float:
    if b.kind == "caption":
        return 0.0
    n = _length(b.text)
    density = b.link_chars / max(len(b.text), 1)
    if density > 0.5:
        return -10.0 - min(n, 100) * 0.3
    if b.kind == "heading":
        return 0.0
    if b.kind == "row":
        return 2.0
    ends = _SENTENCE_END.search(b.text)
    marks = len(_SENTENCES.findall(b.text[:2000]))
    if n >= 80 and marks:
        return min(n, 1000) * (1 - density) * (1.0 if ends else 0.6)
    if ends and marks:
        return n * 0.5 * (1 - density)
    if b.kind == "item":
        return -2.0
    return -3.0
