"""Putting a rebuilt state file in the place of the old one, which is kept."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path

from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.fs import sync_folder, sync_path
from newscrawl.store.db.connection import FILE_NAME, Database
from newscrawl.store.db.store_lock import StoreLock

COMPANIONS = ("-wal", "-shm")


class Replacement:
    """A new state file beside the old one. ``database`` is to be filled; ``kept`` is where the old one went."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.kept: Path | None = None


@contextmanager
def replacement(root: Path, now: datetime) -> Iterator[Replacement]:
    """A new state file for this folder; at the end of the ``with`` block it takes the place of the old one.

    Where the block raises, the old one is as it was. Nobody else may be using it. May be killed anywhere and called
    again. Raises StorageProblem, OSError.
    """
    path = root / FILE_NAME
    new = path.with_name(FILE_NAME + ".new")
    with ExitStack() as held:
        alone = StoreLock.alone(path)
        held.callback(alone.end)
        _remove(new)
        with closing(Database.open(new)) as database:
            made = Replacement(database)
            yield made
            database.check()
            database.scrub()
        sync_path(new)
        made.kept = _swap(path, new, now)
        _remove(new)


def _swap(path: Path, new: Path, now: datetime) -> Path | None:
    """The old file is kept under another name, with its journal if it could not be closed properly."""
    kept = None
    if path.exists():
        kept = path.with_name(f"{FILE_NAME}.{now:%Y%m%dT%H%M%SZ}-backup")
        before(Maintenance.REBUILD_ASIDE)
        kept.unlink(missing_ok=True)
        os.link(path, kept)
        for ending in COMPANIONS:
            companion = path.with_name(FILE_NAME + ending)
            if companion.exists():
                companion.replace(kept.with_name(kept.name + ending))
        after(Maintenance.REBUILD_ASIDE)
    before(Maintenance.REBUILD_SWAP)
    new.replace(path)
    after(Maintenance.REBUILD_SWAP)
    sync_folder(path.parent)
    return kept


def _remove(new: Path) -> None:
    for ending in ("", *COMPANIONS, ".lock"):
        new.with_name(new.name + ending).unlink(missing_ok=True)
