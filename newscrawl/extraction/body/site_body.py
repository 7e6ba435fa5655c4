"""The text of an article by the first way that finds one: the site's rules, the generic reader, linked data."""

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


def read_story(material: PageContext, claims: KnownFields) -> Extracted[CleanBody]:
    """The clean text by the way that finds one; an empty one where none does."""
    if material.feed:
        return Extracted(_of_feed(material, claims), material.feed)
    way = Provenance.SITE
    story = by_site(material, claims)
    if _words(story) < _SCRAP:
        other = by_generic_reader(material, claims)
        if _words(other) > 3 * _words(story):
            story, way = other, Provenance.GENERIC
    if not story.paragraphs and (blocks := _linked_body(material, claims)):
        story, way = clean(blocks, claims, material.rules.promo_pattern), Provenance.LINKED_DATA
    return Extracted(story, way)


def _of_feed(material: PageContext, claims: KnownFields) -> CleanBody:
    """All of the full text that a source gave, but for what the site's rules drop."""
    page, rules = material.page, material.rules
    dropped = frozenset(node.mem_id for node in page.any_of(rules.drop))
    return clean(blocks_of(page.root, dropped=dropped), claims, rules.promo_pattern)


def by_site(material: PageContext, claims: KnownFields) -> CleanBody:
    """What the site's own selectors find; an empty story where they find nothing."""
    rules = material.rules
    blocks = read_body(material.page, rules) if rules.body else None
    above = replace(claims, description=None) if rules.dek_in_body else claims
    return clean(blocks or (), above, rules.promo_pattern)


def by_generic_reader(material: PageContext, claims: KnownFields) -> CleanBody:
    """What the generic reader finds."""
    return clean(generic.read_body(material.page, claims), claims, material.rules.promo_pattern)


def _linked_body(material: PageContext, claims: KnownFields) -> list[Block]:
    """The linked data's text, where no other was found and the page's own description begins like it."""
    node = material.linked_article
    text = node.get("articleBody") if node else None
    dek = letters(claims.description or "")[:40]
    if not isinstance(text, str) or len(dek) < 40 or dek not in letters(text[:2000]):
        return []
    markup = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    return blocks_of(Page(markup, material.page.url).root)


def _words(story: CleanBody) -> int:
    """About how many words the story has: near enough for a comparison, and no text is split for it."""
    return sum(text.count(" ") + 1 for text in story.paragraphs)


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
