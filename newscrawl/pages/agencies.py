"""Wire copy: which agency or partner a text came from.

Only what a page says of the text's origin counts: byline, dateline, reprint and copyright lines, linked data. A paper
that a story merely quotes ("Stars and Stripes reported") is no source, so running text is never searched.
"""

# ruff: noqa: RUF001 - lines are printed with typographic dashes and quotes

import re
from types import MappingProxyType
from typing import Final, NamedTuple

from newscrawl.text.months import MONTHS
from newscrawl.text.unicode import letters

AGENCIES: Final = MappingProxyType(
    {
        "AP": ("Associated Press", "The Associated Press", "The AP", "A.P.", "AP News", "Associated Press News"),
        "Reuters": ("Thomson Reuters", "Reuters News Agency", "Reuters News"),
        "AFP": ("Agence France-Presse", "Agence France Presse", "AFP News", "AFP Relaxnews"),
        "TNS": (
            *(
                "Tribune News Service",
                "Tribune Content Agency",
                "Tribune Content Agency, LLC",
                "Tribune Media Services",
            ),
            *("McClatchy-Tribune News Service", "McClatchy-Tribune", "MCT"),
        ),
        "UPI": ("United Press International",),
        "Bloomberg": ("Bloomberg News", "Bloomberg.com"),
        "DPA": ("Deutsche Presse-Agentur", "dpa", "dpa-AFX"),
        "Xinhua": ("Xinhua News Agency", "Xinhua News"),
        "TASS": ("ITAR-TASS", "TASS Russian News Agency"),
        "RIA Novosti": ("RIA",),
        "Interfax": ("Interfax-Ukraine", "Interfax-AVN"),
        "Ukrinform": (),
        "Yonhap": ("Yonhap News Agency", "Yonhap News"),
        "Kyodo": ("Kyodo News",),
        "PTI": ("Press Trust of India",),
        "ANI": ("Asian News International",),
        "IANS": ("Indo-Asian News Service",),
        "ANSA": (),
        "EFE": ("Agencia EFE", "EFE News Service"),
        "Anadolu Agency": ("Anadolu",),
        "PA Media": ("Press Association", "PA News Agency", "PA"),
        "The Canadian Press": ("Canadian Press", "CP"),
        "Australian Associated Press": ("AAP",),
        "CNN": ("CNN Newsource", "CNN Wire", "CNN Wires", "CNN.com Wire Service"),
        "RFE/RL": (
            *("Radio Free Europe/Radio Liberty", "Radio Free Europe / Radio Liberty", "Radio Free Europe"),
            *("Radio Liberty", "RFERL", "RFE"),
        ),
        "Radio Free Asia": ("RFA",),
        "Voice of America": ("VOA", "VOA News"),
        "Stars and Stripes": ("Stars & Stripes",),
        "Defense One": (),
        "Military.com": (),
        "Military Times": (),
        "Army Times": (),
        "Navy Times": (),
        "Air Force Times": (),
        "Marine Corps Times": (),
        "Defense News": (),
        "USNI News": (),
        "Task & Purpose": ("Task and Purpose",),
        "The War Horse": (),
        "ProPublica": (),
        "The Conversation": ("The Conversation US", "TheConversation.com"),
        "KFF Health News": ("Kaiser Health News", "KHN"),
        "States Newsroom": (),
        "Stateline": (),
        "Religion News Service": ("RNS",),
        "Catholic News Agency": ("CNA",),
        "Cronkite News": (),
        "The Center Square": (),
        "The Daily Signal": (),
        "Daily Caller News Foundation": ("The Daily Caller News Foundation", "DCNF"),
        "Zenger News": (),
        "Newsweek": (),
        "Business Wire": ("BUSINESS WIRE",),
        "PR Newswire": ("PRNewswire",),
        "GlobeNewswire": ("GLOBE NEWSWIRE",),
        "Business Insider": (),
        "Insider": (),
        "The Washington Post": ("Washington Post",),
        "The New York Times": ("New York Times", "New York Times News Service"),
        "Los Angeles Times": ("LA Times",),
        "USA TODAY": ("USA Today",),
        "New York Daily News": (),
        "The San Diego Union-Tribune": ("San Diego Union-Tribune",),
        "Miami Herald": ("The Miami Herald",),
        "McClatchy": ("McClatchy Washington Bureau", "McClatchy DC"),
        "Field Level Media": (),
        "American Forces Press Service": ("DoD News", "DOD News", "Defense Media Activity"),
        "DVIDS": ("Defense Visual Information Distribution Service",),
    }
)
"""Agencies and partners by the name the record carries, with their other spellings."""

_SHORT: Final = frozenset(
    ("AP", "A.P.", "PA", "CP", "RIA", "RFE", "MCT", "CNA", "RNS", "ANI", "dpa", "CNN", "AAP", "Insider")
)
"""Spellings that are common words or initials otherwise: known only when they stand alone, letter for letter."""

_BY_LETTERS = MappingProxyType(
    {
        letters(spelling): name
        for name, others in AGENCIES.items()
        for spelling in (name, *others)
        if spelling not in _SHORT
    }
)
_BY_SHORT = MappingProxyType(
    {spelling: name for name, others in AGENCIES.items() for spelling in (name, *others) if spelling in _SHORT}
)
_OUTLET_WORD = re.compile(
    r"\b(?:News(?:paper|wire|week)?s?|Times|Post|Tribune|Herald|Journal|Gazette|Press|Star|Sun|Chronicle|Observer|Review|"
    r"Magazine|Radio|Television|TV|Agency|Service|Network|Media|Wire|Dispatch|Inquirer|Examiner|Courier|Globe|Register|"
    r"Sentinel|Standard|Telegraph|Independent|Guardian|Mirror|Record|Ledger|Bulletin|Pilot|Union-Tribune|Today|Report|"
    r"Broadcasting|Newsroom|Signal|Foundation)\b"
)
_LONG_SPELLINGS = sorted(
    {spelling for name, others in AGENCIES.items() for spelling in (name, *others)} - _SHORT, key=len, reverse=True
)
_IN_BYLINE = re.compile(rf"(?<![\w/&])(?:(?i:{'|'.join(map(re.escape, _LONG_SPELLINGS))})|AP|CNN)(?![\w/&]|['’]s?\s)")

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
    """What stands before the dash of a story's first paragraph."""

    place: str | None
    agency: str | None


def agency_of(text: str) -> str | None:
    """The agency that ``text`` names and nothing else, by the name the record carries; None for anything else."""
    text = " ".join(text.split()).strip(" .,;:()[]|-–—")
    return _BY_SHORT.get(text) or _BY_LETTERS.get(letters(text))


def agencies_in(text: str) -> list[tuple[str, int, int]]:
    """The agencies that a byline names: name, start, end. For bylines only, since a story may quote any of them."""
    found = []
    for match in _IN_BYLINE.finditer(text):
        name = _BY_SHORT.get(match[0]) or _BY_LETTERS.get(letters(match[0]))
        if name:
            found.append((name, *match.span()))
    return found


def is_outlet(text: str) -> bool:
    """Whether ``text`` reads like the name of a paper, a channel or a service ("New York Daily News")."""
    return bool(_OUTLET_WORD.search(text)) and len(text.split()) in range(2, 7) and text[:1].isupper()


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline at the head of a story's first paragraph ("WASHINGTON (AP) —"), or None.

    A place stands in capitals; in other letters it counts only with an agency behind it.
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
    """The agency or partner that a reprint or copyright line names ("... Distributed by Tribune Content Agency").

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
