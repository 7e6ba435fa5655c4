"""Detects lines that news sites share and that are not part of a story: promos, share bars, notices.

A rule judges a *whole* paragraph and never cuts inside one, so a phrase in the middle of a sentence is safe. What could
begin a real sentence ("Sign up for the draft rose in June, officials said") is guarded further: by length, by words it
must hold, and by signs of a story. A site's own lines belong into its rules.
"""

import re
from typing import NamedTuple

from newscrawl.text.boilerplate.notices import NOTICES
from newscrawl.text.boilerplate.promos import PROMOS
from newscrawl.text.boilerplate.rule import CutRule
from newscrawl.text.months import MONTHS, ZONES
from newscrawl.text.unicode import fold

_RULES = (*PROMOS, *NOTICES)
_ANY = re.compile("|".join(rule.pattern for rule in _RULES), re.IGNORECASE | re.DOTALL)
_FIRST_WORDS = """
a accept add adv advertisement advertisements advertisment advertizement affiliate all already also an analysis any
apple around article as author author's authors back become bluesky breaking by categories category check
clarification clarifications click close column come comment commentary comments connect contact content continue
cookie cookies copy copyright correction corrections create current details developing disclaimer disclosure
disclosures discord discussion distributed don't donate download e-mail ed editor editor's editors editors'
editors's eds email enable enjoy enjoying enlarge enter error essay estimated excerpt explore facebook featured
filed find first flipboard follow from further gab gallery get google google+ got have help here's heres hide i
icymi if image in instagram install interview invalid item join keep keyword keywords latest learn leave let like
linkedin listen load loading log login make mastodon message messenger more most must must-read never news
newsletter next no note official op-ed oped open opening opens opinion opinions originally other our paid photo
photos piece pin pinterest play please pocket popular position positions post posted posting posts previous print
privacy product products promoted publisher's publishers reach read reading receive recent recommended reddit
register related remove report reporter reporters reprinted reproduced republish republished rumble save scroll
section sections secure see send share show sign sign-up signin signup similar skip some sponsored start statement
statements stay story submit subscribe success support tag tagged tags tap telegram thank thanks the these this
threads tiktok to toggle top topic topics trending truth tumblr tweet twitter unlock up update updates viber video
view views visit want watch we what whatsapp when write writer writers yes you you've your youtube
"""
_SECOND_WORDS = {
    "the": "post views view opinion opinions statement statements position positions headline photo caption details "
    "author authors writer writers reporter reporters following above best latest products article story content "
    "op-ed oped commentary column piece report essay interview analysis excerpt item news",
    "a": "lock version previous prior original earlier .mil .gov",
    "an": "official earlier original",
    "in": "case other this",
}
_BEGINNINGS = frozenset(_FIRST_WORDS.split()) | {
    f"{first} {second}" for first, words in _SECOND_WORDS.items() for second in words.split()
}
"""Every form begins with one of these, but for those that ``_may_fall_under_a_rule`` searches itself."""
_AFTER_WORD = ":.,!>|/+&\u2026\u00bb\u203a\u2192\u00b7"
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
    """The rule that a paragraph falls under, and whether it is kept as a note."""

    rule: CutRule
    note: bool


def judge(paragraph: str) -> Verdict | None:
    """Return the rule that the whole paragraph falls under, or None: then it belongs to the story."""
    text = paragraph.strip(_EDGES)
    if not text:
        return Verdict(CutRule.SEPARATOR, note=False)
    if len(text) > _LONGEST or not _may_fall_under_a_rule(text) or not _ANY.fullmatch(text):
        return None
    return next((Verdict(rule.name, note=rule.note) for rule in _RULES if rule.covers(text)), None)


def _may_fall_under_a_rule(text: str) -> bool:
    """Check a paragraph's beginning cheaply: most belong to the story, and the rules' patterns are costly."""
    first, _, rest = text[:40].lower().replace("\u2019", "'").partition(" ")
    word = first.rstrip(_AFTER_WORD)
    if word in _SECOND_WORDS:
        word = f"{word} {rest.partition(' ')[0].rstrip(_AFTER_WORD)}"
    return (
        word in _BEGINNINGS
        or text[0] in "(\u00a90123456789"
        or " may earn" in text
        or any(phrase in text for phrase in ("be reached", "be contacted", "be followed"))
        or "ights reserved" in text
        or "IGHTS RESERVED" in text
    )


def clean_body(body: str) -> tuple[str, list[str], int]:
    """Return a body without boilerplate: the text, what was cut but means something, and how many paragraphs were cut.

    Idempotent. Blank lines separate paragraphs, also in the result; a single line end is white space, as in HTML.
    """
    kept, notes, cut = [], [], 0
    for paragraph in body.replace("\r\n", "\n").split("\n\n"):
        text = fold(paragraph)
        verdict = judge(text) if text else None
        if verdict is not None:
            cut += 1
            if verdict.note:
                notes.append(text)
        elif text:
            kept.append(text)
    return "\n\n".join(kept), notes, cut


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
