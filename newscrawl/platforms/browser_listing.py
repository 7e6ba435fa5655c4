"""Listings and articles of a site that appear in a browser only.

How to recognize it: the listing's source holds no links, or its "load more" is a button (``button`` or ``a`` without an
address of its own: Ajax Load More, "Show more results"); ``scrapy read`` finds no text on an article's page.

What a site sets: the mixin before its platform, and what differs::

    class ExampleSpider(BrowserListing, WordPressSpider):
        listings = ("news/",)
        more = ("button.load-more",)
        scripted_listing = False  # its first page holds links without the browser
        browser_articles = True

The browser is started when a page needs it, so a run whose feed reaches back far enough starts none. Without Chromium
or scrapy-playwright the run reports in one line what to install, and goes on with the other sources: docs/browser.md.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from scrapy.http import HtmlResponse, Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings

from newscrawl.browser.opening import KEY, Opening, clicked_url
from newscrawl.core.blocking import BrowserFault, NoBrowser
from newscrawl.core.clock import now
from newscrawl.core.crawl_state import Recheck
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.links import Link
from newscrawl.crawler.source_config import SourceConfig
from newscrawl.crawler.sources import ListingSource, Source, SourcePage
from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.items import Article
from newscrawl.urls import Addresses

_MIDDLEWARE = "newscrawl.middlewares.browser.BrowserMiddleware"
_NEXT_TO_ENGINE = 40
"""Before Scrapy's own (50 up): a rendered page is the last word on a request."""

_NO_TEXT = 25
"""Words. "Please enable JavaScript" is not an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickedListing(ListingSource):
    """A listing in the browser: its page N is what it shows after N - 1 clicks on its button."""

    @property
    def needs_browser(self) -> bool:
        """Whether its first page starts the browser."""
        opening: Opening = self.meta[KEY]
        return opening.from_start

    @property
    def sequential(self) -> bool:
        """Each page is a click on the one before."""
        return True

    def page_url(self, number: int) -> str | None:
        """The listing's own address, with the clicks in its fragment."""
        return clicked_url(self.url, number - 1)

    def read(self, body: bytes, url: str, addresses: Addresses) -> SourcePage:
        """Read what it shows, all pages so far; the pager knows which links it has seen."""
        # Links to "page 2" are for visitors without scripts; the browser clicks instead.
        return replace(super(ClickedListing, self).read(body, url, addresses), next=None)


class BrowserListing(NewsSpider):
    """A site whose listing is opened in a browser, button by button; a mixin to be named before the platform."""

    more: ClassVar[tuple[str, ...]] = ()
    """CSS selectors of the listing's "load more" button; the first that matches is used."""
    scripted_listing: ClassVar[bool] = True
    """Whether the listing's first page needs the browser, too."""
    browser_articles: ClassVar[bool] = False
    """Whether an article's page is opened in the browser where it holds no text by itself."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Register the browser, for this spider only."""
        super().update_settings(settings)
        # At a spider's priority: `scrapy crawl` lays the project's settings over it once more.
        all_of_them = {**settings.getdict("DOWNLOADER_MIDDLEWARES"), _MIDDLEWARE: _NEXT_TO_ENGINE}
        settings.set("DOWNLOADER_MIDDLEWARES", all_of_them, priority="spider")

    def sources(self, section: str | None, path: str) -> Sequence[Source]:
        """The platform's sources, with listings that are opened in the browser."""
        opening = Opening(hosts=tuple(sorted(self.addresses.hosts)), more=self.more, from_start=self.scripted_listing)
        return [
            ClickedListing(url=source.url, listing=source.listing, section=source.section, meta={KEY: opening})
            if isinstance(source, ListingSource)
            else source
            for source in SourceConfig.sources(self, section, path)
        ]

    async def parse(
        self, response: Response, link: Link | None = None, recheck: Recheck | None = None
    ) -> AsyncIterator[Article]:
        """Read an article page, as the browser shows it where it holds no text by itself."""
        rendered: Response | None = None
        if self.browser_articles and self._needs_browser(response, link):
            try:
                rendered = await self._rendered(response)
            except BrowserFault as fault:
                self._report(Problem(ExitStatus.OK, _browser_problem(fault)))
                if not (link and link.html):
                    for made in self._handler.page_failed(fault, link or _requested_page(response), recheck):
                        yield made
                    return
        async for article in super().parse(rendered or response, link, recheck):
            if rendered:
                article.provenance["page"] = "browser"
            yield article

    async def _rendered(self, response: Response) -> Response:
        """The page as the browser shows it. Raises BrowserFault."""
        opening = Opening(hosts=tuple(sorted(self.addresses.hosts)), document=response)
        request = Request(response.url, callback=NO_CALLBACK, meta={KEY: opening}, dont_filter=True)
        return await self.crawler.engine.download_async(request)

    def _needs_browser(self, response: Response, link: Link | None) -> bool:
        """Whether it is a page that holds no text by itself."""
        if not isinstance(response, HtmlResponse) or response.status != 200:
            return False
        page = Page(response.body, response.url, encoding=response.encoding)
        reading = read_article(page, self.article, self.site(), self.addresses, link=link, now=now())
        return len((reading.article.body or "").split()) < _NO_TEXT


def _requested_page(response: Response) -> Link:
    return Link(url=response.url, source="address")


def _browser_problem(fault: BrowserFault) -> str:
    return (
        str(fault) if isinstance(fault, NoBrowser) else f"Articles without text were not opened in the browser: {fault}"
    )
