"""The body of an article as a site's own rules find it."""

from selectolax.lexbor import LexborNode

from newscrawl.extraction.dom.blocks import Block, blocks_of
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.rules import Rules


def read_body(page: Page, rules: Rules) -> list[Block] | None:
    """Blocks of all elements that the first fruitful selector of ``rules.body`` matches, captions among them.

    An element inside another match is not read twice. What ``rules.drop`` matches is left out, and so is everything
    from the first match of ``rules.end`` on. None when no selector leads to any text.
    """
    for selector in rules.body:
        roots = _outermost(page.css(selector))
        blocks = blocks_of(*roots, dropped=_within(roots, rules.drop), ends=_within(roots, rules.end))
        if any(block.kind != "caption" for block in blocks):
            return blocks
    return None


def _within(roots: list[LexborNode], selectors: tuple[str, ...]) -> frozenset[int]:
    """Identities of what the selectors match, looked for below ``roots`` only: a text is a small part of its page."""
    group = ",".join(selectors)
    return frozenset(node.mem_id for root in roots for node in root.css(group)) if group else frozenset()


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """The nodes that stand inside none of the others. Nodes come in the order of the page: an ancestor goes first."""
    if len(nodes) < 2:
        return nodes
    matched = {node.mem_id for node in nodes}
    inside: set[int] = set()
    kept = []
    for node in nodes:
        if node.mem_id in inside:
            continue
        kept.append(node)
        inside.update(below.mem_id for below in node.traverse() if below.mem_id in matched)
    return kept
