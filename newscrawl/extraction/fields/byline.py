"""Who wrote it: authors, and the agency or partner that the text came from."""

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


def publisher_names(material: PageContext) -> tuple[str, ...]:
    """Names that are neither persons nor agencies here: the outlet and its desks."""
    names = (material.site.publisher, material.site.name, *material.rules.publisher_names)
    own = material.page.meta("og:site_name")
    return (*names, own) if own else names


def _site_rule(material: PageContext) -> Byline | None:
    return _found(material.texts(material.rules.authors), material)


def _linked_data(material: PageContext) -> Byline | None:
    node = material.linked_article
    if node is None:
        return None
    return _found(list(_linked_names(node)), material, persons=True)


def _linked_names(node: Node) -> Iterator[str]:
    for key in ("author", "creator"):
        people = node.nodes(key)
        names = [person.text("name") or person.text("alternateName") for person in people]
        names = [name for name in names if name] or [text for text in node.texts(key) if "://" not in text]
        if names:
            yield from (name for name in names if name)
            return


def _meta(material: PageContext) -> Byline | None:
    for name in _META_NAMES:
        texts = [text for text in material.page.metas(name) if "://" not in text and len(text) < 300]
        if texts and (found := _found(texts, material)):
            return found
    return None


def _microdata(material: PageContext) -> Byline | None:
    return _found(_outside_of_stories(material, _MARKED_UP), material)


def _printed(material: PageContext) -> Byline | None:
    """The first element that calls itself a byline and names a person; a later one may be of another story."""
    for text in _outside_of_stories(material, _BYLINES):
        found = _found([text], material)
        if found:
            return found
    return None


def _outside_of_stories(material: PageContext, selector: str) -> list[str]:
    """What the matching elements say, without those in boxes of other stories."""
    texts = (content_of(node) for node in material.page.css(selector)[:12] if not _in_other_story(node))
    return [text for text in texts if 3 < len(text) < 200]


def _in_other_story(node: LexborNode) -> bool:
    above, depth = node.parent, 0
    while above is not None and depth < 6 and above.tag not in ("body", "html"):
        label = f"{above.attributes.get('class') or ''} {above.id or ''}"
        if above.tag in ("aside", "footer", "nav") or _WITHIN_STORIES.search(label):
            return True
        above, depth = above.parent, depth + 1
    return False


def _hint(material: PageContext) -> Byline | None:
    return _found(list(material.link.authors), material) if material.link else None


def _found(texts: list[str], material: PageContext, *, persons: bool = False) -> Byline | None:
    if not texts:
        return None
    byline = read_bylines(texts, publisher_names(material), persons=persons)
    return byline if byline.authors or byline.agency or byline.named_house else None


BYLINE: tuple[Extractor[Byline], ...] = (
    Extractor(Provenance.SITE, _site_rule),
    Extractor(Provenance.LINKED_DATA, _linked_data),
    Extractor(Provenance.META, _meta),
    Extractor(Provenance.HINT, _hint, feed=True),
    Extractor(Provenance.MICRODATA, _microdata),
    Extractor(Provenance.PRINTED, _printed),
)


def read_byline(material: PageContext) -> Extracted[Byline] | None:
    """Persons by the first way that names any; an agency or a desk named on the way there is kept with them.

    Where a desk or an agency signs, printed names are not looked for: they belong to other stories of the page.
    """
    first: Extracted[Byline] | None = None
    for way in BYLINE:
        if first and first.value.named_house and way.name is Provenance.PRINTED:
            break
        served = way.serve(material)
        if served and served.value.authors:
            served.value.agency = served.value.agency or (first.value.agency if first else None)
            return served
        first = first or served
    return first


def agency_by_linked_data(material: PageContext) -> str | None:
    """The agency that the linked data names as the text's source or holder of its rights."""
    node = material.linked_article
    if node is None:
        return None
    house = {letters(name) for name in publisher_names(material)}
    for key in ("sourceOrganization", "copyrightHolder", "provider", "creditText", "publisher"):
        for text in node.texts(key):
            agency = agency_of(text)
            if agency and letters(agency) not in house and letters(text) not in house:
                return agency
    return None
