"""The growing file of a run."""

import os
from pathlib import Path

from newscrawl.core.failpoints import Act, after, before
from newscrawl.core.fs import sync, sync_folder
from newscrawl.publishing.files import write_all


class PartFile:
    """A ``.part`` file, made when the first line comes. What :meth:`append` took is on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def append(self, content: bytes) -> None:
        """Add whole lines at the end. Raises OSError; recovery then completes what is missing."""
        created = self._descriptor is None
        if self._descriptor is None:
            before(Act.PART_CREATE)
            self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            after(Act.PART_CREATE)
        before(Act.PART_WRITE)
        write_all(self._descriptor, content)
        after(Act.PART_WRITE)
        before(Act.PART_SYNC)
        sync(self._descriptor)
        after(Act.PART_SYNC)
        if created:
            sync_folder(self.path.parent)

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
