"""Finds the body of an article on any page, without rules of the site.

The page's blocks are weighed, the element that holds the article is found (``container``), and then each block is kept
or left out by itself: clutter by the names of the elements around it, labels above links to other stories together with
those links, lines that are nothing but links, text that is printed twice.

Boilerplate (promotion, notices, bylines) is left to ``clean_body``, which every body goes through.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from newscrawl.extraction.body.boilerplate_hints import kind_of
from newscrawl.extraction.body.clean_body import KnownFields
from newscrawl.extraction.body.container import Container
from newscrawl.extraction.body.scoring import is_links, link_share, text_length, weight
from newscrawl.extraction.body.teaser_labels import is_teaser_label, leads_away
from newscrawl.extraction.dom.block_walker import blocks_of
from newscrawl.extraction.dom.blocks import Block
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.fields.script_data import read_script_data
from newscrawl.text.unicode import letters

_BEFORE_HEADLINE = 600
"""Characters. With more text before it, a ``h1`` inside the core is not the headline but a heading in the text."""
_AFTER_HEADLINE = 0.3
"""Least share of the core's text that follows the headline."""
_POSTS = 0.2
"""Length, beside that of the text, from which embedded posts are part of it."""
_SHOWN = 4_000
"""Characters. A page that shows less may hold more in the data of its scripts."""
_NOTHING = 60
"""Characters. Less is not a text: the names of the page's elements may have misled."""
_SCRAP = 250
"""Characters. A page that displays less may hold its text in an element that a script is to display."""
_HIDDEN = "[hidden], [style*=none]"
_NEAR = 12
"""Most blocks between the headline and the dek."""
_DEK = 30
_KEY_POINT = 60
"""Characters that a dek, an item of a list of key points has at least."""
_OPENING = 20
"""Weight from which a paragraph outside the core may open the text."""
_NO_DEK = re.compile(r"\b(?:19|20)\d\d\b|\d\d:\d\d|^by\b|^text\b|@", re.IGNORECASE)
"""Marks of bylines and date lines."""
_WORD = re.compile(r"\w+")
_REPEATED = 40
_TWIN = 150
"""Characters from which a block that repeats another, or part of a longer one, is left out."""
_COMPARED = 100_000
"""Characters of text up to which repeats are looked for."""


def read_body(page: Page, known: KnownFields | None = None) -> list[Block]:
    """Return the blocks of the article's body, captions included; empty when the page holds hardly any text.

    The dek is part of it, the headline is not.
    """
    known = known or KnownFields()
    blocks = blocks_of(page.root, mark=kind_of)
    body = _select(blocks, known)
    if _length(body) < _NOTHING:
        body = _select(blocks, known, names=False) or body
    if known.paid or _length(body) >= _SHOWN:
        return body
    if _length(body) < _SCRAP and page.first(_HIDDEN):
        hidden = _select(blocks_of(page.root, mark=kind_of, hidden=True), known)
        if _length(hidden) > 3 * _length(body):
            return hidden
    return read_script_data(page, body) or body


def _select(blocks: Sequence[Block], known: KnownFields, *, names: bool = True) -> list[Block]:
    """Return the blocks that are the article; without ``names`` no element is left out because of its names."""
    try:
        container = Container(blocks, names=names)
    except ValueError:
        return []
    headline = letters(known.headline or "")
    place = _headline(blocks, container, headline)
    if place is not None:
        container.narrow(blocks[place])
    places = container.inside(container.core)
    start = places[0]
    body = _lead_in(blocks[:start], container, headline)
    body += [block for block in _opening(blocks[:start], container) if block not in body]
    kept = list(_kept(_own([blocks[place] for place in places], container)))
    cut = _end_of_head(kept, headline if place is not None and place >= start else None)
    return _without_repeats([*(() if cut else body), *(b for b in kept[:cut] if b.kind == "caption"), *kept[cut:]])


