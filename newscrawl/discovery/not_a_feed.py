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


_REFUSALS = re.compile(
    r"403 forbidden|access\s?denied|attention required|just a moment|request forbidden|reference #\s?[\da-f.]{6,}"
    r"|request blocked|you have been blocked|verify(?:ing)? (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
_MOST_OF_A_REFUSAL = 100_000
"""Bytes. Pages of refusal are short, but not as short as one would think."""


def looks_blocked(body: bytes) -> str | None:
    """What an answer without a single link says that refuses us, or None.

    Some such pages come with status 200 and begin with ``<?xml``, so that they pass for a feed with no items.
    """
    if len(body) > _MOST_OF_A_REFUSAL:
        return None
    match = _REFUSALS.search(" ".join(body.decode("utf-8", "replace").split()))
    return match[0] if match else None


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
