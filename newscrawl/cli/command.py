"""Bases of the commands: they do their work and report errors in one line each.

None of these classes derives from ScrapyCommand, for Scrapy takes every such class in ``commands/`` as a command. They
go before ScrapyCommand among a command's bases.
"""

import argparse
import logging
import sys
from collections.abc import Mapping, Sequence

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, Settings

from newscrawl.core.errors import NewscrawlError, UsageProblem, worst

_CHATTY = ("scrapy.core.scraper", "scrapy.core.engine", "scrapy.downloadermiddlewares.robotstxt")


class NewscrawlCommand:
    """Runs :meth:`work`, and lets its errors decide the exit status. The command's help is its module's docstring."""

    settings: Settings | None
    exitcode: int
    requires_project = True

    def long_desc(self) -> str:
        return sys.modules[type(self).__module__].__doc__ or ""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        try:
            self.work(self.settings, args, opts)
        except NewscrawlError as problem:
            self.report_error(problem)

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        """Do the command's work. Raises NewscrawlError."""
        raise NotImplementedError

    def report_error(self, problem: NewscrawlError) -> None:
        """Print an error as one line; the most severe so far decides the exit status."""
        print(f"scrapy {type(self).__module__.rpartition('.')[2]}: {problem}", file=sys.stderr)
        self.exitcode = int(worst((self.exitcode, problem.status)))


class LiveSiteCommand(NewscrawlCommand):
    """Fetches from live sites without being a crawl: no lock, no state, no file, a quiet screen."""

    default_settings = {"NEWSCRAWL_RUN": False}  # noqa: RUF012 - as Scrapy declares it

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)  # type: ignore[misc]  # ScrapyCommand's, the next base
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        one_line_errors()
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")


def pairs(option: str, given: Sequence[str]) -> Mapping[str, str]:
    """Return ``NAME=VALUE`` words as a mapping. Raises UsageProblem for other words."""
    for text in given:
        if not text.partition("=")[0] or "=" not in text:
            raise UsageProblem(f"invalid value for {option}: {text!r}; write NAME=VALUE")
    return {name: value for name, _, value in (text.partition("=") for text in given)}


def one_line_errors() -> None:
    """Let Scrapy's loggers print our errors, and a robots.txt that can't be fetched, as one line each."""
    for name in _CHATTY:
        logging.getLogger(name).addFilter(_shorten)


def _shorten(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, NewscrawlError):
        record.msg, record.args, record.exc_info = str(error), (), None
    elif record.name == "scrapy.downloadermiddlewares.robotstxt" and error is not None:
        # The pages of that host will report by themselves that it can't be reached.
        record.levelno, record.levelname, record.exc_info = logging.INFO, "INFO", None
    return True
