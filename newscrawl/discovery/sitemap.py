"""Reads sitemaps: plain ones, news sitemaps and indexes; bytes in, links with hints out.

Elements are recognized by local name and place alone: sites get the namespaces wrong.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from newscrawl.core.links import Link, SourceKind
from newscrawl.discovery import tolerant_xml
from newscrawl.discovery.dates import feed_date, iso_date, most_precise
from newscrawl.discovery.formats import NotAFeed, TooLarge, begins_as_page, gunzip, looks_like
from newscrawl.discovery.hints import plain_text
from newscrawl.discovery.tolerant_xml import Element, local_name, text_of
from newscrawl.items import Image
from newscrawl.text.dates import date_in_path
from newscrawl.text.language import language_tag
from newscrawl.urls import absolute

_ROOT = re.compile(r"<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>]", re.IGNORECASE)
_ITEMS = frozenset({"url", "sitemap"})
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_MOST_IMAGES = 20


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap of an index, and when it was last changed (as precise as stated)."""

    url: str
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """Content of a sitemap: links, or, for an index, further sitemaps."""

    links: list[Link]
    children: tuple[Child, ...] = ()

    def newest_first(self) -> list[Link]:
        """Return the links by stated age, the newest first; many sitemaps begin with the oldest."""
        return sorted(self.links, key=lambda link: link.date or link.modified or "", reverse=True)


def read_sitemap(body: bytes, url: str) -> SitemapPage:
    """Return the entries of a sitemap, in its order; ``url`` is its own address.

    Gzip is decompressed, what is not well-formed is repaired, of a file that was cut off the whole entries are read. A
    ``lastmod`` goes to ``modified``: it says when an article was changed, never when it was published. Raises NotAFeed
    for anything that is not a sitemap.
    """
    try:
        text = tolerant_xml.decode(gunzip(body))
    except TooLarge as error:
        raise NotAFeed(str(error)) from error
    start = _ROOT.search(text)
    if start is None or begins_as_page(text, start.start()):
        raise NotAFeed(looks_like(text))
    document = tolerant_xml.parse(text, start.start(), items=_ITEMS)
    if document is None:
        raise NotAFeed("XML that can't be read")
    entries = document.items
    if start[1].lower() == "sitemapindex":
        children = [child for entry in entries if (child := _child(entry, url))]
        found: Sequence[object] = children
        result = SitemapPage([], tuple(children))
    else:
        links = [link for entry in entries if (link := _link(entry, url))]
        found, result = links, SitemapPage(links)
    if entries and not found:
        raise NotAFeed(f"a list of {len(entries)} entries without addresses")
    return result


class _Parts:
    """What an element holds, by local names."""

    __slots__ = ("_children",)

    def __init__(self, element: Element | None) -> None:
        self._children: dict[str, list[Element]] = {}
        if element is not None:
            for child in element:
                self._children.setdefault(local_name(child), []).append(child)

    def all(self, name: str) -> Sequence[Element]:
        return self._children.get(name, ())

    def first(self, name: str) -> "_Parts":
        """Return the parts of the first child of this name; none where there is no such child."""
        return _Parts(next(iter(self.all(name)), None))

    def text(self, name: str) -> str | None:
        """Return the text of the first such child that has one."""
        for child in self.all(name):
            if text := text_of(child).strip():
                return text
        return None

    def address(self, base: str) -> str | None:
        written = self.text("loc")
        return absolute(base, written) if written else None


def _child(entry: Element, base: str) -> Child | None:
    parts = _Parts(entry)
    url = parts.address(base)
    return Child(url, lastmod_date(parts.text("lastmod"))) if url else None


def _link(entry: Element, base: str) -> Link | None:
    parts = _Parts(entry)
    url = parts.address(base)
    if url is None:
        return None
    modified = lastmod_date(parts.text("lastmod"))
    images = tuple(_images(parts.all("image"), base))
    day = date_in_path(url)
    if not parts.all("news"):
        return Link(url=url, source=SourceKind.SITEMAP, date=day, modified=modified, images=images)
    news = parts.first("news")
    raw = news.text("publication_date")
    return Link(
        url=url,
        source=SourceKind.SITEMAP,
        title=plain_text(news.text("title")),
        date=most_precise(feed_date(raw or ""), day),
        date_raw=raw,
        modified=modified,
        keywords=tuple(
            dict.fromkeys(word for raw in (news.text("keywords") or "").split(",") if (word := plain_text(raw)))
        ),
        language=language_tag(news.first("publication").text("language")),
        images=images,
    )


def _images(elements: Iterable[Element], base: str) -> Iterator[Image]:
    seen: set[str] = set()
    for element in elements:
        parts = _Parts(element)
        url = parts.address(base)
        if url and url not in seen and len(seen) < _MOST_IMAGES:
            seen.add(url)
            yield Image(url=url, caption=plain_text(parts.text("caption")))


def lastmod_date(raw: str | None) -> str | None:
    """Return the date of a ``lastmod``: an instant, a day or a month."""
    text = (raw or "").strip()
    return text if _MONTH.fullmatch(text) else iso_date(text)
