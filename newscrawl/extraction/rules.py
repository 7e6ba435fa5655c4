"""Rules that a site sets for its article pages: selectors, patterns, habits. They are checked at import."""

import re
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self

from selectolax.lexbor import LexborHTMLParser, SelectolaxError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules of an article page. Each field's selectors are CSS, tried in order; the first that finds a value wins.

    A platform sets the defaults, a site adds what differs: ``WordPressSpider.article.extended(body=(...))``. After a
    layout change the new selector goes in front and the old one stays. A misspelled keyword, a selector that does not
    parse, a string in place of a tuple or a pattern that does not compile fails at import, and so in ``scrapy list``.
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
    refuse: tuple[str, ...] = ()
    """A page with such an element is not an article (a static page, an archive), unless a feed lists it as one."""
    end: tuple[str, ...] = ()
    """Inside the body, the first such element and all that follows it is left out (an end marker)."""
    promo: tuple[str, ...] = ()
    """Regular expressions, matched against a *whole* paragraph, of the site's own promotional lines."""
    publisher_names: tuple[str, ...] = ()
    """Bylines that name no person: the outlet itself, its departments. The publisher's name need not be listed."""
    ignore_keywords: tuple[str, ...] = ()
    """Regular expressions, matched against a whole keyword: the publisher's routing tags."""
    section_from_url: str | None = None
    """Regular expression on the path of the article's address whose first group is its section."""
    dek_in_body: bool = False
    """The dek opens the text and belongs to it; ``body`` selects it, too. Else a dek at the head is cut."""
    naive_dates: Literal["site", "utc"] = "site"
    """What a date without offset on the page or in its linked data means: the site's zone, or UTC."""

    promo_pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    """All of ``promo`` as one pattern, case aside; None when there is none."""
    ignore_pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    """All of ``ignore_keywords`` as one pattern, case aside."""
    section_pattern: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check every rule; raises ValueError or TypeError that names the field and what is wrong with it."""
        for rule in fields(self):
            if str(rule.type) != "tuple[str, ...]":
                continue
            value = getattr(self, rule.name)
            if not isinstance(value, tuple) or not all(isinstance(entry, str) for entry in value):
                raise TypeError(f"rule {rule.name!r} takes a tuple of strings, not {value!r}")
            check = _check_pattern if rule.name in _PATTERNS else _check_selector
            for entry in value if rule.name != "publisher_names" else ():
                check(rule.name, entry)
        if self.section_from_url is not None:
            _check_pattern("section_from_url", self.section_from_url)
            if re.compile(self.section_from_url).groups < 1:
                raise ValueError(f"rule 'section_from_url' needs a group: {self.section_from_url!r}")
        if self.naive_dates not in ("site", "utc"):
            raise ValueError(f"rule 'naive_dates' is 'site' or 'utc', not {self.naive_dates!r}")
        object.__setattr__(self, "promo_pattern", _joined(self.promo))
        object.__setattr__(self, "ignore_pattern", _joined(self.ignore_keywords))
        object.__setattr__(
            self, "section_pattern", re.compile(self.section_from_url) if self.section_from_url else None
        )

    def extended(self, **rules: Any) -> Self:
        """Return these rules with others in front of them: a tuple goes before the one here, other values replace it.

        Raises TypeError for an unknown keyword, and whatever an invalid rule raises.
        """
        if "house_names" in rules:
            raise TypeError("rule 'house_names' was renamed to 'publisher_names'; see CHANGELOG.md")
        return replace(self, **{name: _before(value, getattr(self, name, None)) for name, value in rules.items()})


def _before(first: Any, behind: Any) -> Any:
    return (*first, *behind) if isinstance(first, tuple) and isinstance(behind, tuple) else first


_PATTERNS = frozenset({"promo", "ignore_keywords"})
_PROBE = LexborHTMLParser("<p></p>")


def _joined(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE) if patterns else None


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
