"""Whether the run that a site's row tells of still lives, asked from outside and without touching its lock."""

import os
import re
from datetime import datetime
from pathlib import Path

_HOLDER = re.compile(r"pid (\d+), since (\S+)")


def is_alive(folder: Path, started: datetime) -> bool:
    """Whether the site's run that began at ``started`` holds the lock of its folder.

    A lock that is tried, if only for a moment, would turn away a run that begins at that moment; so the process that
    the lock file names is looked for instead. Where the system does not show which files it has open, that it exists
    is enough.
    """
    lock = folder / ".lock"
    try:
        holder = _HOLDER.match(lock.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return False
    if holder is None:
        return False
    try:
        since = datetime.fromisoformat(holder[2])
    except ValueError:
        return False
    # The lock's instant is in whole seconds. A run that began before it is another one, which did not release it.
    return started >= since and _holds(int(holder[1]), lock)


def _holds(process: int, lock: Path) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    try:
        opened = list(Path(f"/proc/{process}/fd").iterdir())
    except OSError:
        return not Path("/proc/self/fd").is_dir() or Path(f"/proc/{process}").exists()
    return any(_same(entry, lock) for entry in opened)


def _same(entry: Path, lock: Path) -> bool:
    try:
        return entry.samefile(lock)
    except OSError:  # closed meanwhile
        return False
