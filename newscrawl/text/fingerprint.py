"""One hash for one text, however it is spaced, quoted or capitalised."""

import hashlib
import re
import unicodedata

_NOT_LETTERS_OR_DIGITS = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """Only the letters and digits of ``text``, in one spelling.

    Compatibility forms are unified (NFKC), case is folded, all else is left out: white space, punctuation, the style of
    quotes and dashes. So the same story set by two content systems becomes one string.
    """
    if text.isascii():
        return _NOT_LETTERS_OR_DIGITS.sub("", text.lower())
    # Folding can undo NFKC and NFKC can bring new letters to fold, hence both twice (Unicode 3.13, D146).
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_LETTERS_OR_DIGITS.sub("", unicodedata.normalize("NFKC", folded).casefold())


def content_hash(text: str | None) -> str | None:
    """First 32 hex digits of SHA-256 of the normalised text; None where there is no letter or digit to hash."""
    plain = normalised(text) if text else ""
    if not plain:
        return None
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:32]
