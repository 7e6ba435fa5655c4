# ruff: noqa: N999 - Scrapy names a command after its module
"""``scrapy rebuild-state``: rebuild the state from the published lines of all sites.

For a state file that is damaged or lost. The new one is built beside the old one, verified against the files, and then
replaces it; the old one is kept. Nothing that was published is fetched again afterwards.
"""

import argparse

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, idle_sites
from newscrawl.core.clock import now
from newscrawl.core.errors import StorageProblem, UsageProblem
from newscrawl.core.paths import output_root
from newscrawl.maintenance.rebuild import rebuild
from newscrawl.text.plural import plural


class Command(MaintenanceCommand, ScrapyCommand):
    def short_desc(self) -> str:
        return "Rebuild the state from the published lines"

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - ours
        if args:
            raise UsageProblem(f"takes no arguments, got {args[0]!r}; it rebuilds the state of all sites")
        root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
        sites = idle_sites(settings, root)
        if not sites:
            raise StorageProblem(f"no published lines in {root} to rebuild the state from; check NEWSCRAWL_OUTPUT")
        say = Console(soft_wrap=True, highlight=False, markup=False)
        rebuilt = rebuild(root, sites, now())
        for name, count in rebuilt.articles.items():
            say.print(f"{name}: {plural(count, 'article')}")
        for note in rebuilt.notes:
            say.print(f"note: {note}")
        say.print(
            "not restored, because published lines don't record it: links that were pending, refused, gone or given "
            "up, validators of sources, and the span in which a site is complete. The next runs collect that again."
        )
        if rebuilt.kept:
            say.print(f"the old state was kept as {rebuilt.kept}; delete it when you no longer need it")
