"""How a WordPress site of any size lists its articles: sitemaps as Yoast makes them, the REST route, archives by month.

An article is identified by its number, from 0 for the newest; dates come from arithmetic, so that nothing is kept.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from urllib.parse import parse_qs
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from newscrawl.testing.newsroom.stories import Story
from newscrawl.testing.page import Page

_SITEMAP = re.compile(r"/post-sitemap(\d*)\.xml")
_ARCHIVE = re.compile(r"/(\d{4})/(\d\d)/(?:page/(\d{1,6})/)?")
_XML = "application/xml; charset=utf-8"
_JSON = "application/json; charset=UTF-8"
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_EDITED = 50
"""Every so manieth article was edited long after it was published, and is among the newest in the sitemaps."""


@dataclass(frozen=True)
class Indexes:
    """Indexes of ``count`` articles, ``spacing`` apart, the newest of ``newest``.

    ``url`` and ``story`` make an article's address and the article, ``listing`` a page of stories in the site's theme
    (its number, the stories, whether it is the last).
    """

    home: str
    count: int
    newest: datetime
    spacing: timedelta
    timezone: ZoneInfo
    url: Callable[[int], str]
    story: Callable[[int], Story]
    listing: Callable[[int, Sequence[Story], bool], str]
    per_sitemap: int = 1000
    per_listing: int = 20

    def modified(self, number: int) -> datetime:
        """When an article was last edited: mostly within hours, some after years."""
        date = self.newest - self.spacing * number
        return min(self.newest, date + (timedelta(days=700) if number % _EDITED == 0 else timedelta(minutes=20)))

    def sitemap(self, target: str) -> Page | None:
        """The index, or one of its sitemaps: by the time of the last edit, the oldest first."""
        if target == "/sitemap_index.xml":
            numbers = range(-(-self.count // self.per_sitemap))
            entries = (
                f"<sitemap><loc>{self.home}/post-sitemap{number + 1 if number else ''}.xml</loc>"
                f"<lastmod>{self.modified(self._slice(number)[-1]).isoformat()}</lastmod></sitemap>"
                for number in numbers
            )
            pages = f"<sitemap><loc>{self.home}/page-sitemap.xml</loc></sitemap>"
            body = f'<sitemapindex xmlns="{_SCHEMA}">{pages}{"".join(entries)}</sitemapindex>'
        elif match := _SITEMAP.fullmatch(target):
            numbers_of_map = self._slice(int(match[1] or 1) - 1)
            if not numbers_of_map:
                return None
            urls = (
                f"<url><loc>{escape(self.url(number))}</loc><lastmod>{self.modified(number).isoformat()}</lastmod></url>"
                for number in numbers_of_map
            )
            body = f'<urlset xmlns="{_SCHEMA}"><url><loc>{self.home}/</loc></url>{"".join(urls)}</urlset>'
        else:
            return None
        return Page.of(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}', content_type=_XML)

    def rest(self, target: str) -> Page | None:
        """An answer of the REST route: newest first, ``after`` and ``before`` in the site's local time."""
        path, _, query = target.partition("?")
        if path != "/wp-json/wp/v2/posts":
            return None
        received = {name: values[-1] for name, values in parse_qs(query).items()}
        size, page = int(received.get("per_page", "10")), int(received.get("page", "1"))
        found = self._between(received.get("after"), received.get("before"))
        pages = -(-len(found) // size)
        if size > 100 or (page > 1 and page > pages):
            error = {"code": "rest_invalid_param" if size > 100 else "rest_post_invalid_page_number", "message": "No."}
            return Page.of(json.dumps(error), status=400, content_type=_JSON)
        posts = [self._post(number) for number in found[(page - 1) * size : page * size]]
        headers = (("X-WP-Total", str(len(found))), ("X-WP-TotalPages", str(pages)))
        return Page.of(json.dumps(posts), content_type=_JSON, headers=headers)

    def archive(self, target: str) -> Page | None:
        """A page of a month's archive."""
        match = _ARCHIVE.fullmatch(target)
        if match is None:
            return None
        year, month, page = int(match[1]), int(match[2]), int(match[3] or 1)
        after = (year, month + 1) if month < 12 else (year + 1, 1)
        found = self._between(f"{year}-{month:02}-01T00:00:00", f"{after[0]}-{after[1]:02}-01T00:00:00", inclusive=True)
        numbers = found[(page - 1) * self.per_listing : page * self.per_listing]
        if not numbers:
            return None
        last = page * self.per_listing >= len(found)
        html = self.listing(page, [self.story(number) for number in numbers], last)
        return Page.of(html.replace(f"{self.home}/page/", f"{self.home}/{year}/{month:02}/page/"))

    @cached_property
    def _by_edit(self) -> list[int]:
        return sorted(range(self.count), key=self.modified)

    def _slice(self, number: int) -> list[int]:
        """Articles of one sitemap, from 0."""
        return self._by_edit[number * self.per_sitemap : (number + 1) * self.per_sitemap] if number >= 0 else []

    def _between(self, after: str | None, before: str | None, *, inclusive: bool = False) -> range:
        """Numbers of the articles after and before these local times."""
        first = 0
        if before:
            first = max(0, (self.newest - self._instant(before)) // self.spacing + 1)
        last = self.count
        if after:
            distance = self.newest - self._instant(after)
            last = distance // self.spacing + 1 if inclusive else -(-distance // self.spacing)
        return range(first, max(first, min(self.count, last)))

    def _instant(self, written: str) -> datetime:
        instant = datetime.fromisoformat(written)
        return instant if instant.tzinfo else instant.replace(tzinfo=self.timezone).astimezone(UTC)

    def _post(self, number: int) -> dict[str, object]:
        story = self.story(number)
        return {
            "id": story.number,
            "date": f"{story.date.astimezone(self.timezone):%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{story.date:%Y-%m-%dT%H:%M:%S}",
            "modified_gmt": f"{self.modified(number):%Y-%m-%dT%H:%M:%S}",
            "link": story.url,
            "title": {"rendered": escape(story.title)},
            "excerpt": {"rendered": f"<p>{escape(story.description)}</p>", "protected": False},
            "content": {"rendered": "".join(f"<p>{text}</p>" for text in story.paragraphs()), "protected": False},
            "_embedded": {
                "author": [{"name": story.byline[0]}],
                "wp:term": [[{"taxonomy": "category", "name": name} for name in story.categories]],
            },
        }
