"""A crawl's run: opened before the first request, handed to spider and pipeline, finished whatever happens."""

import logging
import platform
from time import monotonic
from typing import Any, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from newscrawl import __version__
from newscrawl.core.crawl_state import SiteSpider
from newscrawl.core.errors import AlreadyRunning, ExitStatus, NewscrawlError, Problem, StorageProblem
from newscrawl.core.paths import output_root
from newscrawl.core.run_summary import RunCounts, RunSummary, assess, grouped
from newscrawl.core.signals import problem_reported
from newscrawl.extensions.not_begun import note_not_begun
from newscrawl.items import Article
from newscrawl.publishing.run import Run
from newscrawl.store import StoreSettings
from newscrawl.text.unicode import fold

logger = logging.getLogger(__name__)

_EXCUSES = (ExitStatus.BLOCKED, ExitStatus.UNREACHABLE)
"""Why a run may have found too little."""


class RunExtension:
    """Keeps the run of one crawl.

    ``run`` is None before the spider is open and for spiders that are none of ours. ``account`` is what a person and
    a scheduler read at the end. A crawl with ``trial=1``, or one that may not remember, works on a memory that is
    gone with the process.
    """

    def __init__(self, crawler: Crawler, output: str, policy: StoreSettings, *, remembers: bool) -> None:
        self.run: Run | None = None
        self.account: RunSummary | None = None
        self._crawler = crawler
        self._output = output
        self._policy = policy
        self._remembers = remembers
        self._began = monotonic()
        self._judges_pulse = False
        self._storage_failed = False
        self._reported = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_OUTPUT, NEWSCRAWL_RUN, and those of the memory's policy."""
        settings = crawler.settings
        extension = cls(
            crawler,
            settings.get("NEWSCRAWL_OUTPUT") or "",
            StoreSettings.of(settings.get),
            # Only the commands shell, fetch and parse set it; a setting of the project would outrank theirs.
            remembers=settings.getbool("NEWSCRAWL_RUN", default=True),
        )
        for handler, signal in (
            (extension.spider_opened, signals.spider_opened),
            (extension.spider_closed, signals.spider_closed),
            (extension.spider_error, signals.spider_error),
            (extension.spider_error, signals.item_error),
            (extension.problem_reported, problem_reported),
        ):
            crawler.signals.connect(handler, signal)
        return extension

    def spider_opened(self, spider: scrapy.Spider) -> None:
        """Open the run and hand its memory to the spider; CloseSpider when there can be none."""
        if not isinstance(spider, SiteSpider):
            return
        site = spider.site()
        self._began = monotonic()
        trial = spider.arguments.trial or not self._remembers
        self._judges_pulse = not trial and not spider.arguments.narrowed
        self.account = RunSummary(site=site.name, trial=trial)
        try:
            if trial:
                self.run = Run.ephemeral(site, spider.identify)
            else:
                self.run = Run.begin(
                    output_root(self._output),
                    site,
                    spider.identify,
                    arguments=spider.arguments.given,
                    versions=_versions(),
                    policy=self._policy,
                    job=spider.arguments.job,
                )
        except NewscrawlError as problem:
            self.account.opened = False
            self.account.problems.append(Problem(problem.status, str(problem)))
            reason = "already_running" if isinstance(problem, AlreadyRunning) else "not_begun"
            if not trial and spider.arguments.job:
                note_not_begun(self._output, site.name, spider.arguments, problem)
            raise CloseSpider(reason) from None
        for recovered in self.run.recovered:
            text = f"finished {recovered.path.name} of an earlier run ({recovered.lines} articles)"
            self.account.problems += [Problem(ExitStatus.OK, text), *recovered.problems]
        spider.remember(self.run.memory)

    def restore_fetch(self, article: Article) -> None:
        """Give back to an article how its page was fetched, where a custom pipeline has made a new object of it."""
        spider: object = self._crawler.spider
        if article.fetch is None and isinstance(spider, SiteSpider):
            article.fetch = spider.fetch_of(article.url)

    def problem_reported(self, problem: Problem) -> None:
        """Note what a spider reports, once."""
        if self.account and problem not in self.account.problems:
            self.account.problems.append(problem)

    def spider_error(self, failure: Failure) -> None:
        """Note an exception of a callback or a pipeline; a failing memory ends the run."""
        if isinstance(failure.value, StorageProblem):
            self.storage_failed(failure.value)
        else:
            text = fold(f"{type(failure.value).__name__}: {failure.value}")
            self.problem_reported(Problem(ExitStatus.ERROR, f"{text} (the log has more)"))

    def storage_failed(self, problem: StorageProblem) -> None:
        """End the run: what can't be remembered must not be crawled."""
        self.problem_reported(Problem(ExitStatus.STORAGE, str(problem)))
        if not self._storage_failed:
            self._storage_failed = True
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="storage"))

    def spider_closed(self, reason: str) -> None:
        """Make everything durable and say what the run did."""
        self.finish(reason)

    def finish(self, reason: str) -> None:
        """Finish the run, at most once. Also called when the crawl is cut short without Scrapy's own ending."""
        run, account = self.run, self.account
        if account is None or self._reported:
            return
        if run is not None:
            self._finish(run, account, reason)
            self.run = None
        for line in account.lines():
            logger.info(line)
        self._reported = True

    def _finish(self, run: Run, account: RunSummary, reason: str) -> None:
        stats: dict[str, Any] = self._crawler.stats.get_stats()
        prefix = "newscrawl/"
        account.figures = {name.removeprefix(prefix): n for name, n in stats.items() if name.startswith(prefix)}
        account.seconds = monotonic() - self._began
        for problem in assess(RunCounts.of(account.figures)):
            self.problem_reported(problem)
        if reason == "memusage_exceeded":
            self.problem_reported(Problem(ExitStatus.ERROR, "stopped: more memory used than MEMUSAGE_LIMIT_MB allows"))
        try:
            if (
                reason == "finished"
                and self._judges_pulse
                and account.status not in _EXCUSES
                and (weak := run.check_volume())
            ):
                self.problem_reported(weak)
            account.pending = run.memory.pending_count()
            counters = {"requests": stats.get("downloader/request_count", 0), **grouped(account.figures)}
            summary = run.finish(reason, account.status, counters, account.problems)
            account.file = summary.path
            # A forced stop writes what the stats did not live to see.
            account.figures |= {"written": summary.written, "revisions": summary.revisions}
        except StorageProblem as problem:
            self.problem_reported(Problem(ExitStatus.STORAGE, str(problem)))


def _versions() -> dict[str, str]:
    return {"newscrawl": __version__, "scrapy": scrapy.__version__, "python": platform.python_version()}
