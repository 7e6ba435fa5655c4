"""What a reply is that should have been a feed."""

import re

from newscrawl.discovery.snippets import plain_text

HTML_PAGE = re.compile(r"<(?:html|head|body)[\s>]|<!doctype html", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_FIRST_TAG = re.compile(r"<([a-zA-Z][\w:.-]{0,60})")


class NotAFeed(ValueError):
    """The reply is no feed. ``looks_like`` says what it is instead, in a few words."""

    def __init__(self, looks_like: str) -> None:
        super().__init__(f"not a feed but {looks_like}")
        self.looks_like = looks_like


def looks_like(text: str) -> str:
    """In a few words, what a text is that is no feed."""
    beginning = text.lstrip("\ufeff \t\r\n")
    if not beginning:
        return "an empty reply"
    if beginning[0] in "{[":
        return "JSON"
    title = plain_text(match[1]) if (match := _TITLE.search(text)) else None
    first = _FIRST_TAG.search(beginning)
    if HTML_PAGE.search(text):
        return f"an HTML page titled {title!r}" if title else "an HTML page"
    return f"XML with the root <{first[1]}>" if first else f"text that begins {beginning[:40]!r}"
