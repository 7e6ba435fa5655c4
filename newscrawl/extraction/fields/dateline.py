"""Reads where a text came from: its dateline, reprint and copyright lines.

A paper that a story merely quotes ("Stars and Stripes reported") is not a source, so running text is never searched.
"""

# ruff: noqa: RUF001 - lines are printed with typographic quotes and dashes

import re
from typing import Final, NamedTuple

from newscrawl.extraction.fields.agencies import agency_of, is_outlet
from newscrawl.text.months import MONTHS

_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-ÞА-ЯІЇЄҐ][\w.'’&/ -]{2,40}?(?:,\s[A-Z][\w.'’ -]{1,25}?){0,2}?)?"
    r"(?:,?\s?(?P<date>(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s\d{1,2}(?:,\s\d{4})?),?)?"
    r"(?:,?\s?\((?P<agency>[^()]{2,45})\))?"
    r"(?:\s{0,2}(?P<mark>—|–|---?|-(?=\s)|―|:(?=\s))|\.?\s?/(?P<slashed>[A-Z][\w ]{2,20})/\.)\s{0,2}(?=[^\s—–-])"
)
_NOT_PLACES = """
    BREAKING UPDATE UPDATED EXCLUSIVE WATCH VIDEO VIDEOS ANALYSIS OPINION COMMENTARY NOTE CORRECTION CLARIFICATION FILE
    PHOTO PHOTOS LIVE NATO NASA DARPA CIA FBI NSA DOD GAO RELATED MORE READ EDITORIAL EDITOR'S EDITOR’S NEWS ALERT
    ADVERTISEMENT INTERVIEW Q&A WARNING SPOILER TRANSCRIPT SOURCE SOURCES HIGHLIGHTS KEY WHY WHAT HOW WHO WHEN WHERE
    FACT FACTBOX TIMELINE PODCAST LISTEN ABOUT CONTACT COVID USA U.S. US UK EU UN
"""
_NOT_A_PLACE: Final = frozenset(_NOT_PLACES.split())
_ORIGIN = re.compile(
    r"(?:originally|first|was|been)\s(?:published|appeared|reported|produced|posted|written|distributed)\s"
    r"(?:by|in|on|at|through|via)\s(?P<a>[^.;()]{2,80}(?:\.com)?)"
    r"|original\s(?:article|story|version)\s(?:on|at|in|from)\s(?P<e>[^.;()]{2,80}(?:\.com)?)"
    r"|(?:(?:re)?(?:published|printed|posted)|used|shared)\s(?:here\s)?(?:from|with\s(?:the\s)?permission\s(?:from|of))\s"
    r"(?P<b>[^.;()]{2,80}(?:\.com)?)"
    r"|Distributed\sby\s(?P<c>[^.;()]{2,60})"
    r"|(?:\(c\)|©|Copyright)\s?(?:\(c\)|©)?\s?(?:19|20)\d\d,?\s(?:by\s)?(?P<d>[^.;()]{2,60}(?:\.com)?)",
    re.IGNORECASE,
)
_END_OF_NAME = re.compile(
    r"\s+(?:and\s(?:is|was|has|it)|under|with|on\s(?:\w+day|\w+\s\d)|as\spart|via|in\spartnership|visit|all\srights|distributed|[-–—|])"
    r"|,\s(?:an?|the|which|and|inc|llc|ltd)\b|\sread\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-Z][\w'’&.-]*|of|on|the|and|for|&)(?:\s(?:[A-Z][\w'’&./-]*|of|on|the|and|for|&)){0,5}")


class Dateline(NamedTuple):
    """What precedes the dash of a story's first paragraph."""

    place: str | None
    agency: str | None


def read_dateline(paragraph: str) -> Dateline | None:
    """Return the dateline at the head of a story's first paragraph ("WASHINGTON (AP) —"), or None.

    A place is in capitals; in other letters it counts only with an agency behind it.
    """
    found = _DATELINE.match(paragraph[:160])
    if found is None:
        return None
    place = (found["place"] or "").strip(" ,")
    named = found["agency"] or found["slashed"]
    agency = agency_of(named) if named else None
    if found["slashed"] and agency is None:
        return None
    if place and not _is_place(place, in_capitals=agency is None, marked_by_colon=found["mark"] == ":"):
        place = ""
    if named and agency is None and is_outlet(named):
        agency = named
    return Dateline(place or None, agency) if place or agency else None


def _is_place(place: str, *, in_capitals: bool, marked_by_colon: bool) -> bool:
    town = place.partition(",")[0]
    words = town.split()
    if words[0].strip(":") in _NOT_A_PLACE or len(words) > 5 or words[0].strip(".").lower() in MONTHS:
        return False
    capitals = sum(map(str.isupper, town)) >= 0.8 * sum(map(str.isalpha, town))
    if marked_by_colon and ("," in place or len(words) > 3):
        return False
    return capitals or (not in_capitals and all(word[:1].isupper() or len(word) < 4 for word in words))


def _is_day(name: str) -> bool:
    first = name.partition(" ")[0].lower()
    return first in MONTHS or first.endswith("day")


def agency_from_notice(text: str) -> str | None:
    """Return the agency or partner that a reprint or copyright line names ("Distributed by Tribune Content Agency").

    The distributor goes before the owner; a partner that is not in the table is given as printed.
    """
    best: tuple[int, str] | None = None
    for found in _ORIGIN.finditer(text[:600]):
        kind = found.lastgroup or ""
        name = _END_OF_NAME.split(found[kind].strip())[0].strip(" ,.\"'“”‘’")
        known = agency_of(name) or agency_of(re.sub(r"^[Tt]he\s", "", name))
        if known is None and kind != "d" and _NAME.fullmatch(name) and not _is_day(name):
            known = name.removeprefix("the ")
        rank = "cabed".index(kind)
        if known and (best is None or rank < best[0]):
            best = (rank, known)
    return best[1] if best else None
