"""What is left of a site's folder that another one has taken the place of: cleared without losing anything."""

from pathlib import Path

from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.publishing.files import FINISHED, sync_folder
from newscrawl.publishing.monthly_files import MANIFEST, MONTH, merged_runs


def staging_of(folder: Path) -> Path:
    """Where a site's folder is built anew. Two levels down, where nobody looks for lines (``output/*/*.jsonl``)."""
    return folder.parent / ".compact" / folder.name


def clear(staging: Path, folder: Path) -> None:
    """Remove the folder that is being built or was replaced; what only it has goes (back) into the site's folder.

    Removed is what the site's folder has, too, what went into one of its merged files, and merged files that are only
    there. May be killed anywhere and called again. Raises OSError.
    """
    if not staging.is_dir():
        return
    merged = merged_runs(folder)
    for entry in sorted(staging.iterdir()):
        home = folder / entry.name
        of_merged = any(f"-{run}." in entry.name for run in merged)
        before(Maintenance.COMPACT_REMOVE)
        there = home.exists() or home.is_symlink()
        if there and entry.is_dir() and not entry.is_symlink():
            raise StorageProblem(f"{entry} and {home} are both there; look at both and move one of them away")
        if there or of_merged or _is_month(entry.name, folder.name):
            entry.unlink()
        else:
            entry.rename(home)
        after(Maintenance.COMPACT_REMOVE)
    sync_folder(folder)
    staging.rmdir()
    sync_folder(staging.parent)


def _is_month(name: str, site: str) -> bool:
    stem = name.removesuffix(".tmp").removesuffix(FINISHED).removesuffix(MANIFEST)
    return MONTH.fullmatch(stem.removeprefix(site + "-")) is not None
