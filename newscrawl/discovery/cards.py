"""Reads cards: the boxes of a listing page around one article each, and their hints."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborNode

from newscrawl.discovery.dates import iso_date, printed_date
from newscrawl.discovery.hints import Hints, plain_text
from newscrawl.discovery.listing_rules import Listing

_PAGE = frozenset({"body", "html", "main", "-undef"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MAX_HEIGHT = 8
"""Levels above its anchor that a card may reach; beyond them is the page's frame."""
_MAX_NESTED = 4
"""Deepest nesting of boxes, or of anchors."""
_MOST_NODES = 20
"""Boxes of a card that one selector may match."""
_LONGEST_MARKUP = 5_000
"""Characters of markup around a date or a name."""
_LONGEST_TITLE = 400
_NOBODY = ""
_MORE = re.compile(
    r"(?:\s*(?:read (?:more|full (?:story|article))|continue reading|full story|»|→|…|\.\.\.))+\s*$", re.IGNORECASE
)
_NO_TITLE = re.compile(r"(?:more|comments?|share|video|photos?|watch|\d+(?: comments?)?|\W*)", re.IGNORECASE)


def cards_of(anchors: Iterable[tuple[str, LexborNode]]) -> dict[int, LexborNode]:
    """Return the card of each anchor, by the anchor's ``mem_id``: the largest box that leads to no other article.

    ``anchors`` are pairs of article id and anchor. Takes time in proportion to the boxes, however deep they nest.
    """
    pairs = list(anchors)
    owners: dict[int, str | None] = {}
    for article, anchor in pairs:
        for node in _upwards(anchor):
            owner = owners.setdefault(node.mem_id, _NOBODY)
            if owner in (article, None):  # all boxes above are marked already
                break
            owners[node.mem_id] = article if owner == _NOBODY else None
    cards: dict[int, LexborNode] = {}
    for article, anchor in pairs:
        card = anchor
        for node in islice(_upwards(anchor), _MAX_HEIGHT + 1):
            if owners[node.mem_id] != article:
                break
            card = node
        cards[anchor.mem_id] = card
    return cards


def outer(boxes: Sequence[LexborNode]) -> list[LexborNode]:
    """Remove the boxes (or anchors) that are nested too deeply: each costs a walk over everything inside it."""
    ids = {box.mem_id for box in boxes}
    depths: dict[int, int] = {}
    for box in boxes:
        path: list[int] = []
        at: LexborNode | None = box
        while at is not None and at.mem_id not in depths:
            path.append(at.mem_id)
            at = at.parent
        depth = depths[at.mem_id] if at is not None else 0
        for node in reversed(path):
            depth += node in ids
            depths[node] = depth
    return [box for box in boxes if depths[box.mem_id] <= _MAX_NESTED]


def read_card(card: LexborNode, rules: Listing) -> Hints:
    """Return date, authors and, where the rules select it, title of a card."""
    title = next((text for node in _select(card, rules.title) if (text := _short(node))), None)
    date, raw = next((dated for node in _select(card, rules.date) if (dated := _date(node))[0]), (None, None))
    return Hints(
        title=title, is_heading=title is not None, date=date, date_raw=raw, authors=tuple(_authors(card, rules.authors))
    )


def read_anchor(anchor: LexborNode) -> Hints:
    """Return the title that an anchor shows, without its "Read More"."""
    heading = anchor.css_first("h1, h2, h3, h4, h5, h6")
    title = _title(heading) if heading is not None else _label(anchor)
    if title is None:
        title = _title(anchor)
    within = heading is not None or any(node.tag in _HEADINGS for node in islice(_upwards(anchor), 4))
    if title is None:
        return Hints(title=" ".join((anchor.attributes.get("title") or "").split()) or None)
    return Hints(title=title, is_heading=within)


def _label(anchor: LexborNode) -> str | None:
    """Return an anchor's label for screen readers, where its text is a whole card that contains it."""
    label = " ".join((anchor.attributes.get("aria-label") or "")[:_LONGEST_TITLE].split())
    text = _text(anchor)
    return label if len(label) < len(text) and label in text and not _NO_TITLE.fullmatch(label) else None


def _title(node: LexborNode) -> str | None:
    text = _text(node)
    if len(text) > _LONGEST_TITLE + 100:  # "Read More" may follow it
        return None
    text = _MORE.sub("", text).strip()
    return None if len(text) > _LONGEST_TITLE or _NO_TITLE.fullmatch(text) else text


def _date(node: LexborNode) -> tuple[str | None, str | None]:
    written = node.attributes.get("datetime") or node.attributes.get("content")
    if written and (date := iso_date(written)):
        return date, written
    text = _short(node)
    return printed_date(text), text


def _authors(card: LexborNode, selectors: tuple[str, ...]) -> Iterator[str]:
    for selector in selectors:
        names = dict.fromkeys(text for node in card.css(selector)[:_MOST_NODES] if (text := _short(node)))
        if names:
            yield from names
            return


def _select(card: LexborNode, selectors: tuple[str, ...]) -> Iterator[LexborNode]:
    for selector in selectors:
        yield from card.css(selector)[:_MOST_NODES]


def _short(node: LexborNode) -> str:
    """Return the text of a box that holds a date, a name or a title; nothing for a larger box."""
    markup = node.html or ""
    return "" if len(markup) > _LONGEST_MARKUP else plain_text(markup) or ""


def _text(node: LexborNode) -> str:
    return plain_text(node.html) or ""


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the node and its ancestors below the page's frame."""
    at: LexborNode | None = node
    while at is not None and at.tag not in _PAGE:
        yield at
        at = at.parent
