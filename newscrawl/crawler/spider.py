"""The crawl of a news site, whatever its platform: discover its articles, read them, settle their links.

A platform's spider derives from :class:`NewsSpider` and says where its sources are and how its pages are marked up; a
site derives from a platform and states facts. Neither decides what is known: the memory does, and it is handed in.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any, ClassVar, Literal, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newscrawl.core.arguments import Arguments, parse_arguments
from newscrawl.core.clock import now
from newscrawl.core.crawl_state import CrawlState, FetchRecord, Recheck
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.links import Link
from newscrawl.core.signals import article_published
from newscrawl.core.site import Site
from newscrawl.crawler.article_handler import ArticleHandler, SitePages
from newscrawl.crawler.context import CrawlContext
from newscrawl.crawler.discovery import SiteDiscovery
from newscrawl.crawler.running_crawl import READ_AHEAD, ScrapyCrawl
from newscrawl.crawler.source_config import SourceConfig
from newscrawl.crawler.source_fetcher import conditional
from newscrawl.extraction.rules import Rules
from newscrawl.items import Article
from newscrawl.urls import Addresses, article_id

RENAMED = {"zone": "timezone", "floor": "min_weekly_articles", "house": "publisher_group"}
"""Attributes of sites by their names of version 0.1: a site that still has them would quietly lose its facts."""


class NewsSpider(SourceConfig, Spider):
    """A site's spider. Everything below ``name`` is a fact that a platform or a site states.

    Arguments of a crawl are described in :mod:`newscrawl.core.arguments`; wrong ones raise
    :class:`~newscrawl.core.errors.UsageProblem`.
    """

    publisher: ClassVar[str]
    """The outlet's printed name."""
    addresses: ClassVar[Addresses]
    """Hosts, and what an article's address looks like."""
    article: ClassVar[Rules] = Rules()
    """Rules of the article page."""
    timezone: ClassVar[str] = "UTC"
    """IANA time zone in which the site prints dates."""
    language: ClassVar[str] = "en"
    publisher_group: ClassVar[str] = ""
    """Name shared by sister sites that publish the same stories; empty when there are none."""
    sections: ClassVar[tuple[str, ...]] = ()
    """Paths under which the platform keeps sections; the last part of each is its name for ``-a section=``."""
    prefer: ClassVar[Literal["page", "feed"]] = "page"
    """``feed``: where the feed holds the full text, the page is not requested."""
    status: ClassVar[Literal["verified", "unverified", "blocked"]] = "unverified"
    """``verified``: the site's real markup or feed is known. ``unverified``: its platform's usual rules are assumed.
    ``blocked``: plain clients are refused; schedules and sweeps leave it out unless it is named."""
    tags: ClassVar[tuple[str, ...]] = ()
    """What kind of source it is: ``official``, ``trade``, ``service`` (papers of the armed services), ``war``."""
    schedule: ClassVar[str] = "H * * * * UTC"
    """When to crawl it: the five fields of a crontab line and their IANA zone. ``H`` is a minute (or hour) that differs
    from site to site, so that not all start at once."""
    min_weekly_articles: ClassVar[int] = 1
    """Fewer articles a week than this suggest that the site, or its layout, has changed."""

    allowed_domains: ClassVar[tuple[str, ...]]
    """Scrapy's name for a site's hosts; made from ``addresses``."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Set Scrapy's name for the site's hosts. Raises TypeError for an attribute that was renamed."""
        super().__init_subclass__(**kwargs)
        if former := vars(cls).keys() & RENAMED.keys():
            names = ", ".join(f"{name!r} was renamed to {RENAMED[name]!r}" for name in sorted(former))
            raise TypeError(f"{cls.__name__}: attribute {names}; see CHANGELOG.md")
        if "addresses" in vars(cls) and "allowed_domains" not in vars(cls):
            cls.allowed_domains = tuple(sorted(cls.addresses.hosts))

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        self.arguments = self.arguments_of(arguments)
        super().__init__(name)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build for a crawl."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._article_published, article_published)
        crawler.signals.connect(spider._item_stopped, signals.item_dropped)
        crawler.signals.connect(spider._item_stopped, signals.item_error)
        return spider

    @classmethod
    def arguments_of(cls, given: Mapping[str, str]) -> Arguments:
        """Parse a crawl's arguments; raises UsageProblem for wrong ones."""
        # Scrapyd gives every spider its job's id as _job; names with an underscore are the scheduler's, not the user's.
        named = {name: value for name, value in given.items() if not name.startswith("_")}
        arguments = parse_arguments(named, sections=cls.section_paths(), now=now())
        return replace(arguments, job=given.get("_job"))

    @classmethod
    def section_paths(cls) -> dict[str, str]:
        """The site's sections: name to path."""
        return {path.rsplit("/", 1)[-1]: path for path in cls.sections}

    @classmethod
    def site(cls) -> Site:
        """Who this site is."""
        return Site(
            name=cls.name,
            publisher=cls.publisher,
            publisher_group=cls.publisher_group or cls.name,
            timezone=cls.timezone,
            language=cls.language,
            min_weekly_articles=cls.min_weekly_articles,
        )

    @classmethod
    def identify(cls, url: str) -> str:
        """The id of the article at this address: 32 hex digits."""
        return cls.addresses.identify(url) or article_id(url)

    def fetch_of(self, url: str) -> FetchRecord | None:
        """How the page at this address was fetched, while its article is in the pipelines; else None."""
        return self._handler.fetch_of(url)

    def remember(self, memory: CrawlState) -> None:
        """Take the memory of this run, before the crawl starts."""
        self._memory = memory
        pages = SitePages(self.article, self.site(), self.addresses)
        self._handler = ArticleHandler(pages, self.arguments, memory, self._crawl)

    async def start(self) -> AsyncIterator[Any]:
        """Pending links of earlier runs first, then what the sources list, then articles that may have changed.

        These come last: new articles show which lines are the site's own and change from page to page.
        """
        async for links in self._links():
            for link in links:
                for step in self._next_steps(link):
                    yield step
        async for recheck in self._due_rechecks():
            for step in self._recheck(recheck):
                yield step

    async def _links(self) -> AsyncIterator[list[Link]]:
        """Links to fetch, some at a time, no faster than they are downloaded."""
        if self.arguments.limit is not None:
            yield await self._newest(self.arguments.limit)
            return
        while links := self._pending():
            yield links
            await self._crawl.wait_for_capacity()
        async for links in self._discovered():
            yield links

    async def parse(
        self, response: Response, link: Link | None = None, recheck: Recheck | None = None
    ) -> AsyncIterator[Article]:
        """Read an article page."""
        for article in await self._handler.read_page(
            response, link or Link(url=response.url, source="address"), recheck
        ):
            yield article

    def _pending(self) -> list[Link]:
        """Links of earlier runs that may be tried now and are within the requested span, newest first, some at a time.

        None where sections are requested: which section a pending link belongs to is not known for certain.
        """
        while not self.arguments.sections and (due := self._memory.next_pending(limit=READ_AHEAD)):
            if within := [link for link in due if self.arguments.covers(link.date)]:
                self._count("left_over", len(within))
                return within
        return []

    async def _newest(self, limit: int) -> list[Link]:
        """The newest ``limit`` links among the pending and those that the sources list; the rest stays pending."""
        links = self._pending()
        async with aclosing(self._discovered()) as discovered:
            async for more in discovered:
                links += more
                if len(links) >= limit:
                    break
        # Undated links come first: a source that gives no dates still lists the newest at its top.
        return sorted(links, key=lambda link: link.date or "9999", reverse=True)[:limit]

    def _discovered(self) -> AsyncGenerator[list[Link], None]:
        """New links of the site's sources, or of the sources of the sections that are requested."""
        context = CrawlContext(
            addresses=self.addresses,
            arguments=self.arguments,
            state=self._memory,
            crawl=self._crawl,
            listing_pages=self.settings.getint("NEWSCRAWL_LISTING_PAGES"),
        )
        paths = self.section_paths()
        sections = self.arguments.sections or (None,)
        sources = [source for name in sections for source in self.sources(name, paths[name] if name else "")]
        return SiteDiscovery(context).new_links(sources)

    async def _due_rechecks(self) -> AsyncIterator[Recheck]:
        """Published articles that are to be read again, unless the run was limited to some."""
        if self.arguments.limit is not None or self.arguments.sections:
            return
        while rechecks := self._memory.next_rechecks(limit=READ_AHEAD):
            for recheck in rechecks:
                if self.arguments.covers(recheck.link.date):
                    self._count("revisits/made")
                    yield recheck
            await self._crawl.wait_for_capacity()

    def _next_steps(self, link: Link) -> Iterator[Request | Article]:
        """Ask for the article's page, or make the article at once where the feed's text is preferred."""
        if self.prefer == "feed":
            made = self._handler.read_feed_item(link)
            if made is not None:
                yield from made
                return
        # Links are unique already; Scrapy's own filter would silently drop one of two that redirect to the same page.
        yield Request(link.url, self.parse, errback=self._failed, cb_kwargs={"link": link}, dont_filter=True)

    def _recheck(self, recheck: Recheck) -> Iterator[Request | Article]:
        """Ask whether a published article's page has changed, or look at the feed's text where it was made of that."""
        if recheck.from_feed:
            yield from self._handler.read_feed_item_again(recheck)
            return
        yield Request(
            recheck.link.url,
            self.parse,
            errback=self._failed,
            headers=conditional(recheck.validators),
            cb_kwargs={"link": recheck.link, "recheck": recheck},
            meta={"handle_httpstatus_list": [304]},
            dont_filter=True,
        )

    def _failed(self, failure: Any) -> Iterator[Article]:
        arguments = failure.request.cb_kwargs
        yield from self._handler.page_failed(failure.value, arguments["link"], arguments.get("recheck"))

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end: say so when articles were lost in the pipelines."""
        if reason == "finished" and (lost := self._handler.in_pipelines):
            text = (
                f"{lost} article{'s' if lost != 1 else ''} never reached PublishPipeline. Does a custom pipeline "
                "return other objects, or is PublishPipeline missing from ITEM_PIPELINES?"
            )
            self._report(Problem(ExitStatus.ERROR, text))

    def _article_published(self, article: Article) -> None:
        self._handler.item_ended(article)

    def _item_stopped(self, item: Any, exception: BaseException | None = None, failure: Failure | None = None) -> None:
        if isinstance(item, Article):
            self._handler.item_ended(item, exception or (failure.value if failure else None))

    @property
    def _crawl(self) -> ScrapyCrawl:
        return ScrapyCrawl(self.crawler)

    def _count(self, name: str, by: int = 1) -> None:
        self._crawl.count(name, by)

    def _report(self, problem: Problem) -> None:
        self._crawl.report(problem)
