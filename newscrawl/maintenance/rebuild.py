"""Rebuilding the state from the published lines of all sites, beside the old one, which it then replaces."""

import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.fs import sync_path
from newscrawl.publishing.deletion_list import FILE_NAME as FORGET_LIST
from newscrawl.publishing.deletion_list import read_list
from newscrawl.publishing.files import FINISHED, runs_in, sync_folder
from newscrawl.publishing.idle_site import IdleSite, complete, locked
from newscrawl.publishing.monthly_files import months_in
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.repair import record_of
from newscrawl.store.articles.deletions import articles_known, count_articles
from newscrawl.store.db.database import FILE_NAME, Database
from newscrawl.store.db.store_lock import StoreLock
from newscrawl.text.plural import plural

COMPANIONS = ("-wal", "-shm")


@dataclass(slots=True)
class Rebuilt:
    """The result: articles by site, what a person should know, where the old file is."""

    articles: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    kept: Path | None = None


def rebuild(root: Path, sites: Sequence[IdleSite], now: datetime) -> Rebuilt:
    """Rebuild the state while no crawl is running. Raises StorageProblem; the old state is unchanged then.

    ``sites``: all whose folders are to be read. What the old state still promises to a file of a run that was killed
    is written first, where the old state can be used. May be killed anywhere and called again.
    """
    path = root / FILE_NAME
    rebuilt = Rebuilt()
    with ExitStack() as held, storage_errors(path):
        for site in sites:
            held.enter_context(locked(root, site.name, now))
        if path.exists():
            _complete_by_old(root, path, sites, now, rebuilt)
        alone = StoreLock.alone(path)
        held.callback(alone.end)
        new = path.with_name(FILE_NAME + ".new")
        _remove(new)
        _fill(new, root, sites, now, rebuilt)
        _swap(path, new, now, rebuilt)
        _remove(new)
    return rebuilt


def _complete_by_old(root: Path, path: Path, sites: Sequence[IdleSite], now: datetime, rebuilt: Rebuilt) -> None:
    """Let the old state, if it can be used, put the last lines of killed runs into their files."""
    try:
        with closing(Database.open(path)) as old:
            for site in sites:
                complete(old, site, root / site.name, now)
    except StorageProblem as problem:
        rebuilt.notes.append(f"could not read unwritten lines from the old state: {problem}")


def _fill(new: Path, root: Path, sites: Sequence[IdleSite], now: datetime, rebuilt: Rebuilt) -> None:
    """Read every line back, and check that the new state knows every article that the files have, and no other."""
    forgotten = {name for stone in read_list(root / FORGET_LIST) for name in (stone.id, *stone.names)}
    with closing(Database.open(new)) as database:
        for site in sites:
            complete(database, site, root / site.name, now)
            ids = _ids(root / site.name) - forgotten
            with database.read() as connection:
                known = articles_known(connection, site.name)
            if lost := len(ids - known):
                raise StorageProblem(
                    f"{site.name}: {lost} of {plural(len(ids), 'article')} missing from the rebuilt state; the old "
                    "state was left unchanged"
                )
            with database.read() as connection:
                rebuilt.articles[site.name] = count_articles(connection, site.name)
        database.check()
        database.scrub()
    sync_path(new)


def _ids(folder: Path) -> set[str]:
    """Ids of all lines of the site."""
    paths = [Path(entry.path) for _, _, entry in runs_in(folder) if entry.name.endswith(FINISHED)]
    paths += [Path(entry.path) for _, entry in months_in(folder)]
    ids = set()
    for path in paths:
        with path.open("rb") as lines:
            ids |= {record["id"] for line in lines if (record := record_of(line))}
    return ids


def _swap(path: Path, new: Path, now: datetime, rebuilt: Rebuilt) -> None:
    """The old file is kept under another name, with its journal if it could not be closed properly."""
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
        rebuilt.kept = kept
    before(Maintenance.REBUILD_SWAP)
    new.replace(path)
    after(Maintenance.REBUILD_SWAP)
    sync_folder(path.parent)


def _remove(new: Path) -> None:
    for ending in ("", *COMPANIONS, ".lock"):
        new.with_name(new.name + ending).unlink(missing_ok=True)
