"""While its robots.txt can't be had, a host is asked for nothing (RFC 9309, 2.3.1.4); Scrapy would ask all the same."""

from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from newscrawl.core.blocking import AccessDenied, HostBlocked, HostUnreachable
from newscrawl.core.network_errors import network_error_kind

_LATER = 429
_MOST_BYTES = 512 * 1024
"""What is read of a robots.txt (RFC 9309, 2.5): every page is held against each of its rules."""


class RobotsMiddleware:
    """Ask a host for nothing whose robots.txt was answered with a server error or "too many requests", or not at all.

    Links that were not asked for keep their tries. Sits above the retry middleware: sees the last word only.
    """

    def __init__(self) -> None:
        self._missing: dict[str, IgnoreRequest] = {}
        """By host: what to say of requests to it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - as Scrapy calls it
        """Build for a crawl."""
        return cls()

    def process_request(self, request: Request) -> None:
        """Raise HostSilent or HostBlocked where the host's robots.txt could not be had."""
        missing = self._missing.get(urlsplit(request.url).netloc)
        if missing is not None and not is_robots(request):
            raise missing

    def process_response(self, request: Request, response: Response) -> Response:
        """Note a robots.txt that can't be had; cut one that is endless."""
        if not is_robots(request):
            return response
        if response.status >= 500 or response.status == _LATER:
            kind = HostBlocked if response.status == _LATER else HostUnreachable
            self._note(request, kind, f"answers {response.status}")
        if len(response.body) > _MOST_BYTES:
            return response.replace(body=response.body[:_MOST_BYTES].rpartition(b"\n")[0])
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note a robots.txt that did not come."""
        if not is_robots(request):
            return
        if isinstance(exception, AccessDenied):
            self._note(request, HostBlocked, f"was refused ({exception})")
        else:
            self._note(request, HostUnreachable, f"can't be had ({network_error_kind(exception)})")

    def _note(self, request: Request, kind: type[IgnoreRequest], what: str) -> None:
        for url in (request.url, *request.meta.get("redirect_urls", ())):
            text = f"{request.url} {what}: nothing may be asked until it can be had"
            self._missing[urlsplit(url).netloc] = kind(text)


def is_robots(request: Request) -> bool:
    """Whether a request is for a host's robots.txt."""
    return urlsplit(request.url).path == "/robots.txt"
