"""A copy of the state file before it is brought to a newer version: whole, on the disk, and kept."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.fs import sync_path

GROWTH = 1.5
"""How much larger than the old file the new one may become while it is written, its journal included."""
SPARE = 16 * 1024 * 1024
"""Bytes that stay free in any case."""


def back_up(path: Path, version: int) -> Path:
    """Copy the state file to ``<name>.v<version>-backup`` beside it; gives that path.

    To be called by who holds SQLite's write lock, so that the copy is of one moment. A backup that is there already is
    of an earlier try, and replaced by this later one. Raises StorageProblem when it can't be made, also when the disk
    has no room for backup and migration; the state file is untouched then.
    """
    target = path.with_name(f"{path.name}.v{version}-backup")
    draft = target.with_name(target.name + ".tmp")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source:
            _check_room(path, source, version)
            draft.unlink(missing_ok=True)
            with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
                copy.execute("PRAGMA synchronous = OFF")  # it is synced whole, below
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
        sync_path(draft)
        before(Maintenance.STATE_BACKUP)
        draft.replace(target)
        after(Maintenance.STATE_BACKUP)
        sync_path(path.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise StorageProblem(
            f"the state file {path} is of an older newscrawl (version {version}) and can't be backed up to {target} "
            f"before it is brought up to date ({error}); it is as it was"
        ) from error
    return target


def _check_room(path: Path, source: sqlite3.Connection, version: int) -> None:
    (pages,), (page,) = (source.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    needed, free = round(pages * page * (1 + GROWTH)) + SPARE, shutil.disk_usage(path.parent).free
    if free < needed:
        raise StorageProblem(
            f"the state file {path} is of an older newscrawl (version {version}); to back it up and bring it up to "
            f"date takes {needed >> 20} MB, but only {free >> 20} MB are free on its disk; it is as it was"
        )
