"""Parses the arguments of a crawl (``-a since=7d``): text in, checked values out.

Scrapy and Scrapyd hand every argument over as a string, so everything is parsed here and nowhere else. A wrong value
raises :class:`~newscrawl.core.errors.UsageProblem` with one line that says what would be right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from newscrawl.core.errors import UsageProblem
from newscrawl.core.values import duration, whole_number

_KNOWN = ("since", "until", "limit", "section", "trial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """Arguments of one run. ``since`` is inclusive, ``until`` exclusive; both are aware instants."""

    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None
    """At most so many articles are read, newest first."""
    sections: tuple[str, ...] = ()
    trial: bool = False
    """Remember nothing, take no lock, write only where ``-o`` says."""
    given: Mapping[str, str] = field(default_factory=dict)
    """The arguments as the user gave them."""
    job: str | None = None
    """The id of the scheduler's job that this run is."""

    @property
    def narrowed(self) -> bool:
        """Whether the run requests less than everything new, so that it can't prove completeness."""
        return bool(self.until or self.limit is not None or self.sections)

    def covers(self, date: str | None) -> bool:
        """Whether an article of ``date`` (RFC 3339, a bare day or month, or None) may be in the requested span.

        A bare day or month means all its instants, in any time zone, so it is rejected only when all of it is
        outside. A missing or unreadable date is never a reason to leave an article out.
        """
        bounds = span_of(date)
        if bounds is None:
            return True
        first, last = bounds
        return (self.since is None or last >= self.since) and (self.until is None or first < self.until)


def parse_arguments(given: Mapping[str, str], *, sections: Mapping[str, str], now: datetime) -> Arguments:
    """Check and parse what the user gave.

    ``sections`` are the names the site knows, ``now`` the instant from which spans like ``7d`` count back. Raises
    UsageProblem for an unknown argument, an unreadable value, an unknown section, or a span that is empty.
    """
    for name in given:
        if name not in _KNOWN:
            raise UsageProblem(f"unknown argument {name!r}; known are {', '.join(_KNOWN)}")
    since = _instant("since", given.get("since"), now)
    until = _instant("until", given.get("until"), now)
    if since and until and since >= until:
        raise UsageProblem(f"since={given['since']} is not before until={given['until']}")
    return Arguments(
        since=since,
        until=until,
        limit=whole_number("limit", limit) if (limit := given.get("limit", "").strip()) else None,
        sections=_sections(given.get("section"), sections),
        trial=_flag("trial", given.get("trial")),
        given=dict(given),
    )


def span_of(date: str | None) -> tuple[datetime, datetime] | None:
    """Return the first and the last instant that ``date`` can mean, or None when it is not a date.

    An exact instant gives itself twice. A bare day or month is a local one: its span is widened by the
    largest offsets there are (+14 h, -12 h).
    """
    if not date:
        return None
    try:
        if len(date) > len("2026-11-22"):
            instant = datetime.fromisoformat(date)
            return (instant, instant) if instant.tzinfo else None
        month_only = len(date) == len("2026-11")
        day = datetime.fromisoformat(f"{date}-01" if month_only else date).replace(tzinfo=UTC)
        after = (day + timedelta(days=31)).replace(day=1) if month_only else day + timedelta(days=1)
        return day - timedelta(hours=14), after + timedelta(hours=12)
    except (ValueError, OverflowError):
        return None


def _instant(name: str, text: str | None, now: datetime) -> datetime | None:
    if text is None or not text.strip():
        return None
    text = text.strip()
    back = duration(text)
    if back is not None:
        return now - back
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UsageProblem(
            f"{name}={text} is neither a date (2026-11-22), nor an instant (2026-11-22T08:00+00:00), "
            "nor a span back (90m, 12h, 7d, 2w)"
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _flag(name: str, text: str | None) -> bool:
    match (text or "").strip().lower():
        case "" | "0" | "false" | "no":
            return False
        case "1" | "true" | "yes":
            return True
    raise UsageProblem(f"{name}={text} is neither 1 nor 0")


def _sections(text: str | None, known: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))
    for name in names:
        if name not in known:
            has = f"this site has {', '.join(known)}" if known else "this site has no sections"
            raise UsageProblem(f"unknown section {name!r}; {has}")
    return names
