"""Reads the dates of publication and of the last change.

The order is that of trust: what the site's rules select, what the page's metadata says with an offset, the feed, what
is printed. A bare day is replaced by a later extractor's instant on the same day, so that a site's printed day gets the
feed's time. A printed day may differ by one from the day in UTC: that is not a conflict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, Final

from selectolax.lexbor import LexborNode

from newscrawl.extraction.extractors import Extracted, Extractor, PageContext
from newscrawl.items import Provenance
from newscrawl.text.dates import date_in_path, day_in, parse_date


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


def _read(text: str | None, context: PageContext) -> PublicationDates | None:
    value = parse_date(text, context.calendar) if text else None
    return PublicationDates(value, " ".join((text or "")[:200].split())) if value else None


def _first(texts: Iterator[str], context: PageContext) -> PublicationDates | None:
    return next((when for text in texts if (when := _read(text, context))), None)


def _texts(node: LexborNode) -> Iterator[str]:
    """Yield an element's spellings of a date: its machine-readable attributes first, then its text."""
    attributes = node.attributes
    for name in ("datetime", "content", "data-datetime", "data-date", "title"):
        if value := attributes.get(name):
            yield value
    if text := node.text(separator=" ")[:300].strip():
        yield text


def _site_rule(context: PageContext) -> PublicationDates | None:
    selectors = context.rules.date
    if not context.matches(selectors):
        return None
    nodes = (node for selector in selectors for node in context.page.css(selector))
    return _first((text for node in nodes for text in _texts(node)), context)


def _meta(context: PageContext) -> PublicationDates | None:
    return _first((text for name in _PUBLISHED_NAMES for text in context.page.metas(name)), context)


def _linked_data(context: PageContext) -> PublicationDates | None:
    keys = ("datePublished", "dateCreated", "uploadDate")
    return _first((text for key in keys if (text := context.linked(key))), context)


def _linked_page(context: PageContext) -> PublicationDates | None:
    node = context.page.linked_data.first("WebPage", "ItemPage", "AboutPage")
    return _read(node.text("datePublished"), context) if node else None


def _hint(context: PageContext) -> PublicationDates | None:
    """The source's date; a bare month is too vague to publish."""
    link = context.link
    if link is None or not link.date or len(link.date) < _DAY:
        return None
    value = parse_date(link.date, context.calendar)
    return PublicationDates(value, link.date_raw or link.date) if value else None


def _microdata(context: PageContext) -> PublicationDates | None:
    nodes = context.page.css("[itemprop=datePublished],[itemprop=dateCreated],[property='schema:datePublished']")
    return _first((text for node in nodes for text in _texts(node)), context)


def _time_element(context: PageContext) -> PublicationDates | None:
    """The page's first ``<time>`` that is not said to be an update's."""
    for node in context.page.css("time")[:_MOST_PRINTED]:
        label = f"{node.attributes.get('class') or ''} {node.attributes.get('itemprop') or ''}".lower()
        if "update" in label or "modif" in label:
            continue
        if when := _first(_texts(node), context):
            return when
    return None


def _printed(context: PageContext) -> PublicationDates | None:
    nodes = context.page.css(_PRINTED)[:_MOST_PRINTED]
    return _first((text for node in nodes if len(text := node.text(separator=" ")) < 300), context)


def _address(context: PageContext) -> PublicationDates | None:
    """The day in the page's address; a month alone says too little."""
    day = date_in_path(context.page.url)
    return _read(day, context) if day and len(day) == _DAY else None


def _vague_meta(context: PageContext) -> PublicationDates | None:
    return _first((text for name in _VAGUE_NAMES for text in context.page.metas(name)), context)


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


def read_published(context: PageContext) -> Extracted[PublicationDates] | None:
    """Return the date of publication."""
    best: Extracted[PublicationDates] | None = None
    for extractor in PUBLISHED:
        served = extractor.extract(context)
        if served is None:
            continue
        if best is None:
            best = served
        elif _same_day(best.value.value, served.value.value, context):
            best = Extracted(PublicationDates(served.value.value, best.value.raw), served.provenance)
        if len(best.value.value) > _DAY or extractor.name is Provenance.MICRODATA:
            break
    if best and best.value.value.endswith("+00:00") and context.site.timezone == "UTC":
        return Extracted(_in_local_time(best.value, context), best.provenance)
    return best


def _in_local_time(when: PublicationDates, context: PageContext) -> PublicationDates:
    """Return the same instant with the offset of the page's own clock, on a page whose time zone is unknown.

    Sites keep UTC in their metadata and print local time, which may be another day. Where the printed time is the same
    instant, to the minute, with or without its zone, the difference is the offset.
    """
    instant = datetime.fromisoformat(when.value)
    for text in _clocks(context):
        value = parse_date(text, context.calendar) if len(text) < 200 else None
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


def _clocks(context: PageContext) -> Iterator[str]:
    """Yield texts that may hold the page's local time: linked data, the feed, and what it prints."""
    yield context.linked("datePublished") or ""
    if context.link and context.link.date:
        yield context.link.date
    for node in (*context.page.css("time")[:5], *context.page.css(_PRINTED)[:_MOST_PRINTED]):
        yield from _texts(node)


def _same_day(day: str, instant: str, context: PageContext) -> bool:
    """Whether ``instant`` has a time and is on ``day``, there or in UTC or in its own offset."""
    if len(instant) <= _DAY:
        return False
    days = {day_in(instant, context.calendar.timezone), instant[:10]}
    return any(abs((date.fromisoformat(day) - date.fromisoformat(other)).days) <= 1 for other in days)


def _changed_by_site(context: PageContext) -> str | None:
    selectors = context.rules.modified
    for selector in selectors if context.matches(selectors) else ():
        for node in context.page.css(selector):
            for text in _texts(node):
                value = parse_date(text, context.calendar, modified=True) or parse_date(text, context.calendar)
                if value:
                    return value
    return None


def _changed_by_meta(context: PageContext) -> str | None:
    texts = (text for name in _MODIFIED_NAMES for text in context.page.metas(name))
    return next((value for text in texts if (value := parse_date(text, context.calendar))), None)


def _changed_by_linked_data(context: PageContext) -> str | None:
    return parse_date(context.linked("dateModified") or context.linked("datemodified") or "", context.calendar)


def _changed_by_hint(context: PageContext) -> str | None:
    modified = context.link.modified if context.link else None
    return parse_date(modified or "", context.calendar)


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
"""Extractors of each field, by its name in the record."""
