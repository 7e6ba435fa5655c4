"""What a site says about its article pages: selectors, house lines, habits. Facts, checked when the class is made."""

import re
from dataclasses import dataclass, fields
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, SelectolaxError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules of an article page. Each field's selectors are CSS, tried in order; the first that gives something wins.

    A family sets the defaults, a site changes what differs: ``replace(WordPressSpider.article, body=(...))``. After a
    layout change the new selector goes in front and the old one stays. A keyword that is misspelt, a selector that does
    not parse, a string where a tuple belongs or a pattern that does not compile fails at import, hence in
    ``scrapy list``.
    """

    headline: tuple[str, ...] = ()
    description: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    """The element(s) that hold the text. All elements a selector matches are read, in order."""
    authors: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    """Elements (their ``datetime``/``content`` attribute, else their text) with the day or instant of publication."""
    modified: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    lead_image: tuple[str, ...] = ()
    """Figure or box outside the body that holds the lead picture and its caption."""

    drop: tuple[str, ...] = ()
    """Elements taken out of the body: ads, share bars, related stories, sign-up boxes."""
    end: tuple[str, ...] = ()
    """Inside the body, the first such element and all that follows it is left out (an end marker)."""
    promo: tuple[str, ...] = ()
    """Regular expressions, matched against a *whole* paragraph, of the site's own promotional lines."""
    house_names: tuple[str, ...] = ()
    """Bylines that name no person: the outlet itself, its desks. The publisher's name need not be listed."""
    ignore_keywords: tuple[str, ...] = ()
    """Regular expressions, matched against a whole keyword: the house's routing tags."""
    section_from_url: str | None = None
    """Regular expression on the path of the article's address whose first group is its section."""
    naive_dates: Literal["site", "utc"] = "site"
    """What a date without offset on the page or in its linked data means: the site's zone, or UTC."""

    def __post_init__(self) -> None:
        """Check every rule; raises ValueError or TypeError that names the field and what is wrong with it."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type == "tuple[str, ...]" or str(field.type) == "tuple[str, ...]":
                if not isinstance(value, tuple) or not all(isinstance(entry, str) for entry in value):
                    raise TypeError(f"rule {field.name!r} takes a tuple of strings, not {value!r}")
                check = _check_pattern if field.name in _PATTERNS else _check_selector
                for entry in value if field.name != "house_names" else ():
                    check(field.name, entry)
        if self.section_from_url is not None:
            _check_pattern("section_from_url", self.section_from_url)
            if re.compile(self.section_from_url).groups < 1:
                raise ValueError(f"rule 'section_from_url' needs a group: {self.section_from_url!r}")
        if self.naive_dates not in ("site", "utc"):
            raise ValueError(f"rule 'naive_dates' is 'site' or 'utc', not {self.naive_dates!r}")


_PATTERNS = frozenset({"promo", "ignore_keywords"})
_PROBE = LexborHTMLParser("<p></p>")


def _check_selector(name: str, selector: str) -> None:
    try:
        _PROBE.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise ValueError(f"rule {name!r}: not a CSS selector: {selector!r}") from error


def _check_pattern(name: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"rule {name!r}: not a regular expression: {pattern!r} ({error})") from error
