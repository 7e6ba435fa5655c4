"""The text of markup as blocks (paragraphs, headings, list items ...) in the order of the page, in one linear pass."""

from collections.abc import Container

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.extraction.dom.block import Block, Box, Kind, text_of
from newscrawl.extraction.dom.block_walker import BlockWalker, Mark
from newscrawl.extraction.dom.sanitize import tame

__all__ = ["Block", "Box", "Kind", "Mark", "blocks_from_html", "blocks_of", "text_of"]


def blocks_from_html(markup: str) -> list[Block]:
    """Blocks of a piece of HTML, such as the text of an entry of a feed."""
    root = LexborHTMLParser(tame(markup.encode("utf-8", "replace"))).root
    return blocks_of(root) if root is not None else []


def blocks_of(
    *roots: LexborNode,
    dropped: Container[int] = frozenset(),
    ends: Container[int] = frozenset(),
    mark: Mark | None = None,
    hidden: bool = False,
) -> list[Block]:
    """Blocks of the elements ``roots`` and all below them, captions included, in order.

    ``dropped`` holds the ``mem_id`` of elements to leave out, ``ends`` of those that end the text. ``mark`` is asked
    about every block-level element; its answer is kept in the element's box. ``hidden`` also reads what is not
    displayed.

    The walk keeps its place in the tree itself, not on Python's stack: any nesting will do.
    """
    walk = BlockWalker(dropped, ends, mark, hidden=hidden)
    for root in roots:
        if not walk.go_over(root):
            break
    return walk.blocks
