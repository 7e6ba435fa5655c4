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

from newscrawl.cli.command import NewscrawlCommand
from newscrawl.cli.crawl_pool import CrawlJob, CrawlPool, combined_status
from newscrawl.cli.site_selection import add_choice, choose_sites
from newscrawl.commands.schedule import pairs
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.text.plural import plural


class Command(NewscrawlCommand, ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        return "Crawl many sites, several at a time"

    def long_desc(self) -> str:
        return (
            "Crawl the named sites, or all: each in a process of its own, so that one that fails stops no other."
            " Sites that refuse plain clients (status: blocked) are left out unless they are named. The exit status is"
            " that of the crawl that most needs a person."
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
            raise UsageProblem("--jobs takes a number from 1 up")
        pairs("-a", opts.arguments)
        sites = [site.name for site in choose_sites(settings, args, opts)]
        fleet = CrawlPool(sites, self._words(opts), jobs=opts.jobs)
        began = monotonic()
        board = _Board(fleet.voyages, as_json=opts.json)
        with board.live:
            asyncio.run(fleet.run(board.look))
        if not opts.json:
            board.sum_up(monotonic() - began)
        self.exitcode = int(combined_status(fleet.voyages))

    def _words(self, opts: argparse.Namespace) -> list[str]:
        """What every crawl gets on its command line: the arguments, and the settings that were given here."""
        words = [word for text in opts.arguments for word in ("-a", text)]
        return words + [word for text in opts.set for word in ("-s", text)]


class _Board:
    """What a person sees: a table on a terminal, else a line for each crawl that ends."""

    def __init__(self, voyages: Sequence[CrawlJob], *, as_json: bool) -> None:
        self._voyages = voyages
        self._as_json = as_json
        self._console = Console(highlight=False, soft_wrap=True)
        on_screen = self._console.is_terminal and not as_json
        self.live: Any = Live(console=self._console, auto_refresh=False, transient=True) if on_screen else nullcontext()

    def look(self, ended: CrawlJob | None) -> None:
        """A crawl has ended, or some time has passed."""
        if isinstance(self.live, Live):
            self.live.update(self._under_way(), refresh=True)
        if ended and self._as_json:
            print(
                json.dumps({"site": ended.site, "status": ended.status, "died": ended.died, **ended.report}), flush=True
            )
        elif ended:
            self._console.print(_line(ended))

    def sum_up(self, seconds: float) -> None:
        """The last line."""
        ended = [voyage for voyage in self._voyages if voyage.status is not None]
        kinds = Counter(_named(voyage)[0] for voyage in ended)
        parts = [
            f"{kinds.pop(ExitStatus.OK.word, 0)} ok",
            *(f"{count} {kind}" for kind, count in sorted(kinds.items())),
        ]
        if left := len(self._voyages) - len(ended):
            parts.append(f"{left} not started")
        written = sum(voyage.written for voyage in ended)
        figures = f"{plural(len(ended), 'site')} in {seconds:.0f} s: {plural(written, 'new article')}"
        self._console.print(Text(f"{figures}; {', '.join(parts)}", style="bold"))

    def _under_way(self) -> Table:
        ended = sum(voyage.status is not None for voyage in self._voyages)
        written = sum(voyage.written for voyage in self._voyages)
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        table.add_row(
            Text(f"{ended} of {plural(len(self._voyages), 'site')}, {plural(written, 'new article')}", style="bold"), ""
        )
        for voyage in self._voyages:
            if voyage.began is not None and voyage.status is None:
                table.add_row(voyage.site, f"{voyage.seconds:.0f} s")
        return table


def _line(voyage: CrawlJob) -> Text:
    name, colour = _named(voyage)
    line = Text(f"{voyage.site:<22}")
    line.append(f"{name:<14}", style=colour)
    line.append(f"{voyage.written:>5} new {voyage.seconds:>6.1f} s")
    if told := _told(voyage):
        line.append(f"  {told}", style="dim")
    return line


def _named(voyage: CrawlJob) -> tuple[str, str]:
    if voyage.died:
        return "died", "red"
    status = ExitStatus(voyage.status or 0)
    return status.word, status.color


def _told(voyage: CrawlJob) -> str:
    """Why it ended as it did: its first trouble of that kind, or its last words."""
    if not voyage.report:
        killed = f"killed by signal {-voyage.status}" if voyage.status is not None and voyage.status < 0 else ""
        return voyage.last_words or killed
    problems = voyage.report.get("troubles", [])
    return next((problem["text"] for problem in problems if problem["status"] == voyage.status), "")
