"""Short pieces of markup (titles, summaries, captions) as one line of plain text."""

import html
import re

from selectolax.lexbor import LexborHTMLParser

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK = re.compile(r"(?=<(?:/?(?:p|div|li|ul|ol|h[1-6]|tr|td|blockquote|figure|figcaption)\b|br\b))", re.IGNORECASE)


def plain_text(snippet: str | None) -> str | None:
    """The snippet without tags, entities resolved, white space single; None where nothing is left."""
    if not snippet:
        return None
    if _TAG.search(snippet):
        tree = LexborHTMLParser(_BLOCK.sub(" ", snippet))
        tree.strip_tags(["script", "style"])
        snippet = tree.body.text() if tree.body else ""
    else:
        snippet = html.unescape(snippet)
    return " ".join(snippet.split()) or None
