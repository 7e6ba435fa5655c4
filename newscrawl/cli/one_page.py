"""One page, fetched as a crawl would or read from a file, for ``read`` and ``capture``."""

import gzip
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import CrawlerProcessBase
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from newscrawl.core.blocking import AccessDenied, HostUnreachable
from newscrawl.core.errors import ExitStatus, NewscrawlError, UsageProblem
from newscrawl.extraction.dom.page import Page

_LARGEST = 64 * 1024 * 1024
"""Bytes. No page is as large."""


class PageUnavailable(NewscrawlError):
    """The page could not be fetched."""

    def __init__(self, line: str, status: ExitStatus) -> None:
        super().__init__(line)
        self.status = status


@dataclass(slots=True)
class Fetched:
    """The page as fetched, or why it was not."""

    content: bytes = b""
    url: str = ""
    encoding: str | None = None
    failure: BaseException | None = None

    def page(self) -> Page:
        """Return the page as the extraction takes it."""
        return Page(self.content, self.url, encoding=self.encoding)


def load(source: str, url: str | None, process: CrawlerProcessBase) -> Fetched:
    """Load the page at an address, or from a file that was saved from ``url``. Raises PageUnavailable, UsageProblem.

    A live page is fetched once, robots.txt obeyed; ``process`` can't be used again afterwards.
    """
    if not source.startswith(("http://", "https://")):
        return _from_file(Path(source), url)
    if url:
        raise UsageProblem("--url is for files only; leave it out for a live page")
    fetched = Fetched()
    process.crawl(OnePageSpider, address=source, fetched=fetched)
    process.start()
    if fetched.failure is not None or not fetched.url:
        raise _unavailable(source, fetched.failure)
    return fetched


class OnePageSpider(Spider):
    """Fetches one page and keeps it in ``fetched``."""

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


def _unavailable(url: str, failure: BaseException | None) -> PageUnavailable:
    host = urlsplit(url).hostname or url
    if isinstance(failure, AccessDenied):
        return PageUnavailable(f"access denied at {url} ({failure})", ExitStatus.BLOCKED)
    if isinstance(failure, HostUnreachable):
        return PageUnavailable(f"{host} is unreachable: {failure}", ExitStatus.UNREACHABLE)
    if isinstance(failure, IgnoreRequest) and not isinstance(failure, HttpError):
        return PageUnavailable(f"{url} was not fetched: {failure or 'robots.txt disallows it'}", ExitStatus.BLOCKED)
    if isinstance(failure, HttpError):
        return PageUnavailable(f"{url} returned HTTP {failure.response.status}", ExitStatus.UNREACHABLE)
    reason = f" ({type(failure).__name__})" if failure else ""
    return PageUnavailable(f"{host} is unreachable{reason}", ExitStatus.UNREACHABLE)


def _from_file(path: Path, url: str | None) -> Fetched:
    """The page saved in a file (``.gz`` too), whose own canonical address serves where ``url`` is not given."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageProblem(f"{path} is larger than {_LARGEST // 1_048_576} MB; give a saved HTML page")
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
    except FileNotFoundError:
        raise UsageProblem(f"no such file: {path} (a URL begins with http:// or https://)") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UsageProblem(f"can't read {path}: {getattr(error, 'strerror', None) or error}") from None
    if url is not None and not urlsplit(url).hostname:
        raise UsageProblem(f"invalid --url {url}; give the address that the file was saved from")
    if url is None:
        page = Page(content, "http://localhost/")
        node = page.first('link[rel~="canonical"][href]')
        url = page.absolute(node.attributes.get("href") if node else page.meta("og:url"))
        if url is None or urlsplit(url).hostname == "localhost":
            raise UsageProblem(f"{path} has no canonical address; give its address with --url")
    return Fetched(content, url)
