"""Results of rechecks (published articles that are fetched again) that give no page to read."""

from newscrawl.core.crawl_state import CrawlState, Recheck
from newscrawl.core.reasons import Reason, ReasonKind
from newscrawl.crawler.running_crawl import RunningCrawl


class RecheckResults:
    """Records the results of rechecks in the state, and counts them."""

    def __init__(self, memory: CrawlState, crawl: RunningCrawl) -> None:
        self._memory = memory
        self._count = crawl.count
        self._missing: list[Recheck] = []
        """Rechecks that found no page before any page was served: the fault may be the whole site's."""

    def unchanged(self, recheck: Recheck) -> None:
        """Record that the page is unchanged (304)."""
        self._count("revisits/unchanged", 1)
        self._count("bytes_saved", (recheck.validators and recheck.validators.size) or 0)
        self._memory.recheck_unchanged(recheck)

    def missing(self, recheck: Recheck) -> None:
        """Record that the page no longer exists, if the site can be believed (:meth:`believe`)."""
        self._memory.retry_recheck(recheck, Reason(ReasonKind.MISSING))
        self._missing.append(recheck)

    def believe(self) -> None:
        """Record that the missing pages are gone, as the site does serve pages."""
        for recheck in self._missing:
            self._count("revisits/gone", 1)
            self._memory.recheck_gone(recheck)
        self._missing.clear()

    def failed(self, recheck: Recheck, reason: Reason, *, certain: bool = True) -> None:
        """Record a failed recheck; ``certain``: through the page's own fault."""
        self._count(f"revisits/failed/{reason}", 1)
        self._memory.retry_recheck(recheck, reason, count=certain)
