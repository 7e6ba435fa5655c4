"""``scrapy forget ID_OR_URL ...``: delete articles on their owner's request, and never crawl them again.

Their text is removed from every file, merged ones too, and from the state; manifests say how many lines were removed.
``forgotten.jsonl`` in the output folder keeps their ids, so that they are not crawled again, even with a rebuilt state.
"""

import argparse
import re
from contextlib import ExitStack

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings

from newscrawl.cli.maintenance_command import MaintenanceCommand, idle_sites
from newscrawl.cli.site_selection import news_sites
from newscrawl.core.clock import now, to_text
from newscrawl.core.errors import UsageProblem
from newscrawl.core.paths import output_root
from newscrawl.core.values import plural
from newscrawl.crawler.spider import NewsSpider
from newscrawl.items import HEX32
from newscrawl.publishing.idle_site import IdleSite, at_rest
from newscrawl.publishing.removal import forget, purge
from newscrawl.store import FILE_NAME, Store, Tombstone, open_store


class Command(MaintenanceCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[--reason TEXT] ID_OR_URL ..."

    def short_desc(self) -> str:
        return "Delete articles everywhere, and never crawl them again"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--reason", metavar="TEXT", default="", help="kept with the ids")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageProblem("give the id or URL of at least one article")
        root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
        root.mkdir(parents=True, exist_ok=True)
        say = Console(soft_wrap=True, highlight=False, markup=False)
        with open_store(root) as store:
            spiders = news_sites(settings)
            stones = [stone for given in args for stone in _stones(store, given, spiders, opts.reason)]
            known = {site.name: site for site in idle_sites(settings, root)}
            sites = [
                known.get(name) or IdleSite(name, spiders[name].site().publisher_group, spiders[name].identify)
                for name in sorted({stone.site for stone in stones})
            ]
            with ExitStack() as held:
                rested = [held.enter_context(at_rest(store, root, site, now())) for site in sites]
                # Completing what runs left behind may have brought more names to light.
                stones = [stone for given in args for stone in _stones(store, given, spiders, opts.reason)]
                forget(store, root, stones)
                done = [one for own, folder in rested for one in purge(own, folder, now())]
                store.scrub()
        for stone in stones:
            say.print(f"forgotten: {stone.id} ({stone.site})")
        for one in done:
            say.print(f"  {plural(one.lines, 'line')} removed from {one.path}")
        if not done:
            say.print("  no file contained it")
        backups = [path.name for path in sorted(root.glob(f"{FILE_NAME}.*backup*"))]
        if backups:
            say.print(f"  backups of the state may still hold its text; remove them yourself: {', '.join(backups)}")
        say.print("  run `scrapy prune` to wipe unused pages of the state file")


def _stones(store: Store, given: str, spiders: dict[str, type[NewsSpider]], reason: str) -> list[Tombstone]:
    """Return tombstones of what was given: of a known article, else of a URL that is never to be crawled."""
    name, owner = given.lower(), None
    if given.startswith(("http://", "https://")):
        owner = next((spider for spider in spiders.values() if spider.addresses.owns(given)), None)
        if owner is None:
            raise UsageProblem(f"{given} is not on a host of any site; `scrapy sites` lists them")
        name = owner.identify(given)
    elif not re.fullmatch(HEX32, name):
        raise UsageProblem(f"{given} is neither an article id (32 hex digits) nor a URL")
    at = to_text(now())
    stones = [
        Tombstone(
            id=article.id,
            site=article.site,
            publisher_group=article.publisher_group,
            names=tuple(sorted({name, *article.names})),
            forgotten=at,
            reason=reason,
        )
        for article in store.find_articles(name)
    ]
    if not stones and owner is None:
        raise UsageProblem(f"no article has the id {given}; give its URL instead")
    if not stones and owner is not None:
        stones = [
            Tombstone(
                id=name,
                site=owner.name,
                publisher_group=owner.site().publisher_group,
                names=(name,),
                forgotten=at,
                reason=reason,
            )
        ]
    return stones
