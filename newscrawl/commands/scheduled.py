"""What the commands around Scrapyd share: which sites are meant, and errors as one line."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.errors import NewscrawlError, UsageProblem
from newscrawl.families.base import NewsSpider
from newscrawl.places import output_root
from newscrawl.scrapyd.desk import Desk
from newscrawl.scrapyd.home import access


def open_desk(settings: BaseSettings) -> Desk:
    """The Scrapyd and the state file that the settings name. Raises UsageProblem, StorageProblem."""
    root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
    return Desk(root, access(settings.get("NEWSCRAWL_SCRAPYD_URL") or ""))


def news_sites(settings: BaseSettings) -> dict[str, type[NewsSpider]]:
    """Every site's spider by name."""
    loader = get_spider_loader(settings)
    spiders = {name: loader.load(name) for name in sorted(loader.list())}
    return {name: spider for name, spider in spiders.items() if issubclass(spider, NewsSpider)}


def named_sites(sites: dict[str, type[NewsSpider]], names: Sequence[str]) -> list[type[NewsSpider]]:
    """The sites of these names, each once; those that refuse plain clients must be named, so without names all others.

    Raises UsageProblem for a name that is none.
    """
    if not names:
        return [spider for spider in sites.values() if spider.status != "blocked"]
    for name in names:
        if name not in sites:
            raise UsageProblem(f"unknown site {name!r}; `scrapy list` shows them all")
    return [sites[name] for name in dict.fromkeys(names)]


@contextmanager
def telling(command: ScrapyCommand, name: str) -> Iterator[None]:
    """Print an error of ours as one line, and let it decide the exit status."""
    try:
        yield
    except NewscrawlError as problem:
        tell(command, name, problem)


def tell(command: ScrapyCommand, name: str, problem: NewscrawlError) -> None:
    """Print the error as one line; the worst so far decides the exit status."""
    print(f"scrapy {name}: {problem}", file=sys.stderr)
    command.exitcode = max(command.exitcode, int(problem.status))
