"""Fetch robots.txt of every host, and skip hosts where it is unavailable (RFC 9309, 2.3.1.4)."""

from typing import Self
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware as ScrapyOffsiteMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from newscrawl.core.blocking import AccessDenied, HostBlocked, HostUnreachable
from newscrawl.core.network_errors import network_error_kind

_LATER = 429
_MOST_BYTES = 512 * 1024
"""What is read of a robots.txt (RFC 9309, 2.5): every page is checked against each of its rules."""


class RobotsMiddleware:
    """Skip a host whose robots.txt was answered with a server error or "too many requests", or not at all.

    Links that were not requested keep their tries. Sits above the retry middleware: sees the final result only.
    """

    def __init__(self) -> None:
        self._unavailable: dict[str, IgnoreRequest] = {}
        """By host: what to say of requests to it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - as Scrapy calls it
        """Build for a crawl."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Raise HostUnreachable or HostBlocked where the host's robots.txt was unavailable."""
        unavailable = self._unavailable.get(urlsplit(request.url).netloc)
        if unavailable is not None and not is_robots(request):
            raise unavailable

    def process_response(self, request: Request, response: Response) -> Response:
        """Note a robots.txt that is unavailable; cut one that is endless."""
        if not is_robots(request):
            return response
        if response.status >= 500 or response.status == _LATER:
            kind = HostBlocked if response.status == _LATER else HostUnreachable
            self._note(request, kind, f"unavailable (HTTP {response.status})")
        if len(response.body) > _MOST_BYTES:
            return response.replace(body=response.body[:_MOST_BYTES].rpartition(b"\n")[0])
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note a robots.txt that did not come."""
        if not is_robots(request):
            return
        if isinstance(exception, AccessDenied):
            self._note(request, HostBlocked, f"unavailable (access denied: {exception})")
        else:
            self._note(request, HostUnreachable, f"unavailable ({network_error_kind(exception)})")

    def _note(self, request: Request, kind: type[IgnoreRequest], what: str) -> None:
        for url in (request.url, *request.meta.get("redirect_urls", ())):
            host = urlsplit(url).netloc
            self._unavailable[host] = kind(f"{request.url} {what}; skipping {host} until it can be fetched")


class OffsiteMiddleware(ScrapyOffsiteMiddleware):
    """Let robots.txt of any host through; Scrapy would filter it out after a redirect, and crawl that host at will."""

    def should_follow(self, request: Request, spider: Spider) -> bool:
        """Whether a request may be sent."""
        return is_robots(request) or super().should_follow(request, spider)


def is_robots(request: Request) -> bool:
    """Whether a request is for a host's robots.txt."""
    return urlsplit(request.url).path == "/robots.txt"
