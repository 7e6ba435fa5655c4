"""Forgetting articles on request: their text leaves every file and the state, and they are never read again.

The order makes it safe to be killed: first the list (:mod:`.forget_list`), from which the state takes in what it
misses; then the state, which keeps note of the files that are still to be gone through; then file by file. Whatever was
cut short, the site's next run or the same command completes.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.core.clock import to_text
from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.fs import sync, sync_folder
from newscrawl.publishing.deletion_list import apply_deletion_list, note_forgotten
from newscrawl.publishing.files import FINISHED, RunFiles, runs_in, stem_of, write_manifest
from newscrawl.publishing.manifest import encode, file_facts
from newscrawl.publishing.monthly_files import MonthFiles, months_in, read_json
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.part_file import FileStats
from newscrawl.publishing.repair import record_of
from newscrawl.store import SiteStore, Store, Tombstone


@dataclass(frozen=True, slots=True)
class PurgeResult:
    """A file that lines were taken out of."""

    path: Path
    lines: int


def forget(store: Store, root: Path, stones: Collection[Tombstone]) -> None:
    """Note that these articles are forgotten, and take them out of the store. :func:`purge` does the files.

    To be called under the locks of their sites. May be repeated. Raises StorageProblem.
    """
    store.scrub()
    note_forgotten(root, store.with_texts(list(stones)))
    apply_deletion_list(store, root)
    store.scrub()


def purge(site: SiteStore, folder: Path, now: datetime) -> list[PurgeResult]:
    """Take the lines of forgotten articles out of the site's finished files, merged ones too.

    To be called under the site's lock, when no run is left unfinished. Manifests say what was taken out, and fit the
    file again. Where nothing is to be done it costs one look at the state. May be killed anywhere and called again.
    """
    names = site.lines_to_delete()
    if not names:
        return []
    done: list[PurgeResult] = []
    with storage_errors(folder):
        for _, _, entry in list(runs_in(folder)):
            if entry.name.endswith(FINISHED):
                files = RunFiles(folder, stem_of(entry.name))
                done += _purge(site, files.finished, files.manifest, None, names, now)
        for month, _ in list(months_in(folder)):
            merged = MonthFiles(folder, folder.name, month)
            done += _purge(site, merged.finished, merged.manifest, month, names, now)
    site.record_deleted_lines(names)
    return done


def _purge(
    site: SiteStore,
    path: Path,
    manifest: Path,
    month: str | None,
    names: Collection[str],
    now: datetime,
) -> list[PurgeResult]:
    """One file: the new one beside it, then its manifest, then the file's place, then the state's note of its size."""
    draft = path.with_name(path.name + ".tmp")
    wanted = [name.encode() for name in names]
    tally, taken, addresses = FileStats(), [], set()
    before(Maintenance.FORGET_WRITE)
    with path.open("rb") as source, draft.open("wb") as target:
        for line in source:
            record = record_of(line) if any(name in line for name in wanted) else None
            if record and record["id"] in names:
                taken.append(record["id"])
                addresses.add(record["canonical_url"])
                continue
            target.write(line)
            _add(tally, line)
        target.flush()
        sync(target.fileno())
    if not taken:
        draft.unlink()
        return []
    after(Maintenance.FORGET_WRITE)
    account = (read_json(manifest) or {}) | file_facts(path.name, tally)
    noted = [note for note in account.get("forgotten", ()) if note.get("id") not in taken]
    account["forgotten"] = noted + [{"id": name, "at": to_text(now)} for name in sorted(set(taken))]
    for run in account.get("runs", ()):
        if (run.get("newest_article") or {}).get("url") in addresses:
            run["newest_article"] = None
    write_manifest(manifest, encode(account))
    before(Maintenance.FORGET_REPLACE)
    if tally.lines:
        draft.replace(path)
    else:  # a file without lines is none; its manifest says why
        path.unlink()
        draft.unlink()
    after(Maintenance.FORGET_REPLACE)
    sync_folder(path.parent)
    if month is None:
        site.resize_run(stem_of(path.name), tally.bytes, account)
    else:
        site.resize_month(month, tally.bytes)
    return [PurgeResult(path, len(taken))]


def _add(tally: FileStats, line: bytes) -> None:
    try:
        record: Mapping[str, Any] = json.loads(line)
        tally.add(line, record.get("date_published"), str(record.get("canonical_url")))
    except (ValueError, AttributeError, RecursionError):
        tally.add(line, None, "")
