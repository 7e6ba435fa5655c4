"""Durable writes: bytes and names that are on the disk, not only on their way there."""

import fcntl
import os
from pathlib import Path

from newscrawl.core.failpoints import Act, after, before


def sync(descriptor: int) -> None:
    """Return when the file's content is on the disk. macOS needs more than fsync for that."""
    full_sync = getattr(fcntl, "F_FULLFSYNC", None)
    if full_sync is not None:
        try:
            fcntl.fcntl(descriptor, full_sync)
        except OSError:  # a file system that can't; fsync is the most it gives
            pass
        else:
            return
    os.fsync(descriptor)


def sync_path(path: Path) -> None:
    """Return when a file's content, or a folder's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Return when names made, changed or removed in the folder are on the disk."""
    before(Act.FOLDER_SYNC)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)
    after(Act.FOLDER_SYNC)
