"""What is stored of one site, in SQLite: its articles, runs and files, beside the frontier and the rechecks."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from newscrawl.core.failpoints import Act, Maintenance
from newscrawl.items import Article
from newscrawl.store import runs
from newscrawl.store.articles import deletions
from newscrawl.store.articles import index as article_index
from newscrawl.store.articles.apply import apply
from newscrawl.store.articles.candidate import Candidate, prepare
from newscrawl.store.articles.decide import decide
from newscrawl.store.articles.facts import gather
from newscrawl.store.articles.reindex import index_lines, line_of
from newscrawl.store.records import KnownFiles, Pruned, Published, RunEnd, RunRow
from newscrawl.store.retention import prune_some
from newscrawl.store.site_crawl import SiteCrawl
from newscrawl.store.status import week_of


class SqliteSiteStore(SiteCrawl):
    """Implements :class:`newscrawl.store.contract.SiteStore`, which says what each method does."""

    @property
    def name(self) -> str:
        """The site's name."""
        return self._site.name

    @property
    def publisher_group(self) -> str:
        """The group of sites in which no text is published twice."""
        return self._site.publisher_group

    def prepare(self, article: Article, run_id: str) -> Candidate:
        """Do all that needs no transaction."""
        return prepare(
            article,
            self._identify,
            run_id=run_id,
            now=self._clock(),
            keeps_text=bool(self._settings.keep_texts),
        )

    def publish(
        self, batch: Sequence[Candidate], *, outbox: str | None = None, offset: int = 0
    ) -> list[Published | Exception]:
        """Decide what becomes of each article and write it, all in one durable transaction."""
        results: list[Published | Exception] = []
        promised: list[tuple[int, bytes]] = []
        now = self._clock()
        with self._database.write(Act.PUBLISH_COMMIT) as connection:
            for candidate in batch:
                try:
                    facts = gather(connection, self._site, candidate, self._settings, now)
                    decision = decide(candidate, facts, self._settings, now)
                    done = apply(connection, self._site, candidate, decision, facts.recheck, self._settings, now)
                except (
                    TypeError,
                    ValueError,
                    RecursionError,
                ) as error:  # its line can't be serialized; the others' can
                    results.append(error)
                    continue
                results.append(done)
                if done.line is not None:
                    promised.append((offset, done.line))
                    offset += len(done.line)
            if outbox is not None:
                runs.promise_lines(connection, outbox, promised)
        return results

    def index_articles(self, articles: Sequence[Article]) -> None:
        """Take in published lines that the store does not know."""
        now = self._clock()
        lines = [line_of(article, self._rules, now) for article in articles]
        with self._database.read() as connection:
            unknown = [line for line in lines if not article_index.holds(connection, self._site, line.entry)]
        if unknown:
            with self._database.write(Act.RECOVERY_READ_BACK) as connection:
                index_lines(connection, self._site, unknown, now)

    def article_ids(self) -> set[str]:
        """Every name (32 hex digits) of the site's articles that are not deleted."""
        with self._database.read() as connection:
            return deletions.articles_known(connection, self._site.name)

    def count_articles(self) -> int:
        """How many articles of the site are known and not deleted."""
        with self._database.read() as connection:
            return deletions.count_articles(connection, self._site.name)

    def begin_run(self, run: RunRow, *, job: str | None = None, arguments: Mapping[str, str] | None = None) -> None:
        """Write a new run, and that the scheduler's job came to it."""
        with self._database.write(Act.RUN_BEGIN) as connection:
            runs.add_run(connection, self._site, run)
            if job:
                runs.begin_job(connection, job, self._site.name, arguments or {}, run.started, run.id)
        with self._database.read() as connection:
            self._begin(connection, run.id, run.started)

    def end_run(self, run_id: str, describe: Callable[[RunEnd], Mapping[str, Any]]) -> RunEnd:
        """End the run: the complete span grows, the outbox is emptied, what ``describe`` makes is its account."""
        with self._database.write(Act.RUN_CLOSE) as connection:
            complete, pending = self._end(connection)
            end = RunEnd(complete=complete, pending=pending, given_up=tuple(self._given_up))
            runs.close_run(connection, run_id, describe(end))
        return end

    def note_run(self, run_id: str, account: Mapping[str, Any]) -> None:
        """Keep what is known of a run that may not end properly."""
        with self._database.write(Act.RUN_CLOSE) as connection:
            runs.note_run(connection, run_id, account)

    def record_filed(self, run_id: str, account: Mapping[str, Any], size: int) -> None:
        """The run's files are in place; ``size`` 0 says that it wrote none."""
        with self._database.write(Act.RUN_FILE) as connection:
            runs.file_run(connection, run_id, account, size)

    def register_runs(self, unknown: Sequence[RunRow]) -> None:
        """Write runs that only their files tell of, or open them again: they are to be completed."""
        with self._database.write(Act.RECOVERY_REGISTER) as connection:
            for run in unknown:
                runs.add_run(connection, self._site, run)

    def unfiled_runs(self) -> list[RunRow]:
        """The runs whose files are not known to be in place, oldest first."""
        with self._database.read() as connection:
            return runs.unfiled_runs(connection, self._site)

    def promised_lines(self, run_id: str) -> list[tuple[int, bytes]]:
        """The lines that may not be in the run's file yet, with their offsets."""
        with self._database.read() as connection:
            return runs.promised_lines(connection, run_id)

    def known_files(self) -> KnownFiles:
        """The finished files whose lines the store knows."""
        with self._database.read() as connection:
            return runs.known_files(connection, self._site.name)

    def record_months(self, sizes: Mapping[str, int], merged: Sequence[RunRow] = ()) -> None:
        """The lines of these merged files (month and bytes) are known, and these runs went into them."""
        with self._database.write(Maintenance.COMPACT_RECORD) as connection:
            for month, size in sizes.items():
                runs.record_month(connection, self._site, month, size)
            for run in merged:
                runs.recall_run(connection, self._site, run)

    def resize_run(self, stem: str, size: int, account: Mapping[str, Any]) -> None:
        """The finished file of this name has another size and account now."""
        with self._database.write(Maintenance.FORGET_STATE) as connection:
            runs.resize_run(connection, stem, size, account)

    def resize_month(self, month: str, size: int) -> None:
        """The merged file of this month has another size now."""
        with self._database.write(Maintenance.FORGET_STATE) as connection:
            runs.record_month(connection, self._site, month, size)

    def lines_to_delete(self) -> frozenset[str]:
        """The names of deleted articles whose lines may still be in a file of the site."""
        with self._database.read() as connection:
            return frozenset(deletions.unpurged(connection, self._site))

    def record_deleted_lines(self, names: Collection[str]) -> None:
        """Note that no file has lines of these articles now."""
        with self._database.write(Maintenance.FORGET_DONE) as connection:
            numbers = deletions.unpurged(connection, self._site)
            deletions.purged(connection, sorted({numbers[name] for name in names if name in numbers}))

    def prune_some(self) -> Pruned:
        """Delete a little of what was kept long enough, unless that was done within the last day."""
        return prune_some(self._database, self._settings, self._clock())

    def weekly_articles(self, *, writing: int = 0) -> int | None:
        """How many articles the site published in the last seven days; None where it is too early to say."""
        with self._database.read() as connection:
            return week_of(connection, self._site.number, self._clock(), writing=writing)
