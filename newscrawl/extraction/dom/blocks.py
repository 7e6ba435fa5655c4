"""What a page's text is made of: blocks, in order, and the boxes that they stand in."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["p", "heading", "item", "quote", "pre", "row", "caption"]


@dataclass(slots=True, eq=False)
class Box:
    """An element that is open around some block. ``parent`` is None for what is around the root of the walk."""

    tag: str
    parent: "Box | None" = field(repr=False)
    mark: str | None = None
    """What the caller's ``mark`` said of the element."""
    order: int = 0
    """Place among all boxes in the order of their opening, so it is higher than the parent's."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text on its own line(s) of the page.

    ``text`` has its white space folded; a line break in it is a ``<br>`` or a line of ``<pre>``. Cells of a ``row`` are
    apart by `` | ``. A ``caption`` belongs to a picture and is no part of the text.
    """

    kind: Kind
    text: str
    box: Box = field(repr=False)
    level: int = 0
    """1 to 6 of a heading; how deep the list of an item is nested, from 1."""
    ordered: bool = False
    """An item of a numbered list."""
    link_chars: int = 0
    """How many characters of the text stand in links."""
    links: list[str] = field(default_factory=list)
    """``href`` of the links in it, as written."""
    bold: bool = False
    """The whole text is bold: often a sub-heading that is no heading in the markup."""


def text_of(blocks: list[Block]) -> str:
    """The text of the blocks of a body, paragraphs apart by one blank line, captions left out."""
    return "\n\n".join(block.text for block in blocks if block.kind != "caption")
