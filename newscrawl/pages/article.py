"""An article page, or a feed's item with its full text, to the record.

For each field an ordered list of ways is tried, first hit wins: the site's selectors, what the page says to machines
(linked data, meta tags), what the source of the link said, the generic reader. Which way served a field is written into
the record's ``provenance``.
"""

from datetime import datetime

from newscrawl.links import Link
from newscrawl.pages import byline, when
from newscrawl.pages.alternatives import alternatives
from newscrawl.pages.blocks import blocks_of
from newscrawl.pages.cleaning import Claims, clean
from newscrawl.pages.draft import READER_VERSION, Draft, served
from newscrawl.pages.headline import DESCRIPTION, HEADLINE
from newscrawl.pages.images import images_in, pictures_of, read_images
from newscrawl.pages.page import Page
from newscrawl.pages.people import read_bylines
from newscrawl.pages.problems import problem_of
from newscrawl.pages.reading import Reading
from newscrawl.pages.rules import Rules
from newscrawl.pages.story import read_story
from newscrawl.pages.topics import KEYWORDS, LANGUAGE, SECTION, read_free_access, read_rights, topics
from newscrawl.pages.ways import Material, Served, first_served
from newscrawl.site import Site
from newscrawl.text.dates import Calendar, parse_date
from newscrawl.text.language import language_tag
from newscrawl.text.unicode import fold
from newscrawl.urls import Addresses

__all__ = ["READER_VERSION", "Reading", "read_article", "read_feed_item"]


def read_article(
    page: Page,
    rules: Rules,
    site: Site,
    addresses: Addresses,
    *,
    link: Link | None = None,
    now: datetime,
    explain: bool = False,
) -> Reading:
    """The article that ``page`` shows.

    ``link`` is what the source of the page's address said, ``now`` the instant of reading (aware). ``explain`` also
    asks every other way to each field. Nothing in a page raises.
    """
    calendar = Calendar.of(site.zone, now, language=site.language, naive_is_utc=rules.naive_dates == "utc")
    material = Material(page, rules, site, calendar, link)
    draft = Draft(material, addresses, now)
    headline = draft.take("headline", first_served(HEADLINE, material))
    description = draft.take("description", first_served(DESCRIPTION, material))
    people = draft.take_byline(byline.read_byline(material))
    section = draft.take("section", first_served(SECTION, material))
    draft.take("keywords", first_served(KEYWORDS, material))
    draft.take_date(when.read_published(material))
    if changed := first_served(when.MODIFIED, material):
        draft.take("date_modified", Served(changed.value.value, changed.way))
    claims = Claims(
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
    draft.take_language(first_served(LANGUAGE, material), story)
    draft.article.free_access = read_free_access(material)
    draft.article.rights = read_rights(material)
    reading = Reading(article=draft.article, problem=problem_of(draft.article, material, addresses), cuts=story.cuts)
    if explain:
        reading.alternatives = alternatives(material, claims)
    return reading


def read_feed_item(link: Link, rules: Rules, site: Site, addresses: Addresses, *, now: datetime) -> Reading:
    """The article that a source gave with its full text (``link.html``), without its page.

    Every field's provenance is the kind of the source (``feed``).
    """
    page = Page(link.html or "", link.url)
    calendar = Calendar.of(site.zone, now, language=site.language, naive_is_utc=rules.naive_dates == "utc")
    material = Material(page, rules, site, calendar, link)
    draft = Draft(material, addresses, now)
    way = link.source
    headline = draft.take("headline", served(fold(link.title or ""), way))
    description = draft.take("description", served(fold(link.description or ""), way))
    people = draft.take_byline(served(read_bylines(link.authors, byline.house_names(material)), way))
    draft.take_date(when.from_hint(material, way))
    if link.modified and (changed := parse_date(link.modified, calendar)):
        draft.take("date_modified", Served(changed, way))
    in_address = first_served(SECTION[1:2], material)
    section = draft.take("section", in_address or served(fold(link.section or ""), way))
    draft.take("keywords", served(topics(link.keywords, material), way))
    claims = Claims(
        headline=headline, description=description, authors=people.authors if people else (), section=section
    )
    dropped = frozenset(node.mem_id for node in page.any_of(rules.drop))
    story = clean(blocks_of(page.root, dropped=dropped), claims, rules.promo_pattern)
    draft.take_story(story, way)
    draft.take_images([(image, way) for image in images_in(material, story)])
    draft.take_origin(story, people)
    draft.take_language(served(language_tag(link.language), way), story)
    return Reading(article=draft.article, problem=None if story.paragraphs else "no_body", cuts=story.cuts)
