"""Parses dates that pages print or addresses contain: to RFC 3339, or to a bare day. Never a guess.

A date without an offset is the site's local time unless its rules say otherwise (GovExec's linked data is Eastern, and
reading it as UTC is five hours wrong). A naive midnight is how systems write a day without a time, so it becomes one.
"""

# ruff: noqa: RUF001 - dates are printed with typographic dashes and apostrophes

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from newscrawl.text.months import MONTHS, ZONES

EARLIEST_YEAR = 1900
_SHORT = 30
"""Longest text in which a day without a year is taken for a date: in a sentence it may be any year's."""
_AHEAD = timedelta(hours=36)
"""How far ahead of now a date may be: a day that has begun elsewhere, and clocks that run fast."""

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:(?:\s*T\s*|\s+|,\s*)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
    r"(?:\[[\w/+-]{1,40}\])?\s*(?:\(?([A-Za-z]{2,5})\)?)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_LABEL = re.compile(
    r"\b(?:(?P<published>(?:first |originally |date )?(?:published|posted|created|issued)|publi(?:é|cado|cada|kowano)"
    r"|veröffentlicht|erschienen|pubblicato|опубліковано|опубликовано)"
    r"|(?P<modified>(?:last |date )?(?:updated?|modified|edited|revised)|last update|mise? à jour|mis à jour|modifié"
    r"|actualizado|aktualisiert|stand|aggiornato|atualizado|оновлено|обновлено|aktualizacja))\b\s*(?:on|at|le|el|am|:)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,14}")
