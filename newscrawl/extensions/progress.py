"""One short line on the terminal while a crawl runs."""

import asyncio
import sys
from time import monotonic
from typing import Self, TextIO

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import StatsCollector

from newscrawl.core.values import plural

_INTERVAL = 0.5
"""Seconds between two updates."""


class ProgressExtension:
    """Rewrites one line with the crawl's figures, and wipes it at the end. Only on a terminal."""

    def __init__(self, stats: StatsCollector, screen: TextIO) -> None:
        self._stats = stats
        self._screen = screen
        self._task: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build where NEWSCRAWL_PROGRESS is set, as ``scrapy crawl`` does on a terminal without log."""
        if not crawler.settings.getbool("NEWSCRAWL_PROGRESS"):
            raise NotConfigured
        extension = cls(crawler.stats, sys.stderr)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        """Begin."""
        self._task = asyncio.ensure_future(self._show(spider.name))

    def spider_closed(self) -> None:
        """End, leaving the line empty for the summary."""
        if self._task:
            self._task.cancel()
            self._screen.write("\r\x1b[K")
            self._screen.flush()

    async def _show(self, site: str) -> None:
        began = monotonic()
        while True:
            figures = [
                f"{plural(self._stats.get_value(f'newscrawl/{name}', 0), noun)}{what}"
                for name, noun, what in (
                    ("found", "link", ""),
                    ("pages/read", "page", " read"),
                    ("written", "new article", ""),
                )
            ]
            # The escape wipes what a longer line before has left.
            self._screen.write(f"\r{site}: {', '.join(figures)} ({monotonic() - began:.0f} s)\x1b[K")
            self._screen.flush()
            await asyncio.sleep(_INTERVAL)
