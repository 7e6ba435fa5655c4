"""The contract of the store: what crawling, publishing, commands and schedulers may ask of it.

Another engine implements :class:`Store` and :class:`SiteStore`; ``docs/internals.md`` says how. Every method may raise
:class:`~newscrawl.core.errors.StorageProblem`, one line that says what to do. *Durable* means: when the method returns,
neither a killed process nor a power cut undoes it. Writes that are *not durable* outlive a kill; a power cut may undo
the last of them, from the end and never out of order, and the next durable one covers them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from newscrawl.core.crawl_state import CrawlState
from newscrawl.items import Article
from newscrawl.store.articles.candidate import Candidate
from newscrawl.store.records import (
    ArticleNames,
    History,
    JobRow,
    KnownFiles,
    LinkStory,
    Pruned,
    Published,
    RunEnd,
    RunRow,
    SiteStatus,
    StoryMember,
    Tombstone,
)


class SiteStore(CrawlState, Protocol):
    """What is stored of one site. The frontier and the rechecks are those of :class:`CrawlState`."""

    @property
    def name(self) -> str:
        """The site's name."""

    @property
    def publisher_group(self) -> str:
        """The group of sites in which no text is published twice."""

    # Articles

    def prepare(self, article: Article, run_id: str) -> Candidate:
        """Do all that needs no transaction: fill ``word_count``, ``content_hash`` and ``run_id``, gather the names.

        Reads and writes nothing. Raises TypeError for a field that can't be kept; the message names it.
        """

    def publish(
        self, batch: Sequence[Candidate], *, outbox: str | None = None, offset: int = 0
    ) -> list[Published | Exception]:
        """Decide what becomes of each article and write it, all in one durable transaction.

        No name and no text is published twice in the group. Articles get what only the store knows
        (``near_duplicate_of``, ``story_id``; a revision its number and what has changed), then their lines are
        serialized. With ``outbox``, the id of the run, the lines are kept in the same transaction under their offsets
        in the run's file, of which the first is ``offset``, until the next call for that run: append and sync them
        before that. An article whose line can't be made gives the TypeError, ValueError or RecursionError in its place
        and changes nothing.
        """

    def index_articles(self, articles: Sequence[Article]) -> None:
        """Take in published lines that the store does not know: names, texts, what later readings are held to.

        ``run_id`` and ``crawled_at`` say by which run and when. Durable; may be repeated.
        """

    def article_ids(self) -> set[str]:
        """Every name (32 hex digits) of the site's articles that are not deleted."""

    def count_articles(self) -> int:
        """How many articles of the site are known and not deleted."""

    # Runs

    def begin_run(self, run: RunRow, *, job: str | None = None, arguments: Mapping[str, str] | None = None) -> None:
        """Write a new run, and that the scheduler's job came to it. Durable.

        How complete the site is at this moment is what :meth:`coverage` says during the run.
        """

    def end_run(self, run_id: str, describe: Callable[[RunEnd], Mapping[str, Any]]) -> RunEnd:
        """End the run: the complete span grows, the outbox is emptied, what ``describe`` makes is its account.

        All in one durable transaction; to be called when all lines are in the run's file.
        """

    def note_run(self, run_id: str, account: Mapping[str, Any]) -> None:
        """Keep what is known of a run that may not end properly. Durable."""

    def record_filed(self, run_id: str, account: Mapping[str, Any], size: int) -> None:
        """The run's files are in place; ``size`` 0 says that it wrote none. Durable."""

    def register_runs(self, unknown: Sequence[RunRow]) -> None:
        """Write runs that only their files tell of, or open them again: they are to be completed. Durable."""

    def unfiled_runs(self) -> list[RunRow]:
        """The runs whose files are not known to be in place, oldest first."""

    def promised_lines(self, run_id: str) -> list[tuple[int, bytes]]:
        """The lines that may not be in the run's file yet, with their offsets."""

    def known_files(self) -> KnownFiles:
        """The finished files whose lines the store knows."""

    def record_months(self, sizes: Mapping[str, int], merged: Sequence[RunRow] = ()) -> None:
        """The lines of these merged files (month and bytes) are known, and these runs went into them. Durable."""

    def resize_month(self, month: str, size: int) -> None:
        """The merged file of this month has another size now. Durable."""

    def resize_run(self, stem: str, size: int, account: Mapping[str, Any]) -> None:
        """The finished file of this name has another size and account now. Durable."""

    # Upkeep and status

    def lines_to_delete(self) -> frozenset[str]:
        """The names of deleted articles whose lines may still be in a file of the site."""

    def record_deleted_lines(self, names: Collection[str]) -> None:
        """Note that no file has lines of these articles now. Durable."""

    def prune_some(self) -> Pruned:
        """Delete a little of what was kept long enough, for a moment, unless that was done within the last day.

        What is left is for the next call. Not durable.
        """

    def weekly_articles(self, *, writing: int = 0) -> int | None:
        """How many articles the site published in the last seven days; None where it is too early to say.

        ``writing`` are those of the run under way.
        """


