"""An article page, or a feed's item with its full text, to the record.

For each field an ordered list of ways is tried, first hit wins: the site's selectors, what the page says to machines
(linked data, meta tags), what the source of the link said, the generic reader. Which way served a field is written into
the record's ``provenance``.
"""

from datetime import datetime
from typing import Any

from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.extraction.body.clean_body import KnownFields
from newscrawl.extraction.body.site_body import by_generic_reader, by_site, read_story
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.extractors import Extracted, PageContext, all_matches
from newscrawl.extraction.fields import byline, headline, publication_date, taxonomy
from newscrawl.extraction.fields.images import pictures_of, read_images
from newscrawl.extraction.record_builder import READER_VERSION, ExtractionResult, RecordBuilder
from newscrawl.extraction.rules import Rules
from newscrawl.extraction.unusable import problem_of
from newscrawl.items import Provenance
from newscrawl.urls import Addresses

__all__ = ["READER_VERSION", "ExtractionResult", "read_article", "read_feed_item"]


def read_article(
    page: Page,
    rules: Rules,
    site: Site,
    addresses: Addresses,
    *,
    link: Link | None = None,
    now: datetime,
    explain: bool = False,
) -> ExtractionResult:
    """The article that ``page`` shows.

    ``link`` is what the source of the page's address said, ``now`` the instant of reading (aware). ``explain`` also
    tries every other way to each field. Nothing in a page raises.
    """
    return _read(PageContext(page, rules, site, link=link, now=now), addresses, now, explain=explain)


def read_feed_item(link: Link, rules: Rules, site: Site, addresses: Addresses, *, now: datetime) -> ExtractionResult:
    """The article that a source gave with its full text (``link.html``), without its page.

    Its fields' provenance is the kind of the source (``feed``), but for what its address and its text tell.
    """
    page = Page(link.html or "", link.url)
    return _read(PageContext(page, rules, site, link=link, now=now, feed=link.source), addresses, now)


def _read(material: PageContext, addresses: Addresses, now: datetime, *, explain: bool = False) -> ExtractionResult:
    draft = RecordBuilder(material, addresses, now)
    article = draft.article
    draft.take_first(headline.FIELDS)
    signed = byline.read_byline(material)
    draft.take_byline(signed)
    draft.take_first(taxonomy.FIELDS)
    draft.take_date(publication_date.read_published(material))
    draft.take_first(publication_date.FIELDS)
    article.free_access = taxonomy.read_free_access(material)
    article.rights = taxonomy.read_rights(material)
    claims = KnownFields(
        headline=article.headline,
        description=article.description,
        authors=article.authors,
        section=article.section,
        captions=pictures_of(material),
        paid=article.free_access is False,
    )
    text = read_story(material, claims)
    story = text.value
    draft.take_story(text)
    draft.take("images", read_images(material, story, by_site=text.way == Provenance.SITE))
    draft.take_origin(story, signed.value if signed else None)
    draft.take_language(story)
    return ExtractionResult(
        article=article,
        problem=problem_of(article, material, addresses),
        cuts=story.cuts,
        alternatives=_alternatives(material, claims) if explain else {},
    )


def _alternatives(material: PageContext, claims: KnownFields) -> dict[str, list[Extracted[Any]]]:
    """Of each field what its ways give, in their order, for people who write or fix a site."""
    fields = {**headline.FIELDS, **taxonomy.FIELDS, **publication_date.FIELDS, "language": taxonomy.LANGUAGE}
    found = {name: all_matches(ways, material) for name, ways in fields.items()}
    found["date_published"] = [
        Extracted(s.value.value, s.way) for s in all_matches(publication_date.PUBLISHED, material)
    ]
    found["authors"] = [
        Extracted(s.value.authors or s.value.agency, s.way) for s in all_matches(byline.BYLINE, material)
    ]
    bodies = (
        Extracted(by_site(material, claims).body, Provenance.SITE),
        Extracted(by_generic_reader(material, claims).body, Provenance.GENERIC),
        Extracted(material.linked("articleBody"), Provenance.LINKED_DATA),
    )
    found["body"] = [served for served in bodies if served.value]
    return found
