"""Render requests whose pages need a browser."""

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request, Response

from newscrawl.browser.executable import LEFT_OUT
from newscrawl.browser.opening import KEY, Opening, clicks_of
from newscrawl.core.blocking import BrowserFault, ListingClosed, NoBrowser

if TYPE_CHECKING:
    from newscrawl.browser.renderer import Renderer

_log = logging.getLogger(__name__)

_MEGABYTE = 1_000_000
_PATIENCE = 5
"""Pages in a row that the browser may fail to show; each may have cost its whole deadline."""


class BrowserMiddleware:
    """Show the HTML of requests with an Opening in their ``meta`` to a browser, and hand on what it makes of it.

    Sits next to the engine: by then the document has passed robots.txt, the throttle, redirects and refusals like every
    other, and whatever is not a page (304, 404, a download) is handed on as it is. The browser is made when the
    first page needs it; crawls that need none start none. A click that finds its button gone answers 404, as the page
    behind the last of a numbered listing does.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._made: Renderer | None = None
        self._missing: NoBrowser | None = None
        self._in_a_row = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from settings: NEWSCRAWL_CHROMIUM, NEWSCRAWL_BROWSER_TIMEOUT, NEWSCRAWL_BROWSER_MEMORY."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> Response | None:
        """Render a document that is at hand; click the button of a listing that is open. Raises BrowserFault."""
        opening: Opening | None = request.meta.get(KEY)
        if opening is None:
            return None
        url, clicks = clicks_of(request.url)
        if self._missing and (clicks or opening.from_start):
            raise self._missing
        if opening.document is not None:
            return await self._render(opening.document, opening)
        if clicks and self._made and self._made.is_open(url, clicks):
            try:
                return await self._click(url, clicks, opening)
            except ListingClosed:  # so it is fetched, and clicked through once more
                return None
        return None

    async def process_response(self, request: Request, response: Response) -> Response:
        """Render a document that was fetched. Raises BrowserFault."""
        opening: Opening | None = request.meta.get(KEY)
        if opening is None or response.status != 200 or "browser" in response.flags:
            return response
        if not isinstance(response, HtmlResponse) or b"attachment" in (
            response.headers.get("Content-Disposition") or b""
        ):
            return response
        url, clicks = clicks_of(request.url)
        if not clicks and not opening.from_start:
            return response
        shown = await self._render(response.replace(url=clicks_of(response.url)[0]), opening)
        # The listing was closed since the click before this one: go there again.
        for number in range(1, clicks + 1):
            if shown.status == 200:
                try:
                    shown = await self._click(url, number, opening)
                except ListingClosed:
                    raise BrowserFault(f"the listing closed before click {clicks}") from None
        return shown

    async def spider_closed(self) -> None:
        """End the browser."""
        if self._made:
            await self._made.close()

    async def _render(self, document: Response, opening: Opening) -> Response:
        renderer = self._renderer()
        try:
            shown = await renderer.render(document, opening)
        except NoBrowser as error:
            self._missing = error
            raise
        except BrowserFault as error:
            self._in_a_row += 1
            if self._in_a_row >= _PATIENCE:
                text = f"the browser failed {_PATIENCE} times in a row, last with: {error}; {LEFT_OUT}"
                self._missing = NoBrowser(text)
            raise

        self._in_a_row = 0
        return shown

    async def _click(self, url: str, clicks: int, opening: Opening) -> Response:
        shown = await self._renderer().click(url, clicks, opening)
        if shown is None:
            return Response(url, status=404, flags=["browser"])
        return shown

    def _renderer(self) -> "Renderer":
        """Raises NoBrowser where the packages for it are missing."""
        if self._made is None:
            _log.info("pages are opened in Chromium from here on")
            try:
                from newscrawl.browser.keeper import Keeper  # noqa: PLC0415 - heavy, and optional
                from newscrawl.browser.renderer import Renderer  # noqa: PLC0415
            except ModuleNotFoundError as error:
                text = f"{error.name} is not installed (pip install scrapy-playwright); {LEFT_OUT}"
                self._missing = NoBrowser(text)
                raise self._missing from None
            settings = self._crawler.settings
            keeper = Keeper(
                self._crawler,
                timeout=settings.getfloat("NEWSCRAWL_BROWSER_TIMEOUT"),
                memory=settings.getint("NEWSCRAWL_BROWSER_MEMORY") * _MEGABYTE,
                count=self._count,
            )
            most = settings.getint("DOWNLOAD_MAXSIZE")
            self._made = Renderer(self._crawler, keeper, most=most, count=self._count)
        return self._made

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"newscrawl/browser/{name}")
