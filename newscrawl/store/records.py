"""What the store hands out and takes: plain values that tell nothing of how they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from newscrawl.core.crawl_state import Coverage, Outcome
from newscrawl.core.errors import ExitStatus
from newscrawl.core.reasons import Reason

# Runs and their files


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as the store knows it. ``stem`` is its file name without ending, ``account`` its manifest so far."""

    id: str
    stem: str
    started: datetime
    account: dict[str, Any]
    closed: bool = False
    """It ended by itself and all its lines are in its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnd:
    """What is known when a run ends. ``given_up`` are address and last reason of the links that it gave up."""

    complete: Coverage | None
    pending: int
    given_up: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFiles:
    """Size in bytes of each finished file whose lines the store knows: of runs by stem, merged ones by month."""

    runs: Mapping[str, int]
    months: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The last run of a site. ``account`` is its manifest, as far as the store has it."""

    started: datetime
    account: dict[str, Any]
    closed: bool
    """It ended by itself, or was completed by a later one."""

    @property
    def ended(self) -> str:
        """One or two words for how it ended; ``killed`` also where it has not ended yet."""
        reason, status = self.account.get("finish_reason"), self.account.get("exit_status")
        if reason is None or reason == "killed":
            return "killed"
        if not status and reason != "finished":
            return "stopped" if reason == "shutdown" else str(reason).replace("_", " ")
        try:
            return ExitStatus(status or 0).word
        except ValueError:
            return ExitStatus.ERROR.word


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """What the store knows of a site."""

    articles: int = 0
    pending: int = 0
    given_up: int = 0
    newest: str | None = None
    """Date of the newest article, as published."""
    complete: Coverage | None = None
    last_run: LastRun | None = None
    week: int | None = None
    """Articles of the last seven days; None where the site has not been crawled for so long."""


@dataclass(slots=True)
class Pruned:
    """How many rows of each kind were deleted, and whether those were all that may go."""

    rows: dict[str, int] = field(default_factory=dict)
    all: bool = True


# Jobs of a scheduler


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """The run that a job came to. ``account`` is its manifest so far."""

    id: str
    started: datetime
    account: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as the store knows it; ``arguments`` and ``settings`` are those of its crawl."""

    id: str
    site: str
    arguments: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    scheduled: datetime
    accepted: bool = False
    """The scheduler has said that it took it."""
    retry_of: str | None = None
    """The job that died, and that this one does again."""
    run: JobRun | None = None
    status: int | None = None
    """Exit status of a job that came to no run (another one was under way, the disk was full), and its reason."""
    reason: str | None = None
    """Also :data:`CANCELLED`, whatever the job came to."""


CANCELLED = "cancelled by hand"
"""Reason of a job that a person wanted to end. Noted first: of one that waits the scheduler keeps no trace."""

# Articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of an article that was to be published. ``line`` is None unless it is to be appended to the file."""

    outcome: Outcome
    line: bytes | None = None
    date_published: str | None = None
    url: str = ""
    revision: int = 1
    canonical_rejected: bool = False
    """It was published under its own address, since its canonical one is another article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What of a revision is kept for comparing."""

    headline: str | None
    authors: tuple[str, ...]
    date_published: str | None
    body: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision of an article. ``text`` is None when it is kept no longer."""

    revision: int
    read: datetime
    changed: tuple[str, ...]
    text: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An article and all that is known of its revisions, the first first. ``url`` is canonical."""

    id: str
    site: str
    url: str
    gone: datetime | None
    forgotten: datetime | None
    """When its owner had it removed; of such an article nothing else is known."""
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """One article of a story, beside the story's first. Shares are estimates from 0 to 1."""

    id: str
    site: str
    url: str
    date_published: str | None
    seen: datetime
    published: datetime
    """When, as exactly as it is known: a bare day counts from its middle, no date as when it was seen."""
    after: timedelta = timedelta(0)
    """How long after the first; exact only where both dates are."""
    of_first: float = 1.0
    """How much of the first article is found in this one."""
    of_itself: float = 1.0
    """How much of this article is found in the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleNames:
    """A known article, its site and publisher group, and every name it goes by (32 hex digits each)."""

    id: str
    site: str
    publisher_group: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A deleted article: its id, its site and group, all its names, the hashes of its texts (32 hex digits each)."""

    id: str
    site: str
    publisher_group: str
    names: tuple[str, ...]
    forgotten: str
    """When, RFC 3339."""
    reason: str = ""
    texts: tuple[str, ...] = ()
    """By these it is known at an address that nobody has seen yet; no word of a text can be made out of them."""


# What became of a link


class LinkState(StrEnum):
    """Where a link is on its way."""

    PENDING = "pending"
    SETTLED = "settled"
    RELEASED = "released"
    """Outside the dates of the run that read it; a source that lists it again brings it back."""
    DELETED = "deleted"
    """Its article was deleted on request; nothing else is known of it."""


class DuplicateRule(StrEnum):
    """By which rule a link's article is a duplicate."""

    SAME_ADDRESS = "same_address"
    SAME_TEXT = "same_text"
    NEARLY_REPEATS = "nearly_repeats"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePlace:
    """Where an article is published: in the file of the run ``stem``, or in the merged file of ``month``."""

    id: str
    site: str
    url: str
    revision: int
    run: str
    stem: str | None
    month: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStory:
    """What became of a link. What was not noted, or is kept no longer, is None."""

    state: LinkState
    site: str
    url: str | None = None
    found: datetime | None = None
    source: str | None = None
    """The kind of source that found it."""
    tries: int | None = None
    """How many tries failed."""
    last_answer: Reason | None = None
    """Why the last of them failed."""
    next_try: datetime | None = None
    outcome: Outcome | None = None
    reason: Reason | DuplicateRule | None = None
    settled: datetime | None = None
    """When, also of a released or deleted one."""
    run: str | None = None
    """The run that settled it."""
    date: str | None = None
    """The publication date that was read, of a released one."""
    article: ArticlePlace | None = None
    """The article that the link leads to, duplicates or nearly repeats."""
