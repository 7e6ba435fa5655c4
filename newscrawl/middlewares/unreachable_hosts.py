"""Stop sending requests to a host that can't be reached: time-outs of thirty seconds add up."""

from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from newscrawl.core.blocking import HostUnreachable
from newscrawl.core.values import plural


class UnreachableHostsMiddleware:
    """Give up on a host for this run after ``patience`` failed connections in a row, each retried by Scrapy.

    Sits above the retry middleware, which sees each failure first and hands on only the last of a request.
    """

    def __init__(self, patience: int) -> None:
        self._patience = patience
        self._in_a_row: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_REFUSALS, the same limit as for refusals."""
        return cls(crawler.settings.getint("NEWSCRAWL_REFUSALS"))

    def process_request(self, request: Request) -> None:
        """Raise HostUnreachable when connections to the host failed too often."""
        host = urlsplit(request.url).netloc
        if self._in_a_row[host] >= self._patience:
            raise HostUnreachable(f"{host} was unreachable {plural(self._patience, 'time')} in a row")

    def process_response(self, request: Request, response: Response) -> Response:
        """Any answer ends a row of failures."""
        self._in_a_row[urlsplit(request.url).netloc] = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failed connection."""
        if not isinstance(exception, IgnoreRequest):
            self._in_a_row[urlsplit(request.url).netloc] += 1
