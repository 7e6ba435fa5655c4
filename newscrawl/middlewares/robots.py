"""A robots.txt that can't be had forbids all (RFC 9309, 2.3.1.4); Scrapy takes it for leave to crawl."""

from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.signalmanager import SignalManager

from newscrawl.errors import ExitStatus, Trouble
from newscrawl.signals import trouble_met

_FORBIDS_ALL = b"User-agent: *\nDisallow: /\n"


class RobotsMiddleware:
    """Put a robots.txt that forbids all in the place of a server error, and say so."""

    def __init__(self, signals: SignalManager) -> None:
        self._signals = signals

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build for a crawl."""
        return cls(crawler.signals)

    def process_response(self, request: Request, response: Response) -> Response:
        """Replace the answer to a request for robots.txt with status 500 and above."""
        if response.status < 500 or urlsplit(request.url).path != "/robots.txt":
            return response
        text = f"{request.url} answers {response.status}: nothing may be asked until it can be had"
        self._signals.send_catch_log(trouble_met, trouble=Trouble(ExitStatus.UNREACHABLE, text))
        return response.replace(status=200, body=_FORBIDS_ALL)
