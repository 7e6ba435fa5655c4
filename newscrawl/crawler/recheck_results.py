"""Visits to published articles: what becomes of those that give no page to read."""

from newscrawl.core.crawl_state import CrawlState, Recheck
from newscrawl.core.reasons import Reason, ReasonKind
from newscrawl.crawler.running_crawl import RunningCrawl


class RecheckResults:
    """Tells the memory what became of visits. ``count`` keeps the account of the run."""

    def __init__(self, memory: CrawlState, crawl: RunningCrawl) -> None:
        self._memory = memory
        self._count = crawl.count
        self._missing: list[Recheck] = []
        """Visits that met no page before any other page was given: all of them may be a fault of the site."""

    def unchanged(self, visit: Recheck) -> None:
        """The site answered that the page is as it was."""
        self._count("revisits/unchanged", 1)
        self._count("bytes_saved", (visit.validators and visit.validators.size) or 0)
        self._memory.recheck_unchanged(visit)

    def missing(self, visit: Recheck) -> None:
        """The page no longer exists, if the site can be believed (:meth:`believe`)."""
        self._memory.retry_recheck(visit, Reason(ReasonKind.MISSING))
        self._missing.append(visit)

    def believe(self) -> None:
        """The site gives pages, so those that it said are missing are gone."""
        for visit in self._missing:
            self._count("revisits/gone", 1)
            self._memory.recheck_gone(visit)
        self._missing.clear()

    def failed(self, visit: Recheck, reason: Reason, *, certain: bool = True) -> None:
        """The recheck failed; ``certain``: through the page's own fault."""
        self._count(f"revisits/failed/{reason}", 1)
        self._memory.retry_recheck(visit, reason, count=certain)
