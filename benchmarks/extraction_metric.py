"""How right an extracted body, headline, day or list of authors is, and how sure a mean over pages is.

The body's measure is that of the public article-extraction-benchmark: bags of four-word shingles.
"""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import TypeVar

_T = TypeVar("_T")
_WORD = re.compile(r"\w+")
SHINGLE = 4
"""Words of a shingle."""


@dataclass(frozen=True, slots=True)
class Match:
    """Shares of the shingles of a true and an extracted body: in both, only extracted, only true. They sum to 1."""

    both: float
    added: float
    missed: float

    @property
    def precision(self) -> float:
        """Share of the extracted text that is true; 0 where nothing was extracted but something should be."""
        return self.both / (self.both + self.added) if self.both + self.added else float(not self.missed)

    @property
    def recall(self) -> float:
        """Share of the true text that was extracted."""
        return self.both / (self.both + self.missed) if self.both + self.missed else float(not self.added)

    @property
    def f1(self) -> float:
        """Harmonic mean of the page's precision and recall."""
        return 2 * self.both / total if (total := 2 * self.both + self.added + self.missed) else 1.0

    @property
    def exact(self) -> bool:
        """Whether the two bodies are the same words."""
        return not self.added and not self.missed


def words(text: str | None) -> list[str]:
    """The words of a text."""
    return _WORD.findall(text or "")


def shingles(text: str | None) -> Counter[tuple[str, ...]]:
    """The bag of shingles; one short shingle for a text of fewer words than a shingle has."""
    found = words(text)
    if not found:
        return Counter()
    return Counter(tuple(found[i : i + SHINGLE]) for i in range(max(1, len(found) - SHINGLE + 1)))


def match(true: str | None, extracted: str | None) -> Match:
    """Compare two bodies."""
    a, b = shingles(true), shingles(extracted)
    both, added, missed = (a & b).total(), (b - a).total(), (a - b).total()
    total = both + added + missed
    return Match(both / total, added / total, missed / total) if total else Match(0.0, 0.0, 0.0)


def body_scores(matches: Sequence[Match]) -> dict[str, float]:
    """F1, precision, recall and accuracy of a set of pages, as the public benchmark reckons them.

    F1 is that of the mean precision and the mean recall. A page with no extracted body has no say in the precision, one
    whose true body is empty none in the recall.
    """
    precision = fmean([m.precision for m in matches if m.both + m.added] or [0.0])
    recall = fmean([m.recall for m in matches if m.both + m.missed] or [0.0])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"f1": f1, "precision": precision, "recall": recall, "accuracy": fmean(m.exact for m in matches)}


def bootstrap(values: Sequence[_T], statistic: Callable[[Sequence[_T]], float], rounds: int = 1000) -> list[float]:
    """The statistic over ``rounds`` resamplings of the values (always the same ones), sorted."""
    chance = random.Random(0)
    return sorted(statistic(chance.choices(values, k=len(values))) for _ in range(rounds))


def interval(resampled: Sequence[float], share: float = 0.95) -> tuple[float, float]:
    """The middle ``share`` of sorted resamplings."""
    cut = int(len(resampled) * (1 - share) / 2)
    return resampled[cut], resampled[-1 - cut]


def same_headline(true: str, found: str | None) -> bool:
    """Whether two headlines are the same words and marks, whatever the case, the spaces and the form of quotes."""
    return _plain(true) == _plain(found or "")


def days_apart(true: str, found: str | None) -> int | None:
    """Days between two dates; None when the found one is missing or no date."""
    try:
        return abs((date.fromisoformat(true[:10]) - date.fromisoformat((found or "")[:10])).days)
    except ValueError:
        return None


def authors_f1(true: Sequence[str], found: Sequence[str]) -> float:
    """F1 of two lists of names; 1 when both are empty."""
    a, b = {_plain(name) for name in true}, {_plain(name) for name in found}
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)
    return " ".join(text.split())


_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2212`", "''\"\"---'")
