"""Who uses the state file: any number of processes at a time, or one alone that puts another file in its place.

SQLite's own locks don't help there: they belong to the file that is moved away.
"""

from pathlib import Path
from typing import Self

from newscrawl.core.errors import StorageProblem
from newscrawl.core.file_lock import FileLock


class StoreLock:
    """A lock on ``<state file>.lock``."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    @classmethod
    def shared(cls, path: Path) -> Self | None:
        """Be one of those who use the state file.

        None where there can be no lock: SQLite then says what is wrong with the folder. Raises StorageProblem while it
        is being replaced.
        """
        try:
            return cls(FileLock.take(_lock_of(path), shared=True))
        except BlockingIOError:
            raise StorageProblem(
                f"the state file {path} is being rebuilt (`scrapy rebuild-state`); try again when that has finished"
            ) from None
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

    def end(self) -> None:
        """Release the lock."""
        self._lock.release()


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")
