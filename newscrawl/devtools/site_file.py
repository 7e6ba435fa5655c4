"""The file of a site that was looked at: what it states, as a class to try and as text to keep."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools.inspect_site import SiteInspection, family_class
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
    family: type[NewsSpider]
    addresses: type[Addresses]
    host: str
    publisher: str
    language: str
    rules: dict[str, Any]
    sources: dict[str, tuple[str, ...]]
    older: str | None = None
    """Selector of a listing's links to its older pages."""

    def spider(self, timezone: str = "UTC") -> type[NewsSpider]:
        """The class that the text defines, but for its tags, floor and status."""
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
        return type(f"{self.name.capitalize()}Spider", (self.family,), members)

    def text(self, *, timezone: str, tag: str, a_week: float | None) -> str:
        """Its source code. ``a_week``: how many articles it publishes, where known."""
        family, module = self.family.__name__, self.family.__module__
        constants = [value for value in self.rules.values() if isinstance(value, str) and value.isupper()]
        imported = [*constants, family]
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
                f"class {self.name.capitalize()}Spider({family}):",
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


def site_file(seen: SiteInspection, name: str) -> SiteFile:
    """What a look at a site comes to: the family's ways, and what differs from them."""
    family = family_class(seen.family)
    kind = _addresses_class(family)
    return SiteFile(
        name=name,
        family=family,
        addresses=kind,
        host=seen.host,
        publisher=seen.publisher,
        language=seen.language,
        rules=_rules(seen, kind),
        sources=_sources(seen, family),
        older=seen.older,
    )


def _rules(seen: SiteInspection, kind: type[Addresses]) -> dict[str, Any]:
    usual = kind(host=seen.host)
    if usual.article and all(usual.is_article(url) for url in seen.articles):
        return {}
    if seen.family == "wordpress":
        for constant, patterns in _PERMALINKS:
            if all(kind(host=seen.host, article=patterns).is_article(url) for url in seen.articles):
                return {"article": constant}
    patterns, number = article_patterns(seen.articles)
    return {"article": patterns, **({"number": number} if number else {})}


def _sources(seen: SiteInspection, family: type[NewsSpider]) -> dict[str, tuple[str, ...]]:
    """The paths of sources that the family does not have so, or has and the site has not."""
    stated: dict[str, tuple[str, ...]] = {}
    usual = {path.strip("/") for path in family.feeds}
    if seen.feed and seen.feed.strip("/") not in usual:
        stated["feeds"] = (seen.feed,)
    elif not seen.feed and usual:
        stated["feeds"] = ()
    if not seen.feed and not family.listings:
        stated["listings"] = tuple(dict.fromkeys((_path(seen.home.url), *seen.sections)))
    names = [path.rpartition("/")[2] for path in seen.sections]
    if names and len(set(names)) == len(names):  # each is known by the last part of its path
        stated["sections"] = tuple(seen.sections)
    for attribute, wanted in (("news_sitemaps", True), ("sitemaps", False)):
        found = tuple(_path(url) for url, page in seen.sitemaps.items() if _is_news(page) is wanted)
        if found and found != getattr(family, attribute):
            stated[attribute] = found
    if seen.family == "wordpress" and not seen.rest:
        stated["rest"] = ()
    return stated


def _addresses_class(family: type[NewsSpider]) -> type[Addresses]:
    """The platform's own kind of address rules, where it has one."""
    things = vars(import_module(family.__module__)).values()
    kinds = [thing for thing in things if isinstance(thing, type) and issubclass(thing, Addresses)]
    return next((kind for kind in kinds if kind.__module__ == family.__module__), Addresses)


def _is_news(page: SitemapPage) -> bool:
    telling = sum(link.title is not None and link.date is not None for link in page.links)
    return telling * 2 > len(page.links)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def _call(head: str, arguments: dict[str, Any]) -> list[str]:
    """A call on one line, or one argument a line where that is too long."""
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
    """The site's part of the table of addresses that its contract is tested with (TOML)."""
    return f"\n[{name}]\nseen = [\n" + "".join(f"    {json.dumps(url)},\n" for url in urls) + "]\n"
