"""The growing file of a run, and what its manifest is to say of it."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from newscrawl.core.arguments import span_of
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


class FileStats:
    """Lines, bytes and SHA-256 of a file from its first byte on, and the newest of its articles."""

    def __init__(self) -> None:
        self.lines = 0
        self.revisions = 0
        """Lines that are a later revision of an article."""
        self.bytes = 0
        self._hash = hashlib.sha256()
        self._newest: tuple[datetime, str, str] | None = None

    @property
    def sha256(self) -> str:
        """Of all lines so far, 64 hex digits."""
        return self._hash.hexdigest()

    @property
    def newest(self) -> dict[str, str] | None:
        """Date and address of the newest article, or None where no line has a date."""
        return {"date_published": self._newest[1], "url": self._newest[2]} if self._newest else None

    def count(self, piece: bytes) -> None:
        """Count the next bytes of the file, whatever lines they are of."""
        self.lines += piece.count(b"\n")
        self.bytes += len(piece)
        self._hash.update(piece)

    def add(self, line: bytes, date_published: str | None, url: str, *, revision: int = 1) -> None:
        """Count the next line of the file."""
        self.revisions += revision > 1
        self.lines += 1  # the last one of a file that was cut has no line feed
        self.bytes += len(line)
        self._hash.update(line)
        bounds = span_of(date_published)
        if bounds and date_published and (self._newest is None or bounds[0] > self._newest[0]):
            self._newest = (bounds[0], date_published, url)
