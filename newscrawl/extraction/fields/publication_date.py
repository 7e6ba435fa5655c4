"""Dates of publication and of the last change.

The order is that of trust: what the site's rules point at, what the page's metadata says with an offset, the feed, what
is printed. A bare day is replaced by a later way's instant when both mean the same day, so that a site's printed day
gets the feed's time. A printed day may differ by one from the day in UTC: that is no conflict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, Final

from selectolax.lexbor import LexborNode

from newscrawl.extraction.extractors import Extracted, Extractor, PageContext
from newscrawl.items import Provenance
from newscrawl.text.dates import day_in, parse_date
from newscrawl.urls.path_date import date_in_path


@dataclass(frozen=True, slots=True)
class PublicationDates:
    """A date in the record's form, and as it was printed."""

    value: str
    raw: str


_PUBLISHED_NAMES = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished"),
    *(
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "publication_date",
    ),
    *("article_date_original", "cxenseparse:recs:publishtime", "dc.date.issued", "article.published", "published_at"),
    *("prism.publicationdate", "rnews:datepublished", "originalpublicationdate", "article:post_date", "displaydate"),
)
_VAGUE_NAMES = (
    "dcterms.created",
    "dc.date",
    "dc:date",
    "dcterms.date",
    "dc.date.created",
    "datecreated",
    "created",
    "date",
)
"""Names that mean the printed date on most sites; linked data may hold the first edition's instead (measured)."""
_MODIFIED_NAMES = (
    *("article:modified_time", "article:modified", "og:updated_time", "datemodified", "article_date_updated"),
    *("last-modified", "dcterms.modified", "dc.date.modified", "lastmod", "article.updated", "modified"),
)
_PRINTED = (
    "[class*=publish],[class*=posted],[class*=entry-date],[class*=post-date],[class*=article-date],[class*=date-time],"
    "[class*=timestamp],[class*=pub-date],[class*=article__date],[class*=dateline],[class*=byline],[class*=post-meta],"
    "[class*=entry-meta],[class*=article-info],[class*=article-meta],[id*=publish],[class~=date],[class~=time],[id=date]"
)
_MOST_PRINTED = 25
_DAY = len("2026-11-22")


def _read(text: str | None, material: PageContext) -> PublicationDates | None:
    value = parse_date(text, material.calendar) if text else None
    return PublicationDates(value, " ".join((text or "")[:200].split())) if value else None


def _first(texts: Iterator[str], material: PageContext) -> PublicationDates | None:
    return next((when for text in texts if (when := _read(text, material))), None)


def _texts(node: LexborNode) -> Iterator[str]:
    """What an element says of a date: its attributes for machines first, then its text."""
    attributes = node.attributes
    for name in ("datetime", "content", "data-datetime", "data-date", "title"):
        if value := attributes.get(name):
            yield value
    if text := node.text(separator=" ")[:300].strip():
        yield text


def _site_rule(material: PageContext) -> PublicationDates | None:
    selectors = material.rules.date
    if not material.matches(selectors):
        return None
    nodes = (node for selector in selectors for node in material.page.css(selector))
    return _first((text for node in nodes for text in _texts(node)), material)


def _meta(material: PageContext) -> PublicationDates | None:
    return _first((text for name in _PUBLISHED_NAMES for text in material.page.metas(name)), material)


def _linked_data(material: PageContext) -> PublicationDates | None:
    keys = ("datePublished", "dateCreated", "uploadDate")
    return _first((text for key in keys if (text := material.linked(key))), material)


def _linked_page(material: PageContext) -> PublicationDates | None:
    node = material.page.linked_data.first("WebPage", "ItemPage", "AboutPage")
    return _read(node.text("datePublished"), material) if node else None


def _hint(material: PageContext) -> PublicationDates | None:
    """The source's date; a bare month is too vague to publish."""
    link = material.link
    if link is None or not link.date or len(link.date) < _DAY:
        return None
    value = parse_date(link.date, material.calendar)
    return PublicationDates(value, link.date_raw or link.date) if value else None


def _microdata(material: PageContext) -> PublicationDates | None:
    nodes = material.page.css("[itemprop=datePublished],[itemprop=dateCreated],[property='schema:datePublished']")
    return _first((text for node in nodes for text in _texts(node)), material)


def _time_element(material: PageContext) -> PublicationDates | None:
    """The page's first ``<time>`` that is not said to be an update's."""
    for node in material.page.css("time")[:_MOST_PRINTED]:
        label = f"{node.attributes.get('class') or ''} {node.attributes.get('itemprop') or ''}".lower()
        if "update" in label or "modif" in label:
            continue
        if when := _first(_texts(node), material):
            return when
    return None


def _printed(material: PageContext) -> PublicationDates | None:
    nodes = material.page.css(_PRINTED)[:_MOST_PRINTED]
    return _first((text for node in nodes if len(text := node.text(separator=" ")) < 300), material)


