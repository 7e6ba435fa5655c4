"""Rebuilding the state from the published lines of all sites, beside the old one, which it then replaces."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from newscrawl.core.errors import StorageProblem
from newscrawl.core.values import plural
from newscrawl.publishing.deletion_list import FILE_NAME as FORGET_LIST
from newscrawl.publishing.deletion_list import read_list
from newscrawl.publishing.files import FINISHED, runs_in
from newscrawl.publishing.idle_site import IdleSite, complete, locked
from newscrawl.publishing.monthly_files import months_in
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.repair import record_of
from newscrawl.store import FILE_NAME, Store, open_store, rebuild_store


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
            _complete_by_old(root, sites, now, rebuilt)
        with rebuild_store(root, clock=lambda: now) as made:
            _fill(made.store, root, sites, now, rebuilt)
        rebuilt.kept = made.kept
    return rebuilt


def _complete_by_old(root: Path, sites: Sequence[IdleSite], now: datetime, rebuilt: Rebuilt) -> None:
    """Let the old store, if it can be used, put the last lines of killed runs into their files."""
    try:
        with open_store(root, clock=lambda: now) as old:
            for site in sites:
                complete(old, site, root / site.name, now)
    except StorageProblem as problem:
        rebuilt.notes.append(f"could not read unwritten lines from the old state: {problem}")


def _fill(store: Store, root: Path, sites: Sequence[IdleSite], now: datetime, rebuilt: Rebuilt) -> None:
    """Read every line back, and check that the new store knows every article that the files have, and no other."""
    forgotten = {name for stone in read_list(root / FORGET_LIST) for name in (stone.id, *stone.names)}
    for site in sites:
        own = complete(store, site, root / site.name, now)
        ids = _ids(root / site.name) - forgotten
        if lost := len(ids - own.article_ids()):
            raise StorageProblem(
                f"{site.name}: {lost} of {plural(len(ids), 'article')} missing from the rebuilt state; the old "
                "state was left unchanged"
            )
        rebuilt.articles[site.name] = own.count_articles()


def _ids(folder: Path) -> set[str]:
    """Ids of all lines of the site."""
    paths = [Path(entry.path) for _, _, entry in runs_in(folder) if entry.name.endswith(FINISHED)]
    paths += [Path(entry.path) for _, entry in months_in(folder)]
    ids = set()
    for path in paths:
        with path.open("rb") as lines:
            ids |= {record["id"] for line in lines if (record := record_of(line))}
    return ids
