"""Data model of a page's text: blocks, in order, and the boxes (elements) around them."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["p", "heading", "item", "quote", "pre", "row", "caption"]


@dataclass(slots=True, eq=False)
class Box:
    """An element that is open around some block. ``parent`` is None for what is around the root of the walk."""

    tag: str
    parent: "Box | None" = field(repr=False)
    mark: str | None = None
    """Label that the caller's ``mark`` gave the element."""
    order: int = 0
    """Index among all boxes in the order of their opening, so it is higher than the parent's."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text on its own line(s) of the page.

    ``text`` has its white space folded; a line break in it is a ``<br>`` or a line of ``<pre>``. Cells of a ``row`` are
    separated by `` | ``. A ``caption`` belongs to a picture and is not part of the text.
    """

    kind: Kind
    text: str
    box: Box = field(repr=False)
    level: int = 0
    """Level of a heading, 1 to 6; nesting of a list item, from 1."""
    ordered: bool = False
    """An item of a numbered list."""
    link_chars: int = 0
    """Characters of the text that are in links."""
    links: list[str] = field(default_factory=list)
    """``href`` of the links in it, as written."""
    bold: bool = False
    """The whole text is bold: often a sub-heading that is not marked up as one."""


def text_of(blocks: list[Block]) -> str:
    """Return the text of a body's blocks, paragraphs separated by one blank line, captions left out."""
    return "\n\n".join(block.text for block in blocks if block.kind != "caption")
