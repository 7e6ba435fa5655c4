"""Files that hold all runs of a month of a site: their names, putting them in place, and reading them back.

``scrapy compact`` merges the files of a month's runs in this order, each step durable before the next one begins:

1. the draft ``<site>-2026-10.jsonl.tmp`` (a reader's ``*.jsonl`` does not match it),
2. the manifest ``<site>-2026-10.month.json``, which has the draft's SHA-256 and the manifests of its runs,
3. the rename of the draft to ``<site>-2026-10.jsonl``: the files of its runs are superseded,
4. the removal of these files, then of their manifests,
5. the size of the month's file in the state.

Killed before 2 is complete, the draft does not fit the manifest and is dropped; later, everything that is left to do
follows from the manifest. The state only shows that there is something to look for, so a lost or older state does no
harm.
"""

import json
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.fs import sync_folder
from newscrawl.publishing.files import FINISHED, RunFiles, stem_of
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.part_file import FileStats
from newscrawl.publishing.reindex import read_back
from newscrawl.store import RunRow, SiteStore, Store

MANIFEST = ".month.json"
DRAFT = ".tmp"
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class MonthFiles:
    """Where the merged file of a month (``2026-10``) is: ``<site>-<month>`` with two endings, in the site's folder."""

    folder: Path
    site: str
    month: str

    @property
    def finished(self) -> Path:
        """The lines of all the month's runs, in the order in which they were written."""
        return self.folder / f"{self.site}-{self.month}{FINISHED}"

    @property
    def draft(self) -> Path:
        """The file while it is being written."""
        return self.finished.with_name(self.finished.name + DRAFT)

    @property
    def manifest(self) -> Path:
        """How to check it, and the manifests of its runs."""
        return self.folder / f"{self.site}-{self.month}{MANIFEST}"


def months_in(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Month and directory entry of every merged file in the site's folder."""
    prefix = folder.name + "-"
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            month = stem_of(entry.name).removeprefix(prefix)
            if entry.name == f"{prefix}{month}{FINISHED}" and MONTH.fullmatch(month) and entry.is_file():
                yield month, entry


def put_month_in_place(files: MonthFiles) -> None:
    """Rename the draft, whose manifest is in place. Until the files of its runs are removed a reader has both."""
    sync_folder(files.folder)
    before(Maintenance.COMPACT_RENAME)
    files.draft.replace(files.finished)
    after(Maintenance.COMPACT_RENAME)
    sync_folder(files.folder)


def remove_runs(superseded: Collection[RunFiles]) -> None:
    """Remove the files of runs whose lines are in their month's file.

    All files of lines go first, so that readers find their lines twice as briefly as possible, then the manifests.
    """
    for files in superseded:
        before(Maintenance.COMPACT_REMOVE)
        files.finished.unlink(missing_ok=True)
        after(Maintenance.COMPACT_REMOVE)
    for files in superseded:
        before(Maintenance.COMPACT_TIDY)
        files.manifest.unlink(missing_ok=True)
        after(Maintenance.COMPACT_TIDY)
    for folder in {files.folder for files in superseded}:
        sync_folder(folder)


def tally_of(path: Path) -> FileStats:
    """Lines, bytes and SHA-256 of a file as the disk gives it back."""
    tally = FileStats()
    for piece in pieces_of(path):
        tally.count(piece)
    return tally


def pieces_of(path: Path) -> Iterator[bytes]:
    """The content of a file of any size."""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _finish_drafts(folder: Path) -> None:
    """Put every draft in place that its manifest describes; delete the others."""
    ending = FINISHED + DRAFT
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.endswith(ending)]
    for name in names:
        month = name.removeprefix(folder.name + "-").removesuffix(ending)
        files = MonthFiles(folder, folder.name, month)
        if files.draft.name != name or not MONTH.fullmatch(month):
            continue
        facts = read_json(files.manifest)
        if facts and facts.get("bytes") and _holds(files.draft, facts):
            put_month_in_place(files)
        else:
            files.draft.unlink()
            files.manifest.with_name(files.manifest.name + DRAFT).unlink(missing_ok=True)


def _superseded(folder: Path, facts: Mapping[str, Any]) -> Iterator[RunFiles]:
    """Files of runs that a month's manifest lists and that hold what it says, or of which only a manifest is left."""
    for run in facts.get("runs", ()):
        name = str(run.get("file"))
        files = RunFiles(folder, stem_of(name))
        if files.finished.name != name or "/" in name or not name.startswith(f"{folder.name}-"):
            continue  # an edited manifest
        if _holds(files.finished, run) if files.finished.exists() else files.manifest.exists():
            yield files


def _holds(path: Path, facts: Mapping[str, Any]) -> bool:
    """Whether the file has the size and the SHA-256 that a manifest says."""
    return path.stat().st_size == facts.get("bytes") and tally_of(path).sha256 == facts.get("sha256")


def unknown_months(store: Store, folder: Path) -> list[tuple[str, Path]]:
    """Merged files of the site whose lines the store does not know."""
    return _not_among(store.known_files(folder.name).months, folder)


def _not_among(sizes: Mapping[str, int], folder: Path) -> list[tuple[str, Path]]:
    unknown = []
    for month, entry in months_in(folder):
        with suppress(FileNotFoundError):
            if sizes.get(month) != entry.stat().st_size:
                unknown.append((month, Path(entry.path)))
    return unknown


def merged_runs(folder: Path) -> set[str]:
    """Ids of the runs whose lines are in one of the site's merged files."""
    manifests = (read_json(MonthFiles(folder, folder.name, month).manifest) or {} for month, _ in months_in(folder))
    return {str(run.get("run_id")) for facts in manifests for run in facts.get("runs", ()) if run.get("run_id")}


def read_back_months(site: SiteStore, folder: Path) -> None:
    """Finish or undo a merge that was killed, and enter what merged files hold and the store does not.

    To be called under the site's lock. May be killed anywhere and repeated. Where nothing is left behind it costs a
    look at the folder. A file that does not hold what a manifest says is left alone. Raises StorageProblem.
    """
    with storage_errors(folder):
        _finish_drafts(folder)
        for month, path in _not_among(site.known_files().months, folder):
            facts = read_json(MonthFiles(folder, folder.name, month).manifest) or {}
            if _holds(path, facts) and (superseded := list(_superseded(folder, facts))):
                sync_folder(folder)  # a kill may have come between the rename and this
                remove_runs(superseded)
            tally, _ = read_back(path, site, run_id="")
            site.record_months({month: tally.bytes}, list(_runs_of(facts)))


def _runs_of(facts: Mapping[str, Any]) -> Iterator[RunRow]:
    """The runs that a month's manifest tells of; of an edited one those that are whole."""
    for run in facts.get("runs", ()):
        with suppress(KeyError, ValueError, TypeError):
            started = datetime.fromisoformat(run["started"])
            yield RunRow(id=run["run_id"], stem=stem_of(run["file"]), started=started, account=run)


def read_json(path: Path) -> dict[str, Any] | None:
    """A manifest, if there is a readable one."""
    try:
        account = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return account if isinstance(account, dict) else None
