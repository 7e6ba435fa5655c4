"""What the settings say of remembering: how often to look again, what to keep, what is too much alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from newscrawl.core.errors import UsageProblem
from newscrawl.core.values import UNITS, duration, whole_number


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The settings of the store, checked."""

    tries: int = 10
    """After so many failed tries a link is given up."""
    revisit_within: timedelta = timedelta(hours=48)
    """Articles younger than this are read again; zero: none because of its age."""
    drop_near_duplicates: bool = False
    story_window: timedelta = timedelta(days=90)
    """How far back an article is looked for that a new one nearly repeats."""
    keep_texts: timedelta = timedelta(days=90)
    """How long after a change both texts are kept for ``scrapy diff``; zero: not at all."""
    keep_links: timedelta = timedelta(days=400)
    """How long settled links without an article, and released ones, are known after a source listed them last."""
    keep_runs: timedelta = timedelta(days=400)
    """How long the state knows of a run without a file of its own."""

    @classmethod
    def of(cls, get: Callable[[str], Any]) -> Self:
        """Read the settings (``get`` gives one by its name). Raises UsageProblem for a wrong one."""
        near = str(get("NEWSCRAWL_NEAR_DUPLICATES")).strip().lower()
        if near not in ("mark", "drop"):
            raise UsageProblem(f"NEWSCRAWL_NEAR_DUPLICATES={near} is neither mark nor drop")
        return cls(
            tries=whole_number("NEWSCRAWL_TRIES", get("NEWSCRAWL_TRIES")),
            revisit_within=_span("NEWSCRAWL_REVISIT_WITHIN", get, unit="h"),
            drop_near_duplicates=near == "drop",
            story_window=_span("NEWSCRAWL_STORY_WINDOW", get, unit="d"),
            keep_texts=_span("NEWSCRAWL_KEEP_TEXTS", get, unit="d"),
            keep_links=_span("NEWSCRAWL_KEEP_LINKS", get, unit="d", least=timedelta(days=30)),
            keep_runs=_span("NEWSCRAWL_KEEP_RUNS", get, unit="d", least=timedelta(days=30)),
        )


DEFAULT = StoreSettings()


def _span(name: str, get: Callable[[str], Any], *, unit: str, least: timedelta = timedelta()) -> timedelta:
    """A setting that says how long; ``unit`` is meant where it names none."""
    text = str(get(name)).strip()
    span = duration(text, unit=unit)
    if span is None:
        raise UsageProblem(f"{name}={text} is not a duration; write {UNITS[unit]} as a number, or 90m, 12h, 7d, 2w")
    if span < least:
        raise UsageProblem(f"{name}={text} is too short; from {least.days} days up it makes sense")
    return span
