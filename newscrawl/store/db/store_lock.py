"""Who uses the state file: any number of processes at a time, or one alone that puts another file in its place.

SQLite's own locks don't help there: they belong to the file that is moved away.
"""

import time
from pathlib import Path
from typing import Self

from newscrawl.core.errors import StorageProblem
from newscrawl.core.file_lock import FileLock

_LOOK_AGAIN = 0.05
"""Seconds."""


class StoreLock:
    """A lock on ``<state file>.lock``."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    @classmethod
    def shared(cls, path: Path, *, patience: float) -> Self | None:
        """Be one of those who use the state file; wait ``patience`` seconds while it is being upgraded.

        None where there can be no lock: SQLite then says what is wrong with the folder. Raises StorageProblem while it
        is being replaced.
        """
        deadline = time.monotonic() + patience
        while True:
            try:
                return cls(FileLock.take(_lock_of(path), shared=True))
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StorageProblem(
                        f"the state file {path} is being rebuilt (`scrapy rebuild-state`) or upgraded; "
                        "try again when that has finished"
                    ) from None
                time.sleep(_LOOK_AGAIN)
            except OSError:
                return None

    @classmethod
    def alone(cls, path: Path) -> Self:
        """Be the only one. Raises StorageProblem while others use the state file, OSError when there can be no lock."""
        try:
            return cls(FileLock.take(_lock_of(path)))
        except BlockingIOError:
            raise StorageProblem(
                f"the state file {path} is in use, probably by a crawl; try again when that has finished"
            ) from None

    def exclude(self) -> bool:
        """Become the only one who uses the state file. False while others use it; then no lock is held at all.

        Two processes that both went on sharing the lock would wait for each other.
        """
        self._lock.release()
        try:
            self._lock = FileLock.take(self._lock.path)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        """Be one of those who use the state file again; waits while another process is the only one."""
        if self._lock.held:
            self._lock.share()
        else:
            self._lock = FileLock.take(self._lock.path, shared=True, wait=True)

    def end(self) -> None:
        """Release the lock."""
        self._lock.release()


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")
