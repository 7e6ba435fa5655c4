"""Manages the browser's life: starts it when needed, restarts it on failure or age, closes it when idle."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from scrapy.crawler import Crawler

from newscrawl.browser.chromium import Chromium
from newscrawl.core.blocking import BrowserFault

PAGES = 200
"""Pages after which Chromium is restarted, as it leaks memory."""

_IDLE = 300.0
"""Seconds without a page to open after which the browser is closed."""

_LOOK = 2.0
"""Seconds between two checks of the memory that a browser holds."""


class Keeper:
    """Lends out the browser, to one page at a time.

    ``timeout`` is a page's deadline in seconds, ``memory`` how many bytes the browser may hold: over that it is
    exchanged after the page, at twice as much at once. ``count`` keeps the account of the run.
    """

    def __init__(self, crawler: Crawler, *, timeout: float, memory: int, count: Callable[[str], None]) -> None:
        self.running: Chromium | None = None
        """The browser, if there is one."""
        self._crawler = crawler
        self.timeout = timeout
        self._memory = memory
        self._count = count
        self._one_at_a_time = asyncio.Lock()
        self._too_large = False
        self._idle: asyncio.TimerHandle | None = None
        self._closing: asyncio.Future[None] | None = None

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[tuple[Chromium, asyncio.Timeout]]:
        """Provide a running browser until the page's deadline, which may be moved.

        Whatever goes wrong with it ends the browser and raises BrowserFault: the next page gets a new one. Raises
        NoBrowser when none starts.
        """
        async with self._one_at_a_time:
            if self._idle:
                self._idle.cancel()
            chromium = self.running or await self._start()
            watch = asyncio.ensure_future(self._watch(chromium))
            try:
                async with asyncio.timeout(self.timeout) as deadline:
                    yield chromium, deadline
            except BrowserFault:
                raise
            except TimeoutError:
                await self._break_off("timed_out")
                raise BrowserFault(f"not shown within {self.timeout:g} s (timed out)") from None
            except Exception as error:  # noqa: BLE001 - of a driver that died, Playwright raises a bare Exception
                await self._break_off("failed")
                why = "held too much memory" if self._too_large else _in_short(error)
                raise BrowserFault(f"the browser failed: {why}") from None
            except BaseException:
                await self._break_off("failed")
                raise
            finally:
                watch.cancel()
                self._idle = asyncio.get_running_loop().call_later(_IDLE, self._close_when_idle)

    async def retire(self, *, in_use: bool) -> None:
        """Close a browser that is due for a restart; with a page ``in_use``, only when it holds too much memory."""
        chromium = self.running
        if chromium and ((chromium.pages >= PAGES and not in_use) or chromium.memory() > self._memory):
            await self.close()

    async def close(self) -> None:
        """End the browser, if there is one."""
        if self._idle:
            self._idle.cancel()
        chromium, self.running = self.running, None
        if chromium:
            await chromium.end()

    async def _start(self) -> Chromium:
        chromium = Chromium(self._crawler)
        try:
            async with asyncio.timeout(self.timeout):
                await chromium.start()
        except BaseException as error:
            await chromium.break_off()
            if isinstance(error, BrowserFault) or not isinstance(error, Exception):
                raise
            why = f"not within {self.timeout:g} s" if isinstance(error, TimeoutError) else _in_short(error)
            hint = " (is its sandbox allowed here?)" if os.geteuid() else ""
            raise BrowserFault(f"the browser does not start: {why}{hint}") from None
        self._count("started")
        self._too_large = False
        self.running = chromium
        return chromium

    async def _break_off(self, why: str) -> None:
        self._count(why)
        chromium, self.running = self.running, None
        if chromium:
            await chromium.break_off()

    async def _watch(self, chromium: Chromium) -> None:
        """Kill a browser whose page makes it grow without end; whoever waits for the page gets the error."""
        while True:
            await asyncio.sleep(_LOOK)
            if chromium.memory() > 2 * self._memory:
                self._too_large = True
                chromium.kill_browser()
                return

    def _close_when_idle(self) -> None:
        self._closing = asyncio.ensure_future(self._close_idle())

    async def _close_idle(self) -> None:
        async with self._one_at_a_time:
            await self.close()


def _in_short(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
