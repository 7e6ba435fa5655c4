"""Classifies elements: which break the line, which hold no text, which are hidden, captions, posts or layout."""

import re
from collections import Counter

from selectolax.lexbor import LexborNode

Attributes = dict[str, str | None]

NO_TEXT = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "title", "meta", "link", "base", "noembed", "noframes"),
        *("button", "input", "select", "option", "optgroup", "textarea", "progress", "dialog", "nav", "aside"),
        *("img", "amp-img", "picture", "svg", "canvas", "map", "area", "math", "source", "track", "audio", "video"),
        *("iframe", "frame", "frameset", "object", "embed", "applet", "param", "rp", "rt"),
    )
)
"""Elements that are left out with all their content. (``rt`` is the reading of a Japanese word, beside the word.)"""

BLOCK_LEVEL = frozenset(
    (
        *("html", "body", "main", "article", "section", "header", "footer", "hgroup", "div", "p", "center", "address"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "details", "summary", "figure", "figcaption"),
        *("ul", "ol", "li", "dl", "dt", "dd", "dir", "menu", "form", "fieldset", "legend"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
    )
)
"""Elements before and after which browsers break the line."""

PICTURES = frozenset(("img", "amp-img", "picture"))
LISTS = frozenset(("ul", "ol", "dl", "dir", "menu"))
BOLD = frozenset(("b", "strong"))

_PULL_QUOTE = re.compile(r"pull-?_?quote", re.IGNORECASE)
_POST = re.compile(r"twitter-(?:tweet|video)|bluesky-embed|instagram-media|tiktok-embed|fb-(?:post|video)")
_OUT_OF_SIGHT = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden|u-(?:hidden-visually|visually-hidden)|assistive-text"
    r"|off-?screen|hide-visually|tooltip(?:-?text)?|popover|hover-?card|rollover-\S+)(?:\s|$)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig|img|image|photo|picture|media|wp|thumb|video)?[_-]*(?:captions?|cutline)(?:$|[\s_-])"
    r"|(?:photo|image|img|picture|media|video)[_-]*(?:credits?|copyright|description|byline|source)(?:$|[\s_-])"
    r"|[a-z](?:Captions?|Cutline|(?:Photo|Image|Picture)Credit)(?:$|[\s_A-Z-])",
    re.IGNORECASE,
)
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f]['\"\u2019\u201d)]*$")
_LONGEST_CAPTION = 1_500
"""Characters. A longer element with the name of a caption is a misnamed body."""
_LONGEST_ALONE = 250
_LONGEST_SENTENCE_ALONE = 130
"""Most characters of a caption that has no other sign than being alone with a picture, with and without full stop."""
_LONGEST_FORM = 1_000
"""Characters."""
_LONGEST_CELL = 120
"""Characters a cell on average, above which a table is there for the layout."""


def is_hidden(attributes: Attributes) -> bool:
    """Whether the element is not displayed, or only read out by screen readers."""
    if "hidden" in attributes:
        return True
    if (style := attributes.get("style")) and _NOT_DISPLAYED.search(style):
        return True
    name = attributes.get("class")
    return bool(name and _OUT_OF_SIGHT.search(name))


def is_pull_quote(attributes: Attributes) -> bool:
    """Whether the element repeats words of the text in large type."""
    name = attributes.get("class")
    return bool(name and _PULL_QUOTE.search(name))


def is_post(attributes: Attributes) -> bool:
    """Whether the element embeds a post of a social network."""
    name = attributes.get("class")
    return bool(name and _POST.search(name))


def is_caption(node: LexborNode, attributes: Attributes) -> bool:
    """Whether the element has the name of a caption or a credit."""
    name = attributes.get("class")
    return bool(name and _CAPTION.search(name) and len(node.text()) <= _LONGEST_CAPTION)


def is_picture(node: LexborNode) -> bool:
    """Whether an image element is a picture, unlike an emoji or a one-pixel counter."""
    attributes = node.attributes
    return "emoji" not in (attributes.get("class") or "") and attributes.get("width") not in ("0", "1", "16", "20")


def could_be_caption(text: str, tag: str) -> bool:
    """Whether a line in an element ``tag``, alone with a picture, may be its caption: short, and not a paragraph."""
    if _ENDS_SENTENCE.search(text):
        return tag != "p" and len(text) <= _LONGEST_SENTENCE_ALONE
    return len(text) <= _LONGEST_ALONE


def is_input_form(node: LexborNode) -> bool:
    """Whether a ``form`` is for filling in, unlike one around a whole page (ASP.NET)."""
    return len(node.text()) <= _LONGEST_FORM and node.css_first("h1, article, p + p + p") is None


def holds_data(table: LexborNode, attributes: Attributes) -> bool:
    """Whether a table holds data, not layout."""
    if attributes.get("role") in ("presentation", "none"):
        return False
    has = Counter(node.tag for node in table.css("table, tr, td, th, h1, h2, h3, ul, ol, div"))
    cells = has["td"] + has["th"]
    if has["table"] > 1 or has["h1"] + has["h2"] + has["h3"] + has["ul"] + has["ol"] or has["div"] > cells:
        return False
    return has["tr"] < cells and len(table.text()) <= cells * _LONGEST_CELL
