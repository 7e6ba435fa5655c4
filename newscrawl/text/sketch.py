"""Samples a text, so that the overlap of two texts can be estimated without either at hand.

It holds the smallest of the hashes of the text's shingles (bottom-k sampling: Broder 1997, Cohen and Kaplan 2007). Up
to the value through which two samples are both complete, they show of each shingle whether both texts have it. So they
show containment, not only similarity: a text cut to half is contained in the other. Each hash keeps its place in the
text: in a copy one stretch is new (another lead, a local paragraph), in the next report of a series something is new
everywhere.
"""

from array import array
from dataclasses import dataclass
from itertools import accumulate
from sys import byteorder
from typing import Self

from newscrawl.text.shingles import shingles

SIZE = 96
"""Most hashes of a sketch."""
STRETCH = 1 / 3
"""Part of the shorter text that may be new in one stretch."""
CORE = 0.82
"""Share of the rest that is in the longer text, from which the two are nearly the same."""
PROPORTION = 0.25
"""The shorter text is at least this part of the longer one: a brief in a round-up is not a copy of it."""
EVIDENCE = 8
"""Fewest hashes that two texts have in common: below thirteen words even equal ones (a notice) prove nothing."""

_MARK_BITS = 28
_PLACES = 16
"""Places are sixteenths of the text: with a hash they fill four bytes."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text (28 bits), ascending, and the place of each in the text (0 to 15)."""

    marks: tuple[int, ...]
    places: bytes
    shingles: int
    """Number of different shingles of the text."""

    @property
    def complete_to(self) -> int:
        """The hash up to which no hash of the text is missing."""
        return self.marks[-1] if len(self.marks) < self.shingles else 1 << _MARK_BITS

    def pack(self) -> bytes:
        """Return hashes and places, four bytes each, the lowest first."""
        packed = array("I", [mark << 4 | place for mark, place in zip(self.marks, self.places, strict=True)])
        if byteorder == "big":
            packed.byteswap()
        return packed.tobytes()

    @classmethod
    def unpack(cls, packed: bytes, shingles: int) -> Self:
        """Return the sketch that was packed, of a text of so many shingles."""
        numbers = array("I", packed)
        if byteorder == "big":
            numbers.byteswap()
        return cls(tuple([number >> 4 for number in numbers]), bytes([number & 15 for number in numbers]), shingles)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two texts that are nearly the same have in common; shares from 0 to 1, estimated for long texts."""

    share: float
    """Share of the shorter text that is in the longer one."""
    resemblance: float
    """What both contain, as a share of what either contains."""


def sketch(body: str | None) -> Sketch | None:
    """Return the sketch of a text; None where there is no word."""
    if not body:
        return None
    found = {shingle >> 4: place for shingle, place in shingles(body).items()}
    if not found:
        return None
    marks = tuple(sorted(found)[:SIZE])
    length = max(found.values()) + 1
    return Sketch(marks, bytes([_PLACES * found[mark] // length for mark in marks]), len(found))


def overlap(one: Sketch, other: Sketch) -> Overlap | None:
    """Return what two texts have in common, or None when they are not nearly the same, or too short."""
    if one == other and len(one.marks) >= EVIDENCE:
        return Overlap(1.0, 1.0)
    shorter, longer = (one, other) if one.shingles <= other.shingles else (other, one)
    common = set(shorter.marks).intersection(longer.marks)
    if len(common) < EVIDENCE or shorter.shingles < PROPORTION * longer.shingles:
        return None
    limit = min(shorter.complete_to, longer.complete_to)
    held = sorted(
        (place, mark in common) for mark, place in zip(shorter.marks, shorter.places, strict=True) if mark <= limit
    )
    if _core(held) < CORE:
        return None
    beyond = sum(mark <= limit for mark in longer.marks) - len(common)
    return Overlap(len(common) / len(held), len(common) / (len(held) + beyond))


def contained(inner: Sketch, outer: Sketch) -> float:
    """Return the share of one text that is in another, from 0 to 1."""
    limit = min(inner.complete_to, outer.complete_to)
    sample = {mark for mark in inner.marks if mark <= limit}
    return len(sample.intersection(outer.marks)) / len(sample) if sample else 0.0


def _core(held: list[tuple[int, bool]]) -> float:
    """Return the share of a text that the other holds, without the stretch of which it holds least."""
    stretch = int(STRETCH * len(held))
    total = [0, *accumulate(there for _, there in held)]
    least = min(after - before for before, after in zip(total, total[stretch:], strict=False))
    return (total[-1] - least) / (len(held) - stretch)
