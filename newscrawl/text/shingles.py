"""Splits a text into overlapping runs of words: what copies of one story share, however a site prints and cuts it."""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from zlib import crc32

WORDS = 6
"""Words of a shingle. Fewer: reports of one frame with other facts look alike. More: light editing hides a copy."""

_LONGEST = 1_000_000
"""Most characters of a text that are used: ten times the longest article, to bound memory."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
"""Letters of scripts that put no space between words: each counts as a word."""
_PARTING = "\u2012\u2013\u2014\u2015"
"""Dashes: they separate words."""
_SPACES = b" \t\n\r\x0b\x0c/"
_PLAIN = bytes(ord(" ") if code in _SPACES else code for code in range(256)).lower()
_MARKS = bytes(code for code in range(128) if not chr(code).isalnum() and code not in _SPACES)


def words(text: str) -> list[bytes]:
    """Return the words of a text in one spelling (UTF-8): letters and digits, compatibility forms and case unified.

    Marks inside a word are left out (``U.S.`` is ``us``); dashes and slashes separate words.
    """
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_folded, unicodedata.normalize("NFKC", text))
    return (
        text.replace("--", " ").replace("...", " ").encode("utf-8", "surrogatepass").translate(_PLAIN, _MARKS).split()
    )


def shingles(text: str) -> dict[int, int]:
    """Return a hash (32 bits) of each run of :data:`WORDS` words, with the index of its first word.

    A shorter text is one shingle. Empty where there is no word.
    """
    found = words(text[:_LONGEST])
    if not found:
        return {}
    line = b" ".join((*found, b""))  # a space after the last word, too: a run is the same wherever it is
    starts = [0, *accumulate(len(word) + 1 for word in found)]
    ends = starts[min(WORDS, len(found)) :]
    return {crc32(line[start:end]): place for place, (start, end) in enumerate(zip(starts, ends, strict=False))}


def _folded(match: re.Match[str]) -> str:
    text = match[0]
    return _known(text) if len(text) < 16 else _plain(text)


@lru_cache(maxsize=4096)
def _known(text: str) -> str:
    """Fold characters beyond ASCII; cached, as they are mostly the same few quotes and dashes."""
    return _plain(text)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.casefold()).casefold()
    spaced = _UNSPACED.sub(r" \1 ", folded)
    return "".join(
        letter if letter.isalnum() else " " if letter in _PARTING or letter.isspace() else "" for letter in spaced
    )
