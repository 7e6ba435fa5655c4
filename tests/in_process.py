"""``scrapy`` commands inside the test's process: what a process of their own would do, without its second of start.

Scrapy's reactor can be started once in a process, so there is one for the whole session. Each command gets Scrapy's own
command line, its own settings, environment, folder, streams and log handlers, and leaves none of them behind.
"""

import asyncio
import io
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest import mock

import scrapy
from scrapy import cmdline
from scrapy.crawler import AsyncCrawlerProcess, AsyncCrawlerRunner, Crawler
from scrapy.utils import log
from scrapy.utils.reactor import install_reactor

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When the crawls of the tests begin, unless they say otherwise: shortly after the newest story of the replica."""
PATIENCE = 120.0
"""Seconds after which a command that has not ended fails its test."""
AFTERWARDS = 5.0
"""Seconds that tasks of a crawl may take to end after it."""
MARGIN = 60.0
"""Seconds over the patience after which code that computes without end is interrupted."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    stdout: str
    stderr: str


def run_scrapy(words: Sequence[str], environment: Mapping[str, str], folder: Path, timeout: float = PATIENCE) -> Ended:
    """Run ``scrapy WORDS`` in ``folder`` with exactly this environment.

    Raises TimeoutError when it has not ended in time, AssertionError when its crawls leave tasks behind. A process of
    their own need: failpoints, which are read when the project is imported and kill the process; Scrapy's ``fetch``,
    ``parse`` and ``shell``, which put their own ``start`` into the class of the spider.
    """
    assert not environment.get("NEWSCRAWL_FAILPOINT"), "a failpoint needs a process of its own"
    assert not words or words[0] not in ("fetch", "parse", "shell"), "this command needs a process of its own"
    stdout, stderr = io.StringIO(), io.StringIO()
    process = partial(_SessionProcess, loop=_session_loop(), timeout=timeout)
    with ExitStack() as borrowed:
        borrowed.enter_context(mock.patch.dict(os.environ, environment, clear=True))
        borrowed.enter_context(_folder(folder))
        borrowed.enter_context(_imports(environment))
        borrowed.enter_context(_logging())
        borrowed.enter_context(redirect_stdout(stdout))
        borrowed.enter_context(redirect_stderr(stderr))
        borrowed.enter_context(mock.patch.object(cmdline, "AsyncCrawlerProcess", process))
        borrowed.enter_context(_alarm(timeout + MARGIN))
        try:
            cmdline.execute(["scrapy", *words])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ended(status, stdout.getvalue(), stderr.getvalue())


class _SessionProcess(AsyncCrawlerProcess):
    """Crawls on the reactor of the session, which goes on afterwards."""

    def __init__(self, settings: Mapping[str, object], *, loop: asyncio.AbstractEventLoop, timeout: float) -> None:
        super().__init__(settings)
        self._loop = loop
        self._timeout = timeout
        self._waiting: list[tuple[Crawler, tuple[object, ...], dict[str, object]]] = []

    def crawl(self, crawler_or_spidercls: object, *args: object, **kwargs: object) -> None:
        """Have it crawled by ``start``, as in a process whose reactor does not run yet."""
        self._waiting.append((self.create_crawler(crawler_or_spidercls), args, kwargs))

    def start(self, stop_after_crawl: bool = True, install_signal_handlers: bool = True) -> None:
        """Return when all crawls have ended."""
        crawls = self._loop.create_task(self._crawl_all())
        try:
            self._loop.run_until_complete(crawls)
        finally:
            if not crawls.done():  # interrupted by the alarm
                crawls.cancel()
                self._loop.run_until_complete(_end_tasks())

    async def _crawl_all(self) -> None:
        tasks = [AsyncCrawlerRunner.crawl(self, crawler, *args, **kwargs) for crawler, args, kwargs in self._waiting]
        ended, running = await asyncio.wait(tasks, timeout=self._timeout)
        for task in running:
            task.cancel()
        for task in ended:
            if (error := task.exception()) is not None:
                logging.getLogger("scrapy").error("Unhandled error in a crawl", exc_info=error)
        left = await _end_tasks()
        if running:
            raise TimeoutError(f"{len(running)} of {len(tasks)} crawls did not end within {self._timeout} s")
        ours = [task for task in left if not _is_scrapys(task)]
        assert not ours, f"the crawls left tasks behind: {ours}"


def _is_scrapys(task: asyncio.Task[object]) -> bool:
    """Of two that close a spider at one moment, Scrapy lets one wait for ever."""
    return Path(task.get_coro().cr_code.co_filename).is_relative_to(Path(scrapy.__file__).parent)


async def _end_tasks() -> set[asyncio.Task[object]]:
    """Wait for the other tasks of the loop; those that do not end by themselves are cancelled and given back."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=AFTERWARDS)
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=AFTERWARDS)
    return left


_loop: asyncio.AbstractEventLoop | None = None


def _session_loop() -> asyncio.AbstractEventLoop:
    """The event loop of the session's reactor, which is started with the first command."""
    global _loop  # noqa: PLW0603 - a reactor is global, too
    if _loop is None:
        _loop = asyncio.new_event_loop()
        asyncio.set_event_loop(_loop)
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong one

        reactor.startRunning(installSignalHandlers=False)
        reactor.getThreadPool()
        # What a command wants to do at the start of its reactor is to install signal handlers.
        reactor.callWhenRunning = lambda *_, **__: None
    return _loop


def stop_reactor() -> None:
    """End the session's reactor and its threads."""
    global _loop  # noqa: PLW0603
    if _loop is not None:
        from twisted.internet import reactor  # noqa: PLC0415

        reactor.stop()
        _loop.run_forever()
        _loop.close()
        _loop = None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Interrupt code that computes for ever and lets no timer of the event loop come to its turn."""
    error = TimeoutError(f"the command did not end within {seconds} s")
    rang = False

    def interrupt(number: int, frame: object) -> None:
        nonlocal rang
        rang = True
        raise error

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if rang:  # and was caught, by Scrapy or by asyncio
        raise error


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _imports(environment: Mapping[str, str]) -> Iterator[None]:
    """Import from PYTHONPATH, too; read the project's settings anew, since they read the environment."""
    paths = list(sys.path)
    sys.path[:0] = folders = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
    sys.modules.pop("newscrawl.settings", None)
    before = set(sys.modules)
    try:
        yield
    finally:
        sys.path[:] = paths
        foreign = [folder for folder in folders if folder not in paths]
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if any(Path(file).is_relative_to(folder) for folder in foreign):
                del sys.modules[name]


@contextmanager
def _logging() -> Iterator[None]:
    """Scrapy's handlers only, and afterwards those that were there; Twisted's log is heard once."""
    root = logging.getLogger()
    loggers = [root, *(one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger))]
    before = [(one, one.level, one.handlers[:], one.filters[:]) for one in loggers]
    observers = []

    class Observer(log.twisted_log.PythonLoggingObserver):
        def start(self) -> None:
            observers.append(self)
            super().start()

    root.handlers = []
    try:
        # The interpreter of a process of its own has -W error; without it, Scrapy would log warnings.
        with (
            mock.patch.object(log.twisted_log, "PythonLoggingObserver", Observer),
            mock.patch.object(sys, "warnoptions", ["error"]),
        ):
            yield
    finally:
        for handler in root.handlers:
            handler.close()
        for observer in observers:
            observer.stop()
        for one, level, handlers, filters in before:
            one.setLevel(level)
            one.handlers, one.filters = handlers, filters
