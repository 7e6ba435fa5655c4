"""A kernel lock on a file, gone with the process that holds it."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FileLock:
    """Holds ``flock`` on a file, which is created where it is missing and stays when the lock is released.

    Removing the file would let a second process lock another one of the same name.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path, *, shared: bool = False, wait: bool = False) -> Self:
        """Lock the file: exclusively, or ``shared`` with others that do the same.

        Raises BlockingIOError while another process holds it, unless it is to ``wait``; OSError where files can't be
        created or locked.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BaseException:
            os.close(descriptor)
            raise
        return cls(path, descriptor)

    def share(self) -> None:
        """Let others share the lock from now on."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    @property
    def held(self) -> bool:
        """Whether it was not released."""
        return self._descriptor is not None

    @property
    def descriptor(self) -> int:
        """The open file, for reading and writing while it is locked. Raises ValueError when it was released."""
        if self._descriptor is None:
            raise ValueError("the lock was released")
        return self._descriptor

    def release(self) -> None:
        """Release the lock. May be repeated."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        """Hold the lock for the length of a ``with`` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Release it."""
        self.release()
