"""One run of a site at a time, on one machine: a kernel lock, gone with the process that held it."""

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Self

from newscrawl.core.errors import AlreadyRunning
from newscrawl.publishing.files import write_all
from newscrawl.store.db.timestamps import to_text


class SiteLock:
    """Holds ``<site's folder>/.lock``. The file stays when it is released: removing it would let two runs in."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, folder: Path, now: datetime) -> Self:
        """Take the lock at once. Raises AlreadyRunning when another run holds it, OSError when there can be none."""
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 200).decode("utf-8", "replace").strip()
            os.close(descriptor)
            raise AlreadyRunning(f"a run of {folder.name} is already under way ({holder or 'just begun'})") from None
        except BaseException:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        write_all(descriptor, f"pid {os.getpid()}, since {to_text(now)}\n".encode())
        return cls(descriptor)

    def release(self) -> None:
        """Let the next run in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def holder_lives(folder: Path) -> bool:
    """Whether the process that took the site's lock last is still alive. Looks, and never gets in anybody's way."""
    try:
        holder = (folder / ".lock").read_text("utf-8", "replace")
        os.kill(int(holder.removeprefix("pid ").partition(",")[0]), 0)
    except (OSError, ValueError):
        return False
    return True
