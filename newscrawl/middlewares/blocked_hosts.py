"""Stop sending requests to a host that keeps refusing them."""

from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.statscollectors import StatsCollector

from newscrawl.core.blocking import AccessDenied, HostBlocked, refusal
from newscrawl.core.values import plural
from newscrawl.middlewares.robots import is_robots


class BlockedHostsMiddleware:
    """Turn refusals into :class:`AccessDenied`; after ``patience`` in a row, end the requests to that host in this run.

    Sits below Scrapy's retry middleware, so that a challenge page is not requested again. robots.txt is not
    counted: a site may well guard that file alone. A feed or listing (a request without callback) that is answered
    does not end a row of refused pages: many sites guard their pages only. Nor do refused sources alone keep the run
    from the pages: many guard their REST route and sitemaps only.
    """

    def __init__(self, patience: int, stats: StatsCollector) -> None:
        self._patience = patience
        self._stats = stats
        self._in_a_row: Counter[str] = Counter()
        self._pages_in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_REFUSALS."""
        return cls(crawler.settings.getint("NEWSCRAWL_REFUSALS"), crawler.stats)

    def process_request(self, request: Request) -> None:
        """Raise HostBlocked when the host has refused too often."""
        if is_robots(request):
            return
        host = urlsplit(request.url).netloc
        if self._in_a_row[host] >= self._patience and (_is_source(request) or self._pages_in_a_row[host]):
            if self._pages_in_a_row[host]:
                self._stats.inc_value("newscrawl/refused/not_asked")
            raise HostBlocked(f"{host} denied access {plural(self._in_a_row[host], 'time')} in a row")

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise AccessDenied for a refusal; count it against the host."""
        if is_robots(request):
            return response
        host, is_source = urlsplit(request.url).netloc, _is_source(request)
        how = refusal(response.status, response.body)
        if how is None:
            if not is_source:
                self._in_a_row[host] = self._pages_in_a_row[host] = 0
            return response
        self._in_a_row[host] += 1
        self._pages_in_a_row[host] += not is_source
        self._stats.inc_value(f"newscrawl/refused/{'sources' if is_source else 'answers'}")
        raise AccessDenied(how)


def _is_source(request: Request) -> bool:
    return request.callback is NO_CALLBACK
