"""What nearly every command is: it does its work, and tells what went wrong in one line.

None of these classes is a command itself, for Scrapy takes every one that it finds in this folder; they go before
ScrapyCommand among a command's bases.
"""

import argparse
import sys

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, Settings

from newscrawl.core.errors import NewscrawlError, worst
from newscrawl.core.logs import one_line_errors


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
            self.tell(problem)

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        """Do it. Raises NewscrawlError."""
        raise NotImplementedError

    def tell(self, problem: NewscrawlError) -> None:
        """Print an error as one line; the most severe so far decides the exit status."""
        print(f"scrapy {type(self).__module__.rpartition('.')[2]}: {problem}", file=sys.stderr)
        self.exitcode = int(worst((self.exitcode, problem.status)))


class LiveSiteCommand(NewscrawlCommand):
    """Asks live sites, and takes no part in the crawl's machinery: no lock, no memory, no line, a quiet screen."""

    default_settings = {"NEWSCRAWL_RUN": False}  # noqa: RUF012 - as Scrapy declares it

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)  # type: ignore[misc]  # ScrapyCommand's, which stands behind
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        one_line_errors()
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
