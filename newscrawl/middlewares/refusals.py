"""Stop asking a host that keeps refusing."""

from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.statscollectors import StatsCollector

from newscrawl.middlewares.robots import is_robots
from newscrawl.refusals import HostBlocked, Refused, refusal


class RefusalMiddleware:
    """Turn refusals into :class:`Refused`, and after ``patience`` in a row stop asking that host in this run.

    Sits below Scrapy's retry middleware, so that a challenge page is not asked for again. robots.txt is not
    counted: a site may well guard that file alone. Pages and sources (requests without callback) make rows of their
    own: many sites guard their pages only, or their REST route and sitemaps only. Refused pages end the asking for
    sources, too; refused sources say nothing of pages.
    """

    def __init__(self, patience: int, stats: StatsCollector) -> None:
        self._patience = patience
        self._stats = stats
        self._pages: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        """Refusals in a row, by host."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_REFUSALS."""
        return cls(crawler.settings.getint("NEWSCRAWL_REFUSALS"), crawler.stats)

    def process_request(self, request: Request) -> None:
        """Raise HostBlocked when the host has refused too often."""
        if is_robots(request):
            return
        host = urlsplit(request.url).netloc
        text = f"{host} refused {self._patience} times in a row"
        if self._pages[host] >= self._patience:
            self._stats.inc_value("newscrawl/refused/not_asked")
            raise HostBlocked(text)
        if _is_source(request) and self._sources[host] >= self._patience:
            raise HostBlocked(text)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise Refused for a refusal; count it against the host."""
        if is_robots(request):
            return response
        host, is_source = urlsplit(request.url).netloc, _is_source(request)
        how = refusal(response.status, response.body)
        if how is None:
            self._sources[host] = 0
            if not is_source:
                self._pages[host] = 0
            return response
        (self._sources if is_source else self._pages)[host] += 1
        self._stats.inc_value(f"newscrawl/refused/{'sources' if is_source else 'answers'}")
        raise Refused(how)


def _is_source(request: Request) -> bool:
    return request.callback is NO_CALLBACK
