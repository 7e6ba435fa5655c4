"""Opens pages in the browser: documents as their scripts render them, and listings click after click."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from playwright.async_api import Page
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request, Response

from newscrawl.browser.chromium import Chromium
from newscrawl.browser.keeper import Keeper
from newscrawl.browser.opening import Opening, clicked_url
from newscrawl.browser.settling import press, settle
from newscrawl.browser.traffic import Shelf, Traffic
from newscrawl.core.blocking import BrowserFault, ListingClosed

MOST_CLICKS = 300
"""Most clicks on one listing in one run."""

_LINKS = "document.links.length"


@dataclass(frozen=True, slots=True)
class _Listing:
    """The listing that is kept open between two clicks, and the browser that shows it."""

    url: str
    clicks: int
    page: Page
    traffic: Traffic
    chromium: Chromium


class Renderer:
    """Shows pages, one at a time. ``most`` is how many bytes a page may have, 0 for any number."""

    def __init__(self, crawler: Crawler, keeper: Keeper, *, most: int, count: Callable[[str], None]) -> None:
        self._crawler = crawler
        self._keeper = keeper
        self._most = most
        self._count = count
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._shelf = Shelf()
        self._listing: _Listing | None = None

    async def render(self, document: Response, opening: Opening) -> Response:
        """Return the document when its scripts have finished. Raises BrowserFault, NoBrowser."""
        async with self._keeper.lend() as (chromium, deadline):
            self._count("pages")
            traffic = Traffic(
                document,
                opening,
                fetch=self._fetch,
                timeout=min(self._timeout, self._keeper.timeout),
                shelf=self._shelf,
                count=self._count,
                waited=_extending(deadline),
            )
            page = await chromium.open(document, traffic)
            try:
                await settle(page, traffic)
                shown = await self._shown(page, document.url)
            except BrowserFault:
                await page.context.close()
                raise
            if opening.more:
                await self._keep(_Listing(document.url, 0, page, traffic, chromium))
            else:
                await page.context.close()
        await self._keeper.retire(in_use=self._open is not None)
        return shown

    def is_open(self, url: str, clicks: int) -> bool:
        """Whether this listing is kept open with one click less."""
        listing = self._open
        return listing is not None and (listing.url, listing.clicks) == (url, clicks - 1)

    async def click(self, url: str, clicks: int, opening: Opening) -> Response | None:
        """Return the open listing after its N-th click; None without its button. Raises BrowserFault, ListingClosed."""
        async with self._keeper.lend() as (_, deadline):
            listing = self._open
            if listing is None or not self.is_open(url, clicks):
                raise ListingClosed
            try:
                shown = await self._clicked(listing, clicks, opening, deadline)
            except BrowserFault:
                await self._keep(None)
                raise
        await self._keeper.retire(in_use=self._open is not None)
        return shown

    async def close(self) -> None:
        """End the browser, if there is one."""
        await self._keeper.close()

    @property
    def _open(self) -> _Listing | None:
        """The open listing; none when its browser has ended."""
        return self._listing if self._listing and self._listing.chromium is self._keeper.running else None

    async def _clicked(
        self, listing: _Listing, clicks: int, opening: Opening, deadline: asyncio.Timeout
    ) -> Response | None:
        if clicks > MOST_CLICKS:
            raise BrowserFault(f"{MOST_CLICKS} clicks, and not yet at the end")
        page, traffic = listing.page, listing.traffic
        traffic.begin(_extending(deadline))
        before = await page.evaluate(_LINKS)
        if not await press(page, opening.more):
            await self._keep(None)
            return None
        self._count("clicks")
        await settle(page, traffic)
        if await page.evaluate(_LINKS) == before:
            if traffic.forbidden:
                raise BrowserFault("robots.txt forbids what its button asks for")
            if traffic.failed:
                raise BrowserFault("what its button asks for is not answered")
            if clicks == 1 and not traffic.answered:
                # Later ones may be at the end of the listing.
                raise BrowserFault("its button asks for nothing that may be loaded here")
        self._listing = replace(listing, clicks=clicks)
        return await self._shown(page, clicked_url(listing.url, clicks))

    async def _fetch(self, request: Request) -> Response:
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101 - there is one while pages are opened
        return await engine.download_async(request)

    async def _shown(self, page: Page, url: str) -> Response:
        """Return what the page shows now, without the document's headers, which do not describe it."""
        body = (await page.content()).encode("utf-8", "replace")
        if self._most and len(body) > self._most:
            raise BrowserFault("too large")
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return HtmlResponse(url, headers=headers, body=body, encoding="utf-8", flags=["browser"])

    async def _keep(self, listing: _Listing | None) -> None:
        """Keep this listing open, and close the one before it."""
        before = self._open
        self._listing = listing
        if before:
            await before.page.context.close()


def _extending(deadline: asyncio.Timeout) -> Callable[[float], None]:
    """Return a function that moves this deadline by some seconds, as long as it has not passed."""

    def extend(seconds: float) -> None:
        when = deadline.when()
        if when is not None and not deadline.expired():
            deadline.reschedule(when + seconds)

    return extend
