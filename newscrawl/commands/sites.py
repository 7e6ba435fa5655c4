"""``scrapy sites [SITE ...]``: the status of each site.

Articles published, links pending and given up, the newest article, how the last run ended, the span in which the site
is complete, and problems. Wider terminals show more columns; ``--json`` shows everything.
"""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand
from newscrawl.cli.site_selection import news_sites, unknown
from newscrawl.core.clock import now, to_text
from newscrawl.core.errors import ProblemKind
from newscrawl.core.paths import output_root
from newscrawl.crawler.spider import NewsSpider
from newscrawl.publishing.lock import lock_holder
from newscrawl.store import FILE_NAME, LastRun, SiteStatus, open_store


class Command(MaintenanceCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[--json] [SITE ...]"

    def short_desc(self) -> str:
        return "Show the status of each site"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object per site, with all fields")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        spiders = news_sites(settings)
        for name in args:
            if name not in spiders:
                raise unknown(name)
        root, moment = output_root(settings.get("NEWSCRAWL_OUTPUT") or ""), now()
        states = dict.fromkeys(args or spiders, SiteStatus())
        if (root / FILE_NAME).exists():
            with open_store(root, clock=lambda: moment) as store:
                states = {name: store.site_status(name) for name in states}
        rows = [
            _facts(spiders[name], state, running=_runs(root / name, state.last_run), moment=moment)
            for name, state in states.items()
        ]
        if opts.json:
            for row in rows:
                print(json.dumps(row, ensure_ascii=False))
            return
        from newscrawl.cli.sites_table import print_sites  # noqa: PLC0415 - Scrapyd imports commands, not tables

        print_sites(rows, moment, Console(highlight=False))


def _runs(folder: Path, last: LastRun | None) -> bool:
    holder = lock_holder(folder)
    return holder is not None and last is not None and holder.runs(last.started)


def _facts(spider: type[NewsSpider], state: SiteStatus, *, running: bool, moment: datetime) -> dict[str, Any]:
    """Return everything of one site, as ``--json`` prints it."""
    last = state.last_run
    weak = state.week is not None and state.week < spider.min_weekly_articles
    return {
        "site": spider.name,
        "publisher": spider.publisher,
        "family": _platform(spider),
        "status": spider.status,
        "tags": list(spider.tags),
        "schedule": spider.schedule,
        "articles": state.articles,
        "pending": state.pending,
        "given_up": state.given_up,
        "newest_article": state.newest,
        "last_run": to_text(last.started) if last else None,
        "ended": "running" if running and last and not last.closed else last and last.ended,
        "exit_status": last.account.get("exit_status") if last else None,
        "troubles": [problem["text"] for problem in last.account.get("troubles", ()) if problem["status"]]
        if last
        else [],
        "weak_reported": last is not None
        and any(problem.get("kind") == ProblemKind.LOW_VOLUME for problem in last.account.get("troubles", ())),
        "complete_from": to_text(state.complete.start) if state.complete else None,
        "complete_to": to_text(state.complete.through) if state.complete else None,
        "articles_in_7_days": state.week,
        "floor": spider.min_weekly_articles,
        "weak": weak,
        "asked": to_text(moment),
    }


def _platform(spider: type[NewsSpider]) -> str:
    """Return the platform's name: its module's."""
    modules = (base.__module__ for base in spider.__mro__)
    module = next((name for name in modules if name.startswith("newscrawl.platforms.")), "")
    return module.rpartition(".")[2]
