"""Pages of the newsroom's WordPress site in three themes, with the clutter that real pages have.

``classic`` is the markup of the outlet's theme of 2018, ``block`` that of WordPress's block themes, ``tagdiv`` that of
the Newspaper theme.
"""

import json
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from html import escape
from typing import Any

from newscrawl.testing.newsroom.stories import Publication, Story, templates

NAME = "American Military News"
PROMO = "Join our brand new verified AMN Telegram channel and get important news uncensored!"

_THEMES = ("classic", "block", "tagdiv")
_EXCERPT_WORDS = 40


class WordPress:
    """Renders the pages of a publication; ``home`` is its home page's address without the slash."""

    def __init__(self, publication: Publication) -> None:
        self.home = f"https://{publication.host}"
        self._publication = publication
        self._render = templates("wordpress")

    def article(self, story: Story) -> str:
        """The page of an article in its theme."""
        related = [other for other in self._publication.stories if other.url != story.url][:3]
        values = {
            **self._values(story),
            "text": self._text(story, classes=' class="wp-block-paragraph"' if story.theme == "block" else ""),
            "sign_up": self._render("sign_up.html"),
            "related": self._each(f"{story.theme}_related.html", related),
        }
        if story.theme == "classic":
            head = self._head(story.title, story.url, _linked_data(story, "BlogPosting", day_only=True))
            return self._classic_frame(head, self._render("classic_article.html", **values))
        extra = self._render("meta.html", **values)
        if story.theme == "block":
            extra += _linked_data(story, "NewsArticle", day_only=False)
        return self._render(f"{story.theme}_article.html", **values, head=self._head(story.title, story.url, extra))

    def listing(self, number: int, stories: Sequence[Story], *, last: bool) -> str:
        """Page ``number`` of the home listing: the first in the classic theme, then block, then tagDiv by turns."""
        theme = _THEMES[(number - 1) % 3]
        after = f"{self.home}/page/{number + 1}/"
        values = {
            "cards": self._each(f"{theme}_card.html", stories),
            "next": "" if last else self._render(f"{theme}_next.html", after=after),
            "page": number,
            "before": f"{self.home}/page/{number - 1}/",
        }
        here = f"{self.home}/page/{number}/" if number > 1 else f"{self.home}/"
        if theme != "classic":
            return self._render(f"{theme}_listing.html", **values, head=self._head(NAME, here, ""))
        ticker = stories[2 % len(stories)]
        extra = "" if last else f"<link rel='next' href='{after}' />"
        main = self._render(
            "classic_listing.html",
            **values,
            alert=self._top(stories[1 % len(stories)], "homeNewsAlert", "News Alert"),
            top=self._top(stories[0], "homeTopPost", "The Latest"),
            ticker_url=ticker.url,
            ticker_title=escape(ticker.title),
        )
        return self._classic_frame(self._head(NAME, here, extra + _blog(self.home, stories)), main)

    def feed(self, stories: Sequence[Story], *, tracked: Sequence[str] = ()) -> str:
        """A feed with summaries. Items whose slug is in ``tracked`` carry tracking parameters."""
        items = []
        for story in stories:
            words = story.body.split()
            values = self._values(story) | {
                "link": story.url
                + "?utm_source=rss&amp;utm_medium=feed&amp;utm_campaign=daily" * (story.slug in tracked),
                "dated": format_datetime(story.date),
                "terms": "\n".join(
                    f"\t\t<category><![CDATA[{term}]]></category>" for term in (*story.categories, *story.tags)
                ),
                "excerpt": escape(" ".join(words[:_EXCERPT_WORDS]), quote=False)
                + " [&#8230;]" * (len(words) > _EXCERPT_WORDS),
            }
            items.append(self._render("feed_item.xml", **values) + "\n")
        return self._render(
            "feed.xml", name=NAME, home=self.home, built=format_datetime(stories[0].date), items="".join(items)
        )

    def _values(self, story: Story) -> dict[str, Any]:
        author_slug = story.byline[0].lower().replace(" - ", " ").replace(" ", "-") if story.byline else ""
        values = {
            "name": NAME,
            "home": self.home,
            "url": story.url,
            "title": escape(story.title),
            "description": escape(story.description),
            "picture": f"{self.home}/wp-content/uploads/{story.date:%Y/%m}/{story.slug[:24]}.jpg",
            "caption": escape(story.caption),
            "credit": escape(story.credit),
            "published": story.date.isoformat(),
            "modified": (story.modified or story.date).isoformat(),
            "day": f"{story.date:%B} {story.date.day}, {story.date.year}",
            "number": story.number,
            "author": escape(story.byline[0]) if story.byline else "",
            "author_url": f"{self.home}/author/{author_slug}/",
            "categories": ", ".join(
                f'<a href="{self.home}/category/{_slug(term)}/" rel="tag">{term}</a>' for term in story.categories
            ),
            "classes": " ".join(
                [f"category-{_slug(term)}" for term in story.categories] + [f"tag-{_slug(term)}" for term in story.tags]
            ),
        }
        return values | {"author_box": self._render("classic_author.html", **values)}

    def _each(self, template: str, stories: Iterable[Story]) -> str:
        return "\n".join(self._render(template, **self._values(story)) for story in stories)

    def _top(self, story: Story, kind: str, label: str) -> str:
        return self._render("classic_top.html", **self._values(story), kind=kind, label=label)

    def _text(self, story: Story, *, classes: str) -> str:
        """The body's inner HTML: promo line, paragraphs with an ad between them, notes."""
        pieces = [f'<strong><a href="https://t.me/example">{PROMO}</a></strong>', *story.paragraphs()]
        if any(note.startswith("©") for note in story.notes):
            pieces.append("___")
        pieces += [f"<em>{escape(note, quote=False)}</em>" for note in story.notes]
        blocks = [f"<p{classes}>{piece}</p>" for piece in pieces]
        blocks.insert(3, self._render("ad.html", number=story.number))
        return "\n".join(blocks)

    def _head(self, title: str, canonical: str, extra: str) -> str:
        return self._render(
            "head.html", title=f"{escape(title)} | {NAME}", canonical=canonical, name=NAME, home=self.home, extra=extra
        )

    def _classic_frame(self, head: str, main: str) -> str:
        return self._render(
            "classic_frame.html",
            head=head,
            main=main,
            name=NAME,
            home=self.home,
            imported=self._each("classic_imported.html", self._publication.imported),
            sign_up=self._render("sign_up.html"),
        )


def _slug(term: str) -> str:
    return term.lower().replace(" ", "-")


def _linked_data(story: Story, kind: str, *, day_only: bool) -> str:
    length = 10 if day_only else None
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "mainEntityOfPage": story.url,
        "headline": story.title,
        "datePublished": story.date.isoformat()[:length],
        "dateModified": (story.modified or story.date).isoformat()[:length],
        "author": {"@type": "Person", "name": story.byline[0]},
        "publisher": {"@type": "Organization", "name": NAME},
        "wordCount": len(story.body.split()),
        "keywords": list(story.tags),
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _blog(home: str, stories: Sequence[Story]) -> str:
    posts = [
        {
            "@type": "BlogPosting",
            "headline": story.title,
            "url": story.url,
            "datePublished": f"{story.date:%Y-%m-%d}",
            "author": {"@type": "Person", "name": story.byline[0]},
            "keywords": list(story.tags),
        }
        for story in stories
    ]
    data = {"@context": "http://schema.org/", "@type": "Blog", "url": f"{home}/", "blogPost": posts}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'
