"""Hashes a text, however it is spaced, quoted or capitalized."""

import hashlib
import re
import unicodedata
from functools import lru_cache

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())


def normalized(text: str) -> bytes:
    """Return only the letters and digits of ``text``, in one spelling (UTF-8).

    Compatibility forms are unified (NFKC), case is folded, all else is left out: white space, punctuation, the style of
    quotes and dashes. So the same story set by two content systems becomes one string.
    """
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_folded, unicodedata.normalize("NFKC", text))
    # The ASCII part is most of the text, and bytes are ten times as fast as a pattern.
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII_MARKS).lower()


def content_hash(text: str | None) -> str | None:
    """Return the first 32 hex digits of SHA-256 of the normalized text; None where it has no letter or digit."""
    plain = normalized(text) if text else b""
    return hashlib.sha256(plain).hexdigest()[:32] if plain else None


def _folded(match: re.Match[str]) -> str:
    return _letters_and_digits(match[0])


@lru_cache(maxsize=4096)
def _letters_and_digits(text: str) -> str:
    """Fold characters beyond ASCII; cached, as they are mostly the same few quotes and dashes."""
    # Folding can undo NFKC, and NFKC can bring new letters to fold (Unicode 3.13, D146).
    folded = unicodedata.normalize("NFKC", text.casefold()).casefold()
    return "".join(filter(str.isalnum, folded))
