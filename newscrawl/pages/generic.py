"""The body of an article on any page, without rules of the site.

Every block of the page is weighed by its length, its links and its punctuation; clutter weighs negative. The element
whose blocks weigh most together holds the article (the subtree of the greatest sum), and within it each block is kept or
left by itself.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.pages.blocks import Block, Box, blocks_of
from newscrawl.pages.clutter import CLUTTER, FIRM, sort_of
from newscrawl.pages.leads import is_lead, leads_away
from newscrawl.pages.page import Page
from newscrawl.pages.scoring import boxes_of, inherited, is_links, sums, text_length, weight

_CORE = 0.8
"""The core is the innermost element with this share of the weight of the best one."""
_MISNAMED = 0.4
"""An element with this share of all running text is no clutter, whatever its name says."""
_PRIORS = {"body": 1.3, "text": 1.1}
_TAG_PRIORS = {"article": 1.05, "main": 1.05}
_CLUTTER_WEIGHT = -0.2
_TITLE = 12
_TEASER = 250
"""Characters beside its link that a teaser has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an article before its body is read: from linked data, meta tags or the source of the link."""

    headline: str | None = None
    description: str | None = None
    text: str | None = None


def read_body(page: Page, known: Known | None = None) -> list[Block]:
    """Blocks of the article's body, captions among them; empty when the page holds no text to speak of."""
    blocks = blocks_of(page.root, mark=sort_of)
    weights = [weight(block) for block in blocks]
    total = sum(each for each in weights if each > 0)
    if total <= 0:
        return []
    boxes = boxes_of(blocks)
    clutter = inherited(boxes, _clutter(boxes, blocks, weights, total))
    own: dict[Box, float] = dict.fromkeys(boxes, 0.0)
    for block, each in zip(blocks, weights, strict=True):
        own[block.box] += _CLUTTER_WEIGHT * abs(each) if block.box in clutter else each
    value = sums(boxes, own)
    best = max(boxes, key=lambda box: (value[box] * _prior(box), box.order))
    core = _core(boxes, value, best)
    return _select(blocks, core, best, clutter, known or Known())


def _prior(box: Box) -> float:
    return _PRIORS.get(box.mark or "") or _TAG_PRIORS.get(box.tag, 1.0)


def _clutter(boxes: Sequence[Box], blocks: Sequence[Block], weights: Sequence[float], total: float) -> dict[Box, str]:
    """Boxes that are clutter by name, unless they hold much of the page's text, or by their shape."""
    text: dict[Box, float] = {}
    for block, each in zip(blocks, weights, strict=True):
        if each > 0:
            text[block.box] = text.get(block.box, 0.0) + each
    inside = sums(boxes, text)
    named = {
        box: box.mark
        for box in boxes
        if box.mark in CLUTTER and (box.mark in FIRM or inside[box] <= _MISNAMED * total)
    }
    return {box: "teaser" for box in _teasers(boxes, blocks)} | named


def _teasers(boxes: Sequence[Box], blocks: Sequence[Block]) -> list[Box]:
    """Boxes that show another story: a link and little text, beside others of the kind."""
    links: dict[Box, float] = {}
    plain: dict[Box, float] = {}
    for block in blocks:
        if block.kind == "caption":
            continue
        if is_links(block):
            if text_length(block.text) >= _TITLE:
                links[block.box] = links.get(block.box, 0.0) + 1
        else:
            plain[block.box] = plain.get(block.box, 0.0) + text_length(block.text)
    with_links, with_text = sums(boxes, links), sums(boxes, plain)
    found = [
        box
        for box in boxes
        if with_links[box] and 0 < with_text[box] <= _TEASER and box.tag in ("div", "article", "section", "li", "td")
    ]
    siblings = Counter(box.parent for box in found)
    return [box for box in found if siblings[box.parent] > 1]


def _core(boxes: Sequence[Box], value: dict[Box, float], best: Box) -> Box:
    children: dict[Box, list[Box]] = {}
    for box in boxes:
        if box.parent is not None:
            children.setdefault(box.parent, []).append(box)
    core = best
    while core in children:
        child = max(children[core], key=value.__getitem__)
        if value[child] < _CORE * value[best] or child.tag in ("p", "li"):
            break
        core = child
    return core


def _within(blocks: Sequence[Block], root: Box) -> list[int]:
    """Indices of the blocks inside ``root``."""
    inside = {root}
    outside: set[Box | None] = {None}
    found = []
    for index, block in enumerate(blocks):
        path: list[Box] = []
        box: Box | None = block.box
        while box is not None and box not in inside and box not in outside:
            path.append(box)
            box = box.parent
        (inside if box in inside else outside).update(path)
        if box in inside:
            found.append(index)
    return found


def _select(blocks: list[Block], core: Box, best: Box, clutter: dict[Box, str], known: Known) -> list[Block]:
    indices = _within(blocks, core)
    inside = [blocks[i] for i in indices]
    kept: list[Block] = _deck(blocks[: indices[0]], clutter, known) if DECK != "none" else []
    away = False
    for block in inside:
        if block.box in clutter:
            continue
        if block.kind == "caption":
            kept.append(block)
            continue
        if block.kind == "heading" and block.level == 1 and _is_head(block, kept, known):
            kept = [b for b in kept if b.kind == "caption"]
            continue
        if is_lead(block.text) or (block.link_chars and leads_away(block.text)):
            away = True
            continue
        if away and (is_links(block) or block.kind == "item"):
            continue
        away = False
        if block.kind != "item" and is_links(block):
            continue
        kept.append(block)
    return kept


import os
DECK = os.environ.get("DECK", "all")


def _deck(before: list[Block], clutter: dict[Box, str], known: Known) -> list[Block]:
    start = next((i for i in reversed(range(len(before))) if before[i].kind == "heading" and before[i].level == 1), None)
    if start is None or before[start].box in clutter and clutter[before[start].box] in ("related", "comments"):
        return []
    found: list[Block] = []
    for block in before[start + 1 : start + 12]:
        if block.box in clutter or is_links(block):
            continue
        if block.kind == "caption":
            found.append(block)
            continue
        length = text_length(block.text)
        if block.kind == "item" and length >= 40 and block.link_chars < 0.4 * len(block.text):
            found.append(block)
        elif (block.kind in ("p", "heading") and length >= 30 and not any(b.kind != "caption" for b in found)
              and not re.search(r"\b(?:19|20)\d\d\b|\d\d:\d\d|^By\b", block.text[:120])):
            if DECK == "undescribed" and (known.description or "")[:40] == block.text[:40]:
                continue
            found.append(block)
    return found


def _is_head(block: Block, kept: list[Block], known: Known) -> bool:
    return sum(len(b.text) for b in kept if b.kind in ("p", "item")) < 600
