"""Newsrooms on any platform, made of a site's facts alone: pages, feeds, listings, sitemaps and REST route."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from newscrawl.testing.newsroom.facts import SiteFacts
from newscrawl.testing.newsroom.stories import Story, templates
from newscrawl.testing.page import Page, ReceivedRequest
from newscrawl.testing.server import LoopbackServer

PLATFORMS = ("wordpress", "arcxp", "govexec", "afpims", "brightspot", "drupal", "ghost", "plain")
_FULL_TEXT = frozenset(("wordpress", "arcxp", "govexec", "ghost"))
"""Platforms whose feeds hold the whole text; those of the others hold summaries."""
_PER_PAGE = 5
_OPENING = 3
"""Paragraphs before the boxes inside a text."""
_ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nDisallow: /search/\n"


def build_site(server: LoopbackServer, facts: SiteFacts) -> None:
    """Put a site into a loopback server.

    Feeds and listings hold different articles where there are both: the newest are in the feeds first, the oldest have
    left them. Listings of several pages hold five articles each, and one that has moved on from the page before.
    """
    room = Newsroom(facts)
    stories = facts.stories
    both = bool(facts.feeds or facts.news_sitemaps) and bool(facts.listings)
    fed, listed = (stories[:-2], stories[1:]) if both else (stories, stories)
    server.add(f"{facts.home}/robots.txt", Page.text(_ROBOTS))
    for story in stories:
        server.add(story.url, Page.of(room.article(story), last_modified=story.date))
    for address in facts.feeds:
        server.add(address, Page.xml(room.feed(fed), last_modified=fed[0].date))
    for address in facts.news_sitemaps:
        server.add(address, Page.xml(room.sitemap(fed, news=True), last_modified=fed[0].date))
    for address in facts.sitemaps:
        server.add(address, Page.xml(room.sitemap(stories, news=False)))
    for addresses in facts.listings:
        for number, address in enumerate(addresses):
            one_page = len(addresses) == 1
            start = max(0, number * _PER_PAGE - 1)
            part = listed if one_page else listed[start : (number + 1) * _PER_PAGE]
            if part and not (number and start + 1 >= len(listed)):
                server.add(address, Page.of(room.listing(part)))
    if facts.rest:
        server.add_host(facts.host, _rest(facts, room))


def _rest(facts: SiteFacts, room: "Newsroom") -> Callable[[ReceivedRequest], Page]:
    """What answers for addresses without a page: the REST route with any parameters, else nothing."""
    routes = {urlsplit(address).path for address in facts.rest}

    def answer(received: ReceivedRequest) -> Page:
        parts = urlsplit(received.target)
        if parts.path not in routes:
            return Page.refusal(404)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return room.posts(query)

    return answer


class Newsroom:
    """Renders the documents of a site."""

    def __init__(self, facts: SiteFacts) -> None:
        self._facts = facts
        self._render = templates("platforms")

    def article(self, story: Story) -> str:
        """The page of an article, with boxes inside its text and other stories around it."""
        paragraphs = [f"<p>{paragraph}</p>" for paragraph in story.paragraphs()]
        others = [other for other in self._facts.stories if other.url != story.url][:3]
        return self._render(
            f"{self._facts.platform}_article.html",
            **self._values(story),
            opening="\n".join(paragraphs[:_OPENING]),
            rest="\n".join(paragraphs[_OPENING:]),
            related=self._cards(others),
            data=_linked_data(story, self._facts, story.date.astimezone(UTC).isoformat()),
            naive_data=_linked_data(story, self._facts, _naive(story.date)),
        )

    def listing(self, stories: Sequence[Story]) -> str:
        """A listing page."""
        facts = self._facts
        return self._render(
            "listing.html",
            name=escape(facts.name),
            home=facts.home,
            language=facts.language,
            cards=self._cards(stories),
        )

    def feed(self, stories: Sequence[Story]) -> str:
        """A feed; of full text where the platform's feeds hold it."""
        facts = self._facts
        items = []
        for story in stories:
            text = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs())
            full = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if facts.platform in _FULL_TEXT else ""
            items.append(self._render("feed_item.xml", **self._values(story), full=full))
        return self._render(
            "feed.xml",
            name=escape(facts.name),
            home=facts.home,
            language=facts.language,
            items="\n".join(items),
        )

    def sitemap(self, stories: Sequence[Story], *, news: bool) -> str:
        """A sitemap, or a news sitemap."""
        facts, entries = self._facts, []
        for story in stories:
            about = (
                f"<news:news><news:publication><news:name>{escape(facts.name)}</news:name>"
                f"<news:language>{facts.language[:2]}</news:language></news:publication>"
                f"<news:publication_date>{story.date.isoformat()}</news:publication_date>"
                f"<news:title>{escape(story.title)}</news:title></news:news>"
            )
            entries.append(
                f"<url><loc>{escape(story.url)}</loc><lastmod>{story.date.isoformat()}</lastmod>{about * news}</url>"
            )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n' + "\n".join(entries) + "\n</urlset>\n"
        )

    def posts(self, query: dict[str, str]) -> Page:
        """WordPress' REST route: ``after`` and ``before`` (compared with local time), ``page`` and ``per_page``."""
        after, before = query.get("after", ""), query.get("before", "9999")
        stories = [story for story in self._facts.stories if after < _naive(story.date) < before]
        size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        part = stories[(number - 1) * size : number * size]
        posts = [
            {
                "id": story.number,
                "date": _naive(story.date),
                "date_gmt": _naive(story.date.astimezone(UTC)),
                "modified_gmt": _naive(story.date.astimezone(UTC)),
                "link": story.url,
                "title": {"rendered": escape(story.title)},
                "content": {"rendered": "".join(f"<p>{text}</p>" for text in story.paragraphs()), "protected": False},
                "_embedded": {"author": [{"name": story.byline[0]}]},
            }
            for story in part
        ]
        pages = -(-len(stories) // size)
        return Page.of(
            json.dumps(posts),
            content_type="application/json; charset=UTF-8",
            headers=(("X-WP-Total", str(len(stories))), ("X-WP-TotalPages", str(pages))),
        )

    def _cards(self, stories: Sequence[Story]) -> str:
        return "\n".join(self._render(f"{self._facts.platform}_card.html", **self._values(story)) for story in stories)

    def _values(self, story: Story) -> dict[str, Any]:
        facts, date = self._facts, story.date
        return {
            "name": escape(facts.name),
            "home": facts.home,
            "language": facts.language,
            "url": escape(story.url),
            "path": escape(story.url.removeprefix(facts.home)),
            "title": escape(story.title),
            "description": escape(story.description),
            "picture": f"{facts.home}/media/{story.number}.jpg",
            "caption": escape(story.caption),
            "credit": escape(story.credit),
            "author": escape(story.byline[0]),
            "author_slug": story.byline[0].lower().replace(" ", "-"),
            "published": date.isoformat(),
            "published_utc": date.astimezone(UTC).isoformat(),
            "naive": _naive(date),
            "iso_day": f"{date:%Y-%m-%d}",
            "day": f"{date:%B} {date.day}, {date.year}",
            "clock": f"{date:%I:%M %p}",
            "rfc": format_datetime(date),
            "number": story.number,
            "tag": story.tags[0],
        }


def _linked_data(story: Story, facts: SiteFacts, date: str) -> str:
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "url": story.url,
            "datePublished": date,
            "author": {"@type": "Person", "name": story.byline[0]},
            "publisher": {"@type": "Organization", "name": facts.name},
        }
    )


def _naive(date: datetime) -> str:
    return f"{date:%Y-%m-%dT%H:%M:%S}"
