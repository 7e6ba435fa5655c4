"""The contract between a crawl and the store; a spider never sees a database."""

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
    """How a link was settled, for good. A link that only failed this time is postponed, not settled."""

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
    """A published article was read again, and nothing of substance has changed. Settles no link."""
    NEAR_DUPLICATE = "near_duplicate"
    """Nearly repeats an article of any site, and is dropped by setting. Its link is settled as a duplicate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Validators for the next request of a source or page (HTTP conditional requests).

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
    """A published article that is due to be fetched again, to see whether it has changed.

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
    """How an article's page was fetched; it travels with the article.

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
    """State of one site for one run: the frontier of links, and the articles due for a recheck.

    A link is pending until it is settled. Every method may raise StorageProblem. *Durable* means that neither a kill
    nor a power cut undoes what was written; other writes outlive a kill.
    """

    def next_pending(self, *, limit: int | None = None) -> list[Link]:
        """Links of earlier runs that are pending and may be tried now, newest first.

        With ``limit`` the next so many of those that were due at the first such call: each once in a run, those that
        were settled or postponed meanwhile left out, an empty list when none are left. Without it all that are due,
        whether handed out before or not.
        """

    def pending_count(self) -> int:
        """Return how many links of the site are pending, due or not."""

    def add_discovered(
        self,
        links: Sequence[Link],
        *,
        source_url: str | None = None,
        validators: Validators | None = None,
        progress: Checkpoint | None = None,
    ) -> list[Link]:
        """Make the unknown among ``links`` pending and return them, in their order; known ones are dropped. Durable.

        The validators of the source are saved in the same transaction, so that an answer 304 can never hide a link that
        was not saved. A pending link that comes again brings its fuller hints along and is not returned. Where a known
        link says that its article was changed since it was read (``modified``, or another full text in the feed), the
        same transaction makes a recheck of the article due. ``progress`` says how far the back-fill has come that gave
        these links, and is kept in the same transaction.
        """

    def checkpoint(self, source_url: str, span: Span) -> Checkpoint | None:
        """Return how far this run or an earlier one has read the source for this very span, or None.

        A finished one is deleted at the end of a run that leaves no link pending.
        """

    def validators(self, source_url: str) -> Validators | None:
        """Return the validators of the source's last response, or None."""

    def date_of(self, link: Link) -> str | None:
        """Return the publication date of the article of a settled or once released link, where known."""

    def next_rechecks(self, *, limit: int) -> list[Recheck]:
        """Return the next so many published articles that are due for a recheck, newest first.

        Of those that were due at the first such call, each once in a run; an empty list when none are left.
        """

    def recheck_unchanged(self, recheck: Recheck) -> None:
        """Note that the page is as it was (304). Not durable."""

    def recheck_gone(self, recheck: Recheck) -> None:
        """Note that the page no longer exists, and when; it is not checked again. Not durable.

        Where the same text was found at another address, that one is checked next instead.
        """

    def retry_recheck(self, recheck: Recheck, reason: Reason, *, count: bool = True) -> None:
        """Count a failed recheck: the next comes later, each wait longer, at last none. Not durable.

        With ``count=False`` the failure says nothing of the page, and the recheck is due in the next run.
        """

    def resolve(self, link: Link, outcome: Outcome, reason: Reason | None = None) -> None:
        """Settle a link whose article is not published. Not durable."""

    def retry_later(self, link: Link, reason: Reason, *, count: bool = True) -> bool:
        """Count a failed try; the next comes later, each wait longer. True when that was the last: given up.

        With ``count=False`` the failure says nothing of the link (our own network is down, the host never answered): it
        keeps its tries and is due in the next run. False then. Not durable.
        """

    def return_to_pending(self, link: Link, *, date: str | None = None) -> None:
        """Leave an article outside this run's span to a later run. No try is counted. Not durable.

        A link that this run found is released, for a source lists it: only its date is kept. One of an earlier run
        stays pending with ``date``, the article's exact one, so that a later run can tell without reading the page.
        """

    def coverage(self) -> Coverage | None:
        """The complete span as it was when the run began."""

    def extend_coverage(self, start: datetime, *, exhausted: bool = False) -> None:
        """Say that discovery went back to ``start`` without a gap; the span grows when the run ends.

        Of several calls the deepest counts. ``exhausted`` says that the site lists nothing older: then the new span
        replaces the former one even where they don't touch.
        """


@runtime_checkable
class SiteSpider(Protocol):
    """What the run needs of a spider that works with the store; :class:`NewsSpider` provides it."""

    arguments: Arguments

    @classmethod
    def site(cls) -> Site:
        """Return the site's facts."""

    @classmethod
    def identify(cls, url: str) -> str:
        """Return the id of the article at this address: 32 hex digits."""

    def remember(self, memory: CrawlState) -> None:
        """Receive the state of this run, before the crawl starts."""

    def fetch_of(self, url: str) -> FetchRecord | None:
        """Return how the page at this address was fetched, while its article is in the pipelines; else None."""
