"""An article page, or a feed's item with its full text, to the record.

For each field an ordered list of ways is tried, first hit wins: the site's selectors, what the page says to machines
(linked data, meta tags), what the source of the link said, the generic reader. Which way served a field is written into
the record's ``provenance``.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from newscrawl.items import Article, Image
from newscrawl.links import Link
from newscrawl.pages import byline, generic, when
from newscrawl.pages.agencies import agency_from_notice, agency_of, read_dateline
from newscrawl.pages.blocks import Block, blocks_of
from newscrawl.pages.body import read_body
from newscrawl.pages.captions import Caption
from newscrawl.pages.cleaning import Claims, Story, clean
from newscrawl.pages.headline import DESCRIPTION, HEADLINE
from newscrawl.pages.images import images_in, pictures_of, read_images
from newscrawl.pages.page import Page
from newscrawl.pages.people import Byline, read_bylines
from newscrawl.pages.reading import Problem, Reading
from newscrawl.pages.rules import Rules
from newscrawl.pages.topics import KEYWORDS, LANGUAGE, SECTION, read_free_access, read_rights, topics
from newscrawl.pages.ways import Material, Served, all_served, first_served
from newscrawl.site import Site
from newscrawl.text.dates import Calendar, parse_date
from newscrawl.text.language import detect_language, language_tag
from newscrawl.text.unicode import fold, letters
from newscrawl.urls import Addresses, absolute, clean_url

READER_VERSION = 1
"""Grows with every change that can change a body."""

_SCRAP = 60
"""Words. What a site's selector finds below this may be a teaser; the generic reader is asked, too."""
_NOT_FOUND = re.compile(
    r"(?:error\s)?404\b.*|nothing (?:was )?found|oops\b.*|(?:(?:the|this)\s)?(?:page|article|story|content|post)\s"
    r"(?:you.{0,40}\s)?(?:(?:is|was|could|can)\s)?(?:not\s(?:be\s)?found|no longer|unavailable|cannot be found"
    r"|doesn['\u2019]t exist).*",
    re.IGNORECASE,
)
_IN_PLACE_OF_TEXT = 25
"""Words below which a page with a player, or a list, is no article."""


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
    draft = _Draft(material, addresses, now)
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
    story, by_site = draft.take_body(claims)
    draft.take_images(read_images(material, story, by_site=by_site))
    draft.take_origin(story, people)
    draft.take_language(first_served(LANGUAGE, material), story)
    draft.article.free_access = read_free_access(material)
    draft.article.rights = read_rights(material)
    reading = Reading(article=draft.article, problem=_problem(draft.article, material, addresses), cuts=story.cuts)
    if explain:
        reading.alternatives = draft.alternatives(claims)
    return reading


def read_feed_item(link: Link, rules: Rules, site: Site, addresses: Addresses, *, now: datetime) -> Reading:
    """The article that a source gave with its full text (``link.html``), without its page.

    Every field's provenance is the kind of the source (``feed``).
    """
    page = Page(link.html or "", link.url)
    calendar = Calendar.of(site.zone, now, language=site.language, naive_is_utc=rules.naive_dates == "utc")
    material = Material(page, rules, site, calendar, link)
    draft = _Draft(material, addresses, now)
    way = link.source
    headline = draft.take("headline", _served(fold(link.title or ""), way))
    description = draft.take("description", _served(fold(link.description or ""), way))
    people = draft.take_byline(_served(read_bylines(link.authors, byline.house_names(material)), way))
    draft.take_date(when.from_hint(material, way))
    if link.modified and (changed := parse_date(link.modified, calendar)):
        draft.take("date_modified", Served(changed, way))
    in_address = first_served(SECTION[1:2], material)
    section = draft.take("section", in_address or _served(fold(link.section or ""), way))
    draft.take("keywords", _served(topics(link.keywords, material), way))
    claims = Claims(
        headline=headline, description=description, authors=people.authors if people else (), section=section
    )
    dropped = frozenset(node.mem_id for selector in rules.drop for node in page.css(selector))
    story = clean(blocks_of(page.root, dropped=dropped), claims, rules.promo_pattern)
    draft.take_story(story, way)
    draft.take_images([(image, way) for image in images_in(material, story)])
    draft.take_origin(story, people)
    draft.take_language(_served(language_tag(link.language), way), story)
    return Reading(article=draft.article, problem=None if story.paragraphs else "no_body", cuts=story.cuts)


