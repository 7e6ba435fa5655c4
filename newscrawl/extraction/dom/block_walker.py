"""Splits markup into blocks of text (paragraphs, headings, list items ...) in one linear walk over the page's tree.

White space follows CSS: an inline tag neither adds nor eats a space (``said <a>X</a>, adding``), a block-level tag
always breaks, and so do two ``<br>`` in a row; one is a line break in the block.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.extraction.dom import elements
from newscrawl.extraction.dom.blocks import Block, Box, Kind
from newscrawl.extraction.dom.elements import Attributes
from newscrawl.extraction.dom.sanitize import sanitize

Mark = Callable[[str, Attributes], str | None]
"""(tag, attributes) of a block-level element -> its label, or None."""

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "item"),
    **dict.fromkeys(("figure", "figcaption", "caption"), "caption"),
    "blockquote": "quote",
    "pre": "pre",
}
_CELLS = ("td", "th")
_MOST_BOXES = 80_000
"""Most block-level elements that are read; real pages have some thousands."""
_MOST_TABLES = 10
"""Nesting of tables up to which one may hold data; deeper ones are layout."""
_BREAK = "\0"
"""Represents ``<br>`` until the line is complete; the parser leaves no such character in a text."""


def blocks_from_html(markup: str) -> list[Block]:
    """Return the blocks of a piece of HTML, such as the text of a feed item."""
    root = LexborHTMLParser(sanitize(markup.encode("utf-8", "replace"))).root
    return blocks_of(root) if root is not None else []


def blocks_of(
    *roots: LexborNode,
    dropped: Container[int] = frozenset(),
    ends: Container[int] = frozenset(),
    mark: Mark | None = None,
    hidden: bool = False,
) -> list[Block]:
    """Return the blocks of the elements ``roots`` and all below them, captions included, in order.

    ``dropped`` holds the ``mem_id`` of elements to leave out, ``ends`` of those that end the text. ``mark`` is called
    with every block-level element; its result is kept in the element's box. ``hidden`` also reads what is not
    displayed.

    The walk keeps its place in the tree itself, not on Python's stack: any depth of nesting works.
    """
    walk = _Walk(dropped, ends, mark, hidden=hidden)
    for root in roots:
        if not walk.go_over(root):
            break
    return walk.blocks


@dataclass(slots=True)
class _Opened:
    """State to restore when an open box ends."""

    identity: int
    box: Box
    kind: Kind
    level: int
    ordered: bool
    in_data: bool
    tables: int
    pictures: int
    blocks: int


class _Walk:
    """One walk over a tree. Its state is the current line, and the elements that are open around it."""

    def __init__(self, dropped: Container[int], ends: Container[int], mark: Mark | None, *, hidden: bool) -> None:
        self._dropped, self._ends, self._mark, self._hidden = dropped, ends, mark, hidden
        self.blocks: list[Block] = []
        self._stack: list[_Opened] = []
        self._box = Box("", None)
        self._boxes = self._pictures = 0
        """Boxes opened so far."""
        self._kind: Kind = "p"
        self._level = 0
        self._ordered = False
        self._in_data = False
        self._tables = 0
        """Number of open tables."""
        self._cells: list[str] | None = None
        """Cells of the current row of data."""
        self._in_link = self._in_bold = 0
        self._start_line()

    def go_over(self, root: LexborNode) -> bool:
        """Add the blocks below ``root``; return whether the text may go on after it."""
        node, depth = root, 0
        while self._boxes < _MOST_BOXES:
            inside = self._enter(node)
            if inside is None:
                break
            following = node.first_child if inside else None
            if following is not None:
                depth += 1
            while following is None:
                if inside:
                    self._leave(node)
                if not depth:
                    self._end_line()
                    return True
                following = node.next
                if following is None:
                    above = node.parent
                    assert above is not None  # noqa: S101 - at this depth there is one
                    node, inside = above, True
                    depth -= 1
            node = following
        self._end_line()
        return False

    def _enter(self, node: LexborNode) -> bool | None:  # noqa: C901, PLR0911 - one branch a kind of node, ten lines of them hot
        """Whether to go into the node; None when the text ends before it."""
        tag = node.tag or "-"
        if tag == "-text":
            self._take(node.text_content or "")
            return False
        if tag in elements.NO_TEXT or tag[0] in "-!":
            self._pictures += tag in elements.PICTURES and elements.is_picture(node)
            return False
        if tag == "br":
            self._break_line()
            return False
        identity = node.mem_id
        if identity in self._ends:
            return None
        attributes = node.attributes
        if identity in self._dropped or (attributes and not self._hidden and elements.is_hidden(attributes)):
            return False
        if tag in elements.BLOCK_LEVEL:
            return self._enter_box(node, tag, attributes)
        if tag == "a":
            self._in_link += 1
            if href := attributes.get("href"):
                self._links.append(href)
        elif tag in elements.BOLD:
            self._in_bold += 1
        elif attributes and elements.is_caption(node, attributes):
            self._end_line()
            self._open(node, tag, None, "caption")
        return True

    def _enter_box(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        if (tag == "form" and elements.is_input_form(node)) or (attributes and self._is_set_apart(attributes)):
            return False
        if self._cells is None:
            self._end_line()
        elif tag in _CELLS:
            self._end_cell()
        else:
            self._pieces.append(" ")
        self._open(node, tag, self._mark(tag, attributes) if self._mark else None, self._kind_of(node, tag, attributes))
        if tag in elements.LISTS:
            self._level = self._level + 1 if self._kind == "item" else 1
            self._ordered = tag == "ol"
        elif self._kind == "heading" and tag in _KINDS:
            self._level = int(tag[1])
        elif tag == "table":
            self._tables += 1
            self._in_data = self._tables <= _MOST_TABLES and elements.holds_data(node, attributes)
        elif tag == "tr" and self._in_data:
            self._cells = []
        return True

    def _is_set_apart(self, attributes: Attributes) -> bool:
        """Whether it is a pull quote, or an embedded post and the caller does not label elements."""
        return elements.is_pull_quote(attributes) or (self._mark is None and elements.is_post(attributes))

    def _kind_of(self, node: LexborNode, tag: str, attributes: Attributes) -> Kind:
        if tag == "table":
            return "p" if self._kind == "caption" else self._kind
        if self._kind == "caption" or (attributes and elements.is_caption(node, attributes)):
            return "caption"
        return _KINDS.get(tag, self._kind)

    def _open(self, node: LexborNode, tag: str, mark: str | None, kind: Kind) -> None:
        self._stack.append(
            _Opened(
                *(node.mem_id, self._box, self._kind, self._level, self._ordered, self._in_data),
                *(self._tables, self._pictures, len(self.blocks)),
            )
        )
        self._boxes += 1
        self._box, self._kind = Box(tag, self._box, mark, self._boxes), kind

    def _leave(self, node: LexborNode) -> None:
        if self._stack and self._stack[-1].identity == node.mem_id:
            self._leave_box(node.tag)
        elif node.tag == "a":
            self._in_link -= 1
        elif node.tag in elements.BOLD:
            self._in_bold -= 1

    def _leave_box(self, tag: str | None) -> None:
        if self._cells is None:
            self._end_line()
        elif tag == "tr":
            self._end_row()
        elif tag not in _CELLS:
            self._pieces.append(" ")
        outer = self._stack.pop()
        if self._pictures > outer.pictures and self._kind == "p":
            self._name_captions(self.blocks[outer.blocks :])
        self._box, self._kind, self._level = outer.box, outer.kind, outer.level
        self._ordered, self._in_data, self._tables = outer.ordered, outer.in_data, outer.tables

    def _name_captions(self, inside: list[Block]) -> None:
        """Mark a short block that is alone with a picture in an element as its caption."""
        lines = [block for block in inside if block.kind != "caption"]
        if len(lines) <= 2 and all(
            block.kind == "p" and elements.could_be_caption(block.text, block.box.tag) for block in lines
        ):
            for block in lines:
                block.kind = "caption"

    def _start_line(self) -> None:
        self._pieces: list[str] = []
        self._after_break = False
        """Nothing but white space since the last ``<br>``."""
        self._link_chars = 0
        self._has_plain = False
        """Some of the line is not bold."""
        self._links: list[str] = []

    def _take(self, text: str) -> None:
        self._pieces.append(text)
        if text.isspace():
            return
        self._after_break = False
        if self._in_link:
            self._link_chars += len(text.strip())
        if not self._in_bold:
            self._has_plain = True

    def _break_line(self) -> None:
        if self._cells is not None:
            self._pieces.append(" ")
        elif self._after_break:
            self._end_line()
        else:
            self._pieces.append(_BREAK)
            self._after_break = True

    def _end_cell(self) -> None:
        if self._cells is not None and (text := " ".join("".join(self._pieces).split())):
            self._cells.append(text)
        self._pieces = []

    def _end_row(self) -> None:
        self._end_cell()
        if self._cells:
            self._add("row", " | ".join(self._cells))
        self._cells = None
        self._start_line()

    def _end_line(self) -> None:
        if not self._pieces:
            return
        text = "".join(self._pieces)
        if self._kind == "pre":
            text = "\n".join(line.rstrip() for line in text.replace(_BREAK, "\n").splitlines()).strip("\n")
        elif _BREAK in text:
            text = "\n".join(line for part in text.split(_BREAK) if (line := " ".join(part.split())))
        else:
            text = " ".join(text.split())
        if text:
            self._add(self._kind, text)
        self._start_line()

    def _add(self, kind: Kind, text: str) -> None:
        self.blocks.append(
            Block(
                kind,
                text,
                self._box,
                level=self._level if kind in ("item", "heading") else 0,
                ordered=kind == "item" and self._ordered,
                link_chars=min(self._link_chars, len(text)),
                links=self._links,
                bold=not self._has_plain,
            )
        )
