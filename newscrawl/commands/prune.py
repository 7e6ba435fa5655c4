"""``scrapy prune``: delete expired data, then verify and compact the database.

Crawls delete a little once a day; this is for after a setting was shortened, or once a year.
"""

import argparse

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, state_root
from newscrawl.core.errors import UsageProblem
from newscrawl.store import StoreSettings, open_store


class Command(MaintenanceCommand, ScrapyCommand):
    def short_desc(self) -> str:
        return "Delete expired data, then verify and compact the database"

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - ours
        if args:
            raise UsageProblem(f"prune takes no arguments, not {args[0]!r}; it works on the database of all sites")
        policy = StoreSettings.of(settings.get)
        root = state_root(settings)
        say = Console(soft_wrap=True, highlight=False, markup=False)
        with open_store(root, settings=policy) as store:
            store.check()
            size = store.size()
            pruned = store.prune()
            store.shrink()
            after = store.size()
        went = ", ".join(f"{count:,} {kind}" for kind, count in pruned.rows.items() if count)
        say.print(f"deleted: {went or 'nothing'}")
        say.print(f"{store.path}: verified, {_mb(size)} before, {_mb(after)} now")


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
