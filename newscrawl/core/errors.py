"""Errors of a run for people and schedulers: one line, one exit status."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class ExitStatus(IntEnum):
    """Exit status of a crawl. Everything else about each of them is in ``EXIT_STATUSES``."""

    OK = 0
    ERROR = 1
    USAGE = 2
    BLOCKED = 3
    UNREACHABLE = 4
    LAYOUT_CHANGED = 5
    STORAGE = 6

    @property
    def word(self) -> str:
        """One or two words for a table."""
        return EXIT_STATUSES[self].word

    @property
    def color(self) -> str:
        """Color of the word, as Rich calls it."""
        return EXIT_STATUSES[self].color


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """Words, color and explanation of one exit status."""

    word: str
    color: str
    meaning: str
    action: str


EXIT_STATUSES: Final = {
    ExitStatus.STORAGE: StatusFacts(
        "storage",
        "red",
        "storage: disk full, folder not writable, state file locked, damaged or too new",
        "the message names the file",
    ),
    ExitStatus.ERROR: StatusFacts(
        "error",
        "red",
        "an error in newscrawl or in a pipeline of yours",
        "run with `-L INFO` and read the log",
    ),
    ExitStatus.USAGE: StatusFacts(
        "usage",
        "red",
        "an invalid argument or setting",
        "the message says what is valid",
    ),
    ExitStatus.BLOCKED: StatusFacts(
        "blocked",
        "yellow",
        "blocked by the site (articles whose full text its feed held were published all the same)",
        "crawl less often; ask the owner",
    ),
    ExitStatus.UNREACHABLE: StatusFacts(
        "unreachable",
        "yellow",
        "not reachable, moved to another host, or a back-fill (`since`) is incomplete",
        "check the address in the message; run the back-fill again",
    ),
    ExitStatus.LAYOUT_CHANGED: StatusFacts(
        "layout changed",
        "magenta",
        "the site's layout has changed: no links, or pages without text",
        "update the site's rules (`scrapy doctor`, `scrapy read`)",
    ),
    ExitStatus.OK: StatusFacts(
        "ok",
        "green",
        "finished, also with nothing new, or when another run of the site is under way",
        "nothing",
    ),
}
"""The most severe first. After a storage error nothing else can be trusted; then come errors of ours and of the user,
which hide what the site did; then a site that blocks us, for each further request makes it worse; then one that can't
be reached, which may pass; a changed layout waits for a person and loses nothing meanwhile."""


def worst(statuses: Iterable[int]) -> ExitStatus:
    """Return the most severe of these exit statuses, ``OK`` of none."""
    met = set(statuses)
    return next((status for status in EXIT_STATUSES if status in met), ExitStatus.OK)


def exit_status_help() -> str:
    """Return the exit statuses for a command's help, by number: one sentence, for argparse removes line breaks."""
    listed = "; ".join(f"{int(status)}: {EXIT_STATUSES[status].meaning.split(':')[0]}" for status in ExitStatus)
    return f"Exit status {listed}."


class NewscrawlError(Exception):
    """An error that is shown as one line saying what to do, never as a traceback."""

    status = ExitStatus.ERROR


class UsageProblem(NewscrawlError):
    """A wrong argument or setting."""

    status = ExitStatus.USAGE


class StorageProblem(NewscrawlError):
    """The output folder or the state file can't be used."""

    status = ExitStatus.STORAGE


class AlreadyRunning(NewscrawlError):
    """Another run of the same site holds its lock. This is not a failure: the other run does the work."""

    status = ExitStatus.OK


class ProblemKind(StrEnum):
    """Kinds of problems that other code must recognize."""

    LOW_VOLUME = "low_volume"
    """Fewer articles in a week than the site's ``min_weekly_articles``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a run that a person should know, in one line. ``OK`` marks a note that fails nothing."""

    status: ExitStatus
    text: str
    kind: ProblemKind | None = None

    def entry(self) -> dict[str, int | str]:
        """Return it as reports and manifests hold it; ``kind`` only where there is one."""
        entry: dict[str, int | str] = {"status": int(self.status), "text": self.text}
        return entry | {"kind": self.kind.value} if self.kind else entry
