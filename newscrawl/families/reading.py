"""Reading one article and settling its link: every way a page can turn out has its place here."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from w3lib.encoding import http_content_type_encoding

from newscrawl.arguments import Arguments
from newscrawl.items import Article
from newscrawl.links import Link
from newscrawl.memory import Memory, Outcome
from newscrawl.pages.article import Reading, read_article, read_feed_item
from newscrawl.pages.page import Page
from newscrawl.pages.rules import Rules
from newscrawl.refusals import HostBlocked, Refused
from newscrawl.site import Site
from newscrawl.urls import Addresses

GONE = frozenset({404, 410})


class Desk:
    """Turns pages, feed items and failures into articles, and tells the memory what became of each link.

    ``count`` keeps the account of the run (a name and by how much).
    """

    def __init__(
        self,
        *,
        article: Rules,
        site: Site,
        addresses: Addresses,
        arguments: Arguments,
        memory: Memory,
        count: Callable[[str, int], None],
    ) -> None:
        self._rules = article
        self._site = site
        self._addresses = addresses
        self._arguments = arguments
        self._memory = memory
        self._count = count
        self._under_way: dict[str, Link] = {}

    def read_page(self, response: Response, link: Link) -> Iterator[Article]:
        """The article of a page that arrived; nothing when the page is none (its link is then settled or put off)."""
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        kind = content_type.split(";")[0].strip().lower()
        if not self._addresses.owns(response.url):
            self._settle(link, Outcome.REFUSED, "leads to another host")
            return
        if kind and "html" not in kind and "xml" not in kind and not kind.startswith("text/"):
            self._settle(link, Outcome.REFUSED, f"not a page but {kind}")
            return
        self._count("pages/read", 1)
        page = Page(response.body, response.url, encoding=http_content_type_encoding(content_type))
        reading = read_article(page, self._rules, self._site, self._addresses, link=link, now=datetime.now(UTC))
        if reading.problem is None:
            yield from self._hand_on(reading, link)
        elif reading.problem == "not_an_article":
            self._settle(link, Outcome.REFUSED, "not an article")
        else:
            self._count(f"pages/{reading.problem}", 1)
            yield from self._make_do(link, reading.problem)

    def read_feed_item(self, link: Link) -> list[Article] | None:
        """The article made of a feed's full text, without asking for its page; None where the feed held no text."""
        return self._from_feed(link, because=None)

    def page_failed(self, error: BaseException, link: Link) -> Iterator[Article]:
        """What to do when the page did not arrive."""
        if isinstance(error, HttpError) and error.response.status in GONE:
            self._settle(link, Outcome.GONE, f"HTTP {error.response.status}")
        elif isinstance(error, HostBlocked):
            # Never asked, so no try is counted: without a text in the feed the link is due again in the next run.
            self._count("pages/not_asked", 1)
            yield from self._from_feed(link, "blocked") or ()
        elif isinstance(error, Refused):
            yield from self._make_do(link, f"refused: {error}")
        elif isinstance(error, HttpError):
            yield from self._put_off(link, f"HTTP {error.response.status}")
        elif isinstance(error, IgnoreRequest):
            yield from self._put_off(link, str(error) or "not allowed")
        else:
            yield from self._put_off(link, type(error).__name__)

    def dropped(self, article: Article, reason: str) -> None:
        """A pipeline did not want the article: its link is settled."""
        link = self._under_way.pop(article.id, None)
        if link is not None:
            self._settle(link, Outcome.REFUSED, reason)

    def done(self, article: Article) -> None:
        """Publishing has settled the article's link, or has left it pending."""
        self._under_way.pop(article.id, None)

    def _hand_on(self, reading: Reading, link: Link) -> Iterator[Article]:
        article = reading.article
        if not self._arguments.covers(article.date_published):
            self._memory.release(link, date=article.date_published)
            self._count("outside_span", 1)
            return
        if article.date_published is None:
            self._count("undated", 1)
        self._memory.claim(article.id, link)
        self._under_way[article.id] = link
        yield article

    def _from_feed(self, link: Link, because: str | None) -> list[Article] | None:
        """None where the feed held no text. ``because`` says why the page did not serve."""
        if not link.html:
            return None
        reading = read_feed_item(link, self._rules, self._site, self._addresses, now=datetime.now(UTC))
        if reading.problem is not None:
            return None
        if because:
            reading.article.provenance["page"] = because
        self._count("from_feed", 1)
        return list(self._hand_on(reading, link))

    def _make_do(self, link: Link, because: str) -> list[Article]:
        """The page gave no article: take the feed's text, or try the page again in a later run."""
        made = self._from_feed(link, because)
        return self._put_off(link, because) if made is None else made

    def _put_off(self, link: Link, reason: str) -> list[Article]:
        """Try the link again in a later run; when that was its last try, make do with what the feed held."""
        self._count(f"put_off/{reason}", 1)
        if not self._memory.postpone(link, reason):
            return []
        self._count("given_up", 1)
        return self._from_feed(link, f"given up: {reason}") or []

    def _settle(self, link: Link, outcome: Outcome, reason: str) -> None:
        self._count(f"settled/{outcome}", 1)
        self._memory.settle(link, outcome, reason)
