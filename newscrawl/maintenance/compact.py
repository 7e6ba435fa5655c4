"""Merging the small files of past months: the same lines in the same order, one file a month.

See :mod:`newscrawl.publishing.monthly_files` for the order of the steps and how a killed merge is finished.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.core.clock import to_text
from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.fs import sync
from newscrawl.publishing.files import FINISHED, RunFiles, runs_in, stem_of, write_manifest
from newscrawl.publishing.manifest import MANIFEST_VERSION, encode
from newscrawl.publishing.monthly_files import (
    MonthFiles,
    months_in,
    pieces_of,
    put_month_in_place,
    read_json,
    remove_runs,
    tally_of,
)
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.part_file import FileStats
from newscrawl.store import SiteStore


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
    """A file that goes into a month's file, its manifest, and those of its runs."""

    path: Path
    facts: Mapping[str, Any]
    runs: Sequence[Mapping[str, Any]]


def compact(site: SiteStore, folder: Path, before_month: str, now: datetime) -> Iterator[Compacted]:
    """Merge the files of the site's runs that began before a month (``2026-11``), one file for each month.

    Consume it under the site's lock, when no run is left unfinished. A month that is merged already takes in what has
    come since. Raises StorageProblem, also where a file does not hold what its manifest says; that month and later ones
    are as they were then.
    """
    with storage_errors(folder):
        merged = {month for month, _ in months_in(folder)}
        for month, runs in _runs_by_month(folder, before_month).items():
            files = MonthFiles(folder, site.name, month)
            new = [_run(run) for run in runs]
            former = [_month(files)] if month in merged else []
            has = {(run.get("run_id"), run.get("sha256")) for source in former for run in source.runs}
            # A file that came back with an old copy of the folder is not merged twice.
            new = [source for source in new if (source.facts.get("run_id"), source.facts["sha256"]) not in has]
            if new:
                tally = _write(files, site, [*former, *new], now)
                put_month_in_place(files)
            else:
                tally = tally_of(files.finished)
                _check(files.finished, tally, former[0].facts)
            remove_runs(runs)
            site.record_months({month: tally.bytes})
            yield Compacted(month, files.finished, len(new), tally.lines, tally.bytes)


def _runs_by_month(folder: Path, before_month: str) -> dict[str, list[RunFiles]]:
    """Finished files of runs by the month in which these began, oldest first."""
    months: dict[str, list[tuple[datetime, str, RunFiles]]] = {}
    for run_id, started, entry in runs_in(folder):
        month = f"{started:%Y-%m}"
        if entry.name.endswith(FINISHED) and month < before_month:
            months.setdefault(month, []).append((started, run_id, RunFiles(folder, stem_of(entry.name))))
    return {month: [files for _, _, files in sorted(runs, key=lambda run: run[:2])] for month, runs in months.items()}


def _run(files: RunFiles) -> _Source:
    facts = _facts(files.finished, files.manifest)
    return _Source(files.finished, facts, [facts])


def _month(files: MonthFiles) -> _Source:
    facts = _facts(files.finished, files.manifest)
    return _Source(files.finished, facts, facts["runs"])


def _facts(path: Path, manifest: Path) -> dict[str, Any]:
    facts = read_json(manifest)
    if facts is None or not all(name in facts for name in ("written", "bytes", "sha256")):
        raise StorageProblem(
            f"{manifest} is missing or incomplete, so {path.name} can't be verified and was not merged; restore the "
            "manifest, or move both files away"
        )
    return facts


def _write(files: MonthFiles, site: SiteStore, sources: Sequence[_Source], now: datetime) -> FileStats:
    """Write the draft of the month's file and put its manifest in place, both on the disk."""
    before(Maintenance.COMPACT_WRITE)
    try:
        merged = _concatenate(files.draft, sources)
    except BaseException:
        files.draft.unlink(missing_ok=True)
        raise
    after(Maintenance.COMPACT_WRITE)
    newest = [source.facts["newest_article"] for source in sources if source.facts.get("newest_article")]
    account = {
        "manifest_version": MANIFEST_VERSION,
        "site": site.name,
        "house": site.publisher_group,
        "month": files.month,
        "merged": to_text(now),
        "file": files.finished.name,
        "written": merged.lines,
        "bytes": merged.bytes,
        "sha256": merged.sha256,
        "newest_article": max(newest, key=lambda article: article["date_published"], default=None),
        "forgotten": [
            note for source in sources if "month" in source.facts for note in source.facts.get("forgotten", ())
        ],
        "runs": [run for source in sources for run in source.runs],
    }
    write_manifest(files.manifest, encode(account))
    return merged


def _concatenate(draft: Path, sources: Sequence[_Source]) -> FileStats:
    """Write the draft, verifying each source on the way and the draft as the disk gives it back."""
    merged = FileStats()
    with draft.open("wb") as target:
        for source in sources:
            tally = FileStats()
            for piece in pieces_of(source.path):
                target.write(piece)
                tally.count(piece)
                merged.count(piece)
            _check(source.path, tally, source.facts)
        target.flush()
        sync(target.fileno())
    _check(draft, tally_of(draft), {"written": merged.lines, "bytes": merged.bytes, "sha256": merged.sha256})
    return merged


def _check(path: Path, tally: FileStats, facts: Mapping[str, Any]) -> None:
    if (tally.lines, tally.bytes, tally.sha256) != (facts["written"], facts["bytes"], facts["sha256"]):
        same_size = (tally.lines, tally.bytes) == (facts["written"], facts["bytes"])
        found = f"{tally.lines} lines and {tally.bytes} bytes, expected {facts['written']} and {facts['bytes']}"
        raise StorageProblem(
            f"{path} does not match its manifest ({'its SHA-256 differs' if same_size else found}) and was not merged; "
            "restore it, or move it away"
        )
