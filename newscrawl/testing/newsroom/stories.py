"""Invented stories of the newsroom, the records that a crawl must make of them, and templates of their pages."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article of the newsroom: the truth that its pages and feed items are made from."""

    url: str
    title: str
    date: datetime
    modified: datetime | None = None
    byline: tuple[str, ...]
    """As printed; a syndicated one names the agency, too."""
    description: str = ""
    caption: str = ""
    credit: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    theme: str = ""
    """Which template of the site serves its page."""
    text: tuple[str, ...] = ()
    """Paragraphs; ``[words](address)`` is a link."""
    notes: tuple[str, ...] = ()
    """What is below the text and not part of it: correction, copyright of wire copy, disclaimer."""
    number: int = 0
    """The site's own post number."""

    @property
    def body(self) -> str:
        """The clean text that a reader is to find: paragraphs apart by a blank line."""
        return "\n\n".join(_LINK.sub(r"\1", paragraph) for paragraph in self.text)

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses that the text links to."""
        return tuple(address for paragraph in self.text for _, address in _LINK.findall(paragraph))

    @property
    def slug(self) -> str:
        """Last part of the path."""
        return self.url.rstrip("/").rpartition("/")[2]

    def paragraphs(self) -> list[str]:
        """The paragraphs as HTML, without the ``<p>``."""
        return [_LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False)) for text in self.text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Everything that one site of the newsroom publishes."""

    host: str
    stories: tuple[Story, ...]
    """Each distinct article once, newest first: the articles that a crawl is to write."""
    reposts: tuple[Story, ...] = ()
    """The same text again under another address: found by a crawl, not written."""
    gone: tuple[Story, ...] = ()
    """Listed, but answered with 410."""
    imported: tuple[Story, ...] = ()
    """Linked in a side bar, no journalism of the site: a crawl does not ask for them."""

    @property
    def listed(self) -> tuple[Story, ...]:
        """Everything that feed and listings name, newest first."""
        return tuple(sorted((*self.stories, *self.reposts, *self.gone), key=lambda story: story.date, reverse=True))


def american_military_news() -> Publication:
    """The publication of americanmilitarynews.com."""
    data = _load("americanmilitarynews.toml")
    host = "americanmilitarynews.com"

    def address(entry: Mapping[str, Any]) -> str:
        return f"https://{host}/{entry['date']:%Y/%m}/{entry['slug']}/"

    stories = tuple(
        _story(
            entry,
            url=address(entry),
            byline=(entry["author"],),
            number=990_000 - 7 * place,
            notes=tuple(entry[key] for key in ("correction", "disclaimer", "wire") if key in entry),
        )
        for place, entry in enumerate(data["story"])
    )
    by_slug = {entry["slug"]: entry for entry in data["story"]}
    reposts = tuple(
        _story(copy, url=address(copy), byline=(copy["author"],), number=990_500 + place)
        for place, entry in enumerate(data["repost"])
        for copy in [{**by_slug[entry["of"]], **entry}]
    )
    gone = tuple(_story(entry, url=address(entry), byline=(entry["author"],)) for entry in data["gone"])
    imported = tuple(
        _story({**entry, "date": stories[0].date}, url=f"https://{host}/ai/{entry['slug']}/", byline=())
        for entry in data["imported"]
    )
    return Publication(host=host, stories=stories, reposts=reposts, gone=gone, imported=imported)


def defense_news() -> Publication:
    """The publication of www.defensenews.com."""
    host = "www.defensenews.com"
    stories = tuple(
        _story(entry, url=f"https://{host}{entry['path']}", byline=tuple(entry["authors"]), theme="arcxp")
        for entry in _load("defensenews.toml")["story"]
    )
    return Publication(host=host, stories=stories)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


def _story(entry: Mapping[str, Any], **facts: Any) -> Story:
    text = tuple(paragraph.strip() for paragraph in entry.get("text", "").split("\n\n") if paragraph.strip())
    return Story(
        **{
            "title": entry["title"],
            "date": entry["date"],
            "modified": entry.get("modified"),
            "description": entry.get("dek", ""),
            "caption": entry.get("caption", ""),
            "credit": entry.get("credit", ""),
            "categories": tuple(entry.get("categories", ())),
            "tags": tuple(entry.get("tags", ())),
            "theme": entry.get("theme", ""),
            "text": text,
            **facts,
        }
    )


def templates(folder: str) -> Callable[..., str]:
    """Return a function ``render(file, **values)`` for one folder of ``templates/``; every file is read once."""
    read: dict[str, Template] = {}
    root = files("newscrawl.testing.newsroom").joinpath("templates", folder)

    def render(file: str, /, **values: object) -> str:
        if file not in read:
            read[file] = Template(root.joinpath(file).read_text("utf-8").rstrip("\n"))
        return read[file].substitute(values)

    return render
