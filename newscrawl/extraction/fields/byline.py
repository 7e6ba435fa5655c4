"""Reads the authors, and the agency or partner that the text came from."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from newscrawl.extraction.extractors import Extracted, Extractor, PageContext, content_of
from newscrawl.extraction.fields.agencies import agency_of
from newscrawl.extraction.fields.authors import Byline, read_bylines
from newscrawl.extraction.fields.linked_data import Node
from newscrawl.items import Provenance
from newscrawl.text.unicode import letters

_META_NAMES = (
    *("parsely-author", "sailthru.author", "author", "article:author", "article:author_name", "og:author", "byl"),
    *(
        "dc.creator",
        "dcterms.creator",
        "dc:creator",
        "article_author",
        "article.author",
        "cxenseparse:author",
        "authors",
    ),
)
_MARKED_UP = "[itemprop=author] [itemprop=name],[itemprop=author],[rel=author],[property='schema:author']"
_BYLINES = (
    "[class*=byline i] a[href*=author],[class*=byline i] a[href*=staff],[class*=author-name i],[class*=author__name i],"
    "[class*=authorname i],[class~=author] a,[class*=byline__name i],[class*=byline-name i],a[href*='/author/'],"
    "a[href*='/authors/'],[class~=author],[class~=byline],[class*=article-author i],[class*=post-author i],"
    "[class*=byline i]"
)
_WITHIN_STORIES = re.compile(
    r"related|recommend|comment|sidebar|widget|teaser|card|promo|more-|trending|popular", re.IGNORECASE
)


def publisher_names(context: PageContext) -> tuple[str, ...]:
    """Return names that are neither persons nor agencies here: the outlet and its departments."""
    names = (context.site.publisher, context.site.name, *context.rules.publisher_names)
    own = context.page.meta("og:site_name")
    return (*names, own) if own else names


def _site_rule(context: PageContext) -> Byline | None:
    return _found(context.texts(context.rules.authors), context)


def _linked_data(context: PageContext) -> Byline | None:
    node = context.linked_article
    if node is None:
        return None
    return _found(list(_linked_names(node)), context, persons=True)


def _linked_names(node: Node) -> Iterator[str]:
    for key in ("author", "creator"):
        people = node.nodes(key)
        names = [person.text("name") or person.text("alternateName") for person in people]
        names = [name for name in names if name] or [text for text in node.texts(key) if "://" not in text]
        if names:
            yield from (name for name in names if name)
            return


def _meta(context: PageContext) -> Byline | None:
    for name in _META_NAMES:
        texts = [text for text in context.page.metas(name) if "://" not in text and len(text) < 300]
        if texts and (found := _found(texts, context)):
            return found
    return None


def _microdata(context: PageContext) -> Byline | None:
    return _found(_outside_of_stories(context, _MARKED_UP), context)


def _printed(context: PageContext) -> Byline | None:
    """Return the first element with the name of a byline that names a person; later ones may be of other stories."""
    for text in _outside_of_stories(context, _BYLINES):
        found = _found([text], context)
        if found:
            return found
    return None


def _outside_of_stories(context: PageContext, selector: str) -> list[str]:
    """Return the texts of the matching elements, without those in boxes of other stories."""
    texts = (content_of(node) for node in context.page.css(selector)[:12] if not _in_other_story(node))
    return [text for text in texts if 3 < len(text) < 200]


def _in_other_story(node: LexborNode) -> bool:
    above, depth = node.parent, 0
    while above is not None and depth < 6 and above.tag not in ("body", "html"):
        label = f"{above.attributes.get('class') or ''} {above.id or ''}"
        if above.tag in ("aside", "footer", "nav") or _WITHIN_STORIES.search(label):
            return True
        above, depth = above.parent, depth + 1
    return False


def _hint(context: PageContext) -> Byline | None:
    return _found(list(context.link.authors), context) if context.link else None


def _found(texts: list[str], context: PageContext, *, persons: bool = False) -> Byline | None:
    if not texts:
        return None
    byline = read_bylines(texts, publisher_names(context), persons=persons)
    return byline if byline.authors or byline.agency or byline.names_organization else None


BYLINE: tuple[Extractor[Byline], ...] = (
    Extractor(Provenance.SITE, _site_rule),
    Extractor(Provenance.LINKED_DATA, _linked_data),
    Extractor(Provenance.META, _meta),
    Extractor(Provenance.HINT, _hint, feed=True),
    Extractor(Provenance.MICRODATA, _microdata),
    Extractor(Provenance.PRINTED, _printed),
)


def read_byline(context: PageContext) -> Extracted[Byline] | None:
    """Return the persons of the first extractor that finds any, with an agency that an earlier one found.

    Where a department or an agency signs, printed names are not read: they belong to other stories of the page.
    """
    first: Extracted[Byline] | None = None
    for extractor in BYLINE:
        if first and first.value.names_organization and extractor.name is Provenance.PRINTED:
            break
        served = extractor.extract(context)
        if served and served.value.authors:
            served.value.agency = served.value.agency or (first.value.agency if first else None)
            return served
        first = first or served
    return first


def agency_by_linked_data(context: PageContext) -> str | None:
    """Return the agency that the linked data names as the text's source or holder of its rights."""
    node = context.linked_article
    if node is None:
        return None
    own_names = {letters(name) for name in publisher_names(context)}
    for key in ("sourceOrganization", "copyrightHolder", "provider", "creditText", "publisher"):
        for text in node.texts(key):
            agency = agency_of(text)
            if agency and letters(agency) not in own_names and letters(text) not in own_names:
                return agency
    return None
