"""What a discovery proves about the span in which the site's articles are all known. Pure: facts in, a decision out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

MAX_GAP_AGE = timedelta(days=30)
"""A gap this old is no longer kept open for a source that has been failing all that time."""


class CoverageDecision(Enum):
    """How far the span in which all is known grows."""

    REACHED_CUTOFF = auto()
    """Everything back to the cutoff was seen: the span grows without a gap."""
    GAP_STAYS_OPEN = auto()
    """Something was not seen that a later run may see: nothing changes, so that it looks again."""
    SOURCES_EXHAUSTED = auto()
    """Everything was seen that the site lists, though not back to the cutoff: a new span replaces the former one."""
    UNKNOWN = auto()
    """No source gave dates: nothing is proved."""


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """How far one paged source went. ``median_date`` is the instant down to which it was seen."""

    complete: bool
    median_date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveryOutcome:
    """What matters of a discovery.

    ``groups`` says of each group of sources whether it reached the cutoff, ``sources`` has all whose answers count,
    ``interrupted`` says that a fault that may pass has kept one from showing what it lists.
    """

    now: datetime
    cutoff: datetime | None
    since_requested: bool
    groups: tuple[bool, ...]
    sources: tuple[SourceOutcome, ...]
    interrupted: bool

    @property
    def reached_cutoff(self) -> bool:
        """Every group of sources has shown everything back to the cutoff."""
        return self.cutoff is not None and bool(self.groups) and all(self.groups)

    @property
    def can_be_resumed(self) -> bool:
        """A later run may close the gap: the source that would have shown it has a bad hour.

        After 30 days of bad hours the gap is given up, unless the user wants just that span.
        """
        if self.cutoff is None or not self.interrupted:
            return False
        return self.since_requested or self.cutoff > self.now - MAX_GAP_AGE

    @property
    def saw_everything_listed(self) -> bool:
        """Sources answered, and all of them were read to their end or to the cutoff."""
        return bool(self.sources) and all(source.complete for source in self.sources)

    @property
    def seen_back_to(self) -> datetime | None:
        """The instant down to which every source was seen; None where none has dates.

        The latest of the sources' dates: a home page with hand-picked old stories proves nothing of what is between.
        """
        return max((source.median_date for source in self.sources if source.median_date), default=None)

    @property
    def has_gap(self) -> bool:
        """The site lists nothing as old as the cutoff any longer: what was between may be lost."""
        seen = self.seen_back_to
        return self.cutoff is not None and seen is not None and seen > self.cutoff

    @property
    def misses_since(self) -> bool:
        """The user requested a span, sources were there, and a later run may show the rest."""
        return self.since_requested and (bool(self.sources) or self.interrupted)

    def decide(self) -> CoverageDecision:
        """Say how far the complete span grows."""
        if self.reached_cutoff:
            return CoverageDecision.REACHED_CUTOFF
        if self.can_be_resumed or not self.saw_everything_listed:
            return CoverageDecision.GAP_STAYS_OPEN
        return CoverageDecision.UNKNOWN if self.seen_back_to is None else CoverageDecision.SOURCES_EXHAUSTED
