"""Which sites a command is for."""

import argparse
from collections.abc import Sequence

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.core.errors import UsageProblem
from newscrawl.crawler.spider import NewsSpider

TAGS = ("official", "trade", "service", "war")


def news_sites(settings: BaseSettings) -> dict[str, type[NewsSpider]]:
    """Every site's spider by its name, in the names' order."""
    loader = get_spider_loader(settings)
    spiders = ((name, loader.load(name)) for name in sorted(loader.list()))
    return {name: spider for name, spider in spiders if issubclass(spider, NewsSpider)}


def unknown(name: str) -> UsageProblem:
    """What to say of a name that no site has."""
    return UsageProblem(f"unknown site {name!r}; `scrapy list` shows them all")


def named_site(settings: BaseSettings, name: str) -> type[NewsSpider]:
    """The site of this name. Raises UsageProblem where there is none."""
    try:
        return news_sites(settings)[name]
    except KeyError:
        raise unknown(name) from None


def named_sites(sites: dict[str, type[NewsSpider]], names: Sequence[str]) -> list[type[NewsSpider]]:
    """The sites of these names, each once; those that refuse plain clients must be named, so without names all others.

    Raises UsageProblem for a name that is none.
    """
    if not names:
        return [spider for spider in sites.values() if spider.status != "blocked"]
    for name in names:
        if name not in sites:
            raise unknown(name)
    return [sites[name] for name in dict.fromkeys(names)]


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The options that narrow the choice."""
    parser.add_argument("--family", help="sites of this family only, e.g. wordpress")
    parser.add_argument("--tag", choices=TAGS, help="sites of this kind only")


def choose_sites(settings: BaseSettings, names: Sequence[str], opts: argparse.Namespace) -> list[type[NewsSpider]]:
    """Those of :func:`named_sites` that are of the family and kind that are asked for.

    Raises UsageProblem for a name that is none, and for a choice that leaves no site.
    """
    sites = news_sites(settings)
    chosen = named_sites(sites, names)
    families = set().union(*map(platforms_of, sites.values()))
    if opts.family and opts.family not in families:
        raise UsageProblem(f"unknown family {opts.family!r}; known are {', '.join(sorted(families))}")
    chosen = [
        spider
        for spider in chosen
        if (not opts.family or opts.family in platforms_of(spider)) and (not opts.tag or opts.tag in spider.tags)
    ]
    if not chosen:
        raise UsageProblem("no site is both of that family and of that kind")
    return chosen


def platform_of(spider: type[NewsSpider]) -> str:
    """The family that a site's file names first."""
    return spider.__mro__[1].__module__.rpartition(".")[2]


def platforms_of(spider: type[NewsSpider]) -> set[str]:
    """The families that a spider stands on: a publisher's own, and its platform's."""
    bases = [base for base in spider.__mro__[1:] if issubclass(base, NewsSpider) and base is not NewsSpider]
    return {base.__module__.rpartition(".")[2] for base in bases}
