"""Which sites a command that takes many is for."""

import argparse
from collections.abc import Sequence

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.errors import UsageProblem
from newscrawl.families.base import NewsSpider

TAGS = ("official", "trade", "service", "war")


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The options that narrow the choice."""
    parser.add_argument("--family", help="sites of this family only, e.g. wordpress")
    parser.add_argument("--tag", choices=TAGS, help="sites of this kind only")


def choose_sites(settings: BaseSettings, named: Sequence[str], opts: argparse.Namespace) -> list[type[NewsSpider]]:
    """The named sites, or all but those that refuse plain clients, of the family and kind that are asked for.

    Raises UsageProblem for a name that is none, and for a choice that leaves no site.
    """
    loader = get_spider_loader(settings)
    spiders = map(loader.load, sorted(loader.list()))
    known = {spider.name: spider for spider in spiders if issubclass(spider, NewsSpider)}
    if unknown := [name for name in named if name not in known]:
        raise UsageProblem(f"unknown site {unknown[0]!r}; `scrapy list` shows them all")
    families = set().union(*map(families_of, known.values()))
    if opts.family and opts.family not in families:
        raise UsageProblem(f"unknown family {opts.family!r}; known are {', '.join(sorted(families))}")
    chosen = [
        known[name]
        for name in dict.fromkeys(named or known)
        if (named or known[name].status != "blocked")
        and (not opts.family or opts.family in families_of(known[name]))
        and (not opts.tag or opts.tag in known[name].tags)
    ]
    if not chosen:
        raise UsageProblem("no site is both of that family and of that kind")
    return chosen


def families_of(spider: type[NewsSpider]) -> set[str]:
    """The families that a spider stands on: a publisher's own, and its platform's."""
    bases = [base for base in spider.__mro__[1:] if issubclass(base, NewsSpider) and base is not NewsSpider]
    return {base.__module__.rpartition(".")[2] for base in bases}
