# ruff: noqa: N999 - Scrapy names a command after its module
"""``scrapy rebuild-state``: rebuild the state from the published files of all sites.

For a state file that is damaged or lost. The new one is made beside the old, checked against the files, and put in its
place; the old one is kept. Nothing that was published is crawled again afterwards.
"""

import argparse

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, idle_sites
from newscrawl.core.clock import now
from newscrawl.core.errors import StorageProblem, UsageProblem
from newscrawl.core.paths import output_root
from newscrawl.core.values import plural
from newscrawl.maintenance.rebuild import rebuild


class Command(MaintenanceCommand, ScrapyCommand):
    def short_desc(self) -> str:
        return "Rebuild the state from the published files"

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - ours
        if args:
            raise UsageProblem(f"rebuild-state takes no arguments, not {args[0]!r}; it rebuilds the state of all sites")
        root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
        sites = idle_sites(settings, root)
        if not sites:
            raise StorageProblem(f"{root} holds no files to rebuild the state from")
        say = Console(soft_wrap=True, highlight=False, markup=False)
        rebuilt = rebuild(root, sites, now())
        for name, count in rebuilt.articles.items():
            say.print(f"{name}: {plural(count, 'article')}")
        for note in rebuilt.notes:
            say.print(f"note: {note}")
        say.print(
            "not restored, since the files do not hold it: links that were pending, rejected, removed or given up, "
            "ETags of sources, and the span in which a site is complete. The next runs find that out again."
        )
        if rebuilt.kept:
            say.print(f"the old state is kept as {rebuilt.kept}; remove it once everything works")
