"""Anonymizes a document: replaces its words by others of the same shape, so that a fixture holds no publisher's text.

``Brigade leaves Okinawa`` becomes, say, ``Clofiti nuapas Usirala``: letters change, vowels stay vowels, capitals,
length and punctuation stay. A word is replaced by the same one throughout the document, so that a headline that is
repeated in the text still is. Short words, names of months, and the words that mark a byline, a credit or a promo
stay: what is extracted keeps its shape. Addresses stay, too.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from typing import Any

from newscrawl.text.language import STOP_WORDS
from newscrawl.text.months import MONTHS

_RULE_WORDS = """
    account ad admin administrator ads advertisement advertising agency alerts also analyst analysts app appeared apple
    army article associated author authors bio bluesky breaking briefing caption channel channels click columnist
    columnists comment comments contact content contributed contributing contributor contributors cookies copy copyright
    corps correction corrections correspondent correspondents courtesy covered covers credit currently daily defense
    department desk discord donate donation download edited editor editorial editors email exclusive expert facebook
    fellow flipboard follow force free from getty google graphic group guard guest handout here hours illustration image
    images inbox instagram interview join journalist journalists latest learn like link linkedin listen magazine marine
    marines mastodon media member messenger military ministry minutes more most navy news newsletter newsletters
    newsroom next note notes opinion originally page partner patreon permission photo photograph photographer
    photographers photographs photos picture pictures pinterest podcast popular post posted press previous previously
    print privacy promoted published read reader receive recommended reddit register related released rendering reported
    reporter reporters reporting reports reprinted republished reserved reuters rights said save screenshot scroll
    senior served service share sign signup source space special sponsored staff stars statement story stripes subscribe
    subscriber subscribers subscription support tagged tags team telegram text threads tiktok today topics trending
    tribune tweet twitter updated updates user users video videos virin watch webinar webmaster website whatsapp words
    worked writer writes written yesterday your youtube monday tuesday wednesday thursday friday saturday sunday
"""
"""Words of the extraction rules, in lower case."""

_LONG_ENOUGH = 4
"""Shorter words are articles and prepositions, which identify a language, or abbreviations of services."""

_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvwz"
_CYRILLIC_VOWELS, _CYRILLIC_CONSONANTS = "аеиоу", "бвгдклмнпрст"
_CLASSES = (
    ("aeiouy" + "áàâäãåéèêëíìîïóòôöõúùûü", _VOWELS),
    ("bcdfghjklmnpqrstvwxz" + "çñß", _CONSONANTS),
    ("аеёиоуыэюяіїє", _CYRILLIC_VOWELS),
    ("бвгґджзйклмнпрстфхцчшщ", _CYRILLIC_CONSONANTS),
)

_WORD = re.compile(r"&#?\w+;|https?://\S+|www\.\S+|[^\W\d_]+")
_PIECE = re.compile(
    r"(?P<skip><!--.*?-->|<!\[CDATA\[|\]\]>|<!DOCTYPE[^>]*>|<\?.*?\?>)"
    r"|(?P<script><script\b[^>]*>)(?P<code>.*?)(?P<end></script\s*>)"
    r"|(?P<style><style\b[^>]*>.*?</style\s*>)"
    r"|(?P<plain><(?:link|guid|loc|url|pubDate|lastmod|dc:date|updated|published)>[^<]*(?=</))"
    r"|(?P<tag></?[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^'\">])*>)"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?P<before>\b(?P<name>alt|title|content|aria-label|data-caption|data-credit|data-title|article-title"
    r"|article-summary|placeholder)\s*=\s*)(?P<quote>[\"'])(?P<value>.*?)(?P=quote)",
    re.DOTALL | re.IGNORECASE,
)
_META_OF_TEXT = re.compile(
    r"\b(?:name|property|itemprop)\s*=\s*[\"'][^\"']*(?:title|description|author|headline|keywords|news_keywords|tag|caption"
    r"|creator|alt|sailthru\.(?:title|description|author))[^\"']*[\"']",
    re.IGNORECASE,
)
_TEXT_KEYS = frozenset(
    (
        *("headline", "description", "articleBody", "alternativeHeadline", "name", "caption", "text", "keywords"),
        *("creditText", "copyrightNotice", "author", "creator", "abstract", "about"),
    )
)
_DATA_SCRIPT = re.compile(r"application/ld\+json|tie-schema-json", re.IGNORECASE)


class Anonymizer:
    """Replaces words, equal ones by equal ones. Its key is random: nobody can restore the text."""

    def __init__(self, keep: frozenset[str] = frozenset(), key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(16)
        self._keep = frozenset(_RULE_WORDS.split()) | STOP_WORDS | frozenset(MONTHS) | {word.lower() for word in keep}
        self.word: Callable[[str], str] = cache(self._replacement)

    def text(self, text: str) -> str:
        """Anonymize plain text, or text of a document with its entities."""
        return _WORD.sub(lambda match: self.word(match[0]), text)

    def document(self, markup: str) -> str:
        """Anonymize HTML or a feed: texts, attributes with text, linked data; empty other scripts, remove comments."""
        return _PIECE.sub(self._piece, markup)

    def _piece(self, match: re.Match[str]) -> str:
        if match["text"]:
            inner = "&lt;" in match[0]  # a feed's text may be markup that is escaped
            return escape(self.document(unescape(match[0])), quote=False) if inner else self.text(match[0])
        if match["tag"]:
            return _ATTRIBUTE.sub(lambda found: self._attribute(found, match[0]), match[0])
        if match["script"]:
            code = self._data(match["code"]) if _DATA_SCRIPT.search(match["script"]) else ""
            return f"{match['script']}{code}{match['end']}"
        if match["skip"] and match[0].startswith("<!--"):
            return ""
        return match[0]

    def _attribute(self, found: re.Match[str], tag: str) -> str:
        if found["name"].lower() == "content" and not _META_OF_TEXT.search(tag):
            return found[0]
        if found["value"].startswith(("http://", "https://", "/")):
            return found[0]
        return f"{found['before']}{found['quote']}{self.text(found['value'])}{found['quote']}"

    def _data(self, code: str) -> str:
        """Anonymize linked data; return nothing where it does not parse."""
        try:
            data = json.loads(code, strict=False)
        except ValueError:
            return ""
        return json.dumps(self._values(data, textual=False), ensure_ascii=False)

    def _values(self, data: Any, *, textual: bool) -> Any:
        if isinstance(data, dict):
            return {name: self._values(value, textual=name in _TEXT_KEYS) for name, value in data.items()}
        if isinstance(data, list):
            return [self._values(value, textual=textual) for value in data]
        if isinstance(data, str) and textual and not data.startswith(("http://", "https://", "#")):
            return self._rich(data)
        return data

    def _rich(self, text: str) -> str:
        """Anonymize a string that may hold markup, or entities, of its own."""
        return self.document(text) if "<" in text else self.text(text)

    def _replacement(self, word: str) -> str:
        lower = word.lower()
        if len(word) < _LONG_ENOUGH or not word.isalpha() or lower in self._keep or (word.isupper() and len(word) < 6):
            return word
        dice = iter(hashlib.blake2b(lower.encode(), key=self._key, digest_size=64).digest())
        return "".join(self._letter(letter, next(dice, len(word))) for letter in word)

    @staticmethod
    def _letter(letter: str, dice: int) -> str:
        for members, replacements in _CLASSES:
            if letter.lower() in members:
                other = replacements[dice % len(replacements)]
                return other.upper() if letter.isupper() else other
        return letter
