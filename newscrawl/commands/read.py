"""``scrapy read URL|FILE``: what newscrawl gets from one article page, and how it got each field.

Works on any article of any site: one of ours is read by its rules, any other by the generic reader. A live page is
fetched once, robots.txt obeyed. It remembers nothing and writes no file.
"""

import argparse
import json
import sys
from dataclasses import asdict
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.spiderloader import get_spider_loader

from newscrawl import clock
from newscrawl.commands.onepage import load
from newscrawl.errors import ExitStatus, NewscrawlError, UsageProblem
from newscrawl.families.base import NewsSpider
from newscrawl.logs import one_line_errors
from newscrawl.pages.article import read_article
from newscrawl.pages.page import Page
from newscrawl.pages.reading import Reading
from newscrawl.pages.rules import Rules
from newscrawl.site import Site
from newscrawl.text.fingerprint import content_hash
from newscrawl.urls import Addresses


class Command(ScrapyCommand):
    requires_project = True
    # Nothing of the crawl's machinery takes part: no lock, no memory, no file.
    default_settings = {"NEWSCRAWL_RUN": False}  # noqa: RUF012 - as Scrapy declares it

    def syntax(self) -> str:
        return "[options] <URL or file>"

    def short_desc(self) -> str:
        return "Show what is read from an article page, and how"

    def long_desc(self) -> str:
        return __doc__ or ""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", metavar="NAME", help="read by the rules of this site (default: by the address)")
        parser.add_argument("--url", metavar="URL", help="address that the file was saved from")
        parser.add_argument("--json", action="store_true", help="print the record as one line of JSON")
        parser.add_argument(
            "--explain", action="store_true", help="show everything, also what was taken out of the text"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        one_line_errors()
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one page: its address, or a file")
        try:
            reading, read_as = self._read(args[0], opts)
        except NewscrawlError as problem:
            print(f"scrapy read: {problem}", file=sys.stderr)
            self.exitcode = int(problem.status)
            return
        if opts.json:
            print(json.dumps(asdict(reading.article), ensure_ascii=False))
        else:
            from newscrawl.commands.card import print_card  # noqa: PLC0415 - Scrapyd imports commands and has no use for it

            print_card(reading, read_as, explain=opts.explain)
        self.exitcode = int(ExitStatus.SENSELESS if reading.problem else ExitStatus.OK)

    def _read(self, source: str, opts: argparse.Namespace) -> tuple[Reading, str]:
        """The reading of one page, and a line that says by which rules it was made."""
        spider = self._named(opts.site) if opts.site else None
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        page = load(source, opts.url, self.crawler_process).page()
        if page.first("p,div,article,section,table,h1,h2,span,a,title") is None:
            raise UsageProblem(f"{source} holds no HTML page")
        spider = spider or self._owner(page.url)
        now = clock.now()
        if spider is not None:
            reading = read_article(
                page, spider.article, spider.site(), spider.addresses, now=now, explain=not opts.json
            )
            read_as = f"read by the rules of {spider.name} ({spider.__module__})"
        else:
            site, addresses = _any_site(page)
            reading = read_article(page, Rules(), site, addresses, now=now, explain=not opts.json)
            read_as = f"no site of ours has {site.name}: read by the generic reader"
        article = reading.article
        article.word_count = len((article.body or "").split())
        article.content_hash = content_hash(article.body)
        return reading, read_as

    def _named(self, name: str) -> type[NewsSpider]:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        try:
            spider = get_spider_loader(self.settings).load(name)
        except KeyError:
            raise UsageProblem(f"unknown site {name!r}; `scrapy list` shows them all") from None
        if not issubclass(spider, NewsSpider):
            raise UsageProblem(f"{name} is no news site of ours; it has no rules to read a page by")
        return spider

    def _owner(self, url: str) -> type[NewsSpider] | None:
        """The spider on whose hosts the address is."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before it calls
        loader = get_spider_loader(self.settings)
        spiders = (loader.load(name) for name in loader.list())
        return next((s for s in spiders if issubclass(s, NewsSpider) and s.addresses.owns(url)), None)


def _any_site(page: Page) -> tuple[Site, Addresses]:
    """What can be said of a site that is none of ours: its name as the page gives it, and its host."""
    host = (urlsplit(page.url).hostname or "localhost").lower()
    publisher = page.meta("og:site_name") or host.removeprefix("www.")
    site = Site(name=host.removeprefix("www."), publisher=publisher, house=host, zone="UTC", language="en")
    return site, Addresses(host=host)
