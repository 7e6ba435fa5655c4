"""Stop asking a host that keeps refusing."""

from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.statscollectors import StatsCollector

from newscrawl.refusals import HostBlocked, Refused, refusal


class RefusalMiddleware:
    """Turn refusals into :class:`Refused`, and after ``patience`` in a row stop asking that host in this run.

    Sits below Scrapy's retry middleware, so that a challenge page is not asked for again. robots.txt is not
    counted: a site may well guard that file alone. A feed or listing (a request without callback) that is answered
    does not end a row of refused pages: many sites guard their pages only.
    """

    def __init__(self, patience: int, stats: StatsCollector) -> None:
        self._patience = patience
        self._stats = stats
        self._in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_REFUSALS."""
        return cls(crawler.settings.getint("NEWSCRAWL_REFUSALS"), crawler.stats)

    def process_request(self, request: Request) -> None:
        """Raise HostBlocked when the host has refused too often."""
        host = urlsplit(request.url).netloc
        if self._in_a_row[host] >= self._patience and not _is_robots(request):
            self._stats.inc_value("newscrawl/refused/not_asked")
            raise HostBlocked(f"{host} refused {self._patience} times in a row")

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise Refused for a refusal; count it against the host."""
        if _is_robots(request):
            return response
        host = urlsplit(request.url).netloc
        how = refusal(response.status, response.body)
        if how is None:
            if request.callback is not NO_CALLBACK:
                self._in_a_row[host] = 0
            return response
        self._in_a_row[host] += 1
        self._stats.inc_value("newscrawl/refused/answers")
        raise Refused(how)


def _is_robots(request: Request) -> bool:
    return urlsplit(request.url).path == "/robots.txt"
