"""``scrapy newsite URL``: inspect a site, show what is extracted from it, and write its spider and fixtures.

Fetches about fifteen pages, at the usual pace: the home page, robots.txt, feeds, sitemaps and three articles.
"""

import argparse
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.cli.command import LiveSiteCommand
from newscrawl.cli.inspection_card import print_inspection
from newscrawl.cli.site_selection import TAGS, news_sites
from newscrawl.commands.capture import fixtures_folder, print_changed
from newscrawl.core.errors import ExitStatus, NewscrawlError, UsageProblem
from newscrawl.core.paths import display_path
from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools.fixture import Fixture, anonymizer_for, kind_of
from newscrawl.devtools.http import Fetch, InspectionSpider
from newscrawl.devtools.inspect_site import SiteInspection, inspect_site, read_articles
from newscrawl.devtools.site_file import SiteFile, example_addresses, site_file


class NotAdded(NewscrawlError):
    """The site can't be added as it is."""

    def __init__(self, line: str, status: ExitStatus = ExitStatus.LAYOUT_CHANGED) -> None:
        super().__init__(line)
        self.status = status


class Command(LiveSiteCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <URL>"

    def short_desc(self) -> str:
        return "Inspect a site, and write its spider and fixtures"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--name", help="name of the spider (default: from the host)")
        parser.add_argument("--tag", choices=TAGS, default="trade", help="kind of source (default: trade)")
        parser.add_argument(
            "--timezone", "--zone", help="IANA time zone of its dates (default: from the offsets that it prints)"
        )
        parser.add_argument("--dry-run", action="store_true", help="only inspect, write nothing")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give the address of one site's home page")
        address = args[0]
        url = address if "://" in address else f"https://{address}"
        host = (urlsplit(url).hostname or "").lower()
        name = opts.name or re.sub(r"[^a-z0-9]", "", host.removeprefix("www.").rpartition(".")[0])
        if not re.fullmatch(r"[a-z][a-z0-9]*", name):
            raise UsageProblem(f"{name!r} is not a valid spider name; give one of letters and digits with --name")
        _check_new(news_sites(settings).values(), name, host)
        if not opts.dry_run:
            _check_left_over(name)
        inspection, file = self._look(url, name)
        timezone = opts.timezone or inspection.timezone or "UTC"
        print_inspection(inspection, file, timezone=timezone, guessed=not opts.timezone)
        if opts.dry_run:
            return
        spider = file.spider(timezone)
        written: dict[Path, list[str]] = {}
        written[_write_site(file, file.text(timezone=timezone, tag=opts.tag, a_week=inspection.a_week()))] = []
        written |= _write_fixtures(inspection, spider)
        written[_write_addresses(name, inspection, spider)] = []
        print("written:")
        for path, changed in written.items():
            print(f"  {display_path(path)}")
            print_changed(changed)
        print(
            f"next steps (see docs/add-a-site.md):\n"
            f"  scrapy read {inspection.pages[0][0].url}\n"
            f"  python -m pytest -q tests/test_spiders.py\n"
            f"  scrapy crawl {name} -a trial=1 -a limit=5 -O try.jsonl\n"
            f"  scrapy capture {name} --again   after a change of rules, to regenerate the fixtures\n"
            f'  review the fixtures (expected.json), and remove "reviewed": false from their meta.json'
        )

    def _look(self, url: str, name: str) -> tuple[SiteInspection, SiteFile]:
        found: list[tuple[SiteInspection, SiteFile | None]] = []
        failures: list[Exception] = []

        async def task(fetch: Fetch) -> None:
            try:
                inspection = await inspect_site(fetch, url)
                file = site_file(inspection, name) if inspection.articles else None
                if file and file.rules.get("article") != ():
                    await read_articles(fetch, inspection, file.spider())
                found.append((inspection, file))
            except Exception as error:  # noqa: BLE001 - Scrapy would log it and go on; it is raised below
                failures.append(error)

        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        self.crawler_process.crawl(InspectionSpider, task=task)
        self.crawler_process.start()
        if failures:
            raise failures[0]
        if not found:
            raise NotAdded("stopped before the inspection was complete", ExitStatus.ERROR)
        inspection, file = found[0]
        if inspection.home.problem:
            status = ExitStatus.BLOCKED if inspection.home.blocked else ExitStatus.UNREACHABLE
            raise NotAdded(f"{inspection.home.url}: {inspection.home.problem}", status)
        if file is None or not inspection.pages:
            tried = "".join(f"\n  {url}: {result}" for url, result in inspection.tried)
            raise NotAdded(
                f"no articles were recognized at {inspection.home.url}; give a page that lists them, "
                f"or write the spider by hand (docs/add-a-site.md). Fetched:{tried}"
            )
        return inspection, file


def _check_new(sites: Iterable[type[NewsSpider]], name: str, host: str) -> None:
    """Raise UsageProblem where one of the sites has this name or this host."""
    for known in sites:
        if known.name == name:
            raise UsageProblem(f"a site named {name} exists already; give another name with --name")
        if host in known.addresses.hosts:
            raise UsageProblem(f"{host} already belongs to the site {known.name}")


def _check_left_over(name: str) -> None:
    """Raise UsageProblem where an earlier inspection of a site of this name has left something."""
    tests = fixtures_folder().parent
    for folder in fixtures_folder().glob(f"*/{name}_source"):
        raise UsageProblem(f"{folder} exists already, from an earlier inspection; remove it, or give another --name")
    if f"\n[{name}]\n" in (tests / "addresses.toml").read_text("utf-8"):
        raise UsageProblem(f"{tests / 'addresses.toml'} already has [{name}]; remove it, or give another --name")


def _write_site(file: SiteFile, text: str) -> Path:
    folder = Path(next(iter(import_module("newscrawl.spiders").__path__)))
    path = folder / f"{file.name}.py"
    path.write_text(text, encoding="utf-8")
    return path


def _write_fixtures(inspection: SiteInspection, spider: type[NewsSpider]) -> dict[Path, list[str]]:
    """Write the feed, or else the listing, and two articles, words replaced; return the fields that changed."""
    root = fixtures_folder() / inspection.platform
    anonymizer = anonymizer_for(spider)
    source = (
        (inspection.feed_answer.requested, inspection.feed_answer)
        if inspection.feed_answer
        else (inspection.home.url, inspection.home)
    )
    pages = [(answer.requested, answer) for answer, reading in inspection.pages if reading and not reading.problem][:2]
    written: dict[Path, list[str]] = {}
    for number, (url, answer) in enumerate((source, *pages)):
        original = Fixture(kind_of(spider, url), url, answer.body, spider)
        fixture, changed = original.anonymized(anonymizer, answer.encoding)
        folder = root / (f"{spider.name}_article_{number}" if number else f"{spider.name}_source")
        fixture.write(folder)
        written[folder] = changed
    return written


def _write_addresses(name: str, inspection: SiteInspection, spider: type[NewsSpider]) -> Path:
    path = fixtures_folder().parent / "addresses.toml"
    own = [url for url in inspection.articles if spider.addresses.is_article(url)]
    with path.open("a", encoding="utf-8") as table:
        table.write(example_addresses(name, own[:3]))
    return path
