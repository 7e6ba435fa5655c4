"""What one place of a listing page says of an article, and how several such places are joined."""

from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.discovery.dates import most_precise


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Hints of one card, one anchor or one entry of linked data."""

    title: str | None = None
    is_heading: bool = False
    """The title stands in a heading, hence is a title and not a whole card's text."""
    date: str | None = None
    date_raw: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str | None = None


def joined(hints: Iterable[Hints], path_date: str | None) -> Hints:
    """The best of each hint.

    Titles: headings first, then the longest. Dates: the most precise, the earlier place where equally precise; one
    that lies months away from the date in the address belongs to something else on the page.
    """
    places = list(hints)
    titles = [place for place in places if place.title]
    best = max(titles, key=lambda place: (place.is_heading, len(place.title or "")), default=None)
    dates = [place for place in places if place.date and _agree(place.date, path_date)]
    instants = [place.date for place in dates if len(place.date or "") > 10]
    date = most_precise(*instants, path_date, *(place.date for place in dates))
    return Hints(
        title=best.title if best else None,
        date=date,
        date_raw=next((place.date_raw for place in dates if place.date == date), None),
        authors=next((place.authors for place in places if place.authors), ()),
        keywords=next((place.keywords for place in places if place.keywords), ()),
        description=next((place.description for place in places if place.description), None),
    )


def _agree(date: str, path_date: str | None) -> bool:
    if path_date is None:
        return True
    return abs(_months(date) - _months(path_date)) <= 1


def _months(date: str) -> int:
    return int(date[:4]) * 12 + int(date[5:7])
