"""``scrapy doctor``: check that sites still serve and that their pages can still be read. Needs the internet.

Fetches about ten pages of each site at the usual pace: each source once, and three articles. Stores nothing.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.command import LiveSiteCommand
from newscrawl.cli.site_selection import add_choice, choose_sites
from newscrawl.core.errors import ExitStatus, exit_status_help, worst
from newscrawl.crawler.source_config import SOURCES
from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools.health_check import HealthReport, check_health
from newscrawl.devtools.http import Fetch, InspectionSpider

_COLUMNS = {
    group: [source.kind for source in SOURCES if source.kind.group == group]
    for group in dict.fromkeys(source.kind.group for source in SOURCES)
}
"""Columns of the table, and the kinds of sources in each."""


_JSON_NAMES = {"detail": "said", "provenance": "ways"}
"""Keys of ``--json`` that differ from the names of fields: they are those of version 0.1."""


class Command(LiveSiteCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        return "Check that live sites still serve and can still be read"

    def long_desc(self) -> str:
        return f"{super().long_desc()} {exit_status_help()} Of several sites the most severe counts."

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_choice(parser)
        parser.add_argument("--json", action="store_true", help="print a JSON line a site instead of the table")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        sites = choose_sites(settings, args, opts)
        examined = self._examine(sites)
        if opts.json:
            for examination in examined:
                print(
                    json.dumps(
                        {"status": int(examination.status), **asdict(examination, dict_factory=_with_json_names)}
                    )
                )
        else:
            _print(examined)
        missed = [] if len(examined) == len(sites) else [ExitStatus.ERROR]
        statuses = [*(examination.status for examination in examined), *missed]
        self.exitcode = int(worst(statuses))

    def _examine(self, sites: Sequence[type[NewsSpider]]) -> list[HealthReport]:
        """Check all at once: they are different hosts, and each keeps its own pace."""
        examined: dict[str, HealthReport] = {}
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        for site in sites:

            async def task(fetch: Fetch, site: type[NewsSpider] = site) -> None:
                examined[site.name] = await check_health(fetch, site)

            self.crawler_process.crawl(InspectionSpider, task=task)
        self.crawler_process.start()
        return [examined[site.name] for site in sites if site.name in examined]


def _with_json_names(items: list[tuple[str, Any]]) -> dict[str, Any]:
    return {_JSON_NAMES.get(name, name): value for name, value in items}


def _print(examined: Sequence[HealthReport]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("site", *_COLUMNS, "articles", "body", "date", "authors", ""):
        table.add_column(name, header_style="bold", no_wrap=True)
    for examination in examined:
        provenance = examination.provenance()
        read = sum(article.problem is None for article in examination.articles)
        table.add_row(
            examination.site,
            *(_cell(examination, kinds) for kinds in _COLUMNS.values()),
            f"{read} of {len(examination.articles)}" if examination.articles else "-",
            *(provenance[name] for name in ("body", "date_published", "authors")),
            Text(examination.status.word, style=examination.status.color),
        )
    say = Console(highlight=False, soft_wrap=True)
    say.print(table)
    for examination in examined:
        for line in _reasons(examination):
            say.print(Text(f"{examination.site}: {line}", style="dim"))


def _cell(examination: HealthReport, kinds: Sequence[str]) -> str:
    """Return the number of articles that the best source of these kinds lists, or that none does."""
    findings = [finding for finding in examination.findings if finding.kind in kinds]
    served = [finding for finding in findings if finding.served]
    if not findings:
        return ""
    best = max(served, key=lambda finding: finding.links, default=None)
    if best is None:
        return "no" if all(finding.optional for finding in findings) else "NO"
    return str(best.links) if best.links else "yes"


def _reasons(examination: HealthReport) -> list[str]:
    """Return what needs attention: required sources that don't serve, articles that can't be read."""
    reasons = [f"{f.kind} {f.url}: {f.detail}" for f in examination.findings if not f.served and not f.optional]
    return reasons + [f"{article.url}: {article.problem}" for article in examination.articles if article.problem]
