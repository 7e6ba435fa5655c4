"""How far back a page of links reaches, and whether that is far enough. Pure arithmetic on dates."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median_high

from newscrawl.core.arguments import span_of
from newscrawl.core.links import Link

OVERLAP = timedelta(days=1)
"""Articles may appear with a date some hours old; a page that still brings unknown links within it is not the last."""

EXACT = len("2026-11-22T08:00:00Z")
"""A date at least so long names an instant."""


def median_date(links: Sequence[Link]) -> datetime | None:
    """How far back these links reach: the median of their dates.

    Not the oldest: a "most read" box with one old story would end the walk too early. None when no date is known.
    """
    instants = [bounds[1] for link in links if (bounds := span_of(link.date))]
    return median_high(instants) if instants else None


def reaches_back_to(links: Sequence[Link], cutoff: datetime | None, by: timedelta = timedelta()) -> bool:
    """Whether these links reach further back than ``bound``, by at least so much."""
    reached = median_date(links)
    return cutoff is not None and reached is not None and reached < cutoff - by
