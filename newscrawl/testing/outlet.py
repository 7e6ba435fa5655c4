"""A site of any platform for rehearsals: it publishes while it is crawled, in the plainest markup."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from newscrawl.testing.page import Page, ReceivedRequest
from newscrawl.testing.server import LoopbackServer

_LISTED = 25
_PATHS = (
    "/{date:%Y/%m/%d}/{slug}/",
    "/{date:%Y/%m}/{slug}/",
    "/news/{date:%Y/%m/%d}/{slug}/",
    "/news/{date:%Y/%m/%d}/{slug}-{number}.html",
    "/policy/{date:%Y/%m}/{slug}/{number}/",
    "/news/{slug}/",
    "/{slug}/",
)
_SYLLABLES = ("ba", "cor", "den", "el", "fra", "gul", "hin", "jo", "kar", "lem", "mo", "nar", "os", "pri", "rus", "tal")


@dataclass(frozen=True, slots=True)
class Published:
    """An article of an outlet."""

    url: str
    title: str
    date: datetime
    text: tuple[str, ...]


class Outlet:
    """A site at ``host``, whose articles have addresses that ``is_article`` takes for such.

    Raises ValueError where it takes none of the usual ones. Its feed answers at every address that looks like one's,
    its newest articles are listed on the home page; so families of most platforms find what they need.
    """

    def __init__(self, host: str, is_article: Callable[[str], bool]) -> None:
        self.articles: list[Published] = []
        """Oldest first."""
        self._host = host
        example = {"date": datetime(2026, 11, 22, tzinfo=UTC), "slug": "corden-elfra-gul-1", "number": 400001}
        paths = [path for path in _PATHS if is_article(f"https://{host}{path.format(**example)}")]
        if not paths:
            raise ValueError(f"{host}: no usual address is one of an article")
        self._path = paths[0]
        self._pages: dict[str, Page] = {}

    def publish(self, date: datetime) -> Published:
        """Put a new article on the site. Its words are drawn from host and number: no two tell the same story."""
        number = len(self.articles) + 1
        chance = random.Random(f"{self._host} {number}")  # noqa: S311 - no secret
        sentences = [_sentence(chance) for _ in range(14)]
        title = _sentence(chance).rstrip(".")
        slug = f"{'-'.join(title.lower().split()[:4])}-{number}"
        article = Published(
            url=f"https://{self._host}{self._path.format(date=date, slug=slug, number=400_000 + number)}",
            title=title,
            date=date,
            text=tuple(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3)),
        )
        self._pages[article.url.removeprefix(f"https://{self._host}")] = Page.of(_page(article), last_modified=date)
        self.articles.append(article)
        return article

    def build(self, server: LoopbackServer) -> None:
        """Answer for the host."""
        server.add_host(self._host, self._answer)
        server.add(f"https://{self._host}/robots.txt", Page.text("User-agent: *\nAllow: /\n"))

    def _answer(self, received: ReceivedRequest) -> Page:
        if page := self._pages.get(received.target):
            return page
        path, _, query = received.target.partition("?")
        if "feed" in path or "rss" in path:
            return Page.xml(self._feed())
        return Page.of(self._listing()) if path == "/" and not query else Page.refusal(404)

    def _newest(self) -> list[Published]:
        return self.articles[: -_LISTED - 1 : -1]

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{escape(one.title)}</title><link>{one.url}</link><guid>{one.url}</guid>"
            f"<pubDate>{format_datetime(one.date)}</pubDate><description>{escape(one.text[0])}</description></item>"
            for one in self._newest()
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{self._host}</title>'
            f"<link>https://{self._host}/</link><description>News</description>{items}</channel></rss>"
        )

    def _listing(self) -> str:
        cards = "".join(
            f'<article><h2><a href="{one.url}">{escape(one.title)}</a></h2>'
            f'<time datetime="{one.date.isoformat()}">{one.date:%B %d, %Y}</time></article>'
            for one in self._newest()
        )
        return f"<html><head><title>{self._host}</title></head><body><main>{cards}</main></body></html>"


def _page(article: Published) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in article.text)
    return (
        f'<html lang="en"><head><title>{escape(article.title)}</title>'
        f'<meta property="og:title" content="{escape(article.title)}"/><link rel="canonical" href="{article.url}"/>'
        f'<meta property="article:published_time" content="{article.date.isoformat()}"/></head>'
        f"<body><main><article><h1>{escape(article.title)}</h1>{paragraphs}</article></main></body></html>"
    )


def _sentence(chance: random.Random) -> str:
    words = ["".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 3)))) for _ in range(chance.randint(9, 16))]
    return " ".join(words).capitalize() + "."
