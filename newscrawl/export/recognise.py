"""Which article of the site a page is, where its address does not tell; and whether it is to be believed at all."""

from datetime import datetime

from newscrawl.items import Article
from newscrawl.links import Link
from newscrawl.memory import Visit
from newscrawl.state import agenda, ledger, readings, stories
from newscrawl.state.connection import Connection
from newscrawl.state.likeness import NOTICE, cut_short, doubtful, other_story, same_instant
from newscrawl.state.policy import Policy
from newscrawl.state.retries import wait_after
from newscrawl.state.sites import SiteRow
from newscrawl.state.substance import Substance
from newscrawl.state.tombstones import is_forgotten
from newscrawl.text.sketch import Sketch

_RESEMBLES = 0.8
"""What a moved article still has in common with itself, as a share of what either text has."""
_DOUBTS = 2
"""So often a page that is hardly the article is not believed; the next time it is."""


def by_text(connection: Connection, site: SiteRow, article: Article) -> tuple[int | None, bool]:
    """Number of the article of this house that has the same text, or None; and whether there is such a text at all.

    A notice that several stories begin with ("more to follow") makes no two of them one.
    """
    alike = ledger.articles_with_text(connection, site, article.content_hash)
    same = (number for number in alike if not _other_story(connection, number, article))
    return next(same, None), bool(alike)


def _other_story(connection: Connection, number: int, article: Article) -> bool:
    if article.word_count > NOTICE:
        return False
    base = readings.base_of(connection, number)
    return is_forgotten(connection, number) if base is None else other_story(base, Substance.of(article))


def moved(connection: Connection, site: SiteRow, article: Article, sketch: Sketch | None, link: Link) -> Visit | None:
    """A visit to the article of this site that this one is, at a new address and edited meanwhile; None: a new one.

    Nothing less than the same instant of publication tells, with nearly the same text and the same headline, or
    with a text that is more alike than two reports of one desk are.
    """
    reading = Substance.of(article)
    if sketch is None or not same_instant(reading.date_published, reading.date_published):
        return None
    for near in stories.near_ones(connection, sketch, leave_out=None, house=site.house):
        base = readings.base_of(connection, near.number)
        if (
            base is not None
            and ledger.last_line(connection, near.number).site == site.number
            and same_instant(base.date_published, reading.date_published)
            and (base.headline == reading.headline or near.resemblance >= _RESEMBLES)
        ):
            return Visit(article=near.number, link=link, from_feed=readings.read_in_feed(reading, link))
    return None


def doubted(
    connection: Connection,
    visit: Visit,
    article: Article,
    base: Substance,
    reading: Substance,
    policy: Policy,
    now: datetime,
) -> bool:
    """Whether what a visit found is hardly the article, and has to be seen so again to be believed.

    A text that breaks off on a page that calls itself paid, or in a feed, is never believed: a wall came down, or the
    feed gives beginnings from now on.
    """
    number = visit.article
    if not doubtful(base, reading):
        return False
    if (article.free_access is False or visit.from_feed) and cut_short(base, reading):
        readings.note_unchanged(connection, number, now, policy.revisit_within)
        return True
    if agenda.doubts(connection, number) >= min(_DOUBTS, policy.tries - 1):
        return False
    tries = agenda.failed_visits(connection, number) + 1
    due = now + wait_after(tries, bytes.fromhex(article.id)) if tries < policy.tries else None
    agenda.put_visit_off(connection, number, tries, due, agenda.DOUBTED)
    return True
