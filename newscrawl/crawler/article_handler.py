"""Reading one article and settling its link: every way a page can turn out has its place here.

A link is settled for ever only by what is certain: the article is published, a rule or a pipeline does not want it, or
the site itself says that it is gone. All else may pass (a login page in the evening, a guard's JSON, a maintenance page
that comes as 200), so the link is postponed and tried again in later runs.
"""

import asyncio
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from scrapy.exceptions import DropItem, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from w3lib.encoding import http_content_type_encoding

from newscrawl.core.arguments import Arguments
from newscrawl.core.blocking import AccessDenied, HostBlocked, HostUnreachable, NoBrowser
from newscrawl.core.clock import now
from newscrawl.core.crawl_state import CrawlState, FetchRecord, Outcome, Recheck, Validators
from newscrawl.core.links import Link
from newscrawl.core.network_errors import network_error_kind
from newscrawl.core.reasons import Reason, ReasonKind
from newscrawl.core.signals import AlreadyPublished, NotWritten
from newscrawl.core.site import Site
from newscrawl.crawler.recheck_results import RecheckResults
from newscrawl.crawler.running_crawl import RunningCrawl
from newscrawl.crawler.source_fetcher import validators_of
from newscrawl.extraction.article import ExtractionResult, read_article, read_feed_item
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.rules import Rules
from newscrawl.items import Article, Provenance
from newscrawl.urls import Addresses

LARGE = 500_000
"""Bytes. Pages of news sites have 50 to 300 kB and are read in milliseconds."""
TOO_LONG = 20.0
"""Seconds after which a large page is given up for this run."""


@dataclass(frozen=True, slots=True)
class SitePages:
    """What has to be known of a site to read its pages."""

    rules: Rules
    site: Site
    addresses: Addresses


