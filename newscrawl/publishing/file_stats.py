"""What a manifest says of a file, kept up while its lines are written or read."""

import hashlib
from datetime import datetime

from newscrawl.core.arguments import span_of


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
