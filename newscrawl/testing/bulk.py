"""A generated WordPress site of any size, for benchmarks and long runs."""

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from newscrawl.testing.indexes import Indexes
from newscrawl.testing.newsroom.stories import Publication, Story
from newscrawl.testing.newsroom.wordpress import WordPress
from newscrawl.testing.page import Page, ReceivedRequest
from newscrawl.testing.server import LoopbackServer

_NEWEST = datetime(2026, 11, 20, 18, tzinfo=UTC)
_NUMBER = re.compile(r"-(\d{1,9})/$")
EVERY_SOURCE = "feed,listing,rest,sitemap,archive"
"""Kinds of sources in which a site may list its articles."""
_THEMES = ("classic", "block", "tagdiv")
_SYLLABLES = ("ba", "be", "co", "da", "der", "el", "fen", "gar", "hol", "in", "ka", "lor", "mar", "nis", "or", "pel")
_SMALL = ("the", "of", "to", "and", "in", "a", "for", "on", "that", "with", "as", "by", "at", "from", "was", "after")


@dataclass(frozen=True)
class Bulk:
    """``count`` articles of a site, newest first, each identified by its number alone: nothing is kept.

    Pages are ``size_kb`` (least, most) kilobytes long, 4 to 6 of them text, the rest scripts, styles, menus and cards
    as on real news pages. The articles are ``spacing`` apart, the newest of 2026-11-20. ``sources`` are those in
    which the site lists them; others answer 404. The same seed makes the same site.
    """

    host: str = "americanmilitarynews.com"
    count: int = 2000
    size_kb: tuple[int, int] = (60, 100)
    seed: int = 1
    spacing: timedelta = timedelta(hours=2)
    per_listing: int = 20
    per_feed: int = 10
    sources: str = EVERY_SOURCE
    permalink: str = "%Y/%m"
    """What is in an article's address before its slug."""

    @cached_property
    def indexes(self) -> Indexes:
        """Its sitemaps, REST route and archives."""
        return Indexes(
            home=f"https://{self.host}",
            count=self.count,
            newest=_NEWEST,
            spacing=self.spacing,
            timezone=ZoneInfo("America/New_York"),
            url=lambda number: self._named(number)[2],
            story=self.story,
            listing=lambda page, stories, last: self._site.listing(page, stories, last=last),
            per_listing=self.per_listing,
        )

    @cached_property
    def _site(self) -> WordPress:
        return WordPress(Publication(host=self.host, stories=()))

    @cached_property
    def _words(self) -> list[str]:
        """A vocabulary; the front is used more often than the rear, as in real text."""
        chance = random.Random(f"{self.seed} words")  # noqa: S311 - no secret
        return list({"".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3, 4)))): None for _ in range(6000)})

    @cached_property
    def _clutter(self) -> list[str]:
        chance = random.Random(f"{self.seed} clutter")  # noqa: S311 - no secret
        return [_CLUTTER[number % len(_CLUTTER)](chance, number) for number in range(48)]

    def story(self, number: int) -> Story:
        """Article ``number``, from 0."""
        chance, title, url = self._named(number)
        wanted = chance.randint(4000, 6000)
        text: list[str] = []
        while sum(map(len, text)) < wanted:
            text.append(" ".join(self._sentence(chance) for _ in range(chance.randint(1, 4))))
        return Story(
            url=url,
            title=title,
            date=_NEWEST - self.spacing * number,
            byline=(f"{self._pick(chance, 1)[0].title()} {self._pick(chance, 1)[0].title()}son",),
            description=text[0],
            caption=" ".join(self._pick(chance, 9)).capitalize() + ".",
            credit="Staff photo",
            categories=("News",),
            tags=tuple(self._pick(chance, 3)),
            theme=_THEMES[number % 3],
            text=tuple(text),
            number=1_000_000 - number,
        )

    def html(self, number: int) -> str:
        """Page of an article."""
        page = self._site.article(self.story(number))
        chance = random.Random(f"{self.seed} {number} size")  # noqa: S311 - no secret
        wanted = chance.randint(*self.size_kb) * 1000 - len(page)
        head: list[str] = []
        foot: list[str] = []
        for place in range(chance.randrange(len(self._clutter)), sys.maxsize):
            if wanted < 0:
                break
            piece = self._clutter[place % len(self._clutter)]
            (head if piece.startswith(("<script", "<style")) else foot).append(piece)
            wanted -= len(piece)
        page = page.replace("</head>", "\n".join([*head, "</head>"]), 1)
        return page.replace("</body>", "\n".join([*foot, "</body>"]), 1)

    def urls(self) -> Iterator[str]:
        """Address of every article, newest first."""
        return (self._named(number)[2] for number in range(self.count))

    def build(self, server: LoopbackServer, *, prepare: bool = True) -> None:
        """Put the site into a loopback server.

        ``prepare`` makes and compresses every article page beforehand (about 20 kB and 5 ms each), so that serving
        costs next to nothing; else a page is made when it is requested. Listings and feeds always are.
        """
        if prepare:
            for number, url in enumerate(self.urls()):
                server.add(url, Page.of(self.html(number)))
        answers = {
            "feed": self._feed,
            "listing": self._listing,
            "rest": self.indexes.rest,
            "sitemap": self.indexes.sitemap,
            "archive": self.indexes.archive,
        }
        sources = [answers[source] for source in self.sources.split(",")]

        def answer(received: ReceivedRequest) -> Page:
            found = next((page for source in sources if (page := source(received.target))), None)
            return found or self._article(received.target) or Page.refusal(404)

        server.add_host(self.host, answer)

    def _article(self, target: str) -> Page | None:
        """An article's page, known by the number at the end of its address."""
        match = _NUMBER.search(target)
        number = int(match[1]) if match else self.count
        if number >= self.count or self._named(number)[2] != f"https://{self.host}{target}":
            return None
        return Page.of(self.html(number))

    def _feed(self, target: str) -> Page | None:
        path, _, paged = target.partition("?paged=")
        if target != "/feed/" and not (path == "/feed/" and paged.isdecimal()):
            return None
        stories = self._slice(int(paged or 1), self.per_feed)
        return Page.xml(self._site.feed(stories)) if stories else None

    def _listing(self, target: str) -> Page | None:
        number = target.removeprefix("/page/").removesuffix("/")
        if target != "/" and not number.isdecimal():
            return None
        page = int(number or 1)
        stories = self._slice(page, self.per_listing)
        last = page * self.per_listing >= self.count
        return Page.of(self._site.listing(page, stories, last=last)) if stories else None

    def _named(self, number: int) -> tuple[random.Random, str, str]:
        """What the rest of an article is drawn from, its title and its address."""
        chance = random.Random(f"{self.seed} {number}")  # noqa: S311 - no secret
        words = self._pick(chance, 8)
        date = _NEWEST - self.spacing * number
        url = f"https://{self.host}/{date:{self.permalink}}/{'-'.join(words)}-{number}/"
        return chance, " ".join(words).capitalize(), url

    def _slice(self, page: int, size: int) -> list[Story]:
        return [self.story(number) for number in range((page - 1) * size, min(page * size, self.count)) if page > 0]

    def _pick(self, chance: random.Random, count: int) -> list[str]:
        return [self._words[int(len(self._words) * chance.random() ** 2)] for _ in range(count)]

    def _sentence(self, chance: random.Random) -> str:
        words = self._pick(chance, chance.randint(6, 14))
        for place in range(2, len(words), 3):
            words[place] = chance.choice(_SMALL)
        return " ".join(words).capitalize() + "."


