"""Read an article page, or a feed item that holds the full text, into a record.

For each field an ordered list of extractors is tried, the first value wins: the site's selectors, the page's metadata
(linked data, meta tags), the hints of the link's source, the generic reader. The record's ``provenance`` names the
extractor that gave each field.
"""

from datetime import datetime
from typing import Any

from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.extraction.body.clean_body import KnownFields
from newscrawl.extraction.body.site_body import by_generic_reader, by_site, read_clean_body
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.extractors import Extracted, PageContext, all_matches
from newscrawl.extraction.fields import byline, headline, publication_date, taxonomy
from newscrawl.extraction.fields.images import figure_captions, read_images
from newscrawl.extraction.record_builder import READER_VERSION, ExtractionResult, RecordBuilder
from newscrawl.extraction.rules import Rules
from newscrawl.extraction.unusable import find_problem
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
    """Return the article that ``page`` shows.

    ``link`` holds the hints of the source that listed the page, ``now`` is the instant of reading (aware). ``explain``
    also runs every other extractor of each field. Nothing in a page raises.
    """
    return _read(PageContext(page, rules, site, link=link, now=now), addresses, now, explain=explain)


def read_feed_item(link: Link, rules: Rules, site: Site, addresses: Addresses, *, now: datetime) -> ExtractionResult:
    """Return the article that a source gave with its full text (``link.html``), without its page.

    The provenance of its fields is the kind of the source (``feed``), except where its address or text gave the value.
    """
    page = Page(link.html or "", link.url)
    return _read(PageContext(page, rules, site, link=link, now=now, feed=link.source), addresses, now)


def _read(context: PageContext, addresses: Addresses, now: datetime, *, explain: bool = False) -> ExtractionResult:
    builder = RecordBuilder(context, addresses, now)
    article = builder.article
    builder.take_first(headline.FIELDS)
    printed_byline = byline.read_byline(context)
    builder.take_byline(printed_byline)
    builder.take_first(taxonomy.FIELDS)
    builder.take_date(publication_date.read_published(context))
    builder.take_first(publication_date.FIELDS)
    article.free_access = taxonomy.read_free_access(context)
    article.rights = taxonomy.read_rights(context)
    known = KnownFields(
        headline=article.headline,
        description=article.description,
        authors=article.authors,
        section=article.section,
        captions=figure_captions(context),
        paid=article.free_access is False,
    )
    text = read_clean_body(context, known)
    story = text.value
    builder.take_body(text)
    builder.take("images", read_images(context, story, by_site=text.provenance == Provenance.SITE))
    builder.take_dateline_and_agency(story, printed_byline.value if printed_byline else None)
    builder.take_language(story)
    return ExtractionResult(
        article=article,
        problem=find_problem(article, context, addresses),
        cuts=story.cuts,
        alternatives=_alternatives(context, known) if explain else {},
    )


def _alternatives(context: PageContext, known: KnownFields) -> dict[str, list[Extracted[Any]]]:
    """Return what every extractor of each field gives, in order, for people who add or fix a site."""
    fields = {**headline.FIELDS, **taxonomy.FIELDS, **publication_date.FIELDS, "language": taxonomy.LANGUAGE}
    found = {name: all_matches(extractors, context) for name, extractors in fields.items()}
    found["date_published"] = [
        Extracted(s.value.value, s.provenance) for s in all_matches(publication_date.PUBLISHED, context)
    ]
    found["authors"] = [
        Extracted(s.value.authors or s.value.agency, s.provenance) for s in all_matches(byline.BYLINE, context)
    ]
    bodies = (
        Extracted(by_site(context, known).body, Provenance.SITE),
        Extracted(by_generic_reader(context, known).body, Provenance.GENERIC),
        Extracted(context.linked("articleBody"), Provenance.LINKED_DATA),
    )
    found["body"] = [served for served in bodies if served.value]
    return found
