"""``scrapy sweep``: crawl many sites, some at a time, with one table and one summary."""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from time import monotonic
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.command import NewscrawlCommand, pairs
from newscrawl.cli.crawl_pool import CrawlJob, CrawlPool, combined_status
from newscrawl.cli.site_selection import add_choice, choose_sites
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.core.values import plural


class Command(NewscrawlCommand, ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        return "Crawl many sites, several at a time"

    def long_desc(self) -> str:
        return (
            "Crawl the named sites, or all, each in its own process, so that one that fails does not stop the others."
            " Sites that refuse plain clients (status: blocked) are skipped unless they are named. The exit status is"
            " the most severe of all crawls."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-a", dest="arguments", action="append", default=[], metavar="NAME=VALUE",
                            help="an argument of every crawl, e.g. since=7d")  # fmt: skip
        add_choice(parser)
        parser.add_argument("--jobs", type=int, default=4, metavar="N", help="crawls at a time (default: 4)")
        parser.add_argument("--json", action="store_true", help="print a JSON line a site instead of the table")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if opts.jobs < 1:
            raise UsageProblem(f"invalid --jobs {opts.jobs}; give a number from 1 up")
        pairs("-a", opts.arguments)
        sites = [site.name for site in choose_sites(settings, args, opts)]
        pool = CrawlPool(sites, _options(opts), jobs=opts.jobs)
        began = monotonic()
        board = _Board(pool.crawls, as_json=opts.json)
        with board.live:
            asyncio.run(pool.run(board.update))
        if not opts.json:
            board.print_totals(monotonic() - began)
        self.exitcode = int(combined_status(pool.crawls))


def _options(opts: argparse.Namespace) -> list[str]:
    """Return what every crawl gets on its command line: the arguments and settings that were given here."""
    arguments = [word for text in opts.arguments for word in ("-a", text)]
    return arguments + [word for text in opts.set for word in ("-s", text)]


class _Board:
    """Progress of the crawls: a table on a terminal, else a line for each crawl that ends."""

    def __init__(self, crawls: Sequence[CrawlJob], *, as_json: bool) -> None:
        self._crawls = crawls
        self._as_json = as_json
        self._console = Console(highlight=False, soft_wrap=True)
        on_screen = self._console.is_terminal and not as_json
        self.live: Any = Live(console=self._console, auto_refresh=False, transient=True) if on_screen else nullcontext()

    def update(self, ended: CrawlJob | None) -> None:
        """Show that a crawl has ended, or that time has passed."""
        if isinstance(self.live, Live):
            self.live.update(self._running(), refresh=True)
        if ended and self._as_json:
            print(
                json.dumps({"site": ended.site, "status": ended.status, "died": ended.died, **ended.report}), flush=True
            )
        elif ended:
            self._console.print(_line(ended))

    def print_totals(self, seconds: float) -> None:
        """Print the last line."""
        ended = [crawl for crawl in self._crawls if crawl.status is not None]
        kinds = Counter(_status(crawl)[0] for crawl in ended)
        parts = [
            f"{kinds.pop(ExitStatus.OK.word, 0)} ok",
            *(f"{count} {kind}" for kind, count in sorted(kinds.items())),
        ]
        if left := len(self._crawls) - len(ended):
            parts.append(f"{left} not started")
        written = sum(crawl.written for crawl in ended)
        figures = f"{plural(len(ended), 'site')} in {seconds:.0f} s: {plural(written, 'new article')}"
        self._console.print(Text(f"{figures}; {', '.join(parts)}", style="bold"))

    def _running(self) -> Table:
        ended = sum(crawl.status is not None for crawl in self._crawls)
        written = sum(crawl.written for crawl in self._crawls)
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_row(
            Text(f"{ended} of {plural(len(self._crawls), 'site')}, {plural(written, 'new article')}", style="bold"), ""
        )
        for crawl in self._crawls:
            if crawl.began is not None and crawl.status is None:
                table.add_row(crawl.site, f"{crawl.seconds:.0f} s")
        return table


def _line(crawl: CrawlJob) -> Text:
    word, color = _status(crawl)
    line = Text(f"{crawl.site:<22}")
    line.append(f"{word:<16}", style=color)
    line.append(f"{crawl.written:>5} new {crawl.seconds:>6.1f} s")
    if why := _explanation(crawl):
        line.append(f"  {why}", style="dim")
    return line


def _status(crawl: CrawlJob) -> tuple[str, str]:
    if crawl.died:
        return "died", "red"
    status = ExitStatus(crawl.status or 0)
    return status.word, status.color


def _explanation(crawl: CrawlJob) -> str:
    """Return why it ended as it did: its first problem of that status, or its last line."""
    if not crawl.report:
        killed = f"killed by signal {-crawl.status}" if crawl.status is not None and crawl.status < 0 else ""
        return crawl.last_line or killed
    problems = crawl.report.get("troubles", [])
    return next((problem["text"] for problem in problems if problem["status"] == crawl.status), "")
