"""What can go wrong with a run, as a person and a scheduler see it: one line, one exit status."""

from dataclasses import dataclass
from enum import IntEnum


class ExitStatus(IntEnum):
    """Exit status of a crawl (docs/running.md lists what each asks of you)."""

    OK = 0
    """Finished, also with nothing new, also when a run of this site is already under way."""
    ERROR = 1
    """An error of ours."""
    USAGE = 2
    """A wrong argument or setting."""
    BLOCKED = 3
    """Refused by the site, also when its feed still served articles."""
    UNREACHABLE = 4
    """Not reachable, or moved to another host."""
    LAYOUT_CHANGED = 5
    """The site makes no sense any more: no links on the first page, articles without text."""
    STORAGE = 6
    """Disk full; state file locked, unreadable or too new."""


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
    """Another run of the same site holds its lock. No failure: the other run does the work."""

    status = ExitStatus.OK


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a run met and a person must hear of, in one line. ``OK`` marks a remark that fails nothing."""

    status: ExitStatus
    text: str


def worst(problems: list[Problem]) -> ExitStatus:
    """The exit status of a run that met these troubles: the one that most needs a person.

    Storage comes first (nothing can be trusted after it), then our own errors, then what the site did.
    """
    order = (
        ExitStatus.STORAGE,
        ExitStatus.ERROR,
        ExitStatus.USAGE,
        ExitStatus.BLOCKED,
        ExitStatus.UNREACHABLE,
        ExitStatus.LAYOUT_CHANGED,
    )
    met = {problem.status for problem in problems}
    return next((status for status in order if status in met), ExitStatus.OK)
