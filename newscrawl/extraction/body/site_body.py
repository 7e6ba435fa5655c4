"""Finds the text of an article: by the site's rules, else by the generic reader, else in linked data."""

from dataclasses import replace

from selectolax.lexbor import LexborNode

from newscrawl.extraction.body import generic
from newscrawl.extraction.body.clean_body import CleanBody, KnownFields, clean
from newscrawl.extraction.dom.block_walker import blocks_of
from newscrawl.extraction.dom.blocks import Block
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.extractors import Extracted, PageContext
from newscrawl.extraction.rules import Rules
from newscrawl.items import Provenance
from newscrawl.text.unicode import letters

_SCRAP = 60
"""Words. What a site's selector finds below this may be a teaser; the generic reader is tried, too."""


def read_clean_body(context: PageContext, known: KnownFields) -> Extracted[CleanBody]:
    """Return the clean text with its provenance; an empty text where none is found."""
    if context.feed:
        return Extracted(_of_feed(context, known), context.feed)
    provenance = Provenance.SITE
    story = by_site(context, known)
    if _words(story) < _SCRAP:
        other = by_generic_reader(context, known)
        if _words(other) > 3 * _words(story):
            story, provenance = other, Provenance.GENERIC
    if not story.paragraphs and (blocks := _linked_body(context, known)):
        story, provenance = clean(blocks, known, context.rules.promo_pattern), Provenance.LINKED_DATA
    return Extracted(story, provenance)


def _of_feed(context: PageContext, known: KnownFields) -> CleanBody:
    """Return the full text that a source gave, without what the site's rules drop."""
    page, rules = context.page, context.rules
    dropped = frozenset(node.mem_id for node in page.any_of(rules.drop))
    return clean(blocks_of(page.root, dropped=dropped), known, rules.promo_pattern)


def by_site(context: PageContext, known: KnownFields) -> CleanBody:
    """Return what the site's own selectors find; an empty text where they find nothing."""
    rules = context.rules
    blocks = read_body(context.page, rules) if rules.body else None
    above = replace(known, description=None) if rules.dek_in_body else known
    return clean(blocks or (), above, rules.promo_pattern)


def by_generic_reader(context: PageContext, known: KnownFields) -> CleanBody:
    """Return what the generic reader finds."""
    return clean(generic.read_body(context.page, known), known, context.rules.promo_pattern)


def _linked_body(context: PageContext, known: KnownFields) -> list[Block]:
    """Return the linked data's text, where the page's own description begins like it."""
    node = context.linked_article
    text = node.get("articleBody") if node else None
    dek = letters(known.description or "")[:40]
    if not isinstance(text, str) or len(dek) < 40 or dek not in letters(text[:2000]):
        return []
    markup = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    return blocks_of(Page(markup, context.page.url).root)


def _words(story: CleanBody) -> int:
    """Return about how many words the text has: near enough for a comparison, without splitting it."""
    return sum(text.count(" ") + 1 for text in story.paragraphs)


def read_body(page: Page, rules: Rules) -> list[Block] | None:
    """Return the blocks of all elements that the first matching selector of ``rules.body`` finds, captions included.

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
    """Return the ``mem_id`` of what the selectors match below ``roots``: a text is a small part of its page."""
    group = ",".join(selectors)
    return frozenset(node.mem_id for root in roots for node in root.css(group)) if group else frozenset()


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Return the nodes that are inside none of the others. Nodes come in page order: an ancestor goes first."""
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
