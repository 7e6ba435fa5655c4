"""A small sample of a text's shingles: tells how much of one text stands in another without either text at hand.

The sample holds the smallest hashes of the text (bottom-k: Broder 1997, Cohen and Kaplan 2007). Below the larger of
the values up to which both samples are complete, it shows each shingle that the texts have or do not have in common;
so it tells containment, not only likeness: a text cut to half stands whole in the other.
"""

from array import array
from dataclasses import dataclass
from sys import byteorder
from typing import Self

from newscrawl.text.shingles import shingles

SIZE = 96
"""Marks of a sketch, at most: 384 bytes."""
CONTAINED = 0.7
"""Share of the shorter text that stands in the longer one, from which on the two are nearly the same."""
PROPORTION = 0.25
"""The shorter text is at least this part of the longer one: a brief in a round-up is no copy of it."""
EVIDENCE = 8
"""Marks that two texts must have in common, unless one sample equals the other."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """``marks``: the smallest of the hashes (31 bits), rising; ``shingles``: how many different ones the text has."""

    marks: tuple[int, ...]
    shingles: int

    def pack(self) -> bytes:
        """The marks, four bytes each, the lower byte first."""
        packed = array("I", self.marks)
        if byteorder == "big":
            packed.byteswap()
        return packed.tobytes()

    @classmethod
    def unpack(cls, marks: bytes, shingles: int) -> Self:
        """What :meth:`pack` was made from."""
        packed = array("I", marks)
        if byteorder == "big":
            packed.byteswap()
        return cls(tuple(packed), shingles)


def sketch(body: str | None) -> Sketch | None:
    """The sketch of a text; None where there is no word."""
    found = {shingle >> 1 for shingle in shingles(body)} if body else None
    return Sketch(tuple(sorted(found)[:SIZE]), len(found)) if found else None


def containment(one: Sketch, other: Sketch) -> float:
    """How much of the shorter text stands in the longer one, from 0 to 1 (an estimate; exact for short texts)."""
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=lambda each: each.shingles)
    limit = min(_complete_to(shorter), _complete_to(longer))
    sample = [mark for mark in shorter.marks if mark <= limit]
    return len(set(sample).intersection(longer.marks)) / len(sample) if sample else 0.0


def likeness(one: Sketch, other: Sketch) -> float:
    """The containment of two texts that are nearly the same, else 0."""
    if one == other:
        return 1.0
    if min(one.shingles, other.shingles) < PROPORTION * max(one.shingles, other.shingles):
        return 0.0
    if len(set(one.marks).intersection(other.marks)) < EVIDENCE:
        return 0.0
    share = containment(one, other)
    return share if share >= CONTAINED else 0.0


def _complete_to(one: Sketch) -> int:
    return one.marks[-1] if len(one.marks) < one.shingles else 1 << 31
