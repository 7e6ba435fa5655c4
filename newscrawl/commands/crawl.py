"""``scrapy crawl SITE``: Scrapy's own command with a quiet screen, one-line errors and a meaningful exit status."""

import argparse
import json
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from newscrawl.cli.command import one_line_errors
from newscrawl.core.errors import ExitStatus, NewscrawlError, UsageProblem, exit_status_help
from newscrawl.core.loopback import loopback_address
from newscrawl.core.values import whole_number
from newscrawl.crawler.spider import NewsSpider
from newscrawl.extensions.run import RunExtension
from newscrawl.store import StoreSettings

GRACE = 6.0
"""Seconds that downloads under way have to end after SIGINT or SIGTERM; Scrapyd and systemd kill after ten."""


class Command(ScrapyCrawl):
    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        one_line_errors()
        wants_log = (self.settings.getpriority("LOG_LEVEL") or 0) >= SETTINGS_PRIORITIES["cmdline"]
        if not wants_log and not self.settings.get("LOG_FILE"):
            self.settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
            self.settings.set("NEWSCRAWL_PROGRESS", sys.stderr.isatty(), priority="cmdline")

    def long_desc(self) -> str:
        return f"Crawl one site of this project, by name. {exit_status_help()}"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--report", metavar="FILE", help="write a summary of the crawl to FILE, as JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one site at a time" if args else "give a site; `scrapy list` shows them all")
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        try:
            check_settings(self.crawler_process.settings)
            crawler = self._create_crawler(args[0])
            if issubclass(crawler.spidercls, NewsSpider):
                crawler.spidercls.arguments_of(opts.spargs)
        except KeyError:
            self._refuse(f"unknown site {args[0]!r}; `scrapy list` shows them all", ExitStatus.USAGE)
            return
        except NewscrawlError as problem:
            self._refuse(f"{args[0]}: {problem}", problem.status)
            return
        self._report_to = opts.report
        self.crawler_process.crawl(crawler, **opts.spargs)
        _stop_in_time()
        try:
            self.crawler_process.start()
        finally:
            self._end(crawler)

    def _end(self, crawler: Crawler) -> None:
        """Print the summary; after a forced stop, where Scrapy has not closed the spider, finish the run first."""
        if self.crawler_process is None or self.crawler_process.bootstrap_failed:
            self.exitcode = int(ExitStatus.ERROR)
            return
        runs = crawler.get_extension(RunExtension)
        if runs is None or runs.account is None:
            return
        runs.finish("shutdown")
        self.exitcode = int(runs.account.status)
        print("\n".join(runs.account.lines()), file=sys.stderr)
        if self._report_to:
            Path(self._report_to).write_text(json.dumps(runs.account.report()), encoding="utf-8")

    def _refuse(self, line: str, status: ExitStatus) -> None:
        print(f"scrapy crawl: {line}", file=sys.stderr)
        self.exitcode = int(status)


def check_settings(settings: BaseSettings) -> None:
    """Raise UsageProblem for an invalid setting of this project."""
    for name in (
        *("NEWSCRAWL_LISTING_PAGES", "NEWSCRAWL_REFUSALS"),
        *("NEWSCRAWL_BROWSER_TIMEOUT", "NEWSCRAWL_BROWSER_MEMORY"),
    ):
        whole_number(name, settings.get(name))
    StoreSettings.of(settings.get)
    if (opt_out := settings.get("NEWSCRAWL_OPT_OUT")) not in ("record", "skip"):
        raise UsageProblem(f"invalid NEWSCRAWL_OPT_OUT={opt_out}; set it to record or skip")
    if not str(patience := settings.get("NEWSCRAWL_PATIENCE")).isdecimal():
        raise UsageProblem(f"invalid NEWSCRAWL_PATIENCE={patience}; set it to a number of seconds")
    if address := settings.get("NEWSCRAWL_REPLICA"):
        loopback_address(address)


def _stop_in_time() -> None:
    """After SIGINT or SIGTERM, stop even when a download hangs: what is durable stays, the rest is pending."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong one

    def force() -> None:
        if reactor.running:
            reactor.stop()  # type: ignore[misc]  # Twisted types its reactor as an interface without self

    def take_over() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            scrapys = signal.getsignal(number)

            def handle(number: int, frame: FrameType | None, scrapys: Any = scrapys) -> None:
                scrapys(number, frame)
                reactor.callFromThread(reactor.callLater, GRACE, force)

            signal.signal(number, handle)

    # Scrapy installs its own handlers when the reactor starts; these go on top of them.
    reactor.callWhenRunning(reactor.callLater, 0, take_over)
