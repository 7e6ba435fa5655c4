"""Recognizes agencies and partners in bylines, in all spellings of their names."""

# ruff: noqa: RUF001 - lines are printed with typographic dashes and quotes

import re
from types import MappingProxyType
from typing import Final

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
"""Spellings that are common words or initials otherwise: recognized only alone, letter for letter."""

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


def agency_of(text: str) -> str | None:
    """Return the agency where ``text`` is its name and nothing else, by its name in the record; else None."""
    text = " ".join(text.split()).strip(" .,;:()[]|-–—")
    return _BY_SHORT.get(text) or _BY_LETTERS.get(letters(text))


def agencies_in(text: str) -> list[tuple[str, int, int]]:
    """Return the agencies that a byline names: name, start, end. Not for stories, which may quote any."""
    found = []
    for match in _IN_BYLINE.finditer(text):
        name = _BY_SHORT.get(match[0]) or _BY_LETTERS.get(letters(match[0]))
        if name:
            found.append((name, *match.span()))
    return found


def is_outlet(text: str) -> bool:
    """Whether ``text`` reads like the name of a paper, a channel or a service ("New York Daily News")."""
    return bool(_OUTLET_WORD.search(text)) and len(text.split()) in range(2, 7) and text[:1].isupper()
