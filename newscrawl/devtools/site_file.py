"""Drafts the file of an inspected site: as a class to try, and as source code to keep."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools.inspect_site import SiteInspection, platform_class
from newscrawl.devtools.url_patterns import article_patterns
from newscrawl.discovery.listing_rules import Listing
from newscrawl.discovery.sitemap import SitemapPage
from newscrawl.platforms.wordpress import CATEGORY_AND_NAME, DAY_AND_NAME, MONTH_AND_NAME, POST_NAME
from newscrawl.urls import Addresses

_PERMALINKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("DAY_AND_NAME", DAY_AND_NAME),
    ("MONTH_AND_NAME", MONTH_AND_NAME),
    ("CATEGORY_AND_NAME", CATEGORY_AND_NAME),
    ("POST_NAME", POST_NAME),
)
_CREDIBLE = 4
"""Less than this part of the usual number of articles a week is not credible."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A site's facts. ``rules`` are keyword arguments of ``addresses``; a name in capitals is a constant."""

    name: str
    platform: type[NewsSpider]
    addresses: type[Addresses]
    host: str
    publisher: str
    language: str
    rules: dict[str, Any]
    sources: dict[str, tuple[str, ...]]
    older: str | None = None
    """Selector of a listing's links to older pages."""

    def spider(self, timezone: str = "UTC") -> type[NewsSpider]:
        """Return the class that the text defines, without tags, min_weekly_articles and status."""
        constants = dict(_PERMALINKS)
        rules: dict[str, Any] = {
            key: constants.get(value, value) if isinstance(value, str) else value for key, value in self.rules.items()
        }
        members = {
            "name": self.name,
            "publisher": self.publisher,
            "addresses": self.addresses(host=self.host, **rules),
            "language": self.language,
            "timezone": timezone,
            **self.sources,
            **({"listing": Listing(next=(self.older,))} if self.older else {}),
        }
        return type(f"{self.name.capitalize()}Spider", (self.platform,), members)

    def text(self, *, timezone: str, tag: str, a_week: float | None) -> str:
        """Return its source code. ``a_week``: how many articles the site publishes, where known."""
        platform, module = self.platform.__name__, self.platform.__module__
        constants = [value for value in self.rules.values() if isinstance(value, str) and value.isupper()]
        imported = [*constants, platform]
        lines = []
        if self.addresses.__module__ == module:
            imported.append(self.addresses.__name__)
        else:
            lines.append("from newscrawl.urls import Addresses")
        if self.older:
            lines.insert(0, "from newscrawl.discovery.listing_rules import Listing")
        lines.insert(bool(self.older), f"from {module} import {', '.join(sorted(imported, key=_import_order))}")
        stated = {
            "timezone": timezone,
            **({} if self.language == "en" else {"language": self.language}),
            **self.sources,
        }
        lines += [
            *(
                "",
                "",
                f"class {self.name.capitalize()}Spider({platform}):",
                f'    """{_docstring(self.publisher)}"""',
                "",
            ),
            f"    name = {_literal(self.name)}",
            f"    publisher = {_literal(self.publisher)}",
            *_call(f"    addresses = {self.addresses.__name__}", {"host": self.host, **self.rules}),
            *(f"    {name} = {_literal(value)}" for name, value in stated.items()),
            *([f"    listing = Listing(next=({_literal(self.older)},))"] if self.older else []),
            f"    tags = {_literal((tag,))}",
            '    status = "verified"',
            f"    min_weekly_articles = {max(1, int((a_week or 0) / _CREDIBLE))}",
        ]
        return "\n".join(lines) + "\n"


def site_file(inspection: SiteInspection, name: str) -> SiteFile:
    """Return the file of an inspected site: its platform, and what differs from the platform's defaults."""
    platform = platform_class(inspection.platform)
    kind = _addresses_class(platform)
    return SiteFile(
        name=name,
        platform=platform,
        addresses=kind,
        host=inspection.host,
        publisher=inspection.publisher,
        language=inspection.language,
        rules=_rules(inspection, kind),
        sources=_sources(inspection, platform),
        older=inspection.older,
    )


def _rules(inspection: SiteInspection, kind: type[Addresses]) -> dict[str, Any]:
    usual = kind(host=inspection.host)
    if usual.article and all(usual.is_article(url) for url in inspection.articles):
        return {}
    if inspection.platform == "wordpress":
        for constant, patterns in _PERMALINKS:
            if all(kind(host=inspection.host, article=patterns).is_article(url) for url in inspection.articles):
                return {"article": constant}
    patterns, number = article_patterns(inspection.articles)
    return {"article": patterns, **({"number": number} if number else {})}


def _sources(inspection: SiteInspection, platform: type[NewsSpider]) -> dict[str, tuple[str, ...]]:
    """Return the sources whose paths differ from the platform's, or that the site lacks."""
    stated: dict[str, tuple[str, ...]] = {}
    usual = {path.strip("/") for path in platform.feeds}
    if inspection.feed and inspection.feed.strip("/") not in usual:
        stated["feeds"] = (inspection.feed,)
    elif not inspection.feed and usual:
        stated["feeds"] = ()
    if not inspection.feed and not platform.listings:
        stated["listings"] = tuple(dict.fromkeys((_path(inspection.home.url), *inspection.sections)))
    names = [path.rpartition("/")[2] for path in inspection.sections]
    if names and len(set(names)) == len(names):  # a section is named by the last part of its path
        stated["sections"] = tuple(inspection.sections)
    for attribute, wanted in (("news_sitemaps", True), ("sitemaps", False)):
        found = tuple(_path(url) for url, page in inspection.sitemaps.items() if _is_news(page) is wanted)
        if found and found != getattr(platform, attribute):
            stated[attribute] = found
    if inspection.platform == "wordpress" and not inspection.rest:
        stated["rest"] = ()
    return stated


def _addresses_class(platform: type[NewsSpider]) -> type[Addresses]:
    """Return the platform's own class of address rules, where it has one."""
    things = vars(import_module(platform.__module__)).values()
    kinds = [thing for thing in things if isinstance(thing, type) and issubclass(thing, Addresses)]
    return next((kind for kind in kinds if kind.__module__ == platform.__module__), Addresses)


def _is_news(page: SitemapPage) -> bool:
    news = sum(link.title is not None and link.date is not None for link in page.links)
    return news * 2 > len(page.links)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def _call(head: str, arguments: dict[str, Any]) -> list[str]:
    """Format a call on one line, or with one argument a line where that is too long."""
    words = [f"{name}={_literal(value)}" for name, value in arguments.items()]
    line = f"{head}({', '.join(words)})"
    return [line] if len(line) <= 120 else [f"{head}(", *(f"        {word}," for word in words), "    )"]


def _literal(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, str):
        if value.isupper() and "_" in value:
            return value
        return f'r"{value}"' if "\\" in value and '"' not in value else json.dumps(value, ensure_ascii=False)
    return repr(value)


def _docstring(publisher: str) -> str:
    text = re.sub(r'["\\]', "", publisher)
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _import_order(name: str) -> tuple[bool, str]:
    return (not name.isupper(), name)


def example_addresses(name: str, urls: Sequence[str]) -> str:
    """Return the site's entry in the table of addresses for its contract test (TOML)."""
    return f"\n[{name}]\nseen = [\n" + "".join(f"    {json.dumps(url)},\n" for url in urls) + "]\n"
