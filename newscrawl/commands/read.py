"""``scrapy read URL|FILE``: show the record of one article page, and which extractor gave each field.

Works on any article of any site: a site of this project is read by its rules, any other by the generic reader. A live
page is fetched once, robots.txt obeyed. Nothing is stored and no file is written.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.cli.command import LiveSiteCommand
from newscrawl.cli.one_page import load
from newscrawl.cli.site_selection import named_site, news_sites
from newscrawl.core import clock
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.core.site import Site
from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.record_builder import ExtractionResult
from newscrawl.extraction.rules import Rules
from newscrawl.text.fingerprint import content_hash
from newscrawl.urls import Addresses


class Command(LiveSiteCommand, ScrapyCommand):
    def syntax(self) -> str:
        return "[options] <URL or file>"

    def short_desc(self) -> str:
        return "Show what is extracted from an article page, and how"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--site", metavar="NAME", help="read by the rules of this site (default: by the URL)")
        parser.add_argument("--url", metavar="URL", help="address that the file was saved from")
        parser.add_argument("--json", action="store_true", help="print the record as one line of JSON")
        parser.add_argument(
            "--explain", action="store_true", help="show everything, also what was removed from the text"
        )

    def work(self, settings: BaseSettings, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give one page: a URL or a file")
        reading, read_as = self._read(settings, args[0], opts)
        if opts.json:
            print(json.dumps(asdict(reading.article), ensure_ascii=False))
        else:
            from newscrawl.cli.record_card import print_card  # noqa: PLC0415 - Scrapyd imports commands and has no use for it

            print_card(reading, read_as, explain=opts.explain)
        self.exitcode = int(ExitStatus.LAYOUT_CHANGED if reading.problem else ExitStatus.OK)

    def _read(self, settings: BaseSettings, source: str, opts: argparse.Namespace) -> tuple[ExtractionResult, str]:
        """Return the record of one page, and a line that says by which rules it was made."""
        spider = named_site(settings, opts.site) if opts.site else None
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        page = load(source, opts.url, self.crawler_process).page()
        if page.first("p,div,article,section,table,h1,h2,span,a,title") is None:
            raise UsageProblem(f"{source} is not an HTML page")
        spider = spider or _owner(news_sites(settings).values(), page.url)
        now = clock.now()
        if spider is not None:
            reading = read_article(
                page, spider.article, spider.site(), spider.addresses, now=now, explain=not opts.json
            )
            read_as = f"read by the rules of {spider.name} ({spider.__module__})"
        else:
            site, addresses = _any_site(page)
            reading = read_article(page, Rules(), site, addresses, now=now, explain=not opts.json)
            read_as = f"{site.name} is not a site of this project: read by the generic reader"
        article = reading.article
        article.word_count = len((article.body or "").split())
        article.content_hash = content_hash(article.body)
        return reading, read_as


def _owner(sites: Iterable[type[NewsSpider]], url: str) -> type[NewsSpider] | None:
    """Return the site on whose hosts the URL is."""
    return next((site for site in sites if site.addresses.owns(url)), None)


def _any_site(page: Page) -> tuple[Site, Addresses]:
    """Return the facts of a site that is not in this project: its name as the page gives it, and its host."""
    host = (urlsplit(page.url).hostname or "localhost").lower()
    publisher = page.meta("og:site_name") or host.removeprefix("www.")
    site = Site(
        name=host.removeprefix("www."), publisher=publisher, publisher_group=host, timezone="UTC", language="en"
    )
    return site, Addresses(host=host)
