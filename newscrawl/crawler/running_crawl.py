"""The running crawl as discovery sees it: five methods, provided by Scrapy's crawler or by a test."""

from dataclasses import dataclass
from typing import Any, Protocol

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from newscrawl.core.errors import Problem
from newscrawl.core.signals import report_problem

READ_AHEAD = 200
"""Links queued before discovery asks for another page: bounds memory in a back-fill of years."""


class RunningCrawl(Protocol):
    """What discovery needs of the crawl that it is part of."""

    async def download(self, request: Request) -> Response:
        """Send a request through all middlewares. Raises what the network or a middleware raises."""

    async def wait_for_capacity(self) -> None:
        """Return once fewer than READ_AHEAD requests are queued."""

    async def wait_until_drained(self) -> None:
        """Return once no request is queued: what was found so far is being read."""

    def report(self, problem: Problem) -> None:
        """Add a line to the report of the run."""

    def count(self, name: str, by: int = 1) -> None:
        """Add to a figure of the run's manifest."""


@dataclass(frozen=True, slots=True)
class ScrapyCrawl:
    """The crawl that a Scrapy crawler runs."""

    crawler: Crawler

    async def download(self, request: Request) -> Response:
        """Send a request through all middlewares."""
        response: Response = await self.crawler.engine.download_async(request)
        return response

    async def wait_for_capacity(self) -> None:
        """Return once fewer than READ_AHEAD requests are queued."""
        scheduler: Any = self.crawler.engine.scheduler
        if scheduler is None or (hasattr(scheduler, "__len__") and len(scheduler) < READ_AHEAD):
            return
        await self.wait_until_drained()

    async def wait_until_drained(self) -> None:
        """Return once no request is queued."""
        scheduler = self.crawler.engine.scheduler
        if scheduler is not None and scheduler.has_pending_requests():
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def report(self, problem: Problem) -> None:
        """Send the problem to whoever collects them."""
        report_problem(self.crawler, problem)

    def count(self, name: str, by: int = 1) -> None:
        """Add to one of Scrapy's stats."""
        self.crawler.stats.inc_value(f"newscrawl/{name}", by)
