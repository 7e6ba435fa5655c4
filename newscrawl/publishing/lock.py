"""One run of a site at a time, on one machine: the lock of its folder, and whether a run holds it."""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from newscrawl.core.clock import to_text
from newscrawl.core.errors import AlreadyRunning
from newscrawl.core.file_lock import FileLock
from newscrawl.publishing.files import write_all

_HOLDER = re.compile(r"pid (\d+), since (\S+)")


class SiteLock:
    """Holds ``<site's folder>/.lock``."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    @classmethod
    def take(cls, folder: Path, now: datetime) -> Self:
        """Take the lock at once. Raises AlreadyRunning when another run holds it, OSError when there can be none."""
        path = folder / ".lock"
        try:
            lock = FileLock.take(path)
        except BlockingIOError:
            holder = path.read_text("utf-8", "replace").strip()
            raise AlreadyRunning(f"a run of {folder.name} is already under way ({holder or 'just started'})") from None
        try:
            os.ftruncate(lock.descriptor, 0)
            write_all(lock.descriptor, f"pid {os.getpid()}, since {to_text(now)}\n".encode())
        except BaseException:
            lock.release()
            raise
        return cls(lock)

    def release(self) -> None:
        """Let the next run in."""
        self._lock.release()


@dataclass(frozen=True, slots=True)
class Holder:
    """The living process that holds a site's lock, and when it took it, in whole seconds."""

    process: int
    since: datetime

    def runs(self, started: datetime) -> bool:
        """Whether the site's run that began at ``started`` is its run; one that began before it took the lock died."""
        return started >= self.since


def lock_holder(folder: Path) -> Holder | None:
    """The process that holds the lock of a site's folder, or None.

    A lock that is tried, if only for a moment, would turn away a run that begins at that moment; so the process that
    the lock file names is looked for instead. It counts when it has that file open: its number may belong to
    another process by now. Where the system does not show which files it has open, that it exists is enough.
    """
    path = folder / ".lock"
    try:
        named = _HOLDER.match(path.read_text("utf-8", "replace"))
        holder = Holder(int(named[1]), datetime.fromisoformat(named[2])) if named else None
    except (OSError, ValueError):
        return None
    return holder if holder and _has_open(holder.process, path) else None


def _has_open(process: int, path: Path) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    try:
        opened = list(Path(f"/proc/{process}/fd").iterdir())
    except OSError:  # no /proc, or another user's process
        return not Path("/proc/self/fd").is_dir() or Path(f"/proc/{process}").exists()
    return any(_same(entry, path) for entry in opened)


def _same(entry: Path, path: Path) -> bool:
    try:
        return entry.samefile(path)
    except OSError:  # closed meanwhile
        return False
