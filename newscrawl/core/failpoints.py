"""Places where a test can kill the process or make the disk fail: before and after everything that touches the disk.

A crash-safe program is only as good as the crashes it was tried with. Every write, sync, commit and rename of the
project is an :class:`Act`, announced by :func:`before` and :func:`after`. With the environment variable
``NEWSCRAWL_FAILPOINT`` unset both cost one comparison. It is set to

* ``part.write.before``: the process kills itself (SIGKILL) there;
* ``part.write.before:3``: it does so at the third passing;
* ``part.write.before=ENOSPC`` (or ``:3=ENOSPC``): that OSError is raised there, and at every later passing.

A name that does not exist raises UsageProblem at import, so that a test can't pass by a slip of the pen.
"""

import errno
import os
import re
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from newscrawl.core.errors import UsageProblem

VARIABLE = "NEWSCRAWL_FAILPOINT"


class Act(StrEnum):
    """What changes something on the disk."""

    STATE_SCHEMA = "state.schema"
    """The commit that creates the tables of a new state file."""
    MEMORY_ADMIT = "memory.admit"
    """The commit that saves a source's new links as pending."""
    MEMORY_SETTLE = "memory.settle"
    """The commit that settles, postpones or releases one link."""
    MEMORY_RECHECK = "memory.visit"
    """The commit that says what became of a recheck of a published article that gave no page to read."""
    SITE_ENROL = "site.enrol"
    """The commit of a site's row."""
    FOLDER_CREATE = "folder.create"
    RUN_BEGIN = "run.begin"
    """The commit of a new run's row, or of a scheduler's job that is to come to one."""
    PUBLISH_COMMIT = "publish.commit"
    """The commit of a group of articles with their finished lines."""
    PART_CREATE = "part.create"
    PART_WRITE = "part.write"
    PART_SYNC = "part.sync"
    FOLDER_SYNC = "folder.sync"
    RUN_CLOSE = "run.close"
    """The commit that says how the run ended; what is left to do is filing."""
    MANIFEST_WRITE = "manifest.write"
    MANIFEST_SYNC = "manifest.sync"
    MANIFEST_RENAME = "manifest.rename"
    PART_RENAME = "part.rename"
    RUN_FILE = "run.file"
    """The commit that says the run's files are in place."""
    RECOVERY_REGISTER = "recovery.register"
    """The commit of rows for files that the state did not know."""
    RECOVERY_CUT = "recovery.cut"
    RECOVERY_READ_BACK = "recovery.read_back"
    """A commit of articles read back from lines."""
    RECOVERY_REMOVE = "recovery.remove"


class Maintenance(StrEnum):
    """What changes something on the disk outside a crawl's own work."""

    STATE_BACKUP = "state.backup"
    """The rename that puts the backup of an older state file in place."""
    STATE_PRUNE = "state.prune"
    """A commit that drops what was kept long enough."""
    COMPACT_WRITE = "compact.write"
    """The draft of a month's file, written and synced."""
    COMPACT_RENAME = "compact.rename"
    """The rename that puts it in place: from here the files of its runs are superseded."""
    COMPACT_REMOVE = "compact.remove"
    """The removal of one superseded file of lines."""
    COMPACT_TIDY = "compact.tidy"
    """The removal of one manifest that the month's manifest holds."""
    COMPACT_RECORD = "compact.record"
    """The commit that records the size of the month's file in the state."""
    FORGET_NOTE = "forget.note"
    """A tombstone's line in the list of deleted articles."""
    FORGET_STATE = "forget.state"
    """The commit that takes an article's text out of the state."""
    FORGET_WRITE = "forget.write"
    """A file without the forgotten lines, written and synced beside the one that has them."""
    FORGET_REPLACE = "forget.replace"
    """The rename that puts it in place."""
    FORGET_DONE = "forget.done"
    """The commit that says that no file has the article any longer."""
    REBUILD_ASIDE = "rebuild.aside"
    """The rename of the old state file."""
    REBUILD_SWAP = "rebuild.swap"
    """The rename that puts the new state file in place."""


NAMES = tuple(f"{act}.{when}" for act in Act for when in ("before", "after"))
"""Every place of a crawl, for tests that try them all."""
UPKEEP_NAMES = tuple(f"{act}.{when}" for act in Maintenance for when in ("before", "after"))
"""Every place outside a crawl."""


@dataclass(slots=True)
class Armed:
    """The place that was set, and how often it is still to be passed without failing."""

    name: str
    passings: int = 1
    error: int | None = None
    passed: int = field(default=0)

    def reach(self, name: str) -> None:
        """Pass a place; fails there as requested when it is the one."""
        if name != self.name:
            return
        self.passed += 1
        if self.passed < self.passings:
            return
        if self.error is not None:
            raise OSError(self.error, os.strerror(self.error))
        os.kill(os.getpid(), signal.SIGKILL)


def parse(environment: Mapping[str, str]) -> Armed | None:
    """Return what the environment requests, or None. Raises UsageProblem for an unknown name, number or error."""
    text = environment.get(VARIABLE)
    if not text:
        return None
    match = re.fullmatch(r"([a-z_.]+)(?::([1-9]\d*))?(?:=([A-Z]+))?", text)
    if match is None or match[1] not in (*NAMES, *UPKEEP_NAMES):
        raise UsageProblem(f"{VARIABLE}={text}: no such place; known are {', '.join((*NAMES, *UPKEEP_NAMES))}")
    number = getattr(errno, match[3], None) if match[3] else None
    if match[3] and not isinstance(number, int):
        raise UsageProblem(f"{VARIABLE}={text}: unknown error {match[3]}")
    return Armed(match[1], int(match[2] or 1), number)


_armed = parse(os.environ)


def before(act: Act | Maintenance) -> None:
    """Announce that ``act`` comes next."""
    if _armed is not None:
        _armed.reach(f"{act}.before")


def after(act: Act | Maintenance) -> None:
    """Announce that ``act`` is done."""
    if _armed is not None:
        _armed.reach(f"{act}.after")
