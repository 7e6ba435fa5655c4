"""``scrapy capture SITE URL|FILE``: save a page or a source of a site as a test fixture.

Its words are replaced by others of the same shape, since publishers' texts do not belong in a repository. What is
extracted from it is written beside it, and its tests fail until a person has reviewed that.
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.utils.conf import closest_scrapy_cfg

from newscrawl.cli.command import LiveSiteCommand
from newscrawl.cli.one_page import load
from newscrawl.cli.site_selection import named_site, platform_of
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.core.paths import display_path
from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools.fixture import Fixture, anonymizer_for, kind_of, waiting
from newscrawl.devtools.http import Fetch, FetchedPage, InspectionSpider

_NEXT = """\
Next, review expected.json beside the document: is every field right, and nothing in the body but the text?
Fix the site's rules (then: scrapy capture SITE --again), or correct the record by hand,
and remove `"reviewed": false` from meta.json: until then tests/test_golden.py fails."""


class Command(LiveSiteCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] SITE <URL or file> | SITE --again"

    def short_desc(self) -> str:
        return "Save a page as a test fixture"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="address that the file was saved from")
        parser.add_argument(
            "--as", dest="label", metavar="NAME", help="name of the fixture (default: from the address)"
        )
        parser.add_argument("--again", action="store_true", help="regenerate fixtures that are not reviewed yet")
        parser.add_argument("--verbatim", action="store_true", help="keep the words, for texts that are free to copy")

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if opts.again and (len(args) != 1 or opts.url or opts.label):
            raise UsageError("--again takes a site and no other option")
        if not opts.again and len(args) != 2:
            raise UsageError("give a site and a page (URL or file)")
        spider = named_site(settings, args[0])
        if opts.again:
            self._capture_again(spider, opts)
        else:
            self._capture(spider, args[1], opts)

    def _capture(self, spider: type[NewsSpider], source: str, opts: argparse.Namespace) -> None:
        folder = fixtures_folder() / platform_of(spider)
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        fetched = load(source, opts.url, self.crawler_process)
        if not spider.addresses.owns(fetched.url):
            raise UsageProblem(f"{fetched.url} is not on a host of {spider.name}; give a page of that site")
        fixture = Fixture(kind_of(spider, fetched.url), fetched.url, fetched.content, spider)
        changed: list[str] = []
        if not opts.verbatim:
            fixture, changed = fixture.anonymized(anonymizer_for(spider), fetched.encoding)
        target = folder / (opts.label or _label(spider.name, fetched.url))
        fixture.write(target)
        print(f"{display_path(target)} was written")
        print_changed(changed)
        print(_NEXT)

    def _capture_again(self, spider: type[NewsSpider], opts: argparse.Namespace) -> None:
        folders = waiting(fixtures_folder(), spider.name)
        if not folders:
            raise UsageProblem(f"no fixture of {spider.name} is waiting for a review")
        anonymizer = None if opts.verbatim else anonymizer_for(spider)
        answers: dict[Path, FetchedPage] = {}

        async def task(fetch: Fetch) -> None:
            for folder, url in folders.items():
                answers[folder] = await fetch(url)

        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        self.crawler_process.crawl(InspectionSpider, task=task)
        self.crawler_process.start()
        for folder, answer in answers.items():
            if answer.problem:
                print(f"scrapy capture: {answer.requested}: {answer.problem}", file=sys.stderr)
                self.exitcode = int(ExitStatus.BLOCKED if answer.blocked else ExitStatus.UNREACHABLE)
                continue
            fixture = Fixture(kind_of(spider, answer.requested), answer.requested, answer.body, spider)
            changed: list[str] = []
            if anonymizer:
                fixture, changed = fixture.anonymized(anonymizer, answer.encoding)
            fixture.write(folder, overwrite=True)
            print(f"{display_path(folder)} was regenerated")
            print_changed(changed)


def fixtures_folder() -> Path:
    """Return where the project keeps its fixtures. Raises UsageProblem outside a checkout."""
    project = closest_scrapy_cfg()
    folder = Path(project).parent / "tests" / "fixtures" if project else None
    if folder is None or not folder.parent.is_dir():
        raise UsageProblem("no tests/fixtures here; run this in a checkout of newscrawl")
    return folder


def _label(name: str, url: str) -> str:
    """Return a folder's name: the site's, and the first words of the address."""
    slug = re.sub(r"[^a-z0-9]+", "_", urlsplit(url).path.rstrip("/").rpartition("/")[2].lower()).strip("_")
    return "_".join((name, *slug.split("_")[:4])).rstrip("_")


def print_changed(fields: list[str]) -> None:
    """Print which fields of a fixture differ from those of the page itself."""
    if fields:
        print(
            f"  Replacing the words changed these fields: {', '.join(fields)}. A word that a rule looks for may be\n"
            "  missing: put it back into the document, and delete expected.json, which the test then writes."
        )
