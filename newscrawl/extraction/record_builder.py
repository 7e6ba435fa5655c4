"""The record while it is being filled: each value goes in with the way that served it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from newscrawl.extraction.body.clean_body import CleanBody
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.extractors import Extracted, PageContext
from newscrawl.extraction.fields import byline, publication_date
from newscrawl.extraction.fields.agencies import agency_of
from newscrawl.extraction.fields.authors import Byline, read_bylines
from newscrawl.extraction.fields.dateline import agency_from_notice, read_dateline
from newscrawl.items import Article, Image
from newscrawl.text.dates import parse_date
from newscrawl.text.language import detect_language
from newscrawl.text.unicode import letters
from newscrawl.urls import Addresses, absolute, clean_url

READER_VERSION = 1
"""Grows with every change that can change a body."""


def served(value: Any, way: str) -> Extracted[Any] | None:
    """``value`` with its way; None where there is no value."""
    return Extracted(value, way) if value else None


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

    def take(self, name: str, given: Extracted[Any] | None) -> Any:
        """Put a field's value in, if there is one, and give it back."""
        if given is None:
            return None
        setattr(self.article, name, given.value)
        self._provenance[name] = given.way
        return given.value

    def take_date(self, given: Extracted[publication_date.PublicationDates] | None) -> None:
        """Put the date of publication in."""
        if given:
            self.take("date_published", Extracted(given.value.value, given.way))
            self.article.date_published_raw = given.value.raw

    def take_byline(self, given: Extracted[Byline] | None) -> Byline | None:
        """Put the authors in; give back all that the byline says."""
        if given and given.value.authors:
            self.take("authors", Extracted(given.value.authors, given.way))
        return given.value if given else None

    def take_story(self, story: CleanBody, way: str) -> None:
        """Put body, notes and outbound links in."""
        self.take("body", served(story.body, way))
        if story.notes:
            self.take("notes", Extracted(story.notes, way))
        own = (f"https://{self._addresses.host}/", f"http://{self._addresses.host}/")
        leading_out = [href for href in story.links if "//" in href and not href.startswith(own)]
        found = (absolute(self._material.page.base_url, href) for href in leading_out)
        outbound = (url for url in found if url and not self._addresses.owns(url))
        self.take("links", served(list(dict.fromkeys(outbound)), way))

    def take_images(self, images: Iterable[tuple[Image, str]]) -> None:
        """Put the pictures in; the lead's way stands for all."""
        found = list(images)
        if found:
            self.take("images", Extracted([image for image, _ in found], found[0][1]))

    def take_origin(self, story: CleanBody, people: Byline | None) -> None:
        """What the text's own head says: date and byline where nothing else did, the dateline, and the agency.

        An agency is looked for in byline, dateline, reprint and copyright lines and linked data, in that order.
        """
        material = self._material
        if self.article.date_published is None and (dated := story.date or material.date_line):
            value = parse_date(dated, material.calendar)
            self.take_date(served(publication_date.PublicationDates(value, dated) if value else None, "body"))
        house = byline.publisher_names(material)
        printed = read_bylines([story.byline], house) if story.byline else None
        if not (people or (printed and (printed.authors or printed.agency))) and material.byline_line:
            printed = read_bylines([material.byline_line], house)
        if printed and printed.authors and not self.article.authors:
            self.take("authors", Extracted(printed.authors, "body"))
        dateline = read_dateline(story.paragraphs[0]) if story.paragraphs else None
        if dateline and dateline.place:
            self.take("dateline", Extracted(dateline.place, "body"))
        named = (
            (people.agency if people else None, self._provenance.get("authors", "byline")),
            (printed.agency if printed else None, "body"),
            (dateline.agency if dateline else None, "dateline"),
            *((agency_from_notice(notice), "notice") for notice in story.notices),
            (byline.agency_by_linked_data(material), "linked_data"),
        )
        for agency, way in named:
            if agency and not any(letters(agency) in (letters(name), letters(agency_of(name) or "")) for name in house):
                self.take("source_agency", Extracted(agency, way))
                return

    def take_language(self, given: Extracted[str] | None, story: CleanBody) -> None:
        """Put the language in: as given, else as detected in the text, else the site's."""
        detected = None if given else detect_language(" ".join(story.paragraphs)[:4000])
        self.take("language", given or served(detected, "detected") or served(self._material.site.language, "site"))


def _canonical_claim(page: Page) -> str | None:
    node = page.first('link[rel~="canonical"][href]')
    return (node.attributes.get("href") if node else None) or page.meta("og:url")
