"""Files of other sites of the group that the store does not know: their texts must not be published again by this site.

Only read, never changed: they are completed under their own site's lock, by its own next run.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from newscrawl.publishing.files import FINISHED, MANIFEST, runs_in, stem_of
from newscrawl.publishing.monthly_files import MANIFEST as MONTH_MANIFEST
from newscrawl.publishing.monthly_files import unknown_months
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.reindex import read_back
from newscrawl.store import SiteStore, Store


def read_back_group(store: Store, site: SiteStore, root: Path) -> None:
    """Enter what the files of the group's other sites hold and the store, lost or restored from a backup, does not.

    Where nothing is unknown it costs a look at their folders. May be repeated. Raises StorageProblem.
    """
    with storage_errors(root):
        for folder in sorted(path for path in root.iterdir() if path.is_dir() and path.name != site.name):
            if _group_of(store, folder) == site.publisher_group:
                _read_back_site(store, folder, site.publisher_group)


def _read_back_site(store: Store, folder: Path, publisher_group: str) -> None:
    unknown = [("", path) for _, path in unknown_months(store, folder)]
    unknown += _unknown_files(store, folder)
    if not unknown:
        return
    other = store.site(folder.name, publisher_group)
    for run_id, path in unknown:
        # Its rules for addresses are not known here: the articles' ids and texts have to do, and do.
        with suppress(FileNotFoundError):  # renamed meanwhile: its own run is at work, and stores its lines
            read_back(path, other, run_id=run_id)


def _unknown_files(store: Store, folder: Path) -> Iterator[tuple[str, Path]]:
    sizes = store.known_files(folder.name).runs
    for run_id, _, entry in runs_in(folder):
        try:
            size = entry.stat().st_size
        except FileNotFoundError:
            continue
        if entry.name.endswith(FINISHED):
            known = sizes.get(stem_of(entry.name)) == size
        else:  # of a run under way the store knows each line before the file has it
            known = size <= store.promised_end(run_id)
        if not known:
            yield run_id, Path(entry.path)


def _group_of(store: Store, folder: Path) -> str | None:
    """The group of the site that a folder belongs to: as the store knows it, else as its newest manifest says."""
    publisher_group = store.publisher_group_of(folder.name)
    if publisher_group is None:
        names = [*folder.glob(f"{folder.name}-*{MANIFEST}"), *folder.glob(f"{folder.name}-*{MONTH_MANIFEST}")]
        for manifest in sorted(names, reverse=True):
            try:
                stated = json.loads(manifest.read_bytes())["house"]
            except (OSError, ValueError, TypeError, KeyError):
                continue
            return stated if isinstance(stated, str) else None
    return publisher_group
