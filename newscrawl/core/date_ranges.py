"""Span of time that a run covers, and the progress of reading a source in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From ``since`` (inclusive) until ``until`` (exclusive), aware instants; None where it is open."""

    since: datetime | None = None
    until: datetime | None = None

    def touches(self, first: datetime | None, last: datetime | None) -> bool:
        """Whether something between these instants may be in the span; None means not known."""
        return (self.since is None or last is None or last >= self.since) and (
            self.until is None or first is None or first < self.until
        )

    def days(self, timezone: str, *, today: datetime) -> Iterator[date]:
        """Return its days in ``timezone``, newest first, none later than ``today``; none where it is open."""
        if self.since is None:
            return
        until = min(self.until, today) if self.until else today
        day = (until - timedelta(microseconds=1)).astimezone(ZoneInfo(timezone)).date()
        first = self.since.astimezone(ZoneInfo(timezone)).date()
        while day >= first:
            yield day
            day -= timedelta(days=1)

    def months(self, timezone: str, *, today: datetime) -> Iterator[date]:
        """Return the first day of each of its months, likewise."""
        yield from dict.fromkeys(day.replace(day=1) for day in self.days(timezone, today=today))


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPage:
    """An address still to be requested. ``form`` is the address of its page N, where pages have numbers."""

    url: str
    form: str = ""
    page: int = 1

    def following(self) -> tuple["PendingPage", ...]:
        """Return the next page by number; none where pages have no numbers."""
        if not self.form:
            return ()
        return (
            PendingPage(url=self.form.format(page=self.page + 1, index=self.page), form=self.form, page=self.page + 1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Progress of reading one source (identified by its address) in a span: what is left to request, in order.

    ``began`` is when a run first requested it: of a span without end, what appeared later has not been seen.
    """

    source: str
    span: Span
    began: datetime
    steps: tuple[PendingPage, ...]
    reaches: bool = False
    """The source is known to go back to the beginning of the span, or has shown it where nothing is left to request."""
