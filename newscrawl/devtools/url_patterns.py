"""Derives patterns for a site's rules from the addresses of its articles."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

_FEW = 6
"""Most different words in one place that are the names of sections."""
_RARE = 0.1
"""Shapes of fewer addresses than this share are strays: a page, a partner's story."""
_HEADLINE = 3
"""Hyphens in a name from which it is a headline, not an entry of a menu."""
_ENOUGH = 3
"""Fewest names that are headlines to make others doubtful."""

_PIECES = (
    ("year", re.compile(r"(?:19|20)\d\d"), r"20\d\d"),
    ("pair", re.compile(r"\d\d"), r"\d\d"),
    ("digit", re.compile(r"\d{1,2}"), r"\d{1,2}"),
    ("number", re.compile(r"\d{4,}"), r"\d{4,}"),
    ("day", re.compile(r"20\d\d-\d\d-\d\d"), r"20\d\d-\d\d-\d\d"),
    ("slug_number", re.compile(r"[^/]*[^\W\d_][^/]*-\d{5,}"), r"[^/]+-\d{5,}"),
    ("number_slug", re.compile(r"\d{5,}-[^/]+"), r"\d{5,}-[^/]+"),
)
_NUMBERS = {"number": r"/(\d{4,})", "slug_number": r"-(\d{5,})", "number_slug": r"/(\d{5,})-"}
"""Patterns of a piece with the site's own article number."""


def article_patterns(urls: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """Return patterns that match the paths of these articles, and one for the site's own article number (or None).

    Empty where the addresses have nothing in common that tells an article from a page.
    """
    groups: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for url in urls:
        pieces, ending = _pieces(url)
        if pieces:
            groups[(*(_kind(piece) for piece in pieces), ending)].append(pieces)
    total = sum(map(len, groups.values()))
    common = {kinds: members for kinds, members in groups.items() if len(members) >= max(1, _RARE * total)}
    telling = {kinds: members for kinds, members in common.items() if set(kinds[:-1]) - {"word"}}
    patterns = dict.fromkeys(_pattern(kinds, members) for kinds, members in telling.items())
    return tuple(patterns), _number_pattern(telling)


def likely_articles(urls: Iterable[str]) -> list[str]:
    """Return the links of a page that look like articles: of the shape that most long addresses have.

    Those that :func:`doubtful` names come last.
    """
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        pieces, ending = _pieces(url)
        if pieces and len(pieces[-1]) >= 12 and _kind(pieces[-1]) != "word":
            groups[(*(_kind(piece) for piece in pieces), ending)].append(url)
    likely = max(groups.values(), key=len, default=[])
    short = set(doubtful(likely))
    return sorted(likely, key=lambda url: url in short)


def doubtful(urls: Sequence[str]) -> list[str]:
    """Return those that may be the site's own pages, by their short names: ``/about-our-company`` beside headlines.

    None where dates or numbers tell articles, or where most names are short.
    """
    short = []
    for url in urls:
        pieces, _ = _pieces(url)
        if {_kind(piece) for piece in pieces} - {"word", "slug"}:
            return []
        if pieces and _joints(pieces[-1]) < _HEADLINE:
            short.append(url)
    return short if len(urls) - len(short) >= _ENOUGH else []


def _pieces(url: str) -> tuple[list[str], str]:
    path = unquote(urlsplit(url).path)
    ending = match[0] if (match := re.search(r"\.(?:s?html?|php|aspx?)$", path, re.IGNORECASE)) else ""
    return [piece for piece in path.removesuffix(ending).split("/") if piece], ending


def _kind(piece: str) -> str:
    for name, pattern, _ in _PIECES:
        if pattern.fullmatch(piece):
            return name
    return "slug" if _joints(piece) else "word"


def _pattern(kinds: tuple[str, ...], members: list[list[str]]) -> str:
    """Return a pattern by dates and numbers, which identify an article; without them by sections and slug length."""
    *places, ending = kinds
    tail = f"{_escape(ending)}$" if ending else "/?$"
    anchor = next((place for place, kind in enumerate(places) if kind not in ("slug", "word")), None)
    parts = []
    for place, kind in enumerate(places):
        written = [member[place] for member in members]
        last = place == len(places) - 1
        if kind not in ("slug", "word"):
            parts.append(next(form for name, _, form in _PIECES if name == kind))
        elif anchor is not None and place > anchor:
            parts.append(r"(?!\d{1,2}/?$)[^/]+" if last else "[^/]+")
        elif kind == "slug" and last:
            parts.append(_words(written))
        else:
            parts.append(_either(written))
    return f"/{'/'.join(parts[anchor:])}{tail}" if anchor else f"^/{'/'.join(parts)}{tail}"


def _joints(slug: str) -> int:
    return slug.count("-") + slug.count("_")


def _words(slugs: list[str]) -> str:
    """Return the pattern of a slug with as many words as the shortest, at most three: menus have short ones."""
    joints = min(_HEADLINE, *map(_joints, slugs))
    return r"[^/.]+[-_][^/.]+" if joints == 1 else rf"[^/.]+(?:[-_][^/.]+){{{joints},}}"


def _either(words: list[str]) -> str:
    known = [word for word, _ in Counter(words).most_common()]
    if len(known) == 1:
        return _escape(known[0])
    return f"(?:{'|'.join(map(_escape, known))})" if len(known) <= _FEW else "[^/]+"


def _number_pattern(groups: dict[tuple[str, ...], list[list[str]]]) -> str | None:
    """Return the one place where all shapes have a number that differs in each address."""
    found = set()
    for (*kinds, ending), members in groups.items():
        place = next((place for place in reversed(range(len(kinds))) if kinds[place] in _NUMBERS), None)
        if place is None:
            return None
        if len({re.findall(r"\d{4,}", member[place])[0] for member in members}) < len({*map(tuple, members)}):
            return None
        tail = (
            ""
            if kinds[place] == "number_slug"
            else re.escape(ending)
            if place == len(kinds) - 1 and ending
            else "(?:/|$)"
        )
        found.add(_NUMBERS[kinds[place]] + tail)
    return found.pop() if len(found) == 1 else None


def _escape(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")
