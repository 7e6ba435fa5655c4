"""Compares two texts word by word, for people to read, not for a program to patch."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\S+")
_SAME_PARAGRAPH = 0.4
"""Similarity (of 1) from which two paragraphs are one that was edited; below, one was removed and one added."""
_ISLAND = 2
"""Most unchanged words between two changes that are shown as changed, too: easier to read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words: ``same``, ``gone`` or ``new``."""

    kind: Literal["same", "gone", "new"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """A paragraph with differences."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Number of consecutive paragraphs that do not differ."""

    paragraphs: int


def compare_texts(former: Sequence[str], now: Sequence[str]) -> list[Edited | Alike]:
    """Return what became of the paragraphs of ``former``, in their order."""
    found: list[Edited | Alike] = []
    matcher = SequenceMatcher(a=[*map(_normalized, former)], b=[*map(_normalized, now)], autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            found.append(Alike(end - start))
        else:
            found += _edited(former[start:end], now[begin:stop])
    return found


def compare_words(former: str, now: str) -> tuple[Piece, ...]:
    """Return what became of the words of one paragraph."""
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
    """Pair each new paragraph with the most similar old one; those without a pair were removed or added."""
    place = 0
    for paragraph in now:
        alike = [SequenceMatcher(a=old.split(), b=paragraph.split(), autojunk=False).ratio() for old in former[place:]]
        best = max(range(len(alike)), key=alike.__getitem__, default=None)
        if best is None or alike[best] < _SAME_PARAGRAPH:
            yield Edited((Piece("new", tuple(paragraph.split())),))
            continue
        for gone in former[place : place + best]:
            yield Edited((Piece("gone", tuple(gone.split())),))
        yield Edited(compare_words(former[place + best], paragraph))
        place += best + 1
    for gone in former[place:]:
        yield Edited((Piece("gone", tuple(gone.split())),))


def _normalized(paragraph: str) -> str:
    return " ".join(_WORD.findall(paragraph))
