"""What a killed ``scrapy compact`` of an earlier release left in ``output/.compact/<site>``.

Up to November 2026 a site's folder was rebuilt there and exchanged with the old one. Killed before the exchange, the
staging folder holds links to the site's own files and merged files that are not in use yet; killed after it, it is the
old folder: the runs' files that were merged, and the user's folders, which have to go back.
"""

from contextlib import suppress
from pathlib import Path

from newscrawl.core.errors import StorageProblem
from newscrawl.core.fs import sync_folder
from newscrawl.publishing.files import FINISHED
from newscrawl.publishing.monthly_files import MANIFEST, MONTH, merged_runs


def clear_old_staging(folder: Path) -> None:
    """Remove the staging folder of a site, if there is one; what only it holds returns to the site's folder.

    May be killed anywhere and repeated. Raises OSError, and StorageProblem where a folder exists in both places.
    """
    folder = folder.resolve()  # a link to another disk was followed then
    staging = folder.parent / ".compact" / folder.name
    if not staging.is_dir():
        return
    merged = merged_runs(folder)
    for entry in sorted(staging.iterdir()):
        home = folder / entry.name
        exists = home.exists() or home.is_symlink()
        if exists and entry.is_dir() and not entry.is_symlink():
            raise StorageProblem(f"{entry} and {home} conflict; inspect both and remove one")
        if exists or _is_month(entry.name, folder.name) or any(f"-{run}." in entry.name for run in merged):
            entry.unlink()
        else:
            entry.rename(home)
    sync_folder(folder)
    staging.rmdir()
    with suppress(OSError):  # another site's leftovers
        staging.parent.rmdir()


def _is_month(name: str, site: str) -> bool:
    stem = name.removesuffix(".tmp").removesuffix(FINISHED).removesuffix(MANIFEST)
    return MONTH.fullmatch(stem.removeprefix(site + "-")) is not None
