"""Fetches a few pages of a live site, politely: robots.txt, delays and waits apply as in a crawl."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from scrapy import Spider
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from w3lib.encoding import http_content_type_encoding

from newscrawl.core.blocking import AccessDenied
from newscrawl.core.network_errors import is_forbidden, network_error_kind
from newscrawl.extraction.dom.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A fetched page, or why it was not fetched."""

    requested: str
    url: str
    """Where it was found after redirects."""
    status: int = 0
    body: bytes = b""
    encoding: str | None = None
    headers: dict[str, str] | None = None
    """Names in lower case."""
    problem: str | None = None
    """Why there is nothing to read, in a few words; None for a response of status 200."""
    blocked: bool = False
    """Whether the site denied access, by its response or its robots.txt."""

    def page(self) -> Page:
        """Parse it as a page."""
        return Page(self.body, self.url, encoding=self.encoding)


Fetch = Callable[[str], Awaitable[FetchedPage]]
"""Fetches an address. Never raises: the result says what went wrong."""


class InspectionSpider(Spider):
    """Runs a task, which is given a :data:`Fetch`. It makes no items, and its crawl keeps no state."""

    name = "inspection"
    custom_settings = {"ITEM_PIPELINES": {}}  # noqa: RUF012 - as Scrapy declares it

    def __init__(self, task: Callable[[Fetch], Awaitable[None]]) -> None:
        super().__init__()
        self._task = task

    async def start(self) -> AsyncIterator[Any]:
        """Run the task."""
        await self._task(self._fetch)
        nothing: tuple[Any, ...] = ()
        for item in nothing:
            yield item

    async def _fetch(self, url: str) -> FetchedPage:
        request = Request(url, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except AccessDenied as error:
            return FetchedPage(requested=url, url=url, problem=f"access denied ({error})", blocked=True)
        except Exception as error:  # noqa: BLE001 - any network error is reported, and the task goes on
            forbidden = is_forbidden(error)
            return FetchedPage(
                requested=url,
                url=url,
                problem=str(error) if forbidden else network_error_kind(error),
                blocked=forbidden,
            )
        return _answer(url, response)


def _answer(url: str, response: Response) -> FetchedPage:
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return FetchedPage(
        requested=url,
        url=response.url,
        status=response.status,
        body=response.body,
        encoding=http_content_type_encoding(content_type),
        headers={
            name.decode("latin-1").lower(): values[-1].decode("latin-1") for name, values in response.headers.items()
        },
        problem=None if response.status == 200 else f"HTTP {response.status}",
    )