def _address(material: PageContext) -> PublicationDates | None:
    """The day in the page's address; a month alone says too little."""
    day = date_in_path(material.page.url)
    return _read(day, material) if day and len(day) == _DAY else None


def _vague_meta(material: PageContext) -> PublicationDates | None:
    return _first((text for name in _VAGUE_NAMES for text in material.page.metas(name)), material)


PUBLISHED: tuple[Extractor[PublicationDates], ...] = (
    Extractor(Provenance.SITE, _site_rule),
    Extractor(Provenance.META, _meta),
    Extractor(Provenance.OTHER_META, _vague_meta),
    Extractor(Provenance.LINKED_DATA, _linked_data),
    Extractor(Provenance.HINT, _hint, feed=True),
    Extractor(Provenance.MICRODATA, _microdata),
    Extractor(Provenance.LINKED_PAGE, _linked_page),
    Extractor(Provenance.TIME, _time_element),
    Extractor(Provenance.PRINTED, _printed),
    Extractor(Provenance.ADDRESS, _address),
)


def read_published(material: PageContext) -> Extracted[PublicationDates] | None:
    """The date of publication."""
    best: Extracted[PublicationDates] | None = None
    for way in PUBLISHED:
        served = way.serve(material)
        if served is None:
            continue
        if best is None:
            best = served
        elif _same_day(best.value.value, served.value.value, material):
            best = Extracted(PublicationDates(served.value.value, best.value.raw), served.way)
        if len(best.value.value) > _DAY or way.name is Provenance.MICRODATA:
            break
    if best and best.value.value.endswith("+00:00") and material.site.timezone == "UTC":
        return Extracted(_in_local_time(best.value, material), best.way)
    return best


def _in_local_time(when: PublicationDates, material: PageContext) -> PublicationDates:
    """The same instant with the offset of the page's own clock, on a page of which no time zone is known.

    Sites keep UTC in their metadata and print local time, which may be another day. Where the printed time is the same
    instant, to the minute, with or without its zone, the difference is the offset.
    """
    instant = datetime.fromisoformat(when.value)
    for text in _clocks(material):
        value = parse_date(text, material.calendar) if len(text) < 200 else None
        if value is None or len(value) <= _DAY:
            continue
        local = datetime.fromisoformat(value)
        offset = local.utcoffset() or local - instant
        half_hours = round(offset.total_seconds() / 1800)
        if half_hours and -24 <= half_hours <= 28:
            there = instant.astimezone(timezone(timedelta(minutes=30 * half_hours)))
            if abs(there.replace(tzinfo=None) - local.replace(tzinfo=None)) < timedelta(minutes=1):
                return PublicationDates(there.isoformat(), when.raw)
    return when


def _clocks(material: PageContext) -> Iterator[str]:
    """Where a page may tell its local time: linked data, the feed, and what it prints."""
    yield material.linked("datePublished") or ""
    if material.link and material.link.date:
        yield material.link.date
    for node in (*material.page.css("time")[:5], *material.page.css(_PRINTED)[:_MOST_PRINTED]):
        yield from _texts(node)


def _same_day(day: str, instant: str, material: PageContext) -> bool:
    """Whether ``instant`` has a time and lies on ``day``, there or in UTC or in its own offset."""
    if len(instant) <= _DAY:
        return False
    days = {day_in(instant, material.calendar.timezone), instant[:10]}
    return any(abs((date.fromisoformat(day) - date.fromisoformat(other)).days) <= 1 for other in days)


def _changed_by_site(material: PageContext) -> str | None:
    selectors = material.rules.modified
    for selector in selectors if material.matches(selectors) else ():
        for node in material.page.css(selector):
            for text in _texts(node):
                value = parse_date(text, material.calendar, modified=True) or parse_date(text, material.calendar)
                if value:
                    return value
    return None


def _changed_by_meta(material: PageContext) -> str | None:
    texts = (text for name in _MODIFIED_NAMES for text in material.page.metas(name))
    return next((value for text in texts if (value := parse_date(text, material.calendar))), None)


def _changed_by_linked_data(material: PageContext) -> str | None:
    return parse_date(material.linked("dateModified") or material.linked("datemodified") or "", material.calendar)


def _changed_by_hint(material: PageContext) -> str | None:
    modified = material.link.modified if material.link else None
    return parse_date(modified or "", material.calendar)


FIELDS: Final[Mapping[str, tuple[Extractor[Any], ...]]] = MappingProxyType(
    {
        "date_modified": (
            Extractor(Provenance.SITE, _changed_by_site),
            Extractor(Provenance.META, _changed_by_meta),
            Extractor(Provenance.LINKED_DATA, _changed_by_linked_data),
            Extractor(Provenance.HINT, _changed_by_hint, feed=True),
        ),
    }
)
"""The ways to each field, by its name in the record."""