class Store(Protocol):
    """All that is stored of all sites. A context manager; close it in any case."""

    path: str

    def site(self, name: str, publisher_group: str, identify: Callable[[str], str] | None = None) -> SiteStore:
        """The store of one site, which is written where it is new. Durable.

        ``identify`` gives the 32-hex id of the article at an address; without it articles are known by their ids and
        texts alone.
        """

    def close(self) -> None:
        """Close it. What is not committed is gone."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    # Articles and status

    def publisher_group_of(self, site: str) -> str | None:
        """The group of a site, or None when the site is not known."""

    def site_status(self, site: str) -> SiteStatus:
        """How a site is; all zero for one that was never crawled."""

    def known_files(self, site: str) -> KnownFiles:
        """The finished files of a site whose lines the store knows."""

    def promised_end(self, run_id: str) -> int:
        """How long the file of an unfinished run is when all promised lines are in it; 0 when none are."""

    def find_articles(self, name: str) -> list[ArticleNames]:
        """The articles that go by this name (32 hex digits), on any site, with all their names."""

    def explain(self, name: str) -> list[LinkStory]:
        """What became of the link of this name (32 hex digits), on each site that knows it; none where none does.

        Links without an article are known for as long as NEWSCRAWL_KEEP_LINKS says.
        """

    def histories(self, prefix: str, *, limit: int) -> list[History]:
        """The articles with a name that begins so (hex digits), with their revisions; at most ``limit``."""

    def stories(
        self, *, since: datetime, until: datetime, site: str | None = None, at_least: int = 2
    ) -> list[list[StoryMember]]:
        """Articles of a time span that tell the same story, earliest first; the largest stories come first."""

    # Deletion on request

    def with_texts(self, tombstones: Sequence[Tombstone]) -> list[Tombstone]:
        """The tombstones with the hashes of all texts that the articles are known to have had."""

    def deletions_known(self) -> int:
        """The size of the list of deleted articles when it was taken in last."""

    def record_deletions(self, tombstones: Sequence[Tombstone], size: int) -> None:
        """Take everything of these articles out of the store but their names; ``size`` is that of their list.

        Durable; may be repeated.
        """

    def scrub(self) -> None:
        """Make sure that nothing that is deleted from here on can be found in the store's files.

        From the next call on it is not in the journal either. What was deleted before may be in unused pages until
        :meth:`shrink`.
        """

    # Jobs of a scheduler

    def add_job(self, job: JobRow, *, keep_since: datetime) -> bool:
        """Note a job before it is posted, and forget those scheduled before ``keep_since``. Durable.

        False when there is one of this id, or the job that died was scheduled again before.
        """

    def accept_job(self, job: str) -> None:
        """The scheduler has taken the job. Durable."""

    def cancel_job(self, job: str) -> bool:
        """A person wants the job to end, wherever it is; False for one that nobody noted. Durable."""

    def drop_job(self, job: str) -> None:
        """Forget a job that the scheduler refused. Durable."""

    def end_job(self, job: JobRow) -> None:
        """The job ended, with its status and reason, before it came to a run. Durable."""

    def jobs_since(self, instant: datetime) -> list[JobRow]:
        """The jobs scheduled from then on, oldest first."""

    # Upkeep

    def prune(self) -> Pruned:
        """Delete everything that was kept long enough. Not durable: what a power cut brings back is pruned again."""

    def check(self) -> None:
        """Read everything; StorageProblem where it is damaged. Takes seconds where much is stored."""

    def size(self) -> int:
        """How many bytes it takes, unused ones included."""

    def shrink(self) -> None:
        """Give unused space back. Nobody else may be using the store: StorageProblem after some waiting."""
