"""Who uses the state file: any number of processes at a time, or one alone that puts another file in its place.

SQLite's own locks don't help there: they belong to the file that is moved away.
"""

import fcntl
import os
from pathlib import Path
from typing import Self

from newscrawl.core.errors import StorageProblem


class FileLock:
    """A kernel lock on ``<state file>.lock``, gone with the process. The lock's file stays."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def shared(cls, path: Path) -> Self | None:
        """Be one of those who use the state file.

        None where there can be no lock: SQLite then says what is wrong with the folder. Raises StorageProblem while it
        is being replaced.
        """
        try:
            descriptor = _open(path)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise StorageProblem(
                f"the state file {path} is being made anew (`scrapy rebuild-state`); wait for that to end"
            ) from None
        except OSError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    @classmethod
    def alone(cls, path: Path) -> Self:
        """Be the only one. Raises StorageProblem while others use the state file, OSError when there can be no lock."""
        descriptor = _open(path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise StorageProblem(f"the state file {path} is in use (a crawl, perhaps); wait for that to end") from None
        return cls(descriptor)

    def end(self) -> None:
        """Let go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _open(path: Path) -> int:
    return os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o666)
