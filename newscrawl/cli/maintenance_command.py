"""Base of the maintenance commands: the output folder, and the sites that have files there."""

from collections.abc import Iterable
from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.cli.command import NewscrawlCommand
from newscrawl.cli.site_selection import news_sites, unknown
from newscrawl.core.errors import StorageProblem
from newscrawl.core.paths import output_root
from newscrawl.publishing.files import FINISHED, PART
from newscrawl.publishing.idle_site import IdleSite
from newscrawl.store import FILE_NAME
from newscrawl.urls import article_id


class MaintenanceCommand(NewscrawlCommand):
    """Works on files and the state only."""

    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - as Scrapy declares it


def state_root(settings: BaseSettings) -> Path:
    """Return the output folder. Raises UsageProblem where none is set, StorageProblem without a state file."""
    root = output_root(settings.get("NEWSCRAWL_OUTPUT") or "")
    if not (root / FILE_NAME).exists():
        raise StorageProblem(
            f"no state file in {root}; crawl a site first, or set NEWSCRAWL_OUTPUT to another directory"
        )
    return root


def idle_sites(settings: BaseSettings, root: Path, names: Iterable[str] = ()) -> list[IdleSite]:
    """Return the sites that have a folder of files; only those named, where some are.

    A site whose spider is gone is known by its folder. Raises UsageProblem for a name that has neither.
    """
    spiders = news_sites(settings)
    wanted = list(dict.fromkeys(names))
    folders = {path.name for path in root.iterdir() if path.is_dir() and _has_files(path)} if root.is_dir() else set()
    for name in wanted:
        if name not in spiders and name not in folders:
            raise unknown(name)
    return [
        IdleSite(name, spiders[name].site().publisher_group, spiders[name].identify)
        if name in spiders
        else IdleSite(name, "", article_id)
        for name in sorted(folders)
        if not wanted or name in wanted
    ]


def _has_files(folder: Path) -> bool:
    return any(
        path.name.startswith(folder.name + "-") and path.name.endswith((FINISHED, PART)) for path in folder.iterdir()
    )
