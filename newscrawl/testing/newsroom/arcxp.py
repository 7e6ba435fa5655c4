"""Pages of the newsroom's Arc XP site: styled-components classes, Fusion script, boxes inside the text."""

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from newscrawl.testing.newsroom.stories import Publication, Story, templates

NAME = "Defense News"
HOME = "https://www.defensenews.com"


class ArcXP:
    """Renders the site's pages."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._render = templates("arcxp")

    def article(self, story: Story) -> str:
        """The page of an article, with a box inside the text and the share bar as its end marker."""
        others = [other for other in self._publication.stories if other.url != story.url][:4]
        values = self._values(story)
        blocks = [self._render("paragraph.html", paragraph=paragraph) for paragraph in story.paragraphs()]
        blocks.insert(2, self._render("interstitial.html", **self._values(others[0])))
        main = self._render(
            "article.html",
            **values,
            text="\n".join(blocks),
            figure=self._render("figure.html", **values) if story.caption else "",
            others=self._each("card.html", others),
        )
        return self._page(story.title, self._render("article_head.html", **values, data=_linked_data(story)), main)

    def section(self, title: str, stories: Sequence[Story]) -> str:
        """A section front or the home page; "Load More" needs JavaScript, so there is no next page."""
        main = self._render("section.html", title=title, cards=self._each("card.html", stories))
        return self._page(title, "", main)

    def feed(self, stories: Iterable[Story]) -> str:
        """A feed with full texts, its links surrounded by white space as in the real ones."""
        return self._render("feed.xml", name=NAME, home=HOME, items="".join(map(self._feed_item, stories)))

    def news_sitemap(self, stories: Iterable[Story]) -> str:
        """The sitemap for news search engines: addresses, titles and dates."""
        entries = "".join(
            f"<url><loc>{story.url}</loc><lastmod>{story.date:%Y-%m-%dT%H:%M:%SZ}</lastmod><news:news><news:publication>"
            f"<news:name>{NAME}</news:name><news:language>en</news:language></news:publication>"
            f"<news:publication_date>{story.date:%Y-%m-%dT%H:%M:%SZ}</news:publication_date>"
            f"<news:title>{escape(story.title)}</news:title></news:news></url>\n"
            for story in stories
        )
        spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces} {news}>\n{entries}</urlset>\n'

    def _feed_item(self, story: Story) -> str:
        media = ""
        if story.caption:
            credit = self._render("feed_credit.xml", credit=story.credit) if story.credit else ""
            media = self._render(
                "feed_media.xml", picture=self._values(story)["picture"], caption=story.caption, credit=credit
            )
        item = self._render(
            "feed_item.xml",
            title=story.title,
            url=story.url,
            authors=", ".join(story.byline),
            description=story.description,
            dated=f"{story.date:%a, %d %b %Y %H:%M:%S} +0000",
            text="".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs()),
            media=media,
        )
        return f"{item}\n"

    def _values(self, story: Story) -> dict[str, Any]:
        path = story.url.removeprefix(HOME)
        section = path.split("/20", 1)[0].strip("/")
        credit = story.credit.strip("()")
        legend = story.caption if credit in story.caption else f"{story.caption} ({credit})"
        return {
            "name": NAME,
            "home": HOME,
            "url": story.url,
            "path": path,
            "title": escape(story.title),
            "description": escape(story.description),
            "picture": escape(f"{HOME}/resizer/v2/{story.slug[:20].upper()}.jpg?width=1440&height=810"),
            "legend": escape(legend),
            "published": f"{story.date:%Y-%m-%dT%H:%M:%S}.000Z",
            "printed": f"{story.date:%b} {story.date.day}, {story.date.year}, {story.date:%I:%M %p}",
            "section": section,
            "section_name": section.split("/")[0].title(),
            "byline": " and ".join(
                f'<a href="{HOME}/author/{name.split(",")[0].lower().replace(" ", "-")}/">{escape(name)}</a>'
                for name in story.byline
            ),
            "first_author": escape(story.byline[0]),
            "authors": "".join(f'<meta name="author" content="{escape(name)}"/>' for name in story.byline),
        }

    def _each(self, template: str, stories: Iterable[Story]) -> str:
        return "\n".join(self._render(template, **self._values(story)) for story in stories)

    def _page(self, title: str, head: str, main: str) -> str:
        return self._render("page.html", title=escape(title), name=NAME, home=HOME, head=head, main=main)


def _linked_data(story: Story) -> str:
    return json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "description": story.description,
            "datePublished": story.date.isoformat(),
            "dateModified": story.date.isoformat(),
            "author": [{"@type": "Person", "name": name} for name in story.byline],
            "publisher": {"@type": "Organization", "name": NAME},
            "url": story.url,
        }
    )
