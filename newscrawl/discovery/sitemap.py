"""Sitemaps: plain ones, news sitemaps and indexes; bytes in, links with hints out.

Elements are known by their local names and places alone: sites get the namespaces wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newscrawl.core.links import Link
from newscrawl.discovery import tolerant_xml
from newscrawl.discovery.dates import date_in_path, feed_date, iso_date, most_precise
from newscrawl.discovery.feed import language_tag
from newscrawl.discovery.gunzip import TooLarge, gunzip
from newscrawl.discovery.not_a_feed import HTML_PAGE, NotAFeed, looks_like
from newscrawl.discovery.snippets import plain_text
from newscrawl.discovery.tolerant_xml import Element
from newscrawl.items import Image
from newscrawl.urls import absolute

_ROOT = re.compile(r"<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>]", re.IGNORECASE)
_ITEMS = frozenset({"url", "sitemap"})
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_MOST_IMAGES = 20


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names, and when it was last changed (as precise as was said)."""

    url: str
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """What a sitemap held: links, or, as an index, further sitemaps."""

    links: list[Link]
    children: tuple[Child, ...] = ()

    def newest_first(self) -> list[Link]:
        """The links by what is said of their age, the newest first; many sitemaps begin with the oldest."""
        return sorted(self.links, key=lambda link: link.date or link.modified or "", reverse=True)


def read_sitemap(body: bytes, url: str) -> SitemapPage:
    """The entries of a sitemap, in its order; ``url`` is its own address.

    Gzip is undone, what is not well-formed is mended, of a file that was cut off the whole entries are taken. A
    ``lastmod`` goes to ``modified``: it says when an article was changed, never when it was published. Raises NotAFeed
    for anything that is no sitemap.
    """
    try:
        text = tolerant_xml.decode(gunzip(body))
    except TooLarge as error:
        raise NotAFeed(str(error)) from error
    start, page = _ROOT.search(text), HTML_PAGE.search(text)
    if start is None or (page is not None and page.start() < start.start()):
        raise NotAFeed(looks_like(text))
    root = tolerant_xml.parse(text, start.start(), items=_ITEMS)
    if root is None:
        raise NotAFeed("XML that can't be read")
    entries = [element for element in root.iter() if _name(element) in _ITEMS]
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


def _child(entry: Element, base: str) -> Child | None:
    url = _address(entry, base)
    return Child(url, lastmod_date(_text(entry, "lastmod"))) if url else None


def _link(entry: Element, base: str) -> Link | None:
    url = _address(entry, base)
    if url is None:
        return None
    news = next(_children(entry, "news"), None)
    raw = _text(news, "publication_date")
    outlet = next(_children(news, "publication"), None)
    return Link(
        url=url,
        source="sitemap",
        title=plain_text(_text(news, "title")),
        date=most_precise(feed_date(raw or ""), date_in_path(url)),
        date_raw=raw,
        modified=lastmod_date(_text(entry, "lastmod")),
        keywords=tuple(
            dict.fromkeys(word for raw in (_text(news, "keywords") or "").split(",") if (word := plain_text(raw)))
        ),
        language=language_tag(_text(outlet, "language")),
        images=tuple(_images(entry, base)),
    )


def _address(entry: Element, base: str) -> str | None:
    written = _text(entry, "loc")
    return absolute(base, written) if written else None


def _images(entry: Element, base: str) -> Iterator[Image]:
    seen: set[str] = set()
    for element in _children(entry, "image"):
        url = _address(element, base)
        if url and url not in seen and len(seen) < _MOST_IMAGES:
            seen.add(url)
            yield Image(url=url, caption=plain_text(_text(element, "caption")))


def lastmod_date(raw: str | None) -> str | None:
    """The date of a ``lastmod``: an instant, a day or a month."""
    text = (raw or "").strip()
    return text if _MONTH.fullmatch(text) else iso_date(text)


def _children(element: Element | None, wanted: str) -> Iterator[Element]:
    if element is not None:
        yield from (child for child in element if _name(child) == wanted)


def _text(element: Element | None, wanted: str) -> str | None:
    """Text of the first such child that has one."""
    texts = ("".join(child.itertext()).strip() for child in _children(element, wanted))
    return next((text for text in texts if text), None)


def _name(element: Element) -> str:
    return tolerant_xml.name(element).rpartition(":")[2]
