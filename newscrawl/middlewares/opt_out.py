"""Signals by which a site reserves its texts: kept for the articles that come of its pages, or obeyed at once."""

from collections import OrderedDict
from typing import Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser

from newscrawl.core.blocking import HostBlocked
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.signals import report_problem
from newscrawl.middlewares.opt_out_signals import from_headers, from_robots
from newscrawl.urls import clean_url

_REMEMBERED = 10_000
"""Addresses whose signals are kept until their articles come by."""


class OptOutMiddleware:
    """Keeps the signals of headers and robots.txt; with ``obey``, stops at a host that bars AI companies."""

    def __init__(self, crawler: Crawler, *, obey: bool) -> None:
        self._crawler = crawler
        self._obey = obey
        self._of_hosts: dict[str, set[str]] = {}
        self._of_pages: OrderedDict[str, set[str]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_OPT_OUT."""
        middleware = cls(crawler, obey=crawler.settings.get("NEWSCRAWL_OPT_OUT") == "skip")
        crawler.signals.connect(middleware.robots_parsed, signals.robots_parsed)
        return middleware

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Note what the host's robots.txt says to AI companies."""
        parts = urlsplit(request.url)
        self._of_hosts[parts.netloc] = from_robots(robotparser.allowed, f"{parts.scheme}://{parts.netloc}/")

    def process_request(self, request: Request) -> None:
        """Raise HostBlocked where that is to be obeyed."""
        parts = urlsplit(request.url)
        if self._obey and self._of_hosts.get(parts.netloc) and parts.path != "/robots.txt":
            text = f"{parts.netloc}/robots.txt disallows AI crawlers; skipping it (NEWSCRAWL_OPT_OUT=skip)"
            report_problem(self._crawler, Problem(ExitStatus.BLOCKED, text))
            raise HostBlocked(text)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note what the headers say."""
        found = from_headers(response.headers.getlist("X-Robots-Tag"), response.headers.get("TDM-Reservation"))
        if found:
            # An article goes by the clean address of where its page was found, or of the link that led there.
            for url in (request.url, *request.meta.get("redirect_urls", ())):
                self._of_pages[clean_url(url) or url] = found
            while len(self._of_pages) > _REMEMBERED:
                self._of_pages.popitem(last=False)
        return response

    def signals_of(self, url: str) -> set[str]:
        """What is known of the page at this address, or of its host."""
        return self._of_pages.pop(clean_url(url) or url, set()) | self._of_hosts.get(urlsplit(url).netloc, set())