_DAY = r"(?<!\d)(0?[1-9]|[12]\d|3[01])(?!\d)"
_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
_BEFORE_MONTH = re.compile(_DAY + r"(?:st|nd|rd|th|er|º|ª|\.)?[\s,/–-]*(?:de\s|of\s)?\s*$", re.IGNORECASE)
_AFTER_MONTH = re.compile(r"[.,\s/–-]*" + _DAY + r"(?!\s*:)(?:st|nd|rd|th)?(?!\s*[ap]\.?m\b)", re.IGNORECASE)
_THEN_YEAR = re.compile(r"[.,\s/–-]*(?:de[l]?\s|of\s|'|’|at\s)?\s*" + _YEAR, re.IGNORECASE)
_ANY_YEAR = re.compile(_YEAR)
_SHORT_YEAR = re.compile(r"[\s,/–-]+'?’?(\d\d)(?![\d:])(?!\s*[ap]\.?m\b)", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_TIME = re.compile(
    r"(?<![\d:.+-])([01]?\d|2[0-3])(?:[:.hH]([0-5]\d)(?::([0-5]\d))?(?:\.\d{1,6})?)?\s*([ap])\.?\s?m\b\.?"
    r"|(?<![\d:.+-])([01]?\d|2[0-3])[:hH]([0-5]\d)(?::([0-5]\d))?(?!\d)"
    r"|(?<=\bat )([01]\d|2[0-3])([0-5]\d)(?= ?(?:Z|GMT|UTC|hrs|hours|local)\b)"
    r"|(?<![\d:.+/-])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])(?=\s*(?:Uhr|GMT|UTC|BST|$))",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"\s*\(?\s*(?:(?:UTC|GMT)\s*)?([+-]\d{1,2})(?::?(\d{2}))?(?!\d)")
_ZONE_NAME = re.compile(r"\s*[,(]?\s*\b([A-Za-z]{1,7})\b")
_AGO = re.compile(
    r"\b(an?|one|\d{1,3})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?|ks?)?)\s+ago\b",
    re.IGNORECASE,
)
_AGO_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_TODAY = re.compile(r"\b(?:(just now|today)|(yesterday))\b", re.IGNORECASE)
_PATH_OF = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}:)?(?://[^/?#]*)?([^?#]*)")
_PATH_DAY = re.compile(r"/((?:19|20)\d{2})(?:[/-](\d{1,2})[/-](\d{1,2})|(\d{2})(\d{2}))(?=[/-]|$)", re.ASCII)
_PATH_MONTH = re.compile(r"/((?:19|20)\d{2})/(0[1-9]|1[0-2])(?=/)", re.ASCII)
"""Dates in the path of an address: ``/2026/11/22/``, ``/2026-11-22/``, ``/20261122/``, ``/2026/11/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """How the dates of a site are read.

    ``timezone`` is that of its printed dates, ``now`` the instant of reading (aware), ``day_first`` what
    03/04/2019 means, ``naive`` the zone of dates without offset when it differs from ``timezone``.
    """

    timezone: tzinfo
    now: datetime
    day_first: bool = False
    naive: tzinfo | None = None

    @classmethod
    def of(cls, timezone: str, now: datetime, *, language: str = "en-US", naive_is_utc: bool = False) -> "Calendar":
        """Return the calendar of a site in the IANA zone ``timezone`` that writes ``language`` (BCP 47)."""
        american = language.lower() in ("en-us", "en-ph") or (
            language.lower() == "en" and timezone.startswith("America/")
        )
        return cls(timezone=ZoneInfo(timezone), now=now, day_first=not american, naive=UTC if naive_is_utc else None)


def parse_date(text: str, calendar: Calendar, *, modified: bool = False) -> str | None:
    """Return RFC 3339 with offset, or a bare day, or None when ``text`` holds no plausible date.

    Of a text that holds both ("Published ... Updated ...") the publication's is taken, with ``modified`` the update's.
    A date that only an update is claimed for is not a publication date, and vice versa. Dates before 1900, or
    more than a day ahead of ``calendar.now``, are None.
    """
    text = " ".join(text[:2000].split())
    if not text:
        return None
    if found := _EPOCH.fullmatch(text):
        return _checked(datetime.fromtimestamp(int(found[1]), UTC), calendar)
    if found := _ISO.match(text):
        return _iso(found, calendar)
    part = _labeled(text, modified=modified)
    return _printed(part, calendar) if part else None


def day_in(value: str, timezone: tzinfo) -> str:
    """Return the day, in ``timezone``, of a value that :func:`parse_date` gave."""
    return datetime.fromisoformat(value).astimezone(timezone).date().isoformat() if len(value) > 10 else value


def date_in_path(url: str) -> str | None:
    """Return the day (``2026-11-22``) or the month (``2026-11``) that the path of an address names, or None."""
    found = _PATH_OF.match(url)
    path = found[1] if found else ""
    if match := _PATH_DAY.search(path):
        year, month, day = (part for part in match.groups() if part)
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            pass  # a month may still be named
    match = _PATH_MONTH.search(path)
    return f"{match[1]}-{match[2]}" if match else None


def _labeled(text: str, *, modified: bool) -> str | None:
    """Return the part of ``text`` about the wanted date; all of it when it names no kind of date."""
    labels = list(_LABEL.finditer(text[:400]))
    if not labels:
        return None if modified else text
    wanted = "modified" if modified else "published"
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        if label[wanted]:
            part = text[label.end() : end]
            if any(map(str.isdigit, part)) or _AGO.search(part) or _TODAY.search(part):
                return part
    before = text[: labels[0].start()]
    return before if not modified and any(map(str.isdigit, before)) else None


def _iso(found: re.Match[str], calendar: Calendar) -> str | None:
    year, month, day, hour, minute, second, offset, name = found.groups()
    if hour is None:
        return _day(int(year), int(month), int(day), calendar)
    timezone = _zone(offset) if offset else _zone(name) if name else None
    naive = timezone is None
    if naive and (int(hour), int(minute), int(second or 0)) == (0, 0, 0):
        return _day(int(year), int(month), int(day), calendar)
    try:
        instant = datetime(
            *(int(year), int(month), int(day), int(hour), int(minute), int(second or 0)),
            tzinfo=timezone or calendar.naive or calendar.timezone,
        )
    except ValueError:
        return None
    return _checked(instant, calendar)


def _printed(text: str, calendar: Calendar) -> str | None:
    if found := _ISO.search(text):
        return _iso(found, calendar)
    named = _named_day(text, calendar) or _numeric_day(text, calendar)
    if named is None:
        return _relative(text, calendar)
    day, start, end = named
    clock = _clock(text[end:]) or _clock(text[:start])
    if clock is None:
        return _day(day.year, day.month, day.day, calendar)
    hour, minute, second, timezone = clock
    instant = datetime(
        day.year, day.month, day.day, hour, minute, second, tzinfo=timezone or calendar.naive or calendar.timezone
    )
    return _checked(instant, calendar)


def _named_day(text: str, calendar: Calendar) -> tuple[date, int, int] | None:
    """Return a day whose month is printed by name, and where it is."""
    for word in _WORD.finditer(text):
        month = MONTHS.get(word[0].lower())
        if month is None:
            continue
        after = _AFTER_MONTH.match(text, word.end())
        before = _BEFORE_MONTH.search(text, max(0, word.start() - 12), word.start())
        day = before or after
        if day is None:
            continue
        start, end = (before.start(), word.end()) if before else (word.start(), day.end())
        year = _year(text, end, (month, int(day[1])), calendar)
        if year is None:
            continue
        number, end = year
        try:
            return date(number, month, int(day[1])), start, end
        except ValueError:
            continue
    return None


def _year(text: str, end: int, day: tuple[int, int], calendar: Calendar) -> tuple[int, int] | None:
    """Return the year of a named day and where it ends: behind the day, else elsewhere, else the latest past one."""
    if found := _THEN_YEAR.match(text, end):
        return int(found[1]), found.end()
    if found := _SHORT_YEAR.match(text, end):
        return 2000 + int(found[1]), found.end()
    if found := _ANY_YEAR.search(text):
        return int(found[1]), max(end, found.end()) if found.start() <= end + 40 else end
    if len(text) > _SHORT:
        return None
    today = calendar.now.astimezone(calendar.timezone).date()
    return (today.year if day <= (today.month, today.day) else today.year - 1), end


def _numeric_day(text: str, calendar: Calendar) -> tuple[date, int, int] | None:
    if found := _EAST_ASIAN.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3]), found)
    for found in _NUMERIC.finditer(text):
        first, mark, second, last = found.groups()
        if len(first) == 4:
            result = _date(int(first), int(second), int(last), found)
        elif len(first) > 2:
            continue
        else:
            year = int(last) if len(last) == 4 else 2000 + int(last)
            a, b = int(first), int(second)
            day_first = a > 12 or (b <= 12 and (calendar.day_first or mark == "."))
            result = _date(year, b if day_first else a, a if day_first else b, found)
        if result:
            return result
    return None


def _date(year: int, month: int, day: int, found: re.Match[str]) -> tuple[date, int, int] | None:
    try:
        return date(year, month, day), *found.span()
    except ValueError:
        return None


def _clock(text: str) -> tuple[int, int, int, tzinfo | None] | None:
    """Return hour, minute, second and zone of the first time in ``text``."""
    found = _TIME.search(text)
    if found is None:
        return None
    hour, minute, second = (
        next((int(found[group]) for group in groups if found[group]), 0)
        for groups in ((1, 5, 8, 10), (2, 6, 9, 11), (3, 7))
    )
    if half := found[4]:
        if not 1 <= hour <= 12:
            half = ""
        hour = hour % 12 + 12 if half in ("p", "P") else hour % 12 if half else hour
    rest = text[found.end() : found.end() + 40]
    if offset := _OFFSET.match(rest):
        return hour, minute, second, _zone(f"{offset[1]}:{offset[2] or '00'}")
    name = _ZONE_NAME.match(rest)
    return hour, minute, second, _zone(name[1]) if name else None


def _zone(text: str) -> tzinfo | None:
    known = ZONES.get(text.lower(), text)
    if known[0] in "+-":
        digits = re.sub(r"\D", "", known)
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        if hours > 14 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if known[0] == "-" else offset)
    return ZoneInfo(known) if "/" in known else None


def _relative(text: str, calendar: Calendar) -> str | None:
    """Return the day of "3 hours ago" or "yesterday"; never an instant, since it is not exact."""
    now = calendar.now.astimezone(calendar.timezone)
    if found := _AGO.search(text):
        count = int(found[1]) if found[1].isdigit() else 1
        now -= timedelta(**{_AGO_UNITS[found[2][0].lower()]: count})
    elif found := _TODAY.search(text):
        now -= timedelta(days=1 if found[2] else 0)
    else:
        return None
    return now.date().isoformat()


def _day(year: int, month: int, day: int, calendar: Calendar) -> str | None:
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    latest = (calendar.now + _AHEAD).astimezone(calendar.timezone).date()
    return value.isoformat() if year >= EARLIEST_YEAR and value <= latest else None


def _checked(instant: datetime, calendar: Calendar) -> str | None:
    try:
        in_range = instant.year >= EARLIEST_YEAR and instant <= calendar.now + _AHEAD
    except OverflowError:
        return None
    return instant.replace(microsecond=0).isoformat() if in_range else None
