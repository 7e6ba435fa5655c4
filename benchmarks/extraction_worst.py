"""What an extracted body adds to the true one, and what it misses."""

from collections import Counter

from extraction_metric import SHINGLE, shingles, words

_LONGEST = 160
"""Characters shown of each difference."""


def differences(true: str | None, found: str | None, most: int | None = None) -> list[str]:
    """Lines for people: runs of words that are added (``+``) or missed (``-``), with their number, longest first."""
    lines = []
    for sign, text, other in (("+", found, true), ("-", true, found)):
        runs = sorted(_runs(words(text), shingles(other)), key=len, reverse=True)
        for run in runs[:most]:
            shown = " ".join(run)
            lines.append(f"{sign} {len(run):>4} {shown[:_LONGEST]}{'...' if len(shown) > _LONGEST else ''}")
    return lines


def _runs(text: list[str], other: Counter[tuple[str, ...]]) -> list[list[str]]:
    """Runs of words in whose shingles the other text has no part."""
    strange = [i for i in range(max(1, len(text) - SHINGLE + 1)) if tuple(text[i : i + SHINGLE]) not in other]
    runs: list[list[int]] = []
    for place in strange:
        if runs and place - runs[-1][1] < SHINGLE:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return [text[first : last + SHINGLE] for first, last in runs if text]
