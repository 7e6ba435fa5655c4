"""``scrapy read URL|FILE``: what newscrawl gets from one article page, and how it got each field.

Works on any article of any site: one of ours is read by its rules, any other by the generic reader. A live page is
fetched once, robots.txt obeyed. It remembers nothing and writes no file.
"""

import argparse
import gzip
import json
import sys
import zlib
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import IgnoreRequest, UsageError
from scrapy.http import Request, Response
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.spiderloader import get_spider_loader
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from newscrawl.errors import ExitStatus, NewscrawlError, UsageProblem
from newscrawl.families.base import NewsSpider
from newscrawl.logs import one_line_errors
from newscrawl.pages.article import read_article
from newscrawl.pages.page import Page
from newscrawl.pages.reading import Reading
from newscrawl.pages.rules import Rules
from newscrawl.refusals import Refused
from newscrawl.site import Site
from newscrawl.text.fingerprint import content_hash
from newscrawl.urls import Addresses

_LARGEST = 64 * 1024 * 1024
"""Bytes of a file. A page is never as large."""


class NotRead(NewscrawlError):
    """The page could not be had."""

    def __init__(self, line: str, status: ExitStatus) -> None:
        super().__init__(line)
        self.status = status


@dataclass(slots=True)
class Fetched:
    """What came of asking for the page."""

    content: bytes = b""
    url: str = ""
    encoding: str | None = None
    failure: BaseException | None = None


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
        if source.startswith(("http://", "https://")):
            if opts.url:
                raise UsageProblem("--url goes with a file only")
            page = self._fetch(source)
        else:
            page = _from_file(Path(source), opts.url)
        if page.first("p,div,article,section,table,h1,h2,span,a,title") is None:
            raise UsageProblem(f"{source} holds no HTML page")
        spider = spider or self._owner(page.url)
        now = datetime.now(UTC)
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

    def _fetch(self, url: str) -> Page:
        """Ask for one live page, as a crawl would. Raises NotRead."""
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before it calls
        fetched = Fetched()
        self.crawler_process.crawl(OnePageSpider, address=url, fetched=fetched)
        self.crawler_process.start()
        if fetched.failure is not None or not fetched.url:
            raise _trouble(url, fetched.failure)
        return Page(fetched.content, fetched.url, encoding=fetched.encoding)


class OnePageSpider(Spider):
    """Asks for one page and keeps it in ``fetched``."""

    name = "read"
    custom_settings = {"ITEM_PIPELINES": {}, "DOWNLOAD_DELAY": 0}  # noqa: RUF012 - as Scrapy declares it

    def __init__(self, address: str, fetched: Fetched) -> None:
        super().__init__()
        self._address = address
        self._fetched = fetched

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self._address, self.parse, errback=self._failed)

    def parse(self, response: Response) -> None:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        self._fetched.content = response.body
        self._fetched.url = response.url
        self._fetched.encoding = http_content_type_encoding(content_type)

    def _failed(self, failure: Failure) -> None:
        self._fetched.failure = failure.value


def _trouble(url: str, failure: BaseException | None) -> NotRead:
    host = urlsplit(url).hostname or url
    if isinstance(failure, Refused):
        return NotRead(f"{host} refuses the page ({failure})", ExitStatus.BLOCKED)
    if isinstance(failure, IgnoreRequest) and not isinstance(failure, HttpError):
        return NotRead(f"not fetched: {failure or 'robots.txt forbids it'}", ExitStatus.BLOCKED)
    if isinstance(failure, HttpError):
        return NotRead(f"{host} answers {failure.response.status}", ExitStatus.UNREACHABLE)
    reason = f" ({type(failure).__name__})" if failure else ""
    return NotRead(f"{host} can't be reached{reason}", ExitStatus.UNREACHABLE)


def _from_file(path: Path, url: str | None) -> Page:
    """The page saved in a file (``.gz`` too), whose own canonical address serves where ``url`` is not given."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageProblem(f"{path} is too large for a page")
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
    except FileNotFoundError:
        raise UsageProblem(f"no such file: {path} (an address begins with http:// or https://)") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UsageProblem(f"can't read {path}: {getattr(error, 'strerror', None) or error}") from None
    if url is not None and not urlsplit(url).hostname:
        raise UsageProblem(f"--url {url} is not an address")
    if url is None:
        page = Page(content, "http://localhost/")
        node = page.first('link[rel~="canonical"][href]')
        url = page.absolute(node.attributes.get("href") if node else page.meta("og:url"))
        if url is None or urlsplit(url).hostname == "localhost":
            raise UsageProblem(f"{path} does not say where it is from; give its address with --url")
    return Page(content, url)


def _any_site(page: Page) -> tuple[Site, Addresses]:
    """What can be said of a site that is none of ours: its name as the page gives it, and its host."""
    host = (urlsplit(page.url).hostname or "localhost").lower()
    publisher = page.meta("og:site_name") or host.removeprefix("www.")
    site = Site(name=host.removeprefix("www."), publisher=publisher, house=host, zone="UTC", language="en")
    return site, Addresses(host=host)
