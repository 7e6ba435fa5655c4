"""Guesses facts of a site from its pages: the outlet's name, language, time zone, sections."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Listing
from newscrawl.extraction.dom.page import Page
from newscrawl.text.unicode import letters
from newscrawl.urls import Addresses

_ZONES = (
    *("America/New_York", "Europe/London", "Europe/Paris", "Europe/Kyiv", "America/Chicago", "America/Los_Angeles"),
    *("Asia/Jerusalem", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
)
"""Time zones of most of the English-language press, the likeliest first."""
_COUNTRY_TABLE = """
    be Europe/Brussels  cz Europe/Prague  de Europe/Berlin  dk Europe/Copenhagen  ee Europe/Tallinn  es Europe/Madrid
    fi Europe/Helsinki  fr Europe/Paris  gr Europe/Athens  ie Europe/Dublin  il Asia/Jerusalem  in Asia/Kolkata
    it Europe/Rome  jp Asia/Tokyo  kr Asia/Seoul  lt Europe/Vilnius  lv Europe/Riga  mil America/New_York
    nl Europe/Amsterdam  no Europe/Oslo  nz Pacific/Auckland  ph Asia/Manila  pk Asia/Karachi  pl Europe/Warsaw
    ro Europe/Bucharest  se Europe/Stockholm  sg Asia/Singapore  tr Europe/Istanbul  tw Asia/Taipei  ua Europe/Kyiv
    uk Europe/London  za Africa/Johannesburg
"""
_COUNTRIES = MappingProxyType(dict(zip(_COUNTRY_TABLE.split()[::2], _COUNTRY_TABLE.split()[1::2], strict=True)))
"""Time zone of the capital, by the last part of a host."""
_MOST_SECTIONS = 6
_OLDER = ("[class*=pagination] a", "[class*=pager] a", "[class*=paging] a", "[class*=pages] a", "a[href*='?']")
"""Elements in which listings link to their other pages."""
_PAGE = re.compile(r"/?\?(?:[^#]*&)?(?:paged?|start|offset|from)=\d+(?:&[^#]*)?|/page/\d+")
"""What the address of an older page adds to that of the first."""
_NO_NAME = re.compile(r"(?:home(?:\s?page)?|welcome|index|news|latest news|front page|start)", re.IGNORECASE)
_BAR = r"\s+[|\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}\N{BULLET}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}-]\s+"


def publisher(page: Page, host: str) -> str:
    """Return the outlet's name, as its home page states it; else the bare host."""
    bare = host.removeprefix("www.")
    named = page.meta("og:site_name") or page.meta("application-name")
    if not named:
        title = page.first("title")
        named = _name_in(title.text() if title else "", letters(bare.rpartition(".")[0]))
    return " ".join((named or "").split()) or bare


def _name_in(title: str, label: str) -> str:
    """Return the part of a title that the host is named after, else the first that is a name."""
    parts = [part.strip() for part in re.split(_BAR, title)]
    finer = [part.strip() for part in re.split(rf"{_BAR}|:\s+", title)]
    alike = next((part for part in (*parts, *finer) if label and letters(part).removeprefix("the") == label), None)
    return alike or next((part for part in parts if part and not _NO_NAME.fullmatch(part)), "")


def language(page: Page) -> str:
    """Return the language that a page declares (ISO 639), else ``en``."""
    node = page.first("html[lang]")
    match = re.match(r"[a-z]{2,3}", (node.attributes.get("lang") or "").lower()) if node else None
    return match[0] if match else "en"


def timezone(dates: Iterable[str | None], host: str) -> str | None:
    """Return the IANA zone that fits the offsets that a site prints, else its country's; None where unknown.

    An offset of zero tells nothing: feeds are in UTC everywhere, London is in winter.
    """
    printed = [instant for date in dates if (instant := _instant(date)) and instant.utcoffset()]
    country = _COUNTRIES.get(host.rpartition(".")[2])
    likely = dict.fromkeys(name for name in (country, *_ZONES, *_COUNTRIES.values()) if name)
    if not printed:
        return country
    return next((name for name in likely if all(_fits(instant, ZoneInfo(name)) for instant in printed)), None)


def _fits(instant: datetime, timezone: ZoneInfo) -> bool:
    return instant.astimezone(timezone).utcoffset() == instant.utcoffset()


def _instant(date: str | None) -> datetime | None:
    text = (date or "").strip()
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = parse(text)
        except ValueError:
            continue
        return instant if abs(instant.utcoffset() or timedelta()) < timedelta(hours=15) else None
    return None


def sections(articles: Iterable[str], links: Iterable[str]) -> list[str]:
    """Return the links of a page that are parents of articles: ``/news/army`` of ``/news/army/2026/a-ship-sails``."""
    above = {"/".join(pieces[:depth]) for pieces in map(_pieces, articles) for depth in range(1, len(pieces))}
    found: dict[str, str] = {}
    for link in links:
        pieces = _pieces(link)
        plain = not urlsplit(link).query and not any(piece.isdigit() for piece in pieces)
        if plain and (path := "/".join(pieces)) in above:
            found.setdefault(path, link)
    return list(_deepest(found))[:_MOST_SECTIONS]


def older_pages(body: bytes, url: str, host: str) -> str | None:
    """Return the selector of a listing's links to older pages, where the usual selectors miss them."""
    addresses = Addresses(host=host)
    if read_listing(body, url, Listing(), addresses).next:
        return None
    for selector in _OLDER:
        following = read_listing(body, url, Listing(next=(selector,)), addresses).next or ""
        here, there = url.rstrip("/"), following.rstrip("/")
        if there.startswith(here) and _PAGE.fullmatch(there.removeprefix(here)):
            return selector
    return None


def _deepest(found: dict[str, str]) -> Iterator[str]:
    """Remove parents of others: a page of all sections lists their names, not articles."""
    yield from (link for path, link in found.items() if not any(other.startswith(f"{path}/") for other in found))


def _pieces(url: str) -> list[str]:
    return [piece for piece in urlsplit(url).path.split("/") if piece]
