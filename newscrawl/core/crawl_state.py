"""The contract between a family and the memory: the state room implements it, families never see a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from newscrawl.core.arguments import Arguments
from newscrawl.core.date_ranges import Checkpoint, Span
from newscrawl.core.links import Link
from newscrawl.core.reasons import Reason
from newscrawl.core.site import Site


class Outcome(StrEnum):
    """How a link was settled, for ever. A link that only failed this time is postponed, not settled."""

    PUBLISHED = "published"
    DUPLICATE = "duplicate"
    """The same article, or the same text, is published already."""
    REFUSED = "refused"
    """A rule or a pipeline did not want it."""
    GONE = "gone"
    """The site answered 404 or 410."""
    GIVEN_UP = "given_up"
    """Failed too often, over days."""
    UNCHANGED = "unchanged"
    """Said of a published article that was read again: nothing of substance has changed. Settles no link."""
    NEAR_DUPLICATE = "near_duplicate"
    """Nearly repeats an article of any site, and such are to be dropped. Its link is settled as a duplicate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a source is to be requested with next time (HTTP conditional requests).

    ``size`` is what its body weighed when it was seen in full, in bytes, uncompressed: what an answer 304 saves.
    """

    etag: str | None = None
    last_modified: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The span in which every article that the site listed is settled."""

    start: datetime
    through: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A published article that is to be read again, to see whether it has changed.

    ``link`` leads to where its page was found last and brings what sources said of it; ``validators`` are those of the
    page, ``article`` is the article's number in the memory.
    """

    article: int
    link: Link
    validators: Validators | None = None
    from_feed: bool = False
    """The article was made of the feed's full text, and ``link.html`` is what the feed says now: no page is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRecord:
    """How an article's page was fetched: what is known of it beside the article itself, which carries it.

    ``link`` led to it, ``at`` is when; ``validators`` are the page's own, for the next recheck; ``recheck`` says that
    the article was published before and read again; ``body_selector`` is the site's selector that found the body.
    """

    link: Link
    at: datetime
    number: int = 0
    """Counts the articles of a run: tells which one it is, whatever copies of it pipelines make."""
    validators: Validators | None = None
    recheck: Recheck | None = None
    body_selector: str | None = None


class CrawlState(Protocol):
    """The memory of one site in one run. A link is pending until settled."""

    def due(self, *, limit: int | None = None) -> list[Link]:
        """Links of earlier runs that are pending and may be tried now, newest first.

        With ``limit`` the next so many of those that were due at the first such call: each once in a run, those that
        were settled or postponed meanwhile left out, an empty list when none are left. Without it all that are
        due, whether handed out before or not.
        """

    def pending_count(self) -> int:
        """How many links of the site are pending, due or not."""

    def add_discovered(
        self,
        links: Sequence[Link],
        *,
        source_url: str | None = None,
        validators: Validators | None = None,
        progress: Checkpoint | None = None,
    ) -> list[Link]:
        """Make the unknown among ``links`` pending and return them, in their order; known ones are dropped.

        The validators of the source are saved in the same transaction. A pending link that comes again brings its
        fuller hints along and is not returned. Where a known link says that its article was changed since it was read
        (``modified``, or another full text in the feed), the same transaction makes a visit to the article due.

        ``progress`` says how far the walk has come that gave these links, and is kept in the same transaction.
        """

    def progress(self, source_url: str, span: Span) -> Checkpoint | None:
        """How far an earlier run, or this one, has come in walking this source through this very span, or None.

        A walk with nothing left to ask is forgotten at the end of a run that leaves no link pending.
        """

    def validators(self, source_url: str) -> Validators | None:
        """What the source was last seen with, or None."""

    def date_of(self, link: Link) -> str | None:
        """The publication date of the article behind a settled or once released link, where known."""

    def visits(self, *, limit: int) -> list[Recheck]:
        """The next so many published articles that are to be read again, newest first.

        Of those that were due at the first such call, each once in a run; an empty list when none are left.
        """

    def unchanged(self, visit: Recheck) -> None:
        """The site says that the page is as it was (304)."""

    def gone(self, visit: Recheck) -> None:
        """The site says that the page is gone. That is noted with its time, and no other visit follows.

        Where the same text was found at another address, that one is visited next instead.
        """

    def put_off(self, visit: Recheck, reason: Reason, *, count: bool = True) -> None:
        """The visit failed: the next try comes later, each wait longer, at last none.

        With ``count=False`` it says nothing of the page, and the visit is due in the next run.
        """

    def settle(self, link: Link, outcome: Outcome, reason: Reason | None = None) -> None:
        """Settle a link whose article is not published."""

    def retry_later(self, link: Link, reason: Reason, *, count: bool = True) -> bool:
        """Count a failed try; the next comes later, each wait longer. True when that was the last: given up.

        With ``count=False`` the try says nothing of the link (our own network is down, the host never answered): it
        keeps its tries and is due in the next run. False then.
        """

    def release(self, link: Link, *, date: str | None = None) -> None:
        """The article lies outside this run's span: leave it to a later run. No try is counted.

        A link that this run admitted is forgotten, for a source lists it. One of an earlier run stays pending with
        ``date``, the article's exact one, so that a later run can tell without reading the page again.
        """

    def coverage(self) -> Coverage | None:
        """The complete span as it stood when the run began."""

    def cover(self, start: datetime, *, exhausted: bool = False) -> None:
        """Say that discovery went back to ``start`` without a gap; the span grows when the run ends.

        ``exhausted`` says that the site no longer lists anything older: then the new span replaces the former one even
        where they don't touch.
        """


@runtime_checkable
class SiteSpider(Protocol):
    """What the memory's keeper needs of a spider that works with a memory; families provide it."""

    arguments: Arguments

    @classmethod
    def site(cls) -> Site:
        """Who the site is."""

    @classmethod
    def identify(cls, url: str) -> str:
        """The id of the article at this address: 32 hex digits."""

    def remember(self, memory: CrawlState) -> None:
        """Take the memory of this run, before the crawl starts."""
