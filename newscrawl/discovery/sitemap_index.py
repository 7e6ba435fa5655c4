"""Selects the sitemaps of an index that may hold articles of a span of time.

An article was changed when or after it was published, so a sitemap that was last changed before the span holds none
of it, whatever its order; one that was changed later may hold some. A name with a day, month or year says more: such a
sitemap holds what was published then.
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from newscrawl.core.arguments import span_of
from newscrawl.core.date_ranges import Span
from newscrawl.discovery.sitemap import Child

_LEEWAY = timedelta(days=1)
"""A cache may give an index that is older than its parts, and a day is one of some time zone."""
_PARAMETERS = re.compile(
    r"[?&](?:yyyy|year)=(\d{4})(?:&(?:mm?|month)=(\d{1,2}))?(?:&(?:dd?|day)=(\d{1,2}))?", re.IGNORECASE
)
_APART = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_.](\d{1,2})(?:[-/_.](\d{1,2}))?(?![\d])")
_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?!\d)")
_YEAR = re.compile(r"[-/_=]((?:19|20)\d\d)(?!\d)")
_NUMBER = re.compile(r"(\d{1,9})\D*$")
_FROM = re.compile(r"[?&](?:from|offset)=(\d{1,9})")
_MONTHS = MappingProxyType({name.lower(): number for number, name in enumerate(calendar.month_abbr)})
_MONTH_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_.]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE
)
_NO_ARTICLES = re.compile(
    r"(?:^|[/_-])(?:pages?|categor(?:y|ies)|(?:post_)?tags?|post_format|authors?|users?|taxonomies|videos?|images?|attachments?"
    r"|products?|topics?|sections?|galler(?:y|ies)|podcasts?|events?|jobs?|web-story)[-_]?(?:sitemap|archive)?[-_]?\d*\.xml"
    r"|wp-sitemap-(?:taxonomies|users|posts-page)-",
    re.IGNORECASE,
)


def children_for(children: Iterable[Child], span: Span) -> tuple[list[Child], bool]:
    """Return the sitemaps that may hold articles of the span, newest first; and whether older ones were left out.

    Those of pages, categories, authors and the like are left out, unless there are no others. Where neither name nor
    date decides, a sitemap is kept: fetching one too many is cheap, leaving one out may lose articles.
    """
    every = list(children)
    wanted = [child for child in every if not _NO_ARTICLES.search(child.url)] or every
    periods = _periods(wanted)
    kept = [child for child in wanted if _may_hold(child, periods.get(child.url), span)]
    older = any(_is_before(child, periods.get(child.url), span) for child in wanted if child not in kept)
    return sorted(kept, key=lambda child: _age(child, periods.get(child.url)), reverse=True), older


def _may_hold(child: Child, period: tuple[datetime, datetime] | None, span: Span) -> bool:
    changed = span_of(child.modified)
    if changed and not span.touches(None, changed[1] + _LEEWAY):
        return False
    return period is None or span.touches(period[0] - _LEEWAY, period[1] + _LEEWAY)


def _is_before(child: Child, period: tuple[datetime, datetime] | None, span: Span) -> bool:
    last = period[1] if period else (span_of(child.modified) or (None, None))[1]
    return last is not None and span.since is not None and last < span.since


def _periods(children: list[Child]) -> dict[str, tuple[datetime, datetime]]:
    """Return the period that each name states, only where all names of one form do: 2024 may be a mere number."""
    forms: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for child in children:
        forms[re.sub(r"\d+", "0", child.url)].append((child.url, _named(child.url)))
    found: dict[str, tuple[datetime, datetime]] = {}
    for members in forms.values():
        if all(date for _, date in members):
            found.update((url, bounds) for url, date in members if (bounds := _bounds(date or "")))
    return found


def _named(url: str) -> str | None:
    """Return the year, month or day in a sitemap's name, written ``2026``, ``2026-10``, ``2026-10-22``."""
    if match := _MONTH_NAME.search(url):
        return f"{match[1]}-{_MONTHS[match[2].lower()]:02}"
    for pattern in (_PARAMETERS, _APART, _TOGETHER):
        if match := pattern.search(url):
            year, month, day = match.groups()
            if month is None or not 1 <= int(month) <= 12:
                return year if pattern is _PARAMETERS else None
            return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day and 1 <= int(day) <= 31 else "")
    match = _YEAR.search(url)
    return match[1] if match else None


def _bounds(date: str) -> tuple[datetime, datetime] | None:
    if len(date) == len("2026"):
        year = int(date)
        return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    return span_of(date)


def _age(child: Child, period: tuple[datetime, datetime] | None) -> tuple[datetime, datetime, int]:
    """Return a key that sorts the newest highest: by stated period, last change, number (none is the oldest)."""
    changed = span_of(child.modified)
    oldest = datetime.min.replace(tzinfo=UTC)
    if match := _FROM.search(child.url):
        number = -int(match[1])
    else:
        number = int(match[1]) if (match := _NUMBER.search(child.url.rpartition("/")[2])) else 1
    return period[1] if period else oldest, changed[1] if changed else oldest, number
