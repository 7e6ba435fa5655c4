"""Cleans characters: one spelling for what looks alike, nothing invisible. Words and quotation marks stay."""

import re
import unicodedata

_INVISIBLE = {
    0x00AD: "soft hyphen: a hint to the printer, it splits words for every other reader",
    0x034F: "combining grapheme joiner",
    0x061C: "Arabic letter mark",
    0x115F: "Hangul filler",
    0x1160: "Hangul filler",
    0x17B4: "Khmer inherent vowel, never shown",
    0x17B5: "Khmer inherent vowel, never shown",
    0x180E: "Mongolian vowel separator",
    0x200B: "zero width space",
    0x200E: "left-to-right mark",
    0x200F: "right-to-left mark",
    0x2060: "word joiner",
    0x2061: "function application",
    0x2062: "invisible times",
    0x2063: "invisible separator",
    0x2064: "invisible plus",
    0x3164: "Hangul filler",
    0xFEFF: "byte order mark",
    0xFFF9: "annotation anchor",
    0xFFFA: "annotation separator",
    0xFFFB: "annotation terminator",
    0xFFFC: "object replacement: in place of an embed",
}
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x2070))
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
"""Private use: icon fonts. Without their font they mean nothing."""
_SPACES = (0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_BREAKS = (0x0B, 0x0C, 0x85, 0x2028, 0x2029)
_CONTROLS = (*range(9), *range(0x0E, 0x20), 0x7F)


def _misread(code: int) -> str | None:
    """Return the Windows-1252 character of a C1 control: the text was decoded as Latin-1 (browsers do the same)."""
    try:
        return bytes((code,)).decode("cp1252")
    except UnicodeDecodeError:
        return None


_TABLE: dict[int, str | None] = {
    **{code: _misread(code) for code in range(0x80, 0xA0) if code != 0x85},
    **dict.fromkeys((*_CONTROLS, *_INVISIBLE, *_BIDI), None),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_BREAKS, "\n"),
    0x2011: "-",  # the non-breaking hyphen differs from the hyphen only for the printer
}
_SHOWN_YET_ODD = "\u2011\u034f\u115f\u1160\u17b4\u17b5\u3164\ufffc"
"""Characters to clean that Python calls printable."""
_DISCARDED = re.compile(f"[{_PRIVATE}\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_JOINER_IN_LATIN = re.compile(
    r"(?<=[\s\x21-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\s\x21-\u024f])|^[\u200c\u200d]+"
)
"""Joiners mean something in Persian, Indic scripts and emoji only."""


def clean_characters(text: str) -> str:
    """Return ``text`` in NFC with plain spaces and line feeds, without invisible characters, controls and icons.

    Typographic quotes, dashes and ellipses stay as printed. Idempotent; the result can always be encoded as UTF-8.
    """
    # Nearly every text needs nothing, and printable means no control, no invisible and no odd space.
    if text.isprintable() and (
        text.isascii() or (unicodedata.is_normalized("NFC", text) and not any(map(text.__contains__, _SHOWN_YET_ODD)))
    ):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _DISCARDED.sub("", text.translate(_TABLE))
    if "\u200c" in text or "\u200d" in text:
        text = _JOINER_IN_LATIN.sub("", text)
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return ``text`` as one clean line: characters cleaned, each run of white space one space."""
    return " ".join(clean_characters(text).split())


def letters(text: str) -> str:
    """Return only the letters and digits, without case, accents and marks: to compare texts by their words."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))
