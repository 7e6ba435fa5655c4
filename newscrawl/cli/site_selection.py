"""Select the sites a command works on."""

import argparse
from collections.abc import Sequence

from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.core.errors import UsageProblem
from newscrawl.crawler.spider import NewsSpider

TAGS = ("official", "trade", "service", "war")


def news_sites(settings: BaseSettings) -> dict[str, type[NewsSpider]]:
    """Return every site's spider by its name, in alphabetical order."""
    loader = get_spider_loader(settings)
    spiders = ((name, loader.load(name)) for name in sorted(loader.list()))
    return {name: spider for name, spider in spiders if issubclass(spider, NewsSpider)}


def unknown(name: str) -> UsageProblem:
    """Return the error for a name that no site has."""
    return UsageProblem(f"unknown site {name!r}; `scrapy list` shows them all")


def named_site(settings: BaseSettings, name: str) -> type[NewsSpider]:
    """Return the site of this name. Raises UsageProblem where there is none."""
    try:
        return news_sites(settings)[name]
    except KeyError:
        raise unknown(name) from None


def named_sites(sites: dict[str, type[NewsSpider]], names: Sequence[str]) -> list[type[NewsSpider]]:
    """Return the sites of these names, each once; without names all but those that refuse plain clients.

    Raises UsageProblem for an unknown name.
    """
    if not names:
        return [spider for spider in sites.values() if spider.status != "blocked"]
    for name in names:
        if name not in sites:
            raise unknown(name)
    return [sites[name] for name in dict.fromkeys(names)]


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add the options that narrow the selection."""
    parser.add_argument("--platform", "--family", dest="platform", help="only sites on this platform, e.g. wordpress")
    parser.add_argument("--tag", choices=TAGS, help="only sites with this tag")


def choose_sites(settings: BaseSettings, names: Sequence[str], opts: argparse.Namespace) -> list[type[NewsSpider]]:
    """Return those of :func:`named_sites` that have the given platform and tag.

    Raises UsageProblem for an unknown name, and where no site is left.
    """
    sites = news_sites(settings)
    chosen = named_sites(sites, names)
    platforms = set().union(*map(platforms_of, sites.values()))
    if opts.platform and opts.platform not in platforms:
        raise UsageProblem(f"unknown platform {opts.platform!r}; known are {', '.join(sorted(platforms))}")
    chosen = [
        spider
        for spider in chosen
        if (not opts.platform or opts.platform in platforms_of(spider)) and (not opts.tag or opts.tag in spider.tags)
    ]
    if not chosen:
        raise UsageProblem(f"no site has --platform {opts.platform} and --tag {opts.tag}; see `scrapy sites`")
    return chosen


def platform_of(spider: type[NewsSpider]) -> str:
    """Return the platform that a site's file names first."""
    return spider.__mro__[1].__module__.rpartition(".")[2]


def platforms_of(spider: type[NewsSpider]) -> set[str]:
    """Return the platforms that a spider derives from: a publisher's own, and the one below it."""
    bases = [base for base in spider.__mro__[1:] if issubclass(base, NewsSpider) and base is not NewsSpider]
    return {base.__module__.rpartition(".")[2] for base in bases}
