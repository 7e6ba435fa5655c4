"""The stories of a time span as they stand now: found anew from the sketches, whatever was written at the time."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newscrawl.core.arguments import span_of
from newscrawl.store.db.timestamps import to_instant, to_number
from newscrawl.store.near_duplicates import near_ones
from newscrawl.text.sketch import Sketch, contained

_SLACK = timedelta(days=2)
"""An article is published before it is seen, but for clocks that go wrong and days of other time zones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """One article of a story, beside the story's first. Shares are estimates from 0 to 1."""

    id: str
    site: str
    url: str
    date_published: str | None
    seen: datetime
    published: datetime
    """When, as near as it can be told: a bare day counts from its middle, no date as when it was seen."""
    after: timedelta = timedelta(0)
    """How long after the first; exact only where both dates are."""
    of_first: float = 1.0
    """How much of the first article stands in this one."""
    of_itself: float = 1.0
    """How much of this article stands in the first."""


def clusters(
    connection: sqlite3.Connection,
    *,
    since: datetime,
    until: datetime,
    site: str | None = None,
    at_least: int = 2,
) -> list[list[StoryMember]]:
    """Stories with an article published from ``since`` on and before ``until``, all their articles, earliest first.

    Two articles are of one story when one nearly repeats the other, or a third one both. ``site``: only stories that
    this site tells; ``at_least``: only of so many articles. The largest stories come first, then the latest.
    """
    found = [_told(connection, numbers) for numbers in _joined(connection, since, until) if len(numbers) >= at_least]
    if site is not None:
        found = [story for story in found if any(telling.site == site for telling in story)]
    return sorted(found, key=lambda story: (-len(story), -story[0].published.timestamp(), story[0].id))


def _joined(connection: sqlite3.Connection, since: datetime, until: datetime) -> Iterable[list[int]]:
    """Numbers of the articles of each story, as union-find over what is near."""
    stories: dict[int, int] = {}

    def first(number: int) -> int:
        while stories[number] != number:
            stories[number] = number = stories[stories[number]]
        return number

    waiting = list(_published(connection, since, until))
    stories.update((number, number) for number in waiting)
    for number in waiting:  # grows: articles outside the span that belong to a story in it
        publisher_group, marks, shingles = connection.execute(
            "SELECT house, marks, shingles FROM sketches JOIN articles ON articles.number = article "
            "JOIN sites ON sites.number = site WHERE article = ?",
            (number,),
        ).fetchone()
        for near in near_ones(
            connection, Sketch.unpack(marks, shingles), leave_out=number, publisher_group=publisher_group
        ):
            if near.number not in stories:
                stories[near.number] = near.number
                waiting.append(near.number)
            stories[first(near.number)] = first(number)
    joined: defaultdict[int, list[int]] = defaultdict(list)
    for number in waiting:
        joined[first(number)].append(number)
    return joined.values()


def _published(connection: sqlite3.Connection, since: datetime, until: datetime) -> Iterator[int]:
    rows = connection.execute(
        "SELECT article, at, date_published FROM sketches JOIN articles ON number = article WHERE at >= ?",
        (to_number(since - _SLACK),),
    )
    return (number for number, at, date in rows if since <= _instant(date, to_instant(at)) < until)


def _told(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[StoryMember]:
    """The articles of a story, each held against the earliest."""
    articles = sorted(
        (_telling(connection, number) for number in numbers),
        key=lambda article: (article[0].published, article[0].seen),
    )
    first, text = articles[0]
    return [
        replace(
            other,
            after=other.published - first.published,
            of_first=contained(text, its_text),
            of_itself=contained(its_text, text),
        )
        for other, its_text in articles
    ]


def _telling(connection: sqlite3.Connection, number: int) -> tuple[StoryMember, Sketch]:
    identity, site, url, date, at, marks, shingles = connection.execute(
        "SELECT id, name, url, date_published, at, marks, shingles FROM articles JOIN sites ON sites.number = site "
        "JOIN sketches ON article = articles.number WHERE articles.number = ?",
        (number,),
    ).fetchone()
    seen = to_instant(at)
    telling = StoryMember(
        id=identity.hex(), site=site, url=url, date_published=date, seen=seen, published=_instant(date, seen)
    )
    return telling, Sketch.unpack(marks, shingles)


def _instant(date: str | None, seen: datetime) -> datetime:
    bounds = span_of(date)
    return bounds[0] + (bounds[1] - bounds[0]) / 2 if bounds else seen
