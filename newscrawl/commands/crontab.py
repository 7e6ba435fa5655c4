"""``scrapy crontab``: the sites' schedules as lines for cron."""

import argparse
import os
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.cli.command import NewscrawlCommand
from newscrawl.cli.site_selection import named_sites, news_sites
from newscrawl.scrapyd.crontab import CrontabEntry, crontab
from newscrawl.scrapyd.schedule import Times

_VARIABLES = ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_SCRAPYD_HOME", "NEWSCRAWL_SCRAPYD_URL", "XDG_STATE_HOME")
"""Variables that the jobs need. No password: that stays in Scrapyd's own file."""


class Command(NewscrawlCommand, ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        return "Print a crontab that schedules the sites"

    def long_desc(self) -> str:
        return (
            "Print crontab lines that submit each site's crawl to Scrapyd at the times of its `schedule`, minutes "
            "spread out. Without names all sites but those that refuse plain clients (docs/scheduling.md)."
        )

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        sites = news_sites(settings)
        chosen = {spider.name: Times.of(spider.name, spider.schedule) for spider in named_sites(sites, args)}
        left_out = [] if args else sorted(sites.keys() - chosen.keys())
        project = closest_scrapy_cfg()
        known = {name: os.environ[name] for name in _VARIABLES if os.environ.get(name)}
        if not project:
            known["SCRAPY_SETTINGS_MODULE"] = "newscrawl.settings"
        place = CrontabEntry(
            folder=str(Path(project).parent if project else Path.cwd()),
            scrapy=(sys.executable, "-m", "scrapy"),
            environment=known,
        )
        print(crontab(chosen, left_out, place), end="")
