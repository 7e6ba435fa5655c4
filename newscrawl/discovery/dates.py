"""Parses dates of feeds and listing cards: as precise as the source was, never more.

Every function returns RFC 3339 with the offset that was given, a bare day (``2026-11-22``) or a bare month
(``2026-11``), or None. Of a time without a zone only the day is kept.
"""

import re
from calendar import monthrange
from datetime import datetime
from email.utils import parsedate_to_datetime

from newscrawl.text.months import MONTHS, ZONES

_YEARS = range(1980, 2101)
"""Years that are plausible on a news site; others come from empty fields (0001, 1970) and drafts (-0001)."""

_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,14})\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b,?\s+(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+([^\W\d_]{3,14})\.?,?\s+(\d{4})\b")
_NEGATIVE_YEAR = re.compile(r"[a-z] -\d{4} ", re.IGNORECASE)
_INSTANT = re.compile(
    r"(?:19[89]\d|20\d\d|2100)-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:Z|(?!-00:00)[+-]\d\d:\d\d)", re.ASCII
)
"""An instant that is written as this module writes it."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (19[89]\d|20\d\d)"
    r" ((?:[01]\d|2[0-3]):\d\d:\d\d) (?:([+-][01]\d)([0-5]\d)|GMT)",
    re.ASCII,
)
"""The form that nearly every RSS feed writes. Whatever else RFC 822 allows is left to the standard library."""


def feed_date(raw: str) -> str | None:
    """Return the date of a feed item: RFC 822 (``Mon, 24 Jun 2024 20:25:09 +0000``, ``EST``) or ISO 8601."""
    text = " ".join(raw.split())
    return _plain_rfc822(text) or iso_date(text) or _rfc822(text)


def iso_date(raw: str) -> str | None:
    """Return the date of a ``datetime`` attribute or of linked data: ISO 8601, with or without a time."""
    text = raw.strip()
    if _INSTANT.fullmatch(text) and (instant := _valid(text)):
        return instant
    if not _ISO.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        year, month, day = (int(part) for part in text[:10].split("-"))
        return _day(year, month, day)
    return _written(moment, day_only=len(text) == 10)


def printed_date(raw: str) -> str | None:
    """Return the day in a printed line: ``March 17, 2018``, ``17 Mar. 2018``, ``2018-03-17 4:14 PM``."""
    text = " ".join(raw.split())
    for match in _MONTH_FIRST.finditer(text):
        if match[1].lower() in MONTHS:
            return _day(int(match[3]), MONTHS[match[1].lower()], int(match[2]))
    for match in _DAY_FIRST.finditer(text):
        if match[2].lower() in MONTHS:
            return _day(int(match[3]), MONTHS[match[2].lower()], int(match[1]))
    iso = _ISO.search(text)
    return iso_date(iso[0]) if iso else None


def most_precise(*dates: str | None) -> str | None:
    """Return the first of the most precise dates: an instant before a day, a day before a month."""
    return max((date for date in dates if date), key=lambda date: min(len(date), 11), default=None)


def _plain_rfc822(text: str) -> str | None:
    """Return the date in :data:`_RFC_822` form; None for any other, and for one that :func:`_rfc822` must parse."""
    match = _RFC_822.fullmatch(text)
    if match is None:
        return None
    offset = f"{match[5]}:{match[6]}" if match[5] else "+00:00"
    if offset == "-00:00":
        offset = "+00:00"  # RFC 2822: universal time, its place unknown
    return _valid(f"{match[3]}-{MONTHS[match[2].lower()]:02}-{match[1]:0>2}T{match[4]}{offset}")


def _rfc822(text: str) -> str | None:
    if _NEGATIVE_YEAR.search(text):  # the standard library takes it for an offset
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):  # whatever its parser meets in odd input
        return None
    if moment.tzinfo is None:
        timezone = text.rsplit(" ", 1)[-1].lower()
        offset = (
            "+00:00" if timezone == "-0000" else ZONES.get(timezone, "")
        )  # RFC 2822: universal time, its place unknown
        if offset.startswith(("+", "-")):
            return _written(datetime.fromisoformat(f"{moment.isoformat()}{offset}"))
    return _written(moment)


def _valid(instant: str) -> str | None:
    """Return the instant, where such a day and such an offset exist."""
    try:
        datetime.fromisoformat(instant)
    except ValueError:
        return None
    return f"{instant[:-1]}+00:00" if instant.endswith("Z") else instant


def _written(moment: datetime, *, day_only: bool = False) -> str | None:
    if moment.year not in _YEARS:
        return None
    if day_only or moment.tzinfo is None:
        return moment.date().isoformat()
    offset = moment.utcoffset()
    if offset is None or offset.total_seconds() % 60:  # RFC 3339 has no seconds in an offset
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def _day(year: int, month: int, day: int) -> str | None:
    if year in _YEARS and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return f"{year:04}-{month:02}-{day:02}"
    return None