def _own(inside: Sequence[Block], container: Container) -> list[Block]:
    """Return the blocks that are not clutter. Embedded posts stay where they are much of the story."""
    own = [block for block in inside if not container.clutter(block)]
    posts = _length(block for block in inside if container.clutter(block) == "post")
    if posts > _POSTS * _length(own):
        return [block for block in inside if container.clutter(block) in (None, "post")]
    return own


def _end_of_head(kept: Sequence[Block], headline: str | None) -> int:
    """Return where the text begins after a headline inside the core; 0 where there is none.

    A ``h1`` with much text before it is a heading in the text, and so is the headline with little text after it.
    """
    cut = length = 0
    whole = _length(kept)
    for place, block in enumerate(kept):
        if block.kind == "heading" and (
            (block.level == 1 and length < _BEFORE_HEADLINE)
            or (letters(block.text) == headline and whole - length > _AFTER_HEADLINE * whole)
        ):
            cut = place + 1
        if block.kind != "caption":
            length += len(block.text)
    return cut


def _length(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks if block.kind != "caption")


def _headline(blocks: Sequence[Block], container: Container, headline: str) -> int | None:
    """Return the index of the headline: the heading with its words, else the first of level 1."""
    headings = [
        place
        for place, block in enumerate(blocks)
        if block.kind == "heading" and container.clutter(block) not in ("related", "comments", "teaser")
    ]
    named = [place for place in headings if headline and letters(blocks[place].text) == headline]
    return next(chain(named, (place for place in headings if blocks[place].level == 1)), None)


def _lead_in(before: Sequence[Block], container: Container, headline: str) -> list[Block]:
    """Return dek, key points and captions between the headline and the text."""
    start = next((i for i in reversed(range(len(before))) if _is_headline(before[i], headline)), None)
    if start is None or container.clutter(before[start]) in ("related", "comments", "teaser"):
        return []
    found: list[Block] = []
    has_dek = False
    for block in before[start + 1 : start + 1 + _NEAR]:
        if container.clutter(block) or is_links(block):
            continue
        length = text_length(block.text)
        if block.kind == "caption":
            found.append(block)
        elif _NO_DEK.search(block.text[:120]):
            continue
        elif block.kind == "item":
            if length >= _KEY_POINT and link_share(block) < 0.4:
                found.append(block)
        elif not has_dek and length >= _DEK and block.kind in ("p", "heading"):
            found.append(block)
            has_dek = True
    return found


def _is_headline(block: Block, headline: str) -> bool:
    return block.kind == "heading" and (block.level == 1 or (headline != "" and letters(block.text) == headline))


def _opening(before: Sequence[Block], container: Container) -> list[Block]:
    """Return paragraphs before the core whose element is around it: the first of the text, outside its box."""
    around = container.around_core()
    return [
        block
        for block in before
        if block.kind == "p" and block.box.tag == "p" and block.box.parent in around and weight(block) >= _OPENING
    ]


def _kept(blocks: Iterable[Block]) -> Iterable[Block]:
    """Yield the blocks without those that lead to other stories."""
    leading_away = False
    for block in blocks:
        if block.kind == "caption":
            yield block
        elif is_teaser_label(block.text) or (block.link_chars and leads_away(block.text)):
            leading_away = True
        elif is_links(block):
            if not leading_away and block.kind in ("item", "heading"):
                yield block
        elif not (leading_away and block.kind == "item"):
            leading_away = False
            yield block


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Remove pull quotes and deks that the text repeats, and paragraphs that are printed a second time."""
    if _length(blocks) > _COMPARED:
        return blocks
    texts = [" ".join(_WORD.findall(block.text)) for block in blocks]
    whole = "\n".join(text for block, text in zip(blocks, texts, strict=True) if block.kind != "caption")
    times = Counter(texts)
    seen: set[str] = set()
    kept = []
    for block, text in zip(blocks, texts, strict=True):
        if block.kind in ("p", "quote") and len(text) >= _REPEATED:
            is_twin = text in seen and len(text) >= _TWIN
            if is_twin or (times[text] == 1 and whole.count(text) > 1):
                continue
            seen.add(text)
        kept.append(block)
    return kept
