"""Merging the small files of past months: the same lines in the same order, one file a month.

The site's folder as it shall be is built beside it, in ``.compact/`` (what stays is linked, not copied). Then the two
folders change places in one step. So whoever lists the folder finds either the files of the runs or the merged one, at
every instant and after a kill at any point; never both, never none. One who listed it before and opens a file after
finds that file gone: an error, not a line missed in silence.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.fs import sync
from newscrawl.maintenance.atomic_swap import exchange
from newscrawl.publishing.file_stats import FileStats
from newscrawl.publishing.files import FINISHED, RunFiles, make_folder, runs_in, stem_of, sync_folder, write_manifest
from newscrawl.publishing.manifest import MANIFEST_VERSION, encode
from newscrawl.publishing.monthly_files import MonthFiles, months_in, read_json
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.replaced import clear, staging_of
from newscrawl.store.db.database import Database
from newscrawl.store.db.timestamps import to_text
from newscrawl.store.months import record_month
from newscrawl.store.sites import SiteRow

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Compacted:
    """A month that was merged: its file, how many runs' files went into it, and what it holds."""

    month: str
    path: Path
    runs: int
    lines: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A file that goes into a merged one: its manifest, and those of its runs."""

    path: Path
    manifest: Path
    facts: Mapping[str, Any]
    runs: Sequence[Mapping[str, Any]]
    """None for a file whose lines the merged one has already: it came back with an old copy of the folder."""


def compact(database: Database, site: SiteRow, folder: Path, before_month: str, now: datetime) -> list[Compacted]:
    """Merge the files of the site's runs that began before a month (``2026-11``), one file for each month.

    To be called under the site's lock, when no run is left unfinished. A month that is merged already takes in what has
    come since. Raises StorageProblem, also where a file does not hold what its manifest says; nothing has changed then.
    """
    with storage_errors(folder):
        folder = folder.resolve()  # a link to another disk stays one
        wanted = {month: sources for month, sources in _sources(folder).items() if month < before_month}
        if not wanted:
            return []
        staging = staging_of(folder)
        make_folder(staging.parent)
        clear(staging, folder)
        done = _build(staging, folder, site, wanted, now)
        exchange(staging, folder)
        sync_folder(folder.parent)
        sync_folder(staging.parent)
        with database.write(Maintenance.COMPACT_RECORD) as connection:
            for one in done:
                record_month(connection, site, one.month, one.bytes)
        clear(staging, folder)
    return done


def _sources(folder: Path) -> dict[str, list[_Source]]:
    """What each month's file is to be made of: the merged one that is there, then the runs by their start."""
    runs: dict[str, list[tuple[datetime, str, _Source]]] = {}
    for run_id, started, entry in runs_in(folder):
        if entry.name.endswith(FINISHED):
            files = RunFiles(folder, stem_of(entry.name))
            facts = _facts(files.finished, files.manifest)
            source = _Source(files.finished, files.manifest, facts, [facts])
            runs.setdefault(f"{started:%Y-%m}", []).append((started, run_id, source))
    merged = {month for month, _ in months_in(folder)}
    sources: dict[str, list[_Source]] = {}
    for month, found in sorted(runs.items()):
        sources[month] = [source for _, _, source in sorted(found, key=lambda run: run[:2])]
        if month in merged:
            month_files = MonthFiles(folder, folder.name, month)
            facts = _facts(month_files.finished, month_files.manifest)
            has = {(run.get("run_id"), run.get("sha256")) for run in facts["runs"]}
            sources[month] = [
                replace(source, runs=()) if (source.facts.get("run_id"), source.facts["sha256"]) in has else source
                for source in sources[month]
            ]
            sources[month].insert(0, _Source(month_files.finished, month_files.manifest, facts, facts["runs"]))
    return sources


def _facts(path: Path, manifest: Path) -> dict[str, Any]:
    facts = read_json(manifest)
    if facts is None or not all(name in facts for name in ("written", "bytes", "sha256")):
        raise StorageProblem(f"{manifest} is missing or says too little to check {path.name} by; nothing was merged")
    return facts


def _build(
    staging: Path, folder: Path, site: SiteRow, wanted: Mapping[str, Sequence[_Source]], now: datetime
) -> list[Compacted]:
    """The folder as it shall be, on the disk."""
    staging.mkdir()
    shutil.copystat(folder, staging)
    replaced = {path for sources in wanted.values() for source in sources for path in (source.path, source.manifest)}
    for entry in list(folder.iterdir()):
        if entry not in replaced and (entry.is_symlink() or not entry.is_dir()):  # folders are moved, in the end
            os.link(entry, staging / entry.name, follow_symlinks=False)
    done = [
        _merge(MonthFiles(staging, site.name, month), site, folder, [source for source in sources if source.runs], now)
        for month, sources in wanted.items()
    ]
    sync_folder(staging)
    return done


def _merge(files: MonthFiles, site: SiteRow, folder: Path, sources: Sequence[_Source], now: datetime) -> Compacted:
    before(Maintenance.COMPACT_WRITE)
    sha256 = hashlib.sha256()
    size = lines = 0
    with files.finished.open("xb") as target:
        for source in sources:
            tally = FileStats()
            for piece in _pieces(source.path):
                target.write(piece)
                tally.count(piece)
                sha256.update(piece)
            _check(source.path, tally, source.facts)
            size, lines = size + tally.bytes, lines + tally.lines
        target.flush()
        sync(target.fileno())
    runs = [run for source in sources for run in source.runs]
    newest = [source.facts["newest_article"] for source in sources if source.facts.get("newest_article")]
    account = {
        "manifest_version": MANIFEST_VERSION,
        "site": site.name,
        "house": site.publisher_group,
        "month": files.month,
        "merged": to_text(now),
        "file": files.finished.name,
        "written": lines,
        "bytes": size,
        "sha256": sha256.hexdigest(),
        "newest_article": max(newest, key=lambda article: article["date_published"], default=None),
        "forgotten": [
            note for source in sources if "month" in source.facts for note in source.facts.get("forgotten", ())
        ],
        "runs": runs,
    }
    written = FileStats()
    for piece in _pieces(files.finished):  # as the disk gives it back
        written.count(piece)
    _check(files.finished, written, account)
    write_manifest(files.manifest, encode(account))
    after(Maintenance.COMPACT_WRITE)
    merged_before = any("month" in source.facts for source in sources)
    return Compacted(files.month, folder / files.finished.name, len(sources) - merged_before, lines, size)


def _check(path: Path, tally: FileStats, facts: Mapping[str, Any]) -> None:
    if (tally.lines, tally.bytes, tally.sha256) != (facts["written"], facts["bytes"], facts["sha256"]):
        raise StorageProblem(
            f"{path} does not hold what its manifest says ({tally.lines} lines, {tally.bytes} bytes, expected "
            f"{facts['written']} and {facts['bytes']}); nothing was merged: put it right, or move it away"
        )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
