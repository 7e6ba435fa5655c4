"""Builds the record: sets each field together with its provenance."""

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
    """What every extractor of each field gives, in order; only when requested."""
    cuts: list[RemovedBlock] = field(default_factory=list)
    """Paragraphs removed from the text, with the rule that did it."""


class RecordBuilder:
    """Builds the record: sets each field together with its provenance."""

    def __init__(self, context: PageContext, addresses: Addresses, now: datetime) -> None:
        self._context = context
        self._addresses = addresses
        page, site = context.page, context.site
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
        """Set a field, if there is a value."""
        if given:
            setattr(self.article, name, given.value)
            self._provenance[name] = str(given.provenance)

    def take_first(self, fields: Mapping[str, tuple[Extractor[Any], ...]]) -> None:
        """Set each of the fields to the first value that its extractors find."""
        for name, extractors in fields.items():
            self.take(name, first_match(extractors, self._context))

    def take_date(self, given: Extracted[publication_date.PublicationDates] | None) -> None:
        """Set the date of publication."""
        if given:
            self.take("date_published", Extracted(given.value.value, given.provenance))
            self.article.date_published_raw = given.value.raw

    def take_byline(self, given: Extracted[Byline] | None) -> None:
        """Set the authors."""
        if given and given.value.authors:
            self.take("authors", Extracted(given.value.authors, given.provenance))

    def take_body(self, given: Extracted[CleanBody]) -> None:
        """Set body, notes and outbound links."""
        story, provenance = given.value, given.provenance
        self.take("body", _extracted(story.body, provenance))
        self.take("notes", _extracted(story.notes, provenance))
        own = (f"https://{self._addresses.host}/", f"http://{self._addresses.host}/")
        leading_out = [href for href in story.links if "//" in href and not href.startswith(own)]
        found = (absolute(self._context.page.base_url, href) for href in leading_out)
        outbound = (url for url in found if url and not self._addresses.owns(url))
        self.take("links", _extracted(list(dict.fromkeys(outbound)), provenance))

    def take_dateline_and_agency(self, story: CleanBody, people: Byline | None) -> None:
        """Set what the head of the text gives: dateline, agency, and date and authors where nothing else did.

        An agency is searched for in byline, dateline, reprint and copyright lines and linked data, in that order.
        """
        context = self._context
        if self.article.date_published is None and (dated := story.date or context.date_line):
            value = parse_date(dated, context.calendar)
            self.take_date(
                _extracted(publication_date.PublicationDates(value, dated) if value else None, Provenance.BODY)
            )
        own_names = byline.publisher_names(context)
        printed = read_bylines([story.byline], own_names) if story.byline else None
        if not (people or (printed and (printed.authors or printed.agency))) and context.byline_line:
            printed = read_bylines([context.byline_line], own_names)
        if printed and not self.article.authors:
            self.take("authors", _extracted(printed.authors, Provenance.BODY))
        dateline = read_dateline(story.paragraphs[0]) if story.paragraphs else None
        if dateline:
            self.take("dateline", _extracted(dateline.place, Provenance.BODY))
        named = (
            (people.agency if people else None, self._provenance.get("authors", Provenance.BYLINE)),
            (printed.agency if printed else None, Provenance.BODY),
            (dateline.agency if dateline else None, Provenance.DATELINE),
            *((agency_from_notice(notice), Provenance.NOTICE) for notice in story.notices),
            (byline.agency_by_linked_data(context), Provenance.LINKED_DATA),
        )
        for agency, provenance in named:
            if agency and not any(
                letters(agency) in (letters(name), letters(agency_of(name) or "")) for name in own_names
            ):
                self.take("source_agency", Extracted(agency, provenance))
                return

    def take_language(self, story: CleanBody) -> None:
        """Set the language: as stated, else as detected in the text, else the site's."""
        given = first_match(LANGUAGE, self._context)
        detected = None if given else detect_language(" ".join(story.paragraphs)[:4000])
        self.take(
            "language",
            given
            or _extracted(detected, Provenance.DETECTED)
            or _extracted(self._context.site.language, Provenance.SITE),
        )


def _extracted(value: T | None, provenance: str) -> Extracted[T] | None:
    """``value`` with its provenance; None where there is no value."""
    return Extracted(value, provenance) if value else None


def _canonical_claim(page: Page) -> str | None:
    node = page.first('link[rel~="canonical"][href]')
    return (node.attributes.get("href") if node else None) or page.meta("og:url")
