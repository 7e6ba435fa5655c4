"""Near-duplicates of all sites: which article nearly repeats which, and the story that both belong to.

Each article's sketch is kept, and posted under a few of its smallest marks. A text is looked up under its own smallest
marks; what is posted there is compared by sketch. A mark under which many articles are posted (a line that a site puts
under everything, the frame of a daily report) tells nothing: no more are posted under it, and the next mark takes its
place. Stories of a time span are clustered from the sketches as they are now, whatever was written at the time.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from newscrawl.core.arguments import span_of
from newscrawl.store.db.types import to_instant, to_number
from newscrawl.store.records import StoryMember
from newscrawl.text.sketch import Sketch, contained, overlap

POSTED = 10
"""Marks that an article is posted under. Of a text cut to half, about every second one leads to the whole text."""
CROWD = 48
"""Articles posted under one mark, at most."""
COMPARED = 64
"""Articles that a text is compared with, at most: those that share most marks with it."""
AT_HOME = 0.9
"""Share of the shorter text that is found in the longer one where a single publisher has both: its daily reports
repeat their frame, and what it takes from others differs little from what it took before."""
PRUNED = 500
"""Sketches that one call of :func:`prune_sketches` removes, at most."""
_AT_ONCE = 16
"""Candidates that are read by one statement: most texts have fewer."""
# A look-up of a set always has the same number of values, so that it is one prepared statement: the last is repeated.
_POSTED_UNDER = (
    f"SELECT mark, article FROM postings WHERE mark IN ({', '.join('?' * POSTED)}) "  # noqa: S608 - placeholders
    "ORDER BY mark, article"
)
_CANDIDATES = (
    "SELECT article, at, marks, shingles, house FROM sketches "  # noqa: S608 - placeholders
    "JOIN articles ON articles.number = article JOIN sites ON sites.number = site "
    f"WHERE article IN ({', '.join('?' * _AT_ONCE)})"
)
_POST = f"INSERT INTO postings (mark, article) VALUES {', '.join(['(?, ?)'] * POSTED)}"  # noqa: S608 - placeholders
_SLACK = timedelta(days=2)
"""An article is published before it is seen, but for clocks that go wrong and days of other time zones."""


@dataclass(frozen=True, slots=True)
class Match:
    """An article that a text nearly repeats. ``similarity``: share of the shorter text in the longer one; equal: 1."""

    number: int
    id: str
    similarity: float
    story: str


@dataclass(frozen=True, slots=True)
class Near:
    """An indexed article (by number, and when) beside a text: what both have, of the shorter and of either."""

    number: int
    at: int
    share: float
    resemblance: float


def nearest(connection: sqlite3.Connection, found: Iterable[Near], *, after: datetime) -> Match | None:
    """The article of :func:`near_ones` that was indexed at ``after`` or later and is most like the text."""
    since = to_number(after)
    best: Near | None = None
    for near in found:
        if near.at >= since and (best is None or (near.resemblance, -near.number) > (best.resemblance, -best.number)):
            best = near
    if best is None:
        return None
    identity, story = connection.execute(
        "SELECT id, coalesce(story, id) FROM articles JOIN sketches ON article = number WHERE number = ?",
        (best.number,),
    ).fetchone()
    return Match(best.number, identity.hex(), best.share, story.hex())


def near_ones(
    connection: sqlite3.Connection, sketch: Sketch, *, leave_out: int | None, publisher_group: str | None
) -> Iterator[Near]:
    """All indexed articles that a text nearly repeats, or that nearly repeat it."""
    postings = _postings(connection, sketch)
    shared = Counter(number for _, numbers in postings for number in numbers if number != leave_out)
    candidates = [number for number, _ in shared.most_common(COMPARED)]
    for start in range(0, len(candidates), _AT_ONCE):
        numbers = candidates[start : start + _AT_ONCE]
        rows = {number: row for number, *row in connection.execute(_CANDIDATES, _padded(numbers, _AT_ONCE))}
        for number in numbers:
            at, marks, shingles, its_group = rows[number]
            found = overlap(sketch, Sketch.unpack(marks, shingles))
            if found and (found.share >= AT_HOME or its_group != publisher_group):
                yield Near(number, at, found.share, found.resemblance)


def index(connection: sqlite3.Connection, number: int, sketch: Sketch, *, at: datetime, story: str) -> None:
    """Let later texts be compared with the article; a sketch that it had before is replaced.

    ``at``: when it was published or seen; ``story``: id of its story's first article, its own where it is the first.
    Raises LookupError when there is no article of this number.
    """
    unindex(connection, number)
    cursor = connection.execute(
        "INSERT INTO sketches (article, at, story, shingles, marks) "
        "SELECT number, ?, nullif(?, id), ?, ? FROM articles WHERE number = ?",
        (to_number(at), bytes.fromhex(story), sketch.shingles, sketch.pack(), number),
    )
    if cursor.rowcount != 1:
        raise LookupError(f"no article {number} to index")
    posts = [(mark, number) for mark, numbers in _postings(connection, sketch) if len(numbers) < CROWD]
    if len(posts) == POSTED:
        connection.execute(_POST, tuple(chain.from_iterable(posts)))
    else:  # a short text, or one with crowded marks only
        connection.executemany("INSERT INTO postings (mark, article) VALUES (?, ?)", posts)


def unindex(connection: sqlite3.Connection, number: int) -> None:
    """Compare no later text with the article. One that is not indexed stays so."""
    row = connection.execute("SELECT marks, shingles FROM sketches WHERE article = ?", (number,)).fetchone()
    if row is not None:
        _remove(connection, [(number, Sketch.unpack(*row))])


def prune_sketches(connection: sqlite3.Connection, before: datetime) -> int:
    """Remove the sketches of articles indexed before an instant, the oldest :data:`PRUNED` at most.

    Gives how many it removed: call again while it is :data:`PRUNED`.
    """
    rows = connection.execute(
        "SELECT article, marks, shingles FROM sketches WHERE at < ? ORDER BY at LIMIT ?", (to_number(before), PRUNED)
    ).fetchall()
    _remove(connection, [(number, Sketch.unpack(marks, shingles)) for number, marks, shingles in rows])
    return len(rows)


def _postings(connection: sqlite3.Connection, sketch: Sketch) -> Iterator[tuple[int, list[int]]]:
    """Mark by mark, from the smallest, the articles posted under it, until :data:`POSTED` marks are not crowded."""
    free = 0
    for start in range(0, len(sketch.marks), POSTED):
        posted: dict[int, list[int]] = {mark: [] for mark in sketch.marks[start : start + POSTED]}
        for mark, number in connection.execute(_POSTED_UNDER, _padded(list(posted), POSTED)):
            posted[mark].append(number)
        for mark, numbers in posted.items():
            yield mark, numbers
            free += len(numbers) < CROWD
            if free == POSTED:
                return


def _padded(values: list[int], count: int) -> list[int]:
    return values + values[-1:] * (count - len(values))


def _remove(connection: sqlite3.Connection, sketches: Iterable[tuple[int, Sketch]]) -> None:
    known = list(sketches)
    connection.executemany(
        "DELETE FROM postings WHERE mark = ? AND article = ?",
        sorted((mark, number) for number, sketch in known for mark in sketch.marks),
    )
    connection.executemany("DELETE FROM sketches WHERE article = ?", [(number,) for number, _ in known])


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
    found = [
        _story_of(connection, numbers) for numbers in _joined(connection, since, until) if len(numbers) >= at_least
    ]
    if site is not None:
        found = [story for story in found if any(member.site == site for member in story)]
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


def _story_of(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[StoryMember]:
    """The articles of a story, each held against the earliest."""
    articles = sorted(
        (_member(connection, number) for number in numbers),
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


def _member(connection: sqlite3.Connection, number: int) -> tuple[StoryMember, Sketch]:
    identity, site, url, date, at, marks, shingles = connection.execute(
        "SELECT id, name, url, date_published, at, marks, shingles FROM articles JOIN sites ON sites.number = site "
        "JOIN sketches ON article = articles.number WHERE articles.number = ?",
        (number,),
    ).fetchone()
    seen = to_instant(at)
    member = StoryMember(
        id=identity.hex(), site=site, url=url, date_published=date, seen=seen, published=_instant(date, seen)
    )
    return member, Sketch.unpack(marks, shingles)


def _instant(date: str | None, seen: datetime) -> datetime:
    bounds = span_of(date)
    return bounds[0] + (bounds[1] - bounds[0]) / 2 if bounds else seen
