"""Many crawls, some at a time, each in its own process: one that fails, hangs or dies never stops the others."""

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from newscrawl.core.errors import ExitStatus, worst

GRACE = 12.0
"""Seconds that crawls have to end after an interrupt; a crawl needs six at most."""


@dataclass(slots=True)
class CrawlJob:
    """One site's crawl: before, while and after it runs."""

    site: str
    began: float | None = None
    """On the monotonic clock, as is ``ended``."""
    ended: float | None = None
    status: int | None = None
    """Exit status; negative for the signal that killed it, None while it has not ended."""
    report: dict[str, Any] = field(default_factory=dict)
    """The crawl's own report (``scrapy crawl --report``); empty where it died before writing it."""
    last_line: str = ""
    """Of a crawl that left no report: the last line it printed."""

    @property
    def seconds(self) -> float:
        """How long it ran, or has been running."""
        if self.began is None:
            return 0.0
        return (self.ended or monotonic()) - self.began

    @property
    def written(self) -> int:
        """Articles it wrote."""
        return int(self.report.get("written", 0))

    @property
    def died(self) -> bool:
        """Whether it was killed, or ended in an error before it could write its report."""
        known = self.status in set(ExitStatus)
        return self.status is not None and (not known or (self.status == ExitStatus.ERROR and not self.report))


class CrawlPool:
    """Crawls ``sites``, ``jobs`` at a time, each with these options on its command line."""

    def __init__(self, sites: Sequence[str], options: Sequence[str], *, jobs: int) -> None:
        self.crawls = [CrawlJob(site) for site in sites]
        self._options = list(options)
        self._jobs = jobs
        self._stopping = False
        self._running: set[asyncio.subprocess.Process] = set()

    async def run(self, on_update: Callable[[CrawlJob | None], None]) -> None:
        """Run all of them. ``on_update`` is called with each crawl that ends, and with None now and then.

        SIGINT and SIGTERM are handed on to the crawls, and no further one is begun.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop, number)
        waiting = iter(self.crawls)
        ticking = asyncio.create_task(_tick(on_update))
        try:
            with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
                await asyncio.gather(*(self._worker(waiting, Path(folder), on_update) for _ in range(self._jobs)))
        finally:
            ticking.cancel()

    async def _worker(self, waiting: Any, folder: Path, on_update: Callable[[CrawlJob | None], None]) -> None:
        for crawl in waiting:
            if self._stopping:
                return
            await self._crawl(crawl, folder / f"{crawl.site}.json")
            on_update(crawl)

    async def _crawl(self, crawl: CrawlJob, report: Path) -> None:
        crawl.began = monotonic()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scrapy", "crawl", crawl.site, "--report", str(report), *self._options),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "NO_COLOR": "1"},
            start_new_session=True,  # an interrupt at the terminal reaches it once, from us
        )
        self._running.add(process)
        _, errors = await process.communicate()
        self._running.discard(process)
        crawl.ended = monotonic()
        crawl.status = process.returncode
        crawl.report = _read(report)
        if not crawl.report:
            lines = errors.decode("utf-8", "replace").strip().splitlines()
            crawl.last_line = lines[-1] if lines else ""

    def _stop(self, number: int) -> None:
        self._stopping = True
        for process in self._running:
            with suppress(ProcessLookupError):
                process.send_signal(number)
        asyncio.get_running_loop().call_later(GRACE, self._kill)

    def _kill(self) -> None:
        for process in self._running:
            with suppress(ProcessLookupError):
                process.kill()


def combined_status(crawls: Sequence[CrawlJob]) -> ExitStatus:
    """Return the exit status of all crawls together: the most severe; a crawl that died counts as an error."""
    return worst(ExitStatus.ERROR if crawl.died else crawl.status or 0 for crawl in crawls)


def _read(report: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        return dict(json.loads(report.read_bytes()))
    return {}


async def _tick(on_update: Callable[[CrawlJob | None], None]) -> None:
    while True:
        on_update(None)
        await asyncio.sleep(0.5)
