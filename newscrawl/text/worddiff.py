"""What differs between two texts, word by word: for people who read it, not for a program that patches."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\S+")
_AKIN = 0.4
"""Paragraphs at least so much alike (of 1) are one that was edited, else one went and another came."""
_ISLAND = 2
"""Words that two texts share between two changes, at most, that are shown as changed along: easier to read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row: ``same``, ``gone`` or ``new``."""

    kind: Literal["same", "gone", "new"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """A paragraph in which something differs."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """So many paragraphs in a row that do not differ."""

    paragraphs: int


def compare_texts(former: Sequence[str], now: Sequence[str]) -> list[Edited | Alike]:
    """What became of the paragraphs of ``former``, in their order."""
    found: list[Edited | Alike] = []
    matcher = SequenceMatcher(a=[*map(_spelt, former)], b=[*map(_spelt, now)], autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            found.append(Alike(end - start))
        else:
            found += _edited(former[start:end], now[begin:stop])
    return found


def compare_words(former: str, now: str) -> tuple[Piece, ...]:
    """What became of the words of one paragraph."""
    one, other = former.split(), now.split()
    pieces: list[Piece] = []
    opcodes = SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes()
    for number, (tag, start, end, begin, stop) in enumerate(opcodes):
        within = 0 < number < len(opcodes) - 1
        if tag == "equal" and not (within and end - start <= _ISLAND):
            pieces.append(Piece("same", tuple(one[start:end])))
            continue
        gone, new = tuple(one[start:end]), tuple(other[begin:stop])
        if len(pieces) >= 2 and pieces[-1].kind == "new" and pieces[-2].kind == "gone":
            gone, new = (*pieces[-2].words, *gone), (*pieces[-1].words, *new)
            del pieces[-2:]
        pieces += (Piece("gone", gone), Piece("new", new))
    return tuple(piece for piece in pieces if piece.words)


def _edited(former: Sequence[str], now: Sequence[str]) -> Iterator[Edited]:
    """Pair each new paragraph with the old one that it is most like; what has no pair went, or came."""
    place = 0
    for paragraph in now:
        alike = [SequenceMatcher(a=old.split(), b=paragraph.split(), autojunk=False).ratio() for old in former[place:]]
        best = max(range(len(alike)), key=alike.__getitem__, default=None)
        if best is None or alike[best] < _AKIN:
            yield Edited((Piece("new", tuple(paragraph.split())),))
            continue
        for gone in former[place : place + best]:
            yield Edited((Piece("gone", tuple(gone.split())),))
        yield Edited(compare_words(former[place + best], paragraph))
        place += best + 1
    for gone in former[place:]:
        yield Edited((Piece("gone", tuple(gone.split())),))


def _spelt(paragraph: str) -> str:
    return " ".join(_WORD.findall(paragraph))