def _served(value: Any, way: str) -> Served[Any] | None:
    return Served(value, way) if value else None


class _Draft:
    """The record while it is being filled: each value goes in with the way that served it."""

    def __init__(self, material: Material, addresses: Addresses, now: datetime) -> None:
        self._material = material
        self._addresses = addresses
        page, site = material.page, material.site
        claimed = _canonical_claim(page)
        canonical = addresses.canonical(page.url, claimed) or page.url
        self.article = Article(
            id=addresses.identify(canonical) or addresses.identify(page.url) or "0" * 32,
            site=site.name,
            publisher=site.publisher,
            url=clean_spelling(page.url),
            canonical_url=canonical,
            reader_version=READER_VERSION,
            crawled_at=now.replace(microsecond=0).isoformat(),
        )
        self._provenance = self.article.provenance

    def take(self, name: str, served: Served[Any] | None) -> Any:
        """Put a field's value in, if there is one, and give it back."""
        if served is None:
            return None
        setattr(self.article, name, served.value)
        self._provenance[name] = served.way
        return served.value

    def take_date(self, served: Served[when.When] | None) -> None:
        if served:
            self.take("date_published", Served(served.value.value, served.way))
            self.article.date_published_raw = served.value.raw

    def take_byline(self, served: Served[Byline] | None) -> Byline | None:
        if served and served.value.authors:
            self.take("authors", Served(served.value.authors, served.way))
        return served.value if served else None

    def take_body(self, claims: Claims) -> tuple[Story, bool]:
        """Read, clean and keep the body; also say whether the site's own rules found it."""
        material = self._material
        rules = material.rules
        blocks = read_body(material.page, rules) if rules.body else None
        above = replace(claims, description=None) if rules.dek_in_body else claims
        story = clean(blocks, above, rules.promo_pattern) if blocks else Story()
        way = "site"
        if _words(story) < _SCRAP:
            other = clean(self._generic(claims), claims, rules.promo_pattern)
            if _words(other) > 3 * _words(story):
                story, way = other, "generic"
        if not story.paragraphs and (text := self._linked_body(claims)):
            story, way = clean(text, claims, rules.promo_pattern), "linked_data"
        self.take_story(story, way)
        return story, way == "site"

    def take_story(self, story: Story, way: str) -> None:
        self.take("body", _served(story.body, way))
        if story.notes:
            self.take("notes", Served(story.notes, way))
        own = (f"https://{self._addresses.host}/", f"http://{self._addresses.host}/")
        leading_out = [href for href in story.links if "//" in href and not href.startswith(own)]
        found = (absolute(self._material.page.base_url, href) for href in leading_out)
        outbound = (url for url in found if url and not self._addresses.owns(url))
        self.take("links", _served(list(dict.fromkeys(outbound)), way))

    def take_images(self, images: Iterable[tuple[Image, str]]) -> None:
        found = list(images)
        if found:
            self.take("images", Served([image for image, _ in found], found[0][1]))

    def take_origin(self, story: Story, people: Byline | None) -> None:
        """What the text's own head says: date and byline where nothing else did, the dateline, and the agency.

        An agency is looked for in byline, dateline, reprint and copyright lines and linked data, in that order.
        """
        material = self._material
        if self.article.date_published is None and story.date:
            value = parse_date(story.date, material.calendar)
            self.take_date(_served(when.When(value, story.date) if value else None, "body"))
        house = byline.house_names(material)
        printed = read_bylines([story.byline], house) if story.byline else None
        if printed and printed.authors and not self.article.authors:
            self.take("authors", Served(printed.authors, "body"))
        dateline = read_dateline(story.paragraphs[0]) if story.paragraphs else None
        if dateline and dateline.place:
            self.take("dateline", Served(dateline.place, "body"))
        named = (
            (people.agency if people else None, self._provenance.get("authors", "byline")),
            (printed.agency if printed else None, "body"),
            (dateline.agency if dateline else None, "dateline"),
            *((agency_from_notice(notice), "notice") for notice in story.notices),
            (byline.agency_by_linked_data(material), "linked_data"),
        )
        for agency, way in named:
            if agency and not any(letters(agency) in (letters(name), letters(agency_of(name) or "")) for name in house):
                self.take("source_agency", Served(agency, way))
                return

    def take_language(self, served: Served[str] | None, story: Story) -> None:
        detected = None if served else detect_language(" ".join(story.paragraphs)[:4000])
        self.take("language", served or _served(detected, "detected") or _served(self._material.site.language, "site"))

    def alternatives(self, claims: Claims) -> dict[str, list[tuple[str, Any]]]:
        """Of each field what every way gives."""
        material = self._material
        found: dict[str, list[tuple[str, Any]]] = {}
        for name, texts in (
            *(("headline", HEADLINE), ("description", DESCRIPTION)),
            *(("section", SECTION), ("language", LANGUAGE)),
        ):
            found[name] = [(s.way, s.value) for s in all_served(texts, material)]
        found["keywords"] = [(s.way, s.value) for s in all_served(KEYWORDS, material)]
        found["date_published"] = [(s.way, s.value.value) for s in all_served(when.PUBLISHED, material)]
        found["date_modified"] = [(s.way, s.value.value) for s in all_served(when.MODIFIED, material)]
        found["authors"] = [(s.way, s.value.authors or s.value.agency) for s in all_served(byline.BYLINE, material)]
        bodies = [
            ("site", clean(read_body(material.page, material.rules) or (), claims, material.rules.promo_pattern).body),
            ("generic", clean(self._generic(claims), claims, material.rules.promo_pattern).body),
            ("linked_data", material.linked("articleBody")),
        ]
        found["body"] = [(way, body) for way, body in bodies if body]
        return found

    def _generic(self, claims: Claims) -> list[Block]:
        known = generic.Known(
            headline=claims.headline,
            description=claims.description,
            paid=read_free_access(self._material) is False,
        )
        return generic.read_body(self._material.page, known)

    def _linked_body(self, claims: Claims) -> list[Block]:
        """The linked data's text, where no other was found and the page's own description begins like it."""
        node = self._material.linked_article
        text = node.get("articleBody") if node else None
        dek = letters(claims.description or "")[:40]
        if not isinstance(text, str) or len(dek) < 40 or dek not in letters(text[:2000]):
            return []
        markup = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
        return blocks_of(Page(markup, self._material.page.url).root)


def clean_spelling(url: str) -> str:
    """The address as fetched, without its fragment and in clean spelling."""
    return clean_url(url) or url


def _canonical_claim(page: Page) -> str | None:
    node = page.first('link[rel~="canonical"][href]')
    return (node.attributes.get("href") if node else None) or page.meta("og:url")


def _words(story: Story) -> int:
    """About how many words the story has: near enough for a comparison, and no text is split for it."""
    return sum(text.count(" ") + 1 for text in story.paragraphs)


def _problem(article: Article, material: Material, addresses: Addresses) -> Problem | None:
    words = article.body.count(" ") + 1 if article.body else 0
    title = material.page.title or ""
    if words < 150 and any(text and _NOT_FOUND.fullmatch(text) for text in (article.headline, title)):
        return "not_an_article"
    if not addresses.is_article(article.canonical_url) and not addresses.is_article(material.page.url):
        return "not_an_article"
    if words < _IN_PLACE_OF_TEXT:
        kind = (material.page.meta("og:type") or "").lower()
        if kind.startswith("video") or (not article.date_published and kind in ("website", "")):
            return "not_an_article"
        if not words:
            return "no_body"
    return None


__all__ = ["READER_VERSION", "Caption", "Reading", "read_article", "read_feed_item"]
