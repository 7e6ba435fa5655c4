"""Weighs blocks: how likely each is to be part of an article's text."""

# ruff: noqa: RUF001 - the punctuation of other scripts

import re

from newscrawl.extraction.dom.blocks import Block

_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？：؟।]\W{0,3}$")
_PUNCTUATION = re.compile(r"[.!?,;…。！？、，،؟।]")
_DENSE_SCRIPT = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Scripts that say in one character what takes three in Latin."""
_SMALL_PRINT = re.compile(
    r"\bcookies?\b|\bprivacy (?:policy|notice|act)\b|\bpersonal (?:data|information)\b|\bopt(?:ing)?[- ]out\b|\bgdpr\b"
    r"|\bterms (?:of (?:use|service)|and conditions)\b|\ball rights reserved\b|\bdatenschutz|\bперсональн|クッキー",
    re.IGNORECASE,
)
"""What a site says about itself, at any length: no sign of an article (and a story about it has other paragraphs)."""
_PARAGRAPH = 80
"""Length (in characters of Latin script) from which a block is taken for running text."""
_MOST = 1_000
"""A longer block counts as this long: a page's terms of use do not beat its article."""


def text_length(text: str) -> int:
    """Return the length in characters as if it were in Latin script."""
    return len(text) if text.isascii() else len(text) + 2 * len(_DENSE_SCRIPT.findall(text))


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _ENDS_SENTENCE.search(text) is not None


def link_share(block: Block) -> float:
    """Return the share of the block's characters that are in links, 0 to 1."""
    return block.link_chars / len(block.text)


def is_links(block: Block) -> bool:
    """Whether the block is made of links, as menus and teasers are."""
    return link_share(block) > 0.6 and len(block.text) < 300


def weight(block: Block) -> float:
    """Return about its length for running text, below 0 for links and labels."""
    if block.kind in ("caption", "heading"):
        return -10.0 if block.kind == "heading" and is_links(block) else 0.0
    length, links = text_length(block.text), link_share(block)
    if links > 0.5:
        return -10.0 - 0.3 * min(length, 100)
    if block.kind == "row":
        return 2.0
    sentence = ends_sentence(block.text)
    if not _PUNCTUATION.search(block.text) or (length < _PARAGRAPH and not sentence):
        return -2.0 if block.kind == "item" else -3.0
    if _SMALL_PRINT.search(block.text):
        return 0.0
    share = 0.5 if length < _PARAGRAPH else 1.0 if sentence else 0.6
    return share * min(length, _MOST) * (1 - links)
