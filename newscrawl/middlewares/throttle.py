"""Throttle requests per host: across all crawls of an output root, and for as long as the host wants a pause."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser

from newscrawl.core import clock
from newscrawl.core.blocking import CHALLENGE, HostBlocked, refusal
from newscrawl.core.errors import ExitStatus, Problem, UsageProblem
from newscrawl.core.paths import output_root
from newscrawl.core.signals import report_problem
from newscrawl.middlewares.backoff import growing, retry_after
from newscrawl.middlewares.host_schedule import HostSchedule, HostState

RATE_LIMITED = frozenset({429, 503})
"""Answers that mean: later. A challenge page of this status does not: waiting solves none."""


class ThrottleMiddleware:
    """Hold requests back until it is their turn.

    Crawls of one output root take turns at a host, ``DOWNLOAD_DELAY`` apart, or its robots.txt's ``Crawl-delay`` where
    that is longer. After 429 or 503 the host gets a pause, as long as its ``Retry-After`` says, else for a time that
    grows. A pause of up to ``patience`` seconds is waited for and the request is sent again; a longer one ends the
    requests to that host in this run, and is kept for the next runs. Sits below all that retries, so that it sees every
    try.
    """

    def __init__(self, crawler: Crawler, schedule: HostSchedule, *, delay: float, patience: float) -> None:
        self._crawler = crawler
        self._schedule = schedule
        self._delay = delay
        self._patience = patience
        self._crawl_delays: dict[str, float] = {}
        self._waited = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_OUTPUT, NEWSCRAWL_PATIENCE, DOWNLOAD_DELAY."""
        settings = crawler.settings
        middleware = cls(
            crawler,
            HostSchedule(_folder(settings.get("NEWSCRAWL_OUTPUT") or "")),
            delay=settings.getfloat("DOWNLOAD_DELAY"),
            patience=settings.getfloat("NEWSCRAWL_PATIENCE"),
        )
        crawler.signals.connect(middleware.robots_parsed, signals.robots_parsed)
        return middleware

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Note the host's ``Crawl-delay``."""
        delay = robotparser.crawl_delay(self._crawler.settings["ROBOTSTXT_USER_AGENT"])
        if delay and delay > self._delay:
            self._crawl_delays[_host(request)] = delay

    async def process_request(self, request: Request) -> None:
        """Wait for the request's turn. Raises HostBlocked when the host wants too long a pause."""
        host = _host(request)
        known = self._schedule.look_up(host)
        seconds = known.wait_until - clock.now().timestamp()
        if seconds > self._patience:
            self._count("refused/not_asked")
            raise HostBlocked(self._report_pause(host, known))
        if seconds > 0:
            await self._wait(seconds)
        crawl_delay = self._crawl_delays.get(host, 0.0)
        if interval := max(self._delay, crawl_delay):
            turn = self._schedule.take_turn(host, interval)
            await (self._wait(turn) if crawl_delay else asyncio.sleep(turn))
        self._count(f"asked/{host}")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """After an answer that means *later*: pause, and retry where that is soon."""
        host = _host(request)
        if response.status not in RATE_LIMITED:
            self._schedule.forgive(host)
            return response
        if refusal(response.status, response.body) == CHALLENGE:
            return response
        requested = retry_after(response.headers.get("Retry-After"))
        if requested is None and not self._delay:
            return response  # no delay at all (a test, a benchmark): there is nothing that could grow
        known = self._schedule.set_back(
            host,
            lambda setbacks: growing(setbacks, self._delay) if requested is None else requested,
            str(response.status),
        )
        seconds = known.wait_until - clock.now().timestamp()
        if seconds > self._patience:
            raise HostBlocked(self._report_pause(host, known))
        spider = self._crawler.spider
        assert spider is not None  # noqa: S101 - there is one while requests are answered
        again = get_retry_request(request, spider=spider, reason=f"rate limited ({response.status})")
        return again or response

    async def _wait(self, seconds: float) -> None:
        self._waited += seconds
        self._count("manners/waits")
        self._crawler.stats.set_value("newscrawl/manners/seconds", round(self._waited, 1))
        await asyncio.sleep(seconds)

    def _report_pause(self, host: str, known: HostState) -> str:
        until = datetime.fromtimestamp(known.wait_until, UTC)
        text = f"{host} is rate-limiting us (HTTP {known.why}); pausing until {until:%Y-%m-%d %H:%M} UTC"
        report_problem(self._crawler, Problem(ExitStatus.BLOCKED, text))
        return text

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/{name}")


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc.lower()


def _folder(setting: str) -> Path | None:
    """Return where the schedule of hosts is kept; None for a command outside a project, which is throttled, too."""
    try:
        root = output_root(setting)
    except UsageProblem:
        return None
    return root / ".hosts"
