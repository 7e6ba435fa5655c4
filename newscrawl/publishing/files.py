"""Files of a run: their names, and writing that is on the disk when it returns."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.core.failpoints import Act, after, before
from newscrawl.core.fs import sync, sync_folder

PART = ".jsonl.part"
FINISHED = ".jsonl"
MANIFEST = ".run.json"
_STEM = re.compile(r"(?P<site>.+)-(?P<started>\d{8}T\d{6}Z)-(?P<run>[0-9a-f]{12,32})")


@dataclass(frozen=True, slots=True)
class RunFiles:
    """Where a run's files are: ``<site>-<UTC start>-<run id>`` with three endings, in the site's folder."""

    folder: Path
    stem: str

    @property
    def part(self) -> Path:
        """The lines while the run is under way."""
        return self.folder / (self.stem + PART)

    @property
    def finished(self) -> Path:
        """The lines of a finished run."""
        return self.folder / (self.stem + FINISHED)

    @property
    def manifest(self) -> Path:
        """The run's arguments and results."""
        return self.folder / (self.stem + MANIFEST)


def new_stem(site: str, started: datetime, run_id: str) -> str:
    """The name of a new run's files without ending; they sort by site, then by time. No colon: some disks refuse it."""
    return f"{site}-{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{run_id}"


def runs_in(folder: Path) -> Iterator[tuple[str, datetime, os.DirEntry[str]]]:
    """Run id, start and directory entry of every file of lines in the site's folder. Foreign files are left alone."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name = _STEM.fullmatch(stem_of(entry.name)) if entry.name.endswith((PART, FINISHED)) else None
            if name is None or name["site"] != folder.name or not entry.is_file():
                continue
            try:
                started = datetime.strptime(name["started"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            except ValueError:
                continue
            yield name["run"], started, entry


def stem_of(name: str) -> str:
    """The name of a file of lines without its ending."""
    return name.removesuffix(".part").removesuffix(FINISHED)


def make_folder(folder: Path) -> None:
    """Make a folder that outlives a power cut, unless it is there. Its parent must exist."""
    if folder.is_dir():
        return
    before(Act.FOLDER_CREATE)
    folder.mkdir(exist_ok=True)
    after(Act.FOLDER_CREATE)
    sync_folder(folder.parent)


def write_all(descriptor: int, content: bytes) -> None:
    """Write every byte; a write may take only some of them."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_manifest(path: Path, content: bytes) -> None:
    """Put a whole manifest in place, or none; the folder is synced by whoever renames last."""
    draft = path.with_name(path.name + ".tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        before(Act.MANIFEST_WRITE)
        write_all(descriptor, content)
        after(Act.MANIFEST_WRITE)
        before(Act.MANIFEST_SYNC)
        sync(descriptor)
        after(Act.MANIFEST_SYNC)
    finally:
        os.close(descriptor)
    before(Act.MANIFEST_RENAME)
    draft.replace(path)
    after(Act.MANIFEST_RENAME)
