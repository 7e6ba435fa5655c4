"""What elements mean to a reader of text: which break the line, which hold no text, which are hidden or set apart."""

import re

from selectolax.lexbor import LexborNode

Attributes = dict[str, str | None]

NO_TEXT = frozenset(
    "applet area aside audio base button canvas dialog embed frame frameset head iframe img input link map math meta "
    "nav noembed noframes noscript object optgroup option param picture progress rp rt script select source style svg "
    "template textarea title track video".split()
)
"""Elements that are left out with all they hold. (``rt`` is the reading of a Japanese word, beside the word.)"""

BLOCK_LEVEL = frozenset(
    "address article blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre section summary table tbody td tfoot th thead "
    "tr ul".split()
)
"""Elements before and after which browsers break the line."""

LISTS = frozenset(("ul", "ol", "dl", "dir", "menu"))
BOLD = frozenset(("b", "strong"))

_EMBEDDED = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video|timeline)|instagram-media|tiktok-embed|fb-(?:post|video|page)|bluesky-embed"
    r"|mastodon-embed|reddit-(?:card|embed)\S*|imgur-embed-pub|text-post-media)(?:\s|$)"
)
_PULL_QUOTE = re.compile(r"pull-?_?quote", re.IGNORECASE)
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden|u-(?:hidden-visually|visually-hidden)|assistive-text"
    r"|off-?screen|hide-visually)(?:\s|$)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig|img|image|photo|picture|media|wp|thumb|video)?[_-]*(?:captions?|cutline)(?:$|[\s_-])"
    r"|(?:photo|image|img|picture|media|video)[_-]*(?:credits?|copyright|description|byline|source)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LONGEST_CAPTION = 1_500
"""Characters. What is longer and calls itself a caption is a misnamed body."""
_LONGEST_FORM = 1_000
"""Characters. A longer form is one that a whole page stands in (ASP.NET)."""
_LONGEST_CELL = 120
"""Characters a cell on average, above which a table is there for the layout."""


def is_hidden(attributes: Attributes) -> bool:
    """Whether the element is not displayed, or only for those who hear the page."""
    if "hidden" in attributes:
        return True
    if (style := attributes.get("style")) and _NOT_DISPLAYED.search(style):
        return True
    name = attributes.get("class")
    return bool(name and _FOR_SCREEN_READERS.search(name))


def is_quoted_apart(attributes: Attributes) -> bool:
    """Whether the element repeats words of the text in large type, or embeds a post of a social network."""
    name = attributes.get("class")
    return bool(name and (_EMBEDDED.search(name) or _PULL_QUOTE.search(name)))


def is_caption(node: LexborNode, attributes: Attributes) -> bool:
    """Whether the element calls itself a caption or a credit."""
    name = attributes.get("class")
    return bool(name and _CAPTION.search(name) and len(node.text()) <= _LONGEST_CAPTION)


def is_input_form(node: LexborNode) -> bool:
    """Whether a ``form`` is for filling in, unlike one that a whole page stands in."""
    return len(node.text()) <= _LONGEST_FORM


def holds_data(table: LexborNode, attributes: Attributes) -> bool:
    """Whether a table is one of figures and words, not a means of placing text on the page."""
    if attributes.get("role") in ("presentation", "none") or table.css_first("h1, h2, h3, ul, ol, div div"):
        return False
    if len(table.css("table")) > 1:
        return False
    cells = len(table.css("td, th"))
    return cells > 1 and len(table.text()) <= cells * _LONGEST_CELL and len(table.css("tr")) < cells
