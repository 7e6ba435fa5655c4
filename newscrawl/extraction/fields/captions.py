"""Splits captions from credits: a credit is at the end of a caption, in many spellings."""

# ruff: noqa: RUF001 - captions are printed with typographic quotes and dashes

import re
from typing import NamedTuple

from newscrawl.extraction.fields.agencies import agency_of
from newscrawl.text.unicode import fold


class Caption(NamedTuple):
    """A picture's caption and its credit; either may be missing."""

    text: str | None
    credit: str | None


_VIRIN = re.compile(r"(?:^|\s)\(?(?:VIRIN\s?:\s*)?\d{6}-[A-Z]-[A-Z0-9]{5}-\d{3,4}[A-Z]?\b\)?[.:]?(?=\s|$)")
"""Visual Information Record Identification Number of US military pictures (200623-N-FP334-1020)."""
_BUTTONS = re.compile(
    r"(?:\s*\b(?:download(?: hi-?res| image| photo)?|photo details|hide caption)\b[\s/|]*)+$", re.IGNORECASE
)
"""What official sites print below a picture."""
_RELEASED = re.compile(r"\s*(?:/\s*|\()released\s*\)?\s*$", re.IGNORECASE)
_WITHOUT_LABEL = re.compile(
    r"^(?:(?:photo|image|picture|illustration|graphic|video)s?"
    r"(?:\s(?:credits?|courtesy(?:\sof)?|source|by)\s?:?|\s?:)|"
    r"photograph(?:er|ed|y|s)?(?:\sby\s|\s?:)|credits?(?:\sline)?\s?:|sources?\s?:|pictured?\sby|©|\(c\)|by\s(?=[A-Z]))\s*",
    re.IGNORECASE,
)
_PICTURE_WORD = (
    r"(?:photos?|photograph\w*|images?|pictures?|graphics?|illustrations?|renderings?|screen\s?(?:shot|grab|capture)s?|"
    r"handouts?|videos?|artwork|art)"
)
_STRONG = re.compile(
    rf"\b{_PICTURE_WORD}\s?(?:/|\sby\b|:|\scourtesy|\scredit|$)|\bvia\s|\bcourtesy\b|getty|shutterstock|\bistock|alamy|"
    r"\bDVIDS\b|\bMC[123SC]N?\b|/\s?(?:AP|AFP|Reuters|EPA|TNS|U\.?S\.?\s|Released|Getty|Stars and Stripes|Staff|Pool)|"
    r"^(?:AP|AFP|Reuters|EPA|TNS)\s?/|"
    rf"\b(?:U\.?S\.?|Air|Marine|Navy|Army|Coast|National|Department|Defen[sc]e|Space|Ministry)\b.*\b{_PICTURE_WORD}\b",
    re.IGNORECASE,
)
"""Signs of a credit that are hardly ever at the end of a sentence."""
_SERVICE = re.compile(
    r"\bU\.?S\.? (?:Army|Navy|Air Force|Marine|Space Force|Coast Guard|Defen[sc]e|Central|National)|\bDepartment of|"
    r"\bNATO\b|\bMinistry\b|\bPetty Officer\b|\bAirman\b|\b(?:Staff |Tech\.? |Master )?Sgt\.|\bSpc\.|"
    r"\b(?:Lance )?Cpl\.|\bSeaman\b|\bCapt\.|\bLt\.",
)
_PARENTHESES = re.compile(r"[(\[]((?:[^()\[\]]|\([^()]{0,60}\)){2,300})[)\]]\s*[.,]?\s*$")
_LABEL = (
    r"(?i:(?:photo|image|picture|illustration|graphic)s?\s?(?:credits?|courtesy(?:\sof)?|by|source|:|©)|credits?\s?:|"
    r"photograph(?:er|ed by|y by)?\s?:|photograph(?:ed)? by|©|courtesy(?: of|:))"
)
_LABELED = re.compile(
    rf"(?:^|(?<=[.!?;|”\"’])|(?<=\s[|–—•·-])|(?<=[a-z)])(?=\s*[PICG©]))\s*(?:[|–—•·-]\s*)?({_LABEL}[^.!?]{{1,120}}\.?)$"
)
_BARE = re.compile(
    r"(?:^|[.!?]['\"’”]?\s+|[|–—•·]\s*)((?:[A-Z][\w.'’&-]*\s(?:and\s|of\s)?){0,7}"
    r"(?:(?:Photo|Image|Graphic|Illustration|Rendering|Picture|Video)s?"
    r"|(?i:photo|image|graphic|illustration|rendering|picture|video|photograph)s?\s?(?:/|by\s)\s?(?=[A-Z]).{2,100}))\.?$"
)
_HINTS = (
    "photo",
    "image",
    "graphic",
    "illustration",
    "rendering",
    "picture",
    "video",
    "credit",
    "courtesy",
    "released",
)
"""Words of which one is at the end of every paragraph that is a caption, if it does not end in parentheses."""
_LONGEST = 1_500
_LEAD_IN = re.compile(r"^(?:caption|pictured|image description)\s?:\s*", re.IGNORECASE)
_NO_CREDIT = frozenset(("handout", "staff", "file", "none", "n/a"))


