"""Splits bylines into persons and agencies, without departments and the outlet itself."""

# ruff: noqa: RUF001 - bylines are printed with typographic dashes and apostrophes

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from newscrawl.extraction.fields.agencies import agencies_in, agency_of, is_outlet
from newscrawl.text.unicode import fold, letters

_MOST = 30
"""Most bylines of one article; a page with more lists other people's stories."""

_LEAD_IN = re.compile(
    r"^(?:(?:story|article|text|words|photos?|reporting|commentary|analysis|interview)(?:\sand\s\w+)?\sby|"
    r"(?:written|reported|posted|published|authored|compiled|edited|reviewed|produced|submitted|contributed)\sby|"
    r"by\s?:|by|authors?\s?:|autore?s?\s?:|auteurs?\s?:|автор\w?\s?:|от|por|von|par|från|door|av|oleh|tekst\s?:|text\s?:|"
    r"byline\s?:|from\s?:)\s+(?=\S)",
    re.IGNORECASE,
)
_BEFORE_AGENCY = re.compile(r"(?:\b(?:for|of|at|with|via|from)|\()\s*(?:the\s*)?$", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+")
"""Most bylines are just that, and need no search for agencies inside."""
_EDGES = re.compile(r"""^(?:[\s.,:;*"“”–—-]|(?:and|with)\s)+|[\s.,:;*"“”–—-]+$""", re.IGNORECASE)
_GLUED_BY = re.compile(r"^By(?=[A-Z][a-z]+ [A-Z])")
_CONTACT = re.compile(r"\(?\s*(?:\S{1,64}@\S{1,64}|https?://\S+|www\.\S+|@\w{2,30})\s*\)?")
_PARENTHESES = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_STRONG = re.compile(
    r"\s*(?:;|\||•|·|\n|\t|\s[–—―-]{1,2}\s|/(?=\s?[A-Z])|\s&\s|,\s*(?:and|und|et|y|e|i)\s)\s*"
    r"|\s+(?:and|with|und|et|и|та|en|och|og)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_SHORT_AND = re.compile(r"(?<=[^\W\d_]) (?:y|e|i) (?=[^\W\d_])")
_AFFILIATION = re.compile(
    r"\s+(?:(?:special\s)?(?:to|for)\s(?:the\s)?(?=[A-Z])|(?:of|at|from|in)\s(?:the\s)?(?=[A-Z])).*$"
    r"|(?:^|\s+)special to\b.*$|\s+via\s.*$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|M\.?D|Ph\.?D|Esq|J\.?D|MBA|RN|MPH|USN|USMC|USAF|USA|Ret)\.?$", re.IGNORECASE)
_GENERATION = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$", re.IGNORECASE)
_RANK = re.compile(
    r"^(?:U\.?S\.?\s)?(?:(?:Army|Navy|Air\sForce|Marine(?:\sCorps)?|Coast\sGuard|Space\sForce)\s)?"
    r"(?:(?:Retired\s)?(?:Lt|Maj|Brig|Vice|Rear|Master|Staff|Tech|Senior|Chief|Command|Gunnery|First|Sgt|1st|2nd|Lance|"
    r"Petty|Mass\sCommunication)\.?\s)*"
    r"(?:Gen|General|Adm|Admiral|Col|Colonel|Lt|Lieutenant|Cmdr|Commander|Capt|Captain|Maj|Major|Sgt|Sergeant|Cpl|Corporal|"
    r"Spc|Specialist|Pfc|Pvt|Private|Airman|Ensign|Ens|Officer|MC[123C]|MCSN|Cmd|CWO\d?|Seaman|A1C|SSgt|TSgt|MSgt|SrA)"
    r"(?:\.|\s(?:1st|2nd|3rd|First|Second|Third)\sClass)?(?:\sClass)?\s+(?=[A-Z]\S+\s+\S)"
)
_HONORIFIC = re.compile(r"^(?:Dr|Mr|Mrs|Ms|Prof|Professor|Sir|Dame|Hon|Rev)\.?\s+(?=[A-Z])")
_ROLE = re.compile(
    r"\b(?:writers?|reporters?|correspondents?|columnists?|editors?|contributors?|contributing|authors?|analysts?|producers?|"
    r"photographers?|journalists?|interns?|fellows?|director|officer|president|chief|professor|researcher|manager|"
    r"executive|founder|secretary|specialist|chair(?:man|woman)?|critic|freelancer?|blogger|spokes\w+|strategist|"
    r"associate|assistant|deputy|head|lead|vice|partner|expert|redaktion|redacción|rédaction|cto|ceo|cfo|coo)\b",
    re.IGNORECASE,
)
_ROLE_BEFORE = re.compile(
    r"^(?:[\w'’-]+\s){0,4}?(?:writer|reporter|correspondent|columnist|editor|contributor|author|analyst|producer|photographer|"
    r"journalist)s?\s?:?\s+(?=[A-Z]\S+\s[A-Z])",
    re.IGNORECASE,
)
_ORGANIZATION = re.compile(
    r"\b(?:staff|team|editors|editorial|newsroom|desk|admin(?:istrator)?|webmaster|agency|agencies|magazine|university|"
    r"institute|department|bureau|contributors?|correspondents?|reporters?|reports|wire|wires|services?|newswire|office|"
    r"report|affairs|center|centre|command|association|foundation|committee|council|ministry|government|company|corporation|"
    r"inc|llc|ltd|gmbh|corp|group|network|media|studios?|productions|digital|online|tv|radio|podcast|community|society|"
    r"anonymous|unknown|guest|sponsored|partner|press release|redaktion|redacción|rédaction|redazione|редакция|"
    r"редакція|noticias|nouvelles|division|brigade|squadron|battalion|regiment|wing|fleet|detachment|user|author|news|press|"
    r"times|gazette|herald|tribune|journal|post|daily|weekly|today|courier|chronicle|observer|dispatch|inquirer|examiner|"
    r"sentinel|telegraph|bulletin|newspaper|\.com|\.org|\.net|labs?)\b",
    re.IGNORECASE,
)
_SURNAMES_TOO = frozenset(
    ("post", "press", "times", "daily", "wire", "wing", "fleet", "guest", "today", "herald", "desk", "courier")
)
_PARTICLE_WORDS = """
    de da do dos das del della di du des la le les van von der den ter ten el al bin ibn abu ben bar zu zur y e af av op
    't san st. st d' o' ap mac mc dal lo 'd
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_ACRONYM = re.compile(
    r"(?:^|\s)(?!I{1,3}\b|IV\b)[A-Z]{3,}(?=\s|$)|^U\.?S\.?A?\s|\b(?:Navy|Army|Air Force|Marine Corps)\b"
)
"""What companies and services carry in their names, and persons do not."""
_NO_OUTLET = re.compile(r"\b(?:staff|team|editors?|special|desk|reports|guest|contributors?|affairs)\b", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‘`.-](?=[^\W\d_]|$))*\.?")


@dataclass(slots=True)
class Byline:
    """What bylines say: persons, and the agency or partner beside them."""

    authors: list[str] = field(default_factory=list)
    agency: str | None = None
    names_organization: bool = False
    """Whether a department, the outlet or an agency was named: then persons are not searched for any further."""


def read_bylines(printed: Iterable[str], outlet: Iterable[str] = (), *, persons: bool = False) -> Byline:
    """Return persons and agency of bylines as printed.

    ``outlet`` are names that are neither: the outlet and its departments. ``persons`` says that the source calls each
    entry a person, so that names of one word count, too. On the outlet's own site its name is never an agency.
    """
    own = {letters(name) for name in outlet if name}
    own |= {name.removeprefix("the") for name in own}
    result = Byline()
    for text in islice(printed, _MOST):
        for group in _groups(text, result, own):
            after_role = False
            for part in group:
                if not after_role or agency_of(part):
                    _sort(part, result, own, persons=persons)
                after_role = bool(_ROLE.search(part))
    return result


def _groups(text: str, result: Byline, own: set[str]) -> list[list[str]]:
    """Return the pieces of one byline, commas within "and" and dashes, after its agencies are taken out of it.

    What follows a role behind a comma is where the person works ("Jane Doe, CTO, Acme"), so pieces come in groups.
    """
    text = _GLUED_BY.sub("", fold(text[:500]))
    text = _CONTACT.sub(" ; ", text) if "@" in text or "://" in text or "www." in text else text
    text = text.strip(" ,;|-–—:·•")
    while lead_in := _LEAD_IN.match(text):
        text = text[lead_in.end() :]
    if letters(text) in own:
        result.names_organization = True
        return []
    if _PLAIN_NAME.fullmatch(text):
        return [[text]]
    for name, start, end in reversed(agencies_in(text)):
        if letters(name) not in own and letters(text[start:end]) not in own:
            result.agency = name
        result.names_organization = True
        text = f"{_BEFORE_AGENCY.sub('', text[:start].rstrip())} ; {text[end:].lstrip(')')}"
    text = _PARENTHESES.sub(" ", text)
    strong = [half for piece in _STRONG.split(text) for half in _halves(piece)]
    return [[part for part in piece.split(",") if part.strip(" .,:")] for piece in strong if piece]


def _halves(piece: str) -> list[str]:
    """Split at an "e" or "y" between whole names ("Ana Rossi e Ugo Bianchi"), not in "Costa e Silva"."""
    found = _SHORT_AND.search(piece)
    if found and piece[: found.start()].count(" ") and piece[found.end() :].count(" "):
        return [piece[: found.start()], piece[found.end() :]]
    return [piece]


def _sort(part: str, result: Byline, own: set[str], *, persons: bool) -> None:
    """Add one piece of a byline to the persons, to the agency, or to neither."""
    ends_with_stop = re.search(r"\b(?:Jr|Sr)\.$", part.strip())
    part = _EDGES.sub("", part) + ("." if ends_with_stop else "")
    if _GENERATION.match(part) and result.authors:
        result.authors[-1] += f" {part}"
        return
    if not part or _SUFFIX.match(part):
        return
    if letters(part) in own or letters(part).removeprefix("the") in own:
        result.names_organization = True
        return
    if agency := agency_of(part):
        result.agency = agency
        result.names_organization = True
        return
    name = person(part, single_word=persons)
    if name is None:
        if result.agency is None and is_outlet(part) and not _ROLE.search(part) and not _NO_OUTLET.search(part):
            result.agency = part
        result.names_organization = result.names_organization or bool(_ORGANIZATION.search(part))
    elif letters(name) not in map(letters, result.authors):
        result.authors.append(name)


def person(text: str, *, single_word: bool = False) -> str | None:
    """Return the person's name in ``text``, without rank, role and title, or None when it is not a person's name."""
    name = _AFFILIATION.sub("", text)
    name = _RANK.sub("", _HONORIFIC.sub("", _ROLE_BEFORE.sub("", name)))
    words = name.split()
    if not (1 if single_word else 2) <= len(words) <= 6 or len(name) > 60 or any(map(str.isdigit, name)):
        return None
    if not all(_NAME_WORD.fullmatch(word) for word in words):
        return None
    organizations = {found.lower() for found in _ORGANIZATION.findall(name)}
    if (organizations - _SURNAMES_TOO) or (organizations and len(words) != 2) or _ROLE.search(name):
        return None
    if (organizations and words[-1].lower() not in organizations) or (_ACRONYM.search(name) and not name.isupper()):
        return None
    if name.isupper() and len(words) > 1 and len(name) > 6:
        words = [_capitalized(word) for word in words]
    elif name.islower() and len(words) > 1:
        words = [word if word in _PARTICLES else _capitalized(word) for word in words]
    if not all(
        word[0].isupper() or word.lower() in _PARTICLES or not word[0].islower() or "'" in word for word in words
    ):
        return None
    return " ".join(words)


def _capitalized(word: str) -> str:
    """Return a name in capitals in usual form: "O'REILLY" is O'Reilly, "MCDONALD" McDonald, "III" and "J.R." stay."""
    if _GENERATION.match(word) and word.isupper() and set(word) <= set("IV."):
        return word
    if "." in word[:-1]:
        return word.upper()
    title = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), word)
    if title.startswith("Mc") and len(title) > 4:
        title = f"Mc{title[2].upper()}{title[3:]}"
    return title