def build(server: LoopbackServer, *, host: str = "americanmilitarynews.com", count: int = 2000, seed: int = 1) -> None:
    """Mount a prepared bulk site; for ``python -m newscrawl.testing --mount newscrawl.testing.bulk:build``."""
    Bulk(host=host, count=count, seed=seed).build(server)


def decade(
    years: int,
    count: int,
    *,
    sources: str = EVERY_SOURCE,
    host: str = "americanmilitarynews.com",
    permalink: str = "%Y/%m",
) -> Bulk:
    """A site of so many articles over so many years, with pages of 8 to 12 kB."""
    spacing = timedelta(days=365.25 * years) / count
    return Bulk(host=host, count=count, spacing=spacing, size_kb=(8, 12), sources=sources, permalink=permalink)


def build_decade(server: LoopbackServer, *, years: int = 10, count: int = 50_000, **facts: str) -> None:
    """Mount such a site, ``facts`` as :func:`decade` takes them; its pages are made when they are requested."""
    decade(years, count, **facts).build(server, prepare=False)


def _script(chance: random.Random, number: int) -> str:
    settings = ",".join(f'"k{number}_{item}":"{chance.getrandbits(48):012x}"' for item in range(70))
    return (
        f"<script>window.cfg{number}={{{settings}}};(function(w){{w.q=w.q||[];w.q.push({number})}})(window);</script>"
    )


def _style(chance: random.Random, number: int) -> str:
    rules = (
        f".c{number}-{item}{{margin:{chance.randrange(40)}px;color:#{chance.getrandbits(24):06x}}}"
        for item in range(60)
    )
    return f"<style>{''.join(rules)}</style>"


def _menu(chance: random.Random, number: int) -> str:
    entries = (
        f'<li id="menu-item-{number}{item}" class="menu-item menu-item-type-taxonomy menu-item-object-category">'
        f'<a href="/category/topic-{chance.randrange(400)}/">Topic {chance.randrange(400)}</a></li>'
        for item in range(18)
    )
    return f'<nav class="mega-menu"><ul class="sub-menu">{"".join(entries)}</ul></nav>'


def _tiles(chance: random.Random, number: int) -> str:
    tiles = (
        f'<div class="widget-tile tile-{number}-{item}"><a href="/tag/t{chance.randrange(900)}/">'
        f'<img src="/uploads/{chance.getrandbits(40):x}-300x169.jpg" width="300" height="169" alt="" loading="lazy"/>'
        "</a><span>Watch</span></div>"
        for item in range(14)
    )
    return f'<aside class="widget-area" role="complementary">{"".join(tiles)}</aside>'


_CLUTTER = (_script, _menu, _tiles, _style, _menu, _tiles)