class ArticleHandler:
    """Turns pages, feed items and failures into articles, and tells the memory what became of each link."""

    def __init__(self, pages: SitePages, arguments: Arguments, memory: CrawlState, crawl: RunningCrawl) -> None:
        self._rules = pages.rules
        self._site = pages.site
        self._addresses = pages.addresses
        self._arguments = arguments
        self._memory = memory
        self._count = crawl.count
        self._rechecks = RecheckResults(memory, crawl)
        self._emitted = 0
        self._in_pipelines: dict[int, tuple[str, FetchRecord]] = {}
        """By number: addresses of the articles that were read and have neither been published nor dropped yet."""
        self._heard = False
        """Whether the site has answered at all: else it may be our own network that fails."""
        self._gives_pages = False
        self._missing: list[Link] = []
        """Links that were answered with 404 before any other page was given: all of them may be a fault of the site."""

    @property
    def in_pipelines(self) -> int:
        """How many articles were read and have neither been published nor dropped yet."""
        return len(self._in_pipelines)

    def fetch_of(self, url: str) -> FetchRecord | None:
        """How the page at this address was fetched, while its article is in the pipelines; else None."""
        return next((fetch for address, fetch in self._in_pipelines.values() if address == url), None)

    async def read_page(self, response: Response, link: Link, recheck: Recheck | None = None) -> list[Article]:
        """The article of a page that arrived; none when the page is none (its link is then settled or postponed).

        ``recheck`` says that the article is published and its page is read again.
        """
        self._heard = True
        if response.status == 304 and recheck:
            self._give_page()
            self._rechecks.unchanged(recheck)
            return []
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        kind = content_type.split(";")[0].strip().lower()
        if not self._addresses.owns(response.url):
            return self._fall_back_to_feed(link, Reason(ReasonKind.OTHER_HOST), recheck)
        if kind and "html" not in kind and "xml" not in kind and not kind.startswith("text/"):
            return self._fall_back_to_feed(link, Reason(ReasonKind.NOT_HTML, kind[:40]), recheck)
        self._count("pages/read", 1)
        encoding = http_content_type_encoding(content_type)
        if len(response.body) < LARGE:
            reading, selector = self._read(response.body, response.url, encoding, link)
        else:
            self._count("pages/large", 1)
            # Such a page may take seconds; in a thread it stops no download meanwhile.
            large = asyncio.to_thread(self._read, response.body, response.url, encoding, link)
            try:
                reading, selector = await asyncio.wait_for(large, TOO_LONG)
            except TimeoutError:
                return self._fall_back_to_feed(link, Reason(ReasonKind.TOO_SLOW), recheck)
        if reading.problem is not None:
            return self._fall_back_to_feed(link, Reason(reading.problem), recheck)
        self._give_page()
        seen = validators_of(response)
        return list(self._emit(reading, link, validators=seen, recheck=recheck, selector=selector))

    def _read(self, body: bytes, url: str, encoding: str | None, link: Link) -> tuple[ExtractionResult, str | None]:
        """The reading, and the selector that led to the body where a site's own did."""
        page = Page(body, url, encoding=encoding)
        reading = read_article(page, self._rules, self._site, self._addresses, link=link, now=now())
        by_site = reading.article.provenance.get("body") == Provenance.SITE
        return reading, next(filter(page.first, self._rules.body), None) if by_site else None

    def read_feed_item(self, link: Link) -> list[Article] | None:
        """The article made of a feed's full text, without asking for its page; None where the feed held no text."""
        return self._from_feed(link, because=None)

    def read_feed_item_again(self, recheck: Recheck) -> list[Article]:
        """The same of a published article that was made of the feed's text: it is compared with that."""
        made = self._from_feed(recheck.link, None, recheck)
        if made is None:
            self._rechecks.failed(recheck, Reason(ReasonKind.NO_FEED_TEXT))
        return made or []

    def page_failed(self, error: BaseException, link: Link, recheck: Recheck | None = None) -> Iterator[Article]:
        """What to do when the page did not arrive."""
        status = error.response.status if isinstance(error, HttpError) else None
        self._heard = self._heard or status is not None or isinstance(error, AccessDenied)
        if recheck:
            self._recheck_failed(recheck, error, status)
        elif status == 410:
            self._settle(link, Outcome.GONE, Reason.http(410))
        elif status == 404:
            self._missing.append(link)
            self._count("pages/missing", 1)
            if self._gives_pages:
                self._believe_missing()
        elif isinstance(error, HostBlocked | HostUnreachable | NoBrowser):
            # Never requested, so no try is counted: without a text in the feed the link is due again in the next run.
            self._count("pages/not_asked", 1)
            yield from self._from_feed(link, "blocked" if isinstance(error, HostBlocked) else "not reachable") or ()
        elif isinstance(error, AccessDenied):
            yield from self._fall_back_to_feed(link, Reason(ReasonKind.DENIED, str(error)))
        elif status is None and not isinstance(error, IgnoreRequest):
            # A connection that fails, while nothing was heard of the site, is as likely our own.
            yield from self._retry_later(link, Reason(network_error_kind(error)), certain=self._heard)
        else:
            yield from self._retry_later(link, _reason_of(error, status))

    def item_ended(self, article: Article, error: BaseException | None = None) -> None:
        """Take note that an article was published, or why it came no further in the pipelines.

        What the publish pipeline stopped is settled there, or left pending. Any other pipeline that drops an article
        does not want it; one that raises may be repaired, so the page is read again in a later run.
        """
        fetch = article.fetch
        if fetch is None or fetch.number not in self._in_pipelines:
            return  # published already, and dropped by a later pipeline
        del self._in_pipelines[fetch.number]
        if error is None or isinstance(error, AlreadyPublished | NotWritten):
            return
        dropped = isinstance(error, DropItem)
        reason = (
            Reason(ReasonKind.DROPPED, (str(error) or "dropped by a pipeline") + _raised_by(error))
            if dropped
            else Reason(ReasonKind.PIPELINE_FAILED)
        )
        if fetch.recheck:
            self._rechecks.failed(fetch.recheck, reason)
        elif dropped:
            self._settle(fetch.link, Outcome.REFUSED, reason)
        else:
            self._retry_later(fetch.link, reason)

    def _emit(
        self,
        reading: ExtractionResult,
        link: Link,
        *,
        validators: Validators | None = None,
        recheck: Recheck | None = None,
        selector: str | None = None,
    ) -> Iterator[Article]:
        article = reading.article
        if not self._arguments.covers(article.date_published):
            if recheck is None:
                self._memory.return_to_pending(link, date=article.date_published)
            self._count("outside_span", 1)
            return
        if article.date_published is None:
            self._count("undated", 1)
        self._emitted += 1
        article.fetch = FetchRecord(
            link=link,
            at=now(),
            number=self._emitted,
            validators=validators,
            recheck=recheck,
            body_selector=selector,
        )
        self._in_pipelines[self._emitted] = (article.url, article.fetch)
        yield article

    def _from_feed(self, link: Link, because: str | None, recheck: Recheck | None = None) -> list[Article] | None:
        """None where the feed held no text. ``because`` says why the page did not serve."""
        if not link.html:
            return None
        reading = read_feed_item(link, self._rules, self._site, self._addresses, now=now())
        if reading.problem is not None:
            return None
        if because:
            reading.article.provenance["page"] = str(because)
        self._count("from_feed", 1)
        return list(self._emit(reading, link, recheck=recheck))

    def _fall_back_to_feed(self, link: Link, because: Reason, recheck: Recheck | None = None) -> list[Article]:
        """The page gave no article: take the feed's text, or try the page again in a later run.

        A published article is tried again: feed and page are never compared.
        """
        self._count(f"pages/unusable/{because}", 1)
        if recheck:
            self._rechecks.failed(recheck, because)
            return []
        made = self._from_feed(link, str(because))
        return self._retry_later(link, because) if made is None else made

    def _retry_later(self, link: Link, reason: Reason, *, certain: bool = True) -> list[Article]:
        """Try the link again in a later run; when that was its last try, make do with what the feed held."""
        self._count(f"put_off/{reason}", 1)
        if not self._memory.retry_later(link, reason, count=certain):
            return []
        self._count("settled/given_up", 1)
        return self._from_feed(link, f"given up: {reason}") or []

    def _recheck_failed(self, recheck: Recheck, error: BaseException, status: int | None) -> None:
        if status in (404, 410):
            self._rechecks.missing(recheck)
            if self._gives_pages:
                self._rechecks.believe()
        elif isinstance(error, HostBlocked | HostUnreachable | NoBrowser):
            self._rechecks.failed(recheck, Reason(ReasonKind.NOT_REQUESTED), certain=False)
        elif isinstance(error, AccessDenied):
            self._rechecks.failed(recheck, Reason(ReasonKind.DENIED, str(error)))
        else:
            certain = self._heard or isinstance(error, IgnoreRequest)
            self._rechecks.failed(recheck, _reason_of(error, status), certain=certain)

    def _give_page(self) -> None:
        """The site has given a page, or has answered that one is unchanged."""
        self._gives_pages = True
        self._believe_missing()
        self._rechecks.believe()

    def _believe_missing(self) -> None:
        """The site gives pages, so those that it said are missing are gone."""
        for link in self._missing:
            self._settle(link, Outcome.GONE, Reason.http(404))
        self._missing.clear()

    def _settle(self, link: Link, outcome: Outcome, reason: Reason) -> None:
        self._count(f"settled/{outcome}", 1)
        self._memory.resolve(link, outcome, reason)


def _reason_of(error: BaseException, status: int | None) -> Reason:
    return Reason.http(status) if status else Reason(network_error_kind(error))


def _raised_by(error: BaseException) -> str:
    """The name of the pipeline that raised the error, in parentheses; empty where its traceback does not show it."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_name == "process_item"]
    ours = [frame.f_code.co_qualname for frame in frames if not frame.f_globals["__name__"].startswith("scrapy.")]
    return f" ({ours[-1].split('.')[-2]})" if ours and "." in ours[-1] else ""
