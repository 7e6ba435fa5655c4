"""Files that hold all runs of a month of a site: their names, and reading them back."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.core.failpoints import Maintenance
from newscrawl.publishing.files import FINISHED, stem_of
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.reindex import read_back
from newscrawl.store.db.database import Database
from newscrawl.store.months import month_sizes, recall_run, record_month
from newscrawl.store.sites import SiteRow

MANIFEST = ".month.json"
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


def unknown_months(database: Database, folder: Path) -> list[tuple[str, Path]]:
    """Merged files of the site whose lines the state does not know."""
    with database.read() as connection:
        sizes = month_sizes(connection, folder.name)
    unknown = []
    for month, entry in months_in(folder):
        with suppress(FileNotFoundError):  # the folder is being replaced: what it has is known
            if sizes.get(month) != entry.stat().st_size:
                unknown.append((month, Path(entry.path)))
    return unknown


def merged_runs(folder: Path) -> set[str]:
    """Ids of the runs whose lines lie in one of the site's merged files."""
    manifests = (read_json(MonthFiles(folder, folder.name, month).manifest) or {} for month, _ in months_in(folder))
    return {str(run.get("run_id")) for facts in manifests for run in facts.get("runs", ()) if run.get("run_id")}


def read_back_months(
    database: Database, site: SiteRow, folder: Path, identify: Callable[[str], str] | None, now: datetime
) -> None:
    """Enter what the site's merged files hold and the state does not. May be repeated. Raises StorageProblem."""
    with storage_errors(folder):
        for month, path in unknown_months(database, folder):
            tally, _ = read_back(path, database, site, identify, run_id="", now=now)
            runs = (read_json(MonthFiles(folder, folder.name, month).manifest) or {}).get("runs", ())
            with database.write(Maintenance.COMPACT_RECORD) as connection:
                record_month(connection, site, month, tally.bytes)
                for run in runs:
                    with suppress(KeyError, ValueError, TypeError):  # a manifest that somebody edited
                        stem, started = stem_of(run["file"]), datetime.fromisoformat(run["started"])
                        recall_run(connection, site, run["run_id"], stem, started, run)


def read_json(path: Path) -> dict[str, Any] | None:
    """A manifest, if there is a readable one."""
    try:
        account = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return account if isinstance(account, dict) else None
