"""``scrapy prune``: drop at once what was kept long enough, check the state file, and give its unused space back.

Each run drops a little once a day; this is for after settings were shortened, or once a year.
"""

import argparse
from contextlib import closing

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, state_root
from newscrawl.core.clock import now
from newscrawl.core.errors import UsageProblem
from newscrawl.store.db.database import FILE_NAME, Database
from newscrawl.store.retention import prune_all
from newscrawl.store.store_settings import StoreSettings


class Command(MaintenanceCommand, ScrapyCommand):
    def short_desc(self) -> str:
        return "Drop what was kept long enough, check the state file and shrink it"

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - ours
        if args:
            raise UsageProblem("it takes no arguments: it is for the state file of all sites")
        policy = StoreSettings.of(settings.get)
        path = state_root(settings) / FILE_NAME
        say = Console(soft_wrap=True, highlight=False, markup=False)
        with closing(Database.open(path)) as database:
            database.check()
            size = database.size()
            pruned = prune_all(database, policy, now())
            database.vacuum()
            after = database.size()
        went = ", ".join(f"{count:,} {kind}" for kind, count in pruned.rows.items() if count)
        say.print(f"dropped: {went or 'nothing'}")
        say.print(f"{path}: sound, {_mb(size)} before, {_mb(after)} now")


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
