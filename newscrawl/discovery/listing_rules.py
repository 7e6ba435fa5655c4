"""Rules that a site sets for its listing pages: selectors, checked at import."""

from dataclasses import dataclass, fields

from selectolax.lexbor import LexborHTMLParser, SelectolaxError


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriers:
    """Elements that hold an article's data in their attributes, whatever else the page holds.

    ``elements`` are CSS selectors, the others names of attributes; the first of them that is present is used, of
    dates the most precise.
    """

    elements: tuple[str, ...]
    url: tuple[str, ...]
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    description: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every rule."""
        for rule in fields(self):
            _check(f"carriers {rule.name}", getattr(self, rule.name), selectors=rule.name == "elements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Rules of a listing page; all selectors are CSS, tried in order.

    The defaults fit WordPress and Arc XP themes and need no knowledge of the theme: any anchor that leads to an article
    is a link, and its card is the largest box around it that leads to no other article. Raises TypeError or ValueError
    that names the field.
    """

    cards: tuple[str, ...] = ()
    """Boxes of one article each. Without any, every anchor of the page counts."""
    link: tuple[str, ...] = ("a[href]",)
    """Inside a card: the anchors that may lead to its article; the first that does is taken."""
    title: tuple[str, ...] = ()
    """Inside a card: its title; where not given, the text of the anchor that holds most."""
    date: tuple[str, ...] = (
        "time[datetime]",
        "[itemprop=datePublished]",
        ".published",
        ".entry-date",
        ".post-date",
        ".posted-on",
        ".td-post-date",
        ".wp-block-post-date",
        ".date",
        "time",
    )
    """Inside a card: its ``datetime`` or ``content`` attribute, else its text."""
    authors: tuple[str, ...] = (
        ".author .fn a",
        ".author .fn",
        "a[rel=author]",
        ".byline a",
        ".td-post-author-name a",
        ".wp-block-post-author-name",
        "[itemprop=author]",
        "[class*=Byline__Author] a",
    )
    """Inside a card: bylines, all that the first fitting selector matches."""
    skip: tuple[str, ...] = ()
    """Boxes that are not read at all."""
    next: tuple[str, ...] = (
        "link[rel=next]",
        "a[rel=next]",
        "a.next",
        ".nav-next a",
        ".page-nav a[aria-label=next-page]",
        "a.wp-block-query-pagination-next",
        ".nav-previous a",
    )
    """Links to the next (older) page; one that leads back to a newer page is not taken."""
    carriers: Carriers | None = None
    """Elements whose attributes hold what cards hold elsewhere; read before the anchors."""

    def __post_init__(self) -> None:
        """Check every rule."""
        for rule in fields(self):
            if rule.name != "carriers":
                _check(rule.name, getattr(self, rule.name), selectors=True)


_PROBE = LexborHTMLParser("<p></p>")


def _check(name: str, value: object, *, selectors: bool) -> None:
    if not isinstance(value, tuple) or not all(isinstance(entry, str) for entry in value):
        raise TypeError(f"listing rule {name!r} takes a tuple of strings, not {value!r}")
    for selector in value if selectors else ():
        try:
            _PROBE.css(selector)
        except (SelectolaxError, ValueError) as error:
            raise ValueError(f"listing rule {name!r}: not a CSS selector: {selector!r}") from error
