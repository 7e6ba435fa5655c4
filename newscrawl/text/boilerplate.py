"""Lines that all news sites share and that are no part of a story: promos, share bars, notices.

A rule judges a *whole* paragraph and never cuts inside one, so a phrase in the middle of a sentence is safe. What could
begin a real sentence ("Sign up for the draft rose in June, officials said") is guarded further: by length, by words it
must hold, and by signs of a story. A site's own lines stand in its rules, not here.
"""

import re
from typing import NamedTuple

from newscrawl.text.months import MONTHS, ZONES
from newscrawl.text.notices import NOTICES
from newscrawl.text.promos import PROMOS

_RULES = (*PROMOS, *NOTICES)
_ANY = re.compile("|".join(rule.pattern for rule in _RULES), re.IGNORECASE | re.DOTALL)
_LONGEST = 1_200
"""Characters beyond which no paragraph is boilerplate."""
_EDGES = " \t\n-\u2013\u2014\u2022*>\u00bb\u203a\u2192|[]_=\u00b7#"

_DATE_WORD = re.compile(r"[^\W\d_]+|\d+")
_DATE_FILLERS = frozenset(
    (
        *("on", "at", "by", "the", "of", "de", "am", "pm", "a", "p", "m", "h", "st", "nd", "rd", "th", "time", "local"),
        *("published", "updated", "posted", "modified", "last", "first", "originally", "created", "date", "update"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "uhr", "le", "el", "edited"),
        *("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"),
        *("min", "mins", "minute", "minutes", "hour", "hours", "ago", "read", "eastern", "t", "z"),
    )
)


class Verdict(NamedTuple):
    """Which rule a paragraph falls under, and whether what it says is to be kept as a note."""

    rule: str
    note: bool


def judge(paragraph: str) -> Verdict | None:
    """Which rule the whole paragraph falls under, or None: then it belongs to the story."""
    text = paragraph.strip(_EDGES)
    if not text:
        return Verdict("separator", note=False)
    if len(text) > _LONGEST or not _ANY.fullmatch(text):
        return None
    return next((Verdict(rule.name, note=rule.note) for rule in _RULES if rule.covers(text)), None)


def is_date_line(text: str) -> bool:
    """Whether the paragraph is nothing but a date ("Updated: November 26, 2019, 4:14 p.m. ET")."""
    if len(text) > 120:
        return False
    words = _DATE_WORD.findall(text.lower())
    return (
        1 < len(words) <= 24
        and any(word.isdigit() for word in words)
        and any(word in MONTHS or (word.isdigit() and len(word) == 4) for word in words)
        and all(word.isdigit() or word in MONTHS or word in ZONES or word in _DATE_FILLERS for word in words)
    )
