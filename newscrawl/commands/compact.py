"""``scrapy compact [SITE ...]``: merge the small files of past months, one file a month and site.

The same lines in the same order; the manifests of the runs go into that of the month. A listing of
the folder shows either the files of the runs or the merged one, never both.
"""

import argparse

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, idle_sites, state_root
from newscrawl.core.clock import now
from newscrawl.core.errors import ExitStatus, NewscrawlError, UsageProblem, worst
from newscrawl.maintenance.compact import compact
from newscrawl.publishing.idle_site import at_rest
from newscrawl.publishing.monthly_files import MONTH
from newscrawl.store.db.database import FILE_NAME, Database
from newscrawl.text.plural import plural


class Command(MaintenanceCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[--before YYYY-MM] [SITE ...]"

    def short_desc(self) -> str:
        return "Merge the files of past months, one a month and site"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--before", metavar="YYYY-MM", help="only months before this one (default: the present)")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        present = f"{now():%Y-%m}"
        month = opts.before or present
        if not MONTH.fullmatch(month) or month > present:
            raise UsageProblem(f"invalid --before {month}; give a month up to the present one, like {present}")
        root = state_root(settings)
        say = Console(soft_wrap=True, highlight=False, markup=False)
        statuses: list[ExitStatus] = []
        merged = 0
        database = Database.open(root / FILE_NAME)
        try:
            for site in idle_sites(settings, root, args):
                try:
                    with at_rest(database, root, site, now()) as (row, folder):
                        done = compact(database, row, folder, month, now())
                except NewscrawlError as problem:  # of one site; the others go on
                    say.print(f"{site.name}: {problem}")
                    statuses.append(problem.status)
                    continue
                merged += len(done)
                for one in done:
                    files = plural(one.runs, "file")
                    say.print(f"{site.name} {one.month}: {files} merged, {one.lines:,} lines, {one.bytes:,} bytes")
        finally:
            database.close()
        if not merged and not statuses:
            say.print(f"nothing to merge before {month}")
        self.exitcode = int(worst(statuses))
