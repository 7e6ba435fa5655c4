"""Which language a text is in, for pages that do not say: by script, then by its commonest short words."""

# ruff: noqa: RUF001 - foreign letters are what this file is about

import re
from collections import Counter
from types import MappingProxyType
from typing import Final

_STOP_WORDS = """
en the of and to in a is that for it was on are as with his they at be this have from by not said were
de der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus
fr le la les de des et à en un une du que est pour qui dans par sur pas au plus avec ce il sont
es el la de que y en los se del las un por con una para es al lo como más pero sus fue este
it il di che la e un per in una è con non si del da sono le dei nel alla della anche più gli
pt o de a que e do da em um para com não uma os no se na por mais as dos como mas foi ao
nl de het een van en in is dat op te zijn voor met niet aan er om ook als maar bij uit werd
pl w i na z się nie do to że jest o jak za od po przez dla są ale oraz tym ich został
sv och i att det som en på är av för med till den har de inte om ett han men var jag
no og i det som en på er av for med til den har de ikke om et han men var jeg
da og i det som en på er af for med til den har de ikke om et han men var jeg ved
fi ja on ei että se oli hän mutta ovat joka kun myös niin kuin sen mukaan vuoden ole
cs a v se na je že o s z do i to k ve pro za by jsou které jako po od však
sk a v sa na je že o s z do i to k vo pre za by sú ktoré ako po od však
hu a az és hogy nem is egy ez volt meg csak már de ha mint el még vagy lehet
ro de și în a la cu pe un care o nu din pentru să mai este au fost prin sunt
tr ve bir bu için da de ile olarak daha çok en gibi sonra kadar olan ancak ise var
id yang dan di ini itu dengan untuk tidak dari dalam akan pada juga ke karena ada kepada oleh
vi và của là có trong cho không được với một người các những này đã để ở
ru и в не на что с по как это он к из у за от о для но был его также
uk і в не на що з як це та до у за від про для але був його також є
bg и на в да се не за от че с по са като ще си до е тя бе
sr и у је да се на за су од не са то као што али из био
el και το να του η της με που την από για είναι τα στο δεν οι τον
he של את על לא הוא זה כי עם גם אל היא אבל כל יש
ar في من على أن إلى التي عن مع هذا كان الذي ما لا هذه قال
fa در به از که این را با است برای آن یک خود تا بر هم
hi के में की है को और से का पर ने कि हैं यह भी
"""
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
)
"""Scripts that one language writes. Japanese goes before Chinese, since it writes both."""
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 4_000
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for row in _STOP_WORDS.strip().splitlines():
        language, *words = row.split()
        for word in words:
            table.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in table.items()}


_LANGUAGES_OF: Final = MappingProxyType(_table())
STOP_WORDS: Final = frozenset(_LANGUAGES_OF)
"""The words by which languages are told."""


def detect_language(text: str) -> str | None:
    """BCP 47 tag of the language of ``text`` (``en``, ``uk``), or None when it is too short or unlike any known one."""
    text = text[:_LOOKED_AT]
    length = sum(map(str.isalpha, text))
    if length < 40:
        return None
    for language, script in _SCRIPTS:
        if len(script.findall(text)) > 0.15 * length:
            return language
    words = _WORD.findall(text.lower())
    votes: Counter[str] = Counter()
    for word in words:
        languages = _LANGUAGES_OF.get(word, ())
        for language in languages:
            votes[language] += 1
    if not votes:
        return None
    (best, count), *others = votes.most_common(2)
    if count < max(4, 0.08 * len(words)) or (others and others[0][1] == count):
        return None
    return best


def language_tag(text: str | None) -> str | None:
    """A BCP 47 tag of what a page writes (``en_US``, ``EN-us``, ``en``), or None for what is none."""
    found = _TAG.match((text or "").strip())
    if found is None or found[1].lower() in ("und", "mul", "zxx", "xx"):
        return None
    language, script, region = found.groups()
    return "-".join((language.lower(), *([script.title()] if script else ()), *([region.upper()] if region else ())))
