"""Finds the element of a page that holds the article, and the elements around it that are clutter.

It is the element whose blocks together weigh most: the subtree with the greatest sum. A parent wins over its children
as long as what it adds is more text than links.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from newscrawl.extraction.body.boilerplate_hints import CLUTTER, FIRM
from newscrawl.extraction.body.scoring import is_links, text_length, weight
from newscrawl.extraction.dom.blocks import Block, Box
from newscrawl.extraction.dom.elements import LISTS

_CORE = 0.8
"""The core is the innermost element with this share of the weight of the element that holds the article."""
_WRAPPER = 0.8
"""An element with this share of all running text is around everything."""
_MISNAMED = 0.4
_MISNAMED_BESIDE = 1.5
"""An element is not clutter, whatever its names say, if it has this share of all running text, and this many times the
text outside elements with such names."""
_CLUTTER_WEIGHT = -0.05
"""Weight of clutter, as a share of what it would weigh as text."""
_TRUST = {"body": 10.0, "text": 1.1}
"""How much more an element weighs that schema.org's ``articleBody``, or its names, declare to be the text."""
_TRUST_IN_TAG = {"article": 1.05, "main": 1.05}
_STORY = 200
"""Weight from which an ``article`` is a story of its own."""
_MOST_STORIES = 100
_LINES = frozenset(("p", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote"))
"""Elements that hold a piece of a text at most."""
_LEAST = -40.0
"""No list weighs less: one of many links below a short text does not drive the text away."""
_TITLE = 12
"""Characters from which a link in a teaser may be another story's title."""
_LONGEST_TITLE = 120
"""Characters; a longer heading is a dek."""
_TEASER = 250
"""Characters beside its links that a teaser has at most."""
_TEASER_TAGS = frozenset(("div", "article", "section", "li", "td"))


class Container:
    """The element that holds the article, and the clutter of the page. Raises ValueError for a page without text.

    Without ``names`` only comments and cookie banners are clutter: for a page whose names mislead.
    """

    def __init__(self, blocks: Sequence[Block], *, names: bool = True) -> None:
        weights = [weight(block) for block in blocks]
        text = sum(each for each in weights if each > 0)
        if not text:
            raise ValueError("no running text")
        self._blocks = blocks
        self._boxes = _boxes_of(blocks)
        self._clutter = self._inherited(self._find_clutter(weights, text) if names else self._firm())
        own: dict[Box, float] = {}
        for block, each in zip(blocks, weights, strict=True):
            own[block.box] = own.get(block.box, 0.0) + (
                _CLUTTER_WEIGHT * abs(each) if block.box in self._clutter else each
            )
        self._text = self._sums({box: max(each, 0.0) for box, each in own.items()})
        value = self._sums(own, least=_LEAST)
        candidates = [box for box in self._boxes if box.tag not in _LINES] or self._boxes
        self.whole = max(candidates, key=lambda box: (value[box] * _trust(box), box.order))
        """The element of the greatest sum."""
        self.core = self._innermost(value)
        """The innermost element inside ``whole`` that holds most of its text."""

    def narrow(self, headline: Block) -> None:
        """Leave out the other stories of a page that shows several, each in an ``article``."""
        around = _ancestors(headline.box)
        stories = [box for box in self._boxes if box.tag == "article" and self._text[box] >= _STORY][:_MOST_STORIES]
        in_core = [box for box in stories if box is not self.core and self.core in _ancestors(box)]
        others = [box for box in in_core if box not in around]
        if self.core in around:
            own = next((box for box in reversed(in_core) if box in around), None)
            if own is not None and any(own not in _ancestors(other) for other in others):
                self.core = self.whole = own
        elif len(others) > 1:
            own = next((box for box in reversed(self._boxes) if box in around and self._text[box] >= _STORY), None)
            if own is not None and own not in _ancestors(self.core):
                self.core = self.whole = own

    def clutter(self, block: Block) -> str | None:
        """Return the kind of clutter that the block is in, if any."""
        return self._clutter.get(block.box)

    def inside(self, root: Box) -> list[int]:
        """Return the indexes of the blocks inside ``root``."""
        within: set[Box | None] = {root}
        outside: set[Box | None] = {None}
        found = []
        for place, block in enumerate(self._blocks):
            path: list[Box] = []
            box: Box | None = block.box
            while box is not None and box not in within and box not in outside:
                path.append(box)
                box = box.parent
            (within if box in within else outside).update(path)
            if box in within:
                found.append(place)
        return found

    def around_core(self) -> set[Box]:
        """Return the elements around the core, up to ``whole``."""
        found = set()
        box = self.core
        while box is not self.whole and box.parent is not None:
            box = box.parent
            found.add(box)
        return found

    def _sums(self, own: dict[Box, float], least: float = -math.inf) -> dict[Box, float]:
        """Return for each box the sum over itself and all boxes inside it; a list counts for ``least`` at least."""
        total = {box: own.get(box, 0.0) for box in self._boxes}
        for box in reversed(self._boxes):
            if box.parent is not None:
                total[box.parent] += max(total[box], least) if box.tag in LISTS else total[box]
        return total

    def _inherited(self, own: dict[Box, str]) -> dict[Box, str]:
        """Return the boxes in ``own`` and all inside them."""
        found: dict[Box, str] = {}
        for box in self._boxes:
            kind = own.get(box) or (found.get(box.parent) if box.parent is not None else None)
            if kind:
                found[box] = kind
        return found

    def _firm(self) -> dict[Box, str]:
        return {box: box.mark for box in self._boxes if box.mark in FIRM or box.mark == "post"}

    def _find_clutter(self, weights: Sequence[float], text: float) -> dict[Box, str]:
        """Return boxes that are clutter by shape, or by name unless they hold much of the page's text."""
        own: dict[Box, float] = {}
        for block, each in zip(self._blocks, weights, strict=True):
            if each > 0:
                own[block.box] = own.get(block.box, 0.0) + each
        inside = self._sums(own)
        named: set[Box] = set()
        for box in self._boxes:
            if (box.mark in CLUTTER and inside[box] <= _WRAPPER * text) or box.parent in named:
                named.add(box)
        unnamed = {box: each for box, each in own.items() if box not in named}
        beside = self._sums(unnamed)
        all_unnamed = sum(unnamed.values())
        found = {box: "teaser" for box in self._teasers() if inside[box] <= _MISNAMED * text}
        for box in self._boxes:
            most = max(_MISNAMED * text, _MISNAMED_BESIDE * (all_unnamed - beside[box]))
            if box.mark in CLUTTER and inside[box] <= most:
                found[box] = box.mark
        return found | self._firm()

    def _teasers(self) -> list[Box]:
        """Return boxes that show another story: its title as a link, little text, similar boxes beside them."""
        titles: dict[Box, float] = {}
        plain: dict[Box, float] = {}
        for block in self._blocks:
            length = text_length(block.text)
            if is_links(block):
                titles[block.box] = titles.get(block.box, 0.0) + (length >= _TITLE)
            elif block.kind == "heading" and (block.level == 1 or length > _LONGEST_TITLE):
                plain[block.box] = math.inf
            elif block.kind != "caption":
                plain[block.box] = plain.get(block.box, 0.0) + length
        titles, plain = self._sums(titles), self._sums(plain)
        found = [box for box in self._boxes if titles[box] and 0 < plain[box] <= _TEASER and box.tag in _TEASER_TAGS]
        siblings = Counter(box.parent for box in found)
        return [box for box in found if siblings[box.parent] > 1]

    def _innermost(self, value: dict[Box, float]) -> Box:
        heaviest: dict[Box, Box] = {}
        for box in self._boxes:
            if box.parent is not None and (box.parent not in heaviest or value[box] > value[heaviest[box.parent]]):
                heaviest[box.parent] = box
        core = self.whole
        while core in heaviest:
            child = heaviest[core]
            if value[child] < _CORE * value[self.whole] or child.tag in _LINES:
                break
            core = child
        return core


def _ancestors(box: Box | None) -> set[Box]:
    """Return the box and all boxes around it."""
    found = set()
    while box is not None:
        found.add(box)
        box = box.parent
    return found


def _trust(box: Box) -> float:
    return _TRUST.get(box.mark or "") or _TRUST_IN_TAG.get(box.tag, 1.0)


def _boxes_of(blocks: Iterable[Block]) -> list[Box]:
    """Return all boxes around the blocks, each after its parent."""
    seen: set[Box] = set()
    for block in blocks:
        box: Box | None = block.box
        while box is not None and box not in seen:
            seen.add(box)
            box = box.parent
    return sorted(seen, key=lambda box: box.order)