def split_caption(text: str | None, credit: str | None = None) -> Caption:
    """Return caption and credit of ``text``; a separate ``credit`` is used where the text's own says less.

    The credit comes without its parentheses, without "Photo by" or "Credit:" and without "/RELEASED"; the military's
    picture codes are left out.
    """
    text = _LEAD_IN.sub("", _VIRIN.sub(" ", _BUTTONS.sub("", fold((text or "")[:_LONGEST]))).strip())
    text, found = _cut_credits(text)
    apart = _tidy(fold(credit[:300])) if credit else None
    named = next((name for name in (found, apart) if name and name.lower() not in _NO_CREDIT), found or apart)
    return Caption(text.strip(" |–—-") or None, named)


def caption_in_text(paragraph: str) -> Caption | None:
    """Return the caption where a whole paragraph of a text is one, or None for a paragraph of the story.

    Only a credit that no sentence ends with makes a paragraph a caption ("... (U.S. Navy photo by ...)").
    """
    if len(paragraph) > 900 or not _may_end_in_credit(paragraph):
        return None
    text = _VIRIN.sub(" ", paragraph).strip()
    found = _PARENTHESES.search(text)
    if found and _STRONG.search(found[1]):
        return split_caption(paragraph)
    if text != paragraph.strip() or _RELEASED.search(text):
        return split_caption(paragraph)
    found = _BARE.search(text) or _LABELED.search(text)
    if found and len(found[1].split()) <= 16 and _STRONG.search(found[1]):
        return split_caption(paragraph)
    return None


def _may_end_in_credit(paragraph: str) -> bool:
    """Check cheaply, before the costly patterns are tried on every paragraph of a text."""
    if paragraph[-1:] in ")]" or paragraph[-2:-1] in (")", "]") or paragraph[:6].isdigit():
        return True
    return any(map(paragraph[-160:].lower().__contains__, _HINTS))


def _cut_credits(text: str) -> tuple[str, str | None]:
    """Return ``text`` without the credits at its end, and the fullest of these."""
    named: list[str] = []
    while found := _PARENTHESES.search(text):
        before = text[: found.start()].rstrip()
        if not _is_credit(found[1], ends_sentence=not before or before[-1] in '.!?"”’)]'):
            break
        named.append(_tidy(found[1]))
        text = before
    if not named:
        for pattern in (_BARE, _LABELED):
            if (found := pattern.search(text)) and len(found[1].split()) <= 16:
                named.append(_tidy(found[1]))
                text = text[: found.start(1)].rstrip(" |–—-•·")
                break
    if not named and (agency_of(text) or (len(text.split()) <= 6 and _STRONG.search(text))):
        return "", _tidy(text)
    return text, max(named, key=len) if named else None


def _is_credit(text: str, *, ends_sentence: bool) -> bool:
    if _STRONG.search(text) or agency_of(text) or (text[0].isupper() and _SERVICE.search(text)):
        return True
    words = text.split()
    return ends_sentence and len(words) <= 12 and text[0].isupper() and not text[0].isdigit() and text[-1] not in ".!?"


def _tidy(credit: str) -> str:
    credit = _RELEASED.sub("", _VIRIN.sub(" ", credit)).strip(" ()[].,;|–—-")
    return re.sub(r"\s?/\s?", "/", _WITHOUT_LABEL.sub("", credit)).strip(" :.,") or credit
