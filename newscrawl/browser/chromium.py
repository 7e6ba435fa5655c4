"""One Chromium with its driver: started late, watched, and ended for certain."""

import asyncio
import atexit
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler  # type: ignore[import-untyped]  # it brings no types

from newscrawl.browser.executable import find_chromium, homes, launch_options
from newscrawl.browser.processes import end, kill, memory_of, new_folder, processes_of
from newscrawl.browser.traffic import Traffic

_TO_CLOSE = 5.0
"""Seconds that a browser has to close by itself; a crawl that is to stop has six in all."""


class Chromium(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # neither here
    """scrapy-playwright's handler for one browser's life: nothing is restarted inside it.

    A browser that fails is :meth:`end`-ed and another one made: that is simpler to get right than to repair it. Its
    folder holds all that driver and browser write, and marks their processes. Should the crawl end without closing
    them, they are killed at its exit; should the crawl itself be killed, the driver sees its pipe close and ends.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.pages = 0
        """Number of pages opened."""
        self._folder = new_folder()
        self._program = crawler.settings.get("NEWSCRAWL_CHROMIUM") or ""
        self.config.target_closed_max_retries = 0
        self.config.restart_disconnected_browser = False
        self.config.startup_context_kwargs = {}
        self.config.navigation_timeout_ms = 0  # the deadline of the whole page counts
        self._at_exit = partial(end, self._folder)
        atexit.register(self._at_exit)
        logging.getLogger("asyncio").addFilter(_NO_OBITUARIES)

    async def start(self) -> None:
        """Start the driver, and the browser. Raises NoBrowser when there is none, else whatever Playwright raises."""
        with _environment(homes(self._folder)):
            await self._launch()
        program = find_chromium(self._program, self.browser_provider.browser_type.executable_path)
        self.config.launch_options = launch_options(program, self._folder)
        await self._maybe_launch_browser()

    async def open(self, document: Response, traffic: Traffic) -> Page:
        """Return a page that shows the document; its scripts have begun, and may not have finished.

        It has a browsing context of its own, which goes with it: nothing is kept from page to page.
        """
        self.pages += 1
        meta = {
            "playwright": True,
            "playwright_context": f"page-{self.pages}",
            "playwright_context_kwargs": {
                "accept_downloads": False,
                "service_workers": "block",
                "user_agent": self._crawler.settings["USER_AGENT"],
                "locale": "en-US",
            },
            "playwright_include_page": True,
            "playwright_page_init_callback": _Prepared(traffic),
            # No later event is certain: a page that navigates elsewhere loses them.
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
        }
        request = Request(document.url, meta=meta)
        await self.download_request(request)
        page = request.meta["playwright_page"]
        assert isinstance(page, Page)  # noqa: S101 - what playwright_include_page promises
        return page

    def memory(self) -> int:
        """Return the bytes that driver and browser hold."""
        return memory_of(self._folder)

    async def end(self) -> None:
        """Close what can be closed in time, kill the rest. Never raises."""
        with suppress(Exception):
            await asyncio.wait_for(self.close(), _TO_CLOSE)
        self.kill()

    async def break_off(self) -> None:
        """End a browser that hangs: it is killed first, so that the driver has nothing to wait for."""
        self.kill_browser()
        await self.end()

    def kill_browser(self) -> None:
        """Kill the browser; its driver raises in whoever waits for it."""
        kill(processes_of(self._folder, but_children_of=os.getpid()))

    def kill(self) -> None:
        """Kill whatever still runs, and remove its files."""
        end(self._folder)
        atexit.unregister(self._at_exit)


class _NoObituaries(logging.Filter):
    """Errors that Playwright logs of a driver or page that died have been reported to whoever waited for it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not (isinstance(error, PlaywrightError) or "reading from the driver" in str(error))


_NO_OBITUARIES: Final = _NoObituaries()


class _Prepared:
    """scrapy-playwright's hook for a page before it navigates."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic

    async def __call__(self, page: Page, request: Request) -> None:  # noqa: ARG002 - scrapy-playwright's signature
        # Of the two, the page's route comes first; the context's is for pages that it opens.
        await page.context.route("**", _refuse)
        await page.route("**", self._traffic.handle)
        page.context.on("page", _close)


async def _refuse(route: Route) -> None:
    with suppress(PlaywrightError):
        await route.abort("blockedbyclient")


async def _close(popup: Page) -> None:
    with suppress(PlaywrightError):
        await popup.close()


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Set the environment of this process, which the driver inherits; it takes no other."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
