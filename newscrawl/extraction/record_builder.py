"""The record while it is being filled: each value goes in with the way that served it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from newscrawl.core.reasons import ReasonKind
from newscrawl.extraction.body.clean_body import CleanBody, RemovedBlock
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.extractors import Extracted, Extractor, PageContext, first_match
from newscrawl.extraction.fields import byline, publication_date
from newscrawl.extraction.fields.agencies import agency_of
from newscrawl.extraction.fields.authors import Byline, read_bylines
from newscrawl.extraction.fields.dateline import agency_from_notice, read_dateline
from newscrawl.extraction.fields.taxonomy import LANGUAGE
from newscrawl.items import Article, Provenance
from newscrawl.text.dates import parse_date
from newscrawl.text.language import detect_language
from newscrawl.text.unicode import letters
from newscrawl.urls import Addresses, absolute, clean_url

READER_VERSION = 1
"""Grows with every change that can change a body."""

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class ExtractionResult:
    """An article as read, complete but for what publishing fills (word count, hash, run), and how it was read."""

    article: Article
    problem: ReasonKind | None = None
    alternatives: dict[str, list[Extracted[Any]]] = field(default_factory=dict)
    """Of each field what every way gives, in their order; only when it was requested."""
    cuts: list[RemovedBlock] = field(default_factory=list)
    """Paragraphs taken out of the text, with the rule that did it."""


class RecordBuilder:
    """The record while it is being filled: each value goes in with the way that served it."""

    def __init__(self, material: PageContext, addresses: Addresses, now: datetime) -> None:
        self._material = material
        self._addresses = addresses
        page, site = material.page, material.site
        claimed = _canonical_claim(page)
        canonical = addresses.canonical(page.url, claimed) or page.url
        self.article = Article(
            id=addresses.identify(canonical) or addresses.identify(page.url) or "0" * 32,
            site=site.name,
            publisher=site.publisher,
            url=clean_url(page.url) or page.url,
            canonical_url=canonical,
            reader_version=READER_VERSION,
            crawled_at=now.replace(microsecond=0).isoformat(),
        )
        self._provenance = self.article.provenance

    def take(self, name: str, given: Extracted[Any] | None) -> None:
        """Put a field's value in, if there is one."""
        if given:
            setattr(self.article, name, given.value)
            self._provenance[name] = str(given.way)

    def take_first(self, fields: Mapping[str, tuple[Extractor[Any], ...]]) -> None:
        """Put in what the first fruitful way to each of the fields gives."""
        for name, ways in fields.items():
            self.take(name, first_match(ways, self._material))

    def take_date(self, given: Extracted[publication_date.PublicationDates] | None) -> None:
        """Put the date of publication in."""
        if given:
            self.take("date_published", Extracted(given.value.value, given.way))
            self.article.date_published_raw = given.value.raw

    def take_byline(self, given: Extracted[Byline] | None) -> None:
        """Put the authors in."""
        if given and given.value.authors:
            self.take("authors", Extracted(given.value.authors, given.way))

    def take_story(self, given: Extracted[CleanBody]) -> None:
        """Put body, notes and outbound links in."""
        story, way = given.value, given.way
        self.take("body", _served(story.body, way))
        self.take("notes", _served(story.notes, way))
        own = (f"https://{self._addresses.host}/", f"http://{self._addresses.host}/")
        leading_out = [href for href in story.links if "//" in href and not href.startswith(own)]
        found = (absolute(self._material.page.base_url, href) for href in leading_out)
        outbound = (url for url in found if url and not self._addresses.owns(url))
        self.take("links", _served(list(dict.fromkeys(outbound)), way))

    def take_origin(self, story: CleanBody, people: Byline | None) -> None:
        """What the text's own head says: date and byline where nothing else did, the dateline, and the agency.

        An agency is looked for in byline, dateline, reprint and copyright lines and linked data, in that order.
        """
        material = self._material
        if self.article.date_published is None and (dated := story.date or material.date_line):
            value = parse_date(dated, material.calendar)
            self.take_date(_served(publication_date.PublicationDates(value, dated) if value else None, Provenance.BODY))
        house = byline.publisher_names(material)
        printed = read_bylines([story.byline], house) if story.byline else None
        if not (people or (printed and (printed.authors or printed.agency))) and material.byline_line:
            printed = read_bylines([material.byline_line], house)
        if printed and not self.article.authors:
            self.take("authors", _served(printed.authors, Provenance.BODY))
        dateline = read_dateline(story.paragraphs[0]) if story.paragraphs else None
        if dateline:
            self.take("dateline", _served(dateline.place, Provenance.BODY))
        named = (
            (people.agency if people else None, self._provenance.get("authors", Provenance.BYLINE)),
            (printed.agency if printed else None, Provenance.BODY),
            (dateline.agency if dateline else None, Provenance.DATELINE),
            *((agency_from_notice(notice), Provenance.NOTICE) for notice in story.notices),
            (byline.agency_by_linked_data(material), Provenance.LINKED_DATA),
        )
        for agency, way in named:
            if agency and not any(letters(agency) in (letters(name), letters(agency_of(name) or "")) for name in house):
                self.take("source_agency", Extracted(agency, way))
                return

    def take_language(self, story: CleanBody) -> None:
        """Put the language in: as given, else as detected in the text, else the site's."""
        given = first_match(LANGUAGE, self._material)
        detected = None if given else detect_language(" ".join(story.paragraphs)[:4000])
        self.take(
            "language",
            given or _served(detected, Provenance.DETECTED) or _served(self._material.site.language, Provenance.SITE),
        )


def _served(value: T | None, way: str) -> Extracted[T] | None:
    """``value`` with its way; None where there is no value."""
    return Extracted(value, way) if value else None


def _canonical_claim(page: Page) -> str | None:
    node = page.first('link[rel~="canonical"][href]')
    return (node.attributes.get("href") if node else None) or page.meta("og:url")
