"""Finds the processes of a browser by the folder they were started with, measures and ends them.

Chromium starts helpers that leave its process group and even their parent. All of them inherit its environment, which
names the browser's folder. Read from ``/proc``: where there is none, the lists are empty, and the browser ends by its
closed pipe alone.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PREFIX = "newscrawl-browser-"
_LONGEST = 30
"""Characters of a path that leave room for Chromium's sockets below it: their paths may have 107."""
_SHORT = Path("/tmp")  # noqa: S108 - the folder in it is made by mkdtemp


def new_folder() -> Path:
    """A folder for one browser, named after this process. Those of processes that have ended are removed."""
    root = Path(tempfile.gettempdir())
    if len(str(root)) > _LONGEST and _SHORT.is_dir():
        root = _SHORT
    for old in root.glob(f"{_PREFIX}*-*"):
        owner = old.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not _lives(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def processes_of(folder: Path, *, but_children_of: int | None = None) -> list[int]:
    """Return the processes that were started with this folder, and all of their descendants; never this process.

    With ``but_children_of`` without those that this process started itself (the driver).
    """
    mark = str(folder).encode()
    parents: dict[int, int] = {}
    found: set[int] = set()
    for pid in _pids():
        with suppress(OSError, ValueError, IndexError):
            # The name of the program, in brackets, may hold anything; the parent is the second word after it.
            parents[pid] = int((_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()[1])
            if mark in (_PROC / str(pid) / "environ").read_bytes():
                found.add(pid)
    found.discard(os.getpid())
    while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
        found |= more
    return sorted(pid for pid in found if but_children_of is None or parents[pid] != but_children_of)


def memory_of(folder: Path) -> int:
    """Return the bytes of memory that the folder's processes hold, shared pages counted once."""
    total = 0
    for pid in processes_of(folder):
        with suppress(OSError, ValueError):
            for line in (_PROC / str(pid) / "smaps_rollup").read_bytes().splitlines():
                if line.startswith(b"Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def kill(pids: list[int]) -> None:
    """End these processes at once."""
    for pid in pids:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def end(folder: Path) -> None:
    """End all processes of this folder, also those that start meanwhile, and remove it."""
    for _ in range(5):
        pids = processes_of(folder)
        if not pids:
            break
        kill(pids)
    shutil.rmtree(folder, ignore_errors=True)


def _pids() -> Iterator[int]:
    with suppress(OSError):
        for entry in os.scandir(_PROC):
            if entry.name.isdecimal():
                yield int(entry.name)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
