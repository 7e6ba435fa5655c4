"""An article page, or a feed's item with its full text, to the record.

For each field an ordered list of ways is tried, first hit wins: the site's selectors, what the page says to machines
(linked data, meta tags), what the source of the link said, the generic reader. Which way served a field is written into
the record's ``provenance``.
"""

from datetime import datetime

from newscrawl.core.links import Link
from newscrawl.core.reasons import ReasonKind
from newscrawl.core.site import Site
from newscrawl.extraction.alternatives import alternatives
from newscrawl.extraction.body.clean_body import KnownFields, clean
from newscrawl.extraction.body.story import read_story
from newscrawl.extraction.dom.blocks import blocks_of
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.extraction_result import ExtractionResult
from newscrawl.extraction.extractors import Extracted, PageContext, first_match
from newscrawl.extraction.fields import byline, publication_date
from newscrawl.extraction.fields.authors import read_bylines
from newscrawl.extraction.fields.headline import DESCRIPTION, HEADLINE
from newscrawl.extraction.fields.images import images_in, pictures_of, read_images
from newscrawl.extraction.fields.taxonomy import KEYWORDS, LANGUAGE, SECTION, read_free_access, read_rights, topics
from newscrawl.extraction.record_builder import READER_VERSION, RecordBuilder, served
from newscrawl.extraction.rules import Rules
from newscrawl.extraction.unusable import problem_of
from newscrawl.text.dates import Calendar, parse_date
from newscrawl.text.language import language_tag
from newscrawl.text.unicode import fold
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
    asks every other way to each field. Nothing in a page raises.
    """
    calendar = Calendar.of(site.timezone, now, language=site.language, naive_is_utc=rules.naive_dates == "utc")
    material = PageContext(page, rules, site, calendar, link)
    draft = RecordBuilder(material, addresses, now)
    headline = draft.take("headline", first_match(HEADLINE, material))
    description = draft.take("description", first_match(DESCRIPTION, material))
    people = draft.take_byline(byline.read_byline(material))
    section = draft.take("section", first_match(SECTION, material))
    draft.take("keywords", first_match(KEYWORDS, material))
    draft.take_date(publication_date.read_published(material))
    if changed := first_match(publication_date.MODIFIED, material):
        draft.take("date_modified", Extracted(changed.value.value, changed.way))
    claims = KnownFields(
        headline=headline,
        description=description,
        authors=people.authors if people else (),
        section=section,
        captions=pictures_of(material),
    )
    story, way = read_story(material, claims)
    draft.take_story(story, way)
    draft.take_images(read_images(material, story, by_site=way == "site"))
    draft.take_origin(story, people)
    draft.take_language(first_match(LANGUAGE, material), story)
    draft.article.free_access = read_free_access(material)
    draft.article.rights = read_rights(material)
    reading = ExtractionResult(
        article=draft.article, problem=problem_of(draft.article, material, addresses), cuts=story.cuts
    )
    if explain:
        reading.alternatives = alternatives(material, claims)
    return reading


def read_feed_item(link: Link, rules: Rules, site: Site, addresses: Addresses, *, now: datetime) -> ExtractionResult:
    """The article that a source gave with its full text (``link.html``), without its page.

    Every field's provenance is the kind of the source (``feed``).
    """
    page = Page(link.html or "", link.url)
    calendar = Calendar.of(site.timezone, now, language=site.language, naive_is_utc=rules.naive_dates == "utc")
    material = PageContext(page, rules, site, calendar, link)
    draft = RecordBuilder(material, addresses, now)
    way = link.source
    headline = draft.take("headline", served(fold(link.title or ""), way))
    description = draft.take("description", served(fold(link.description or ""), way))
    people = draft.take_byline(served(read_bylines(link.authors, byline.publisher_names(material)), way))
    draft.take_date(publication_date.from_hint(material, way))
    if link.modified and (changed := parse_date(link.modified, calendar)):
        draft.take("date_modified", Extracted(changed, way))
    in_address = first_match(SECTION[1:2], material)
    section = draft.take("section", in_address or served(fold(link.section or ""), way))
    draft.take("keywords", served(topics(link.keywords, material), way))
    claims = KnownFields(
        headline=headline, description=description, authors=people.authors if people else (), section=section
    )
    dropped = frozenset(node.mem_id for node in page.any_of(rules.drop))
    story = clean(blocks_of(page.root, dropped=dropped), claims, rules.promo_pattern)
    draft.take_story(story, way)
    draft.take_images([(image, way) for image in images_in(material, story)])
    draft.take_origin(story, people)
    draft.take_language(served(language_tag(link.language), way), story)
    return ExtractionResult(
        article=draft.article, problem=None if story.paragraphs else ReasonKind.NO_BODY, cuts=story.cuts
    )
