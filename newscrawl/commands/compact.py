"""``scrapy compact [SITE ...]``: merge the small files of past months, one file a month and site.

The same lines in the same order; the manifests of the runs go into that of the month. Months are merged one by one; a
command that was killed is finished by the site's next run, or by the next command that works on the site.
"""

import argparse

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, idle_sites, state_root
from newscrawl.core.clock import now
from newscrawl.core.errors import ExitStatus, NewscrawlError, UsageProblem, worst
from newscrawl.core.values import plural
from newscrawl.maintenance.compact import Compacted, compact
from newscrawl.publishing.idle_site import at_rest
from newscrawl.publishing.monthly_files import MONTH
from newscrawl.store import open_store


class Command(MaintenanceCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[--before YYYY-MM] [SITE ...]"

    def short_desc(self) -> str:
        return "Merge the files of past months into one file per month and site"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--before", metavar="YYYY-MM", help="merge only months before this one (default: the current month)"
        )

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        present = f"{now():%Y-%m}"
        month = opts.before or present
        if not MONTH.fullmatch(month) or month > present:
            raise UsageProblem(f"invalid --before {month}; give a month up to the present one, like {present}")
        root = state_root(settings)
        say = Console(soft_wrap=True, highlight=False, markup=False)
        statuses: list[ExitStatus] = []
        merged = 0
        with open_store(root) as store:
            for site in idle_sites(settings, root, args):
                try:
                    with at_rest(store, root, site, now()) as (own, folder):
                        for one in compact(own, folder, month, now()):
                            merged += 1
                            say.print(f"{site.name} {one.month}: {_summary(one)}")
                except NewscrawlError as problem:  # of one site; the others go on
                    say.print(f"{site.name}: {problem}")
                    statuses.append(problem.status)
        if not merged and not statuses:
            say.print(f"nothing to merge before {month}")
        self.exitcode = int(worst(statuses))


def _summary(one: Compacted) -> str:
    return f"{plural(one.runs, 'file')} merged, {plural(one.lines, 'line')}, {plural(one.bytes, 'byte')}"
