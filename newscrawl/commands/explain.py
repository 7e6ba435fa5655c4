"""``scrapy explain URL_OR_ID ...``: why is an article in the corpus, or why not?

Says of each address, or id of a published article (its first four digits may do), what became of it: published (with
file and line), duplicate of which article, refused by which rule, gone, postponed until when, given up, deleted, never
seen. An address that no source has listed is judged by the rules of its site. Nothing is requested from any site, and
nothing is changed; crawls may be running. Exit status 0 when all were answered, 2 when an argument is not an address,
or not the id of one published article.
"""

import argparse
import json

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, state_root
from newscrawl.cli.site_selection import news_sites
from newscrawl.core.clock import now
from newscrawl.core.errors import ExitStatus, UsageProblem, worst
from newscrawl.store import StoreSettings, open_store


class Command(MaintenanceCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[--json] URL_OR_ID ..."

    def short_desc(self) -> str:
        return "Say what became of an article: published where, or why not"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object per argument")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        # Scrapy imports every command at every start.
        from newscrawl.cli.explanation import Explainer  # noqa: PLC0415
        from newscrawl.cli.explanation_card import json_entry, print_explanation  # noqa: PLC0415

        if not args:
            raise UsageProblem("give at least one address, or the beginning of an article's id")
        options, moment = StoreSettings.of(settings.get), now()
        with open_store(state_root(settings), settings=options, clock=lambda: moment) as store:
            explainer = Explainer(
                store=store, root=state_root(settings), spiders=news_sites(settings), settings=options, now=moment
            )
            for number, given in enumerate(args):
                answer = explainer.explain(given)
                if opts.json:
                    print(json.dumps(json_entry(answer)))  # all in ASCII: texts of sites can't steer the terminal
                else:
                    print_explanation(answer, first=not number)
                if not answer.verdict.answered:
                    self.exitcode = int(worst((self.exitcode, ExitStatus.USAGE)))
