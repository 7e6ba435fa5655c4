"""What the commands of upkeep share: the sites, the output folder, errors of one line."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from scrapy.settings import BaseSettings, Settings
from scrapy.spiderloader import get_spider_loader

from newscrawl.errors import NewscrawlError, StorageProblem, UsageProblem
from newscrawl.export.files import FINISHED, PART
from newscrawl.export.rest import Resting
from newscrawl.families.base import NewsSpider
from newscrawl.places import output_root
from newscrawl.state.database import FILE_NAME
from newscrawl.urls import article_id


class Upkeep:
    """What goes before ScrapyCommand: does the work in :meth:`work` and tells what went wrong in one line.

    No command itself, for Scrapy takes every one that it finds in this folder.
    """

    settings: Settings | None
    exitcode: int
    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - as Scrapy declares it

    def long_desc(self) -> str:
        return sys.modules[type(self).__module__].__doc__ or ""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        try:
            self.work(self.settings, args, opts)
        except NewscrawlError as problem:
            print(f"scrapy {type(self).__module__.rsplit('.', 1)[-1]}: {problem}", file=sys.stderr)
            self.exitcode = int(problem.status)

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        """Do it. Raises NewscrawlError."""
        raise NotImplementedError


def news_spiders(settings: BaseSettings) -> dict[str, type[NewsSpider]]:
    """Every site of ours by its name."""
    loader = get_spider_loader(settings)
    spiders = ((name, loader.load(name)) for name in sorted(loader.list()))
    return {name: spider for name, spider in spiders if issubclass(spider, NewsSpider)}


def state_root(settings: BaseSettings) -> Path:
    """The output folder. Raises UsageProblem where there is none to be found, StorageProblem without a state file."""
    root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
    if not (root / FILE_NAME).exists():
        raise StorageProblem(
            f"there is no state file in {root}: nothing was crawled yet, or NEWSCRAWL_OUTPUT is another"
        )
    return root


def resting(settings: BaseSettings, root: Path, names: Iterable[str] = ()) -> list[Resting]:
    """The sites that have a folder of lines; only those named, where some are.

    A site whose spider is gone is known by its folder. Raises UsageProblem for a name that has neither.
    """
    spiders = news_spiders(settings)
    wanted = list(dict.fromkeys(names))
    folders = {path.name for path in root.iterdir() if path.is_dir() and _has_lines(path)} if root.is_dir() else set()
    for name in wanted:
        if name not in spiders and name not in folders:
            raise UsageProblem(f"unknown site {name!r}; `scrapy list` shows them all")
    return [
        Resting(name, spiders[name].site().house, spiders[name].identify)
        if name in spiders
        else Resting(name, "", article_id)
        for name in sorted(folders)
        if not wanted or name in wanted
    ]


def _has_lines(folder: Path) -> bool:
    return any(
        path.name.startswith(folder.name + "-") and path.name.endswith((FINISHED, PART)) for path in folder.iterdir()
    )
