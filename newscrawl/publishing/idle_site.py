"""Maintenance of a site that is not being crawled and has no unfinished run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from newscrawl.core.errors import AlreadyRunning, StorageProblem
from newscrawl.publishing.files import make_folder
from newscrawl.publishing.lock import SiteLock
from newscrawl.publishing.monthly_files import read_json
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.publishing.recovery import recover
from newscrawl.store import SiteStore, Store


@dataclass(frozen=True, slots=True)
class IdleSite:
    """A site's name and publisher group, and how it identifies an article by its address."""

    name: str
    publisher_group: str
    """Empty where no spider says it: it is then as the state or the site's manifests know it."""
    identify: Callable[[str], str]


@contextmanager
def locked(root: Path, name: str, now: datetime) -> Iterator[Path]:
    """Hold the site's lock; gives its folder. Raises StorageProblem while it is being crawled."""
    folder = root / name
    with storage_errors(folder):
        make_folder(folder)
        try:
            lock = SiteLock.take(folder, now)
        except AlreadyRunning as running:
            raise StorageProblem(f"{running}; try again when it has finished") from None
    try:
        yield folder
    finally:
        lock.release()


@contextmanager
def at_rest(store: Store, root: Path, site: IdleSite, now: datetime) -> Iterator[tuple[SiteStore, Path]]:
    """Hold the site's lock and complete what its runs left behind; gives its store and folder.

    Raises StorageProblem, also while the site is being crawled.
    """
    with locked(root, site.name, now) as folder:
        yield complete(store, site, folder, now), folder


def complete(store: Store, site: IdleSite, folder: Path, now: datetime) -> SiteStore:
    """Complete what the site's runs left behind; gives its store. To be called under its lock."""
    group = site.publisher_group or store.publisher_group_of(site.name) or _group_in(folder) or site.name
    own = store.site(site.name, group, site.identify)
    recover(store, own, folder, now)
    return own


def _group_in(folder: Path) -> str | None:
    """The group as one of the site's manifests says it."""
    for path in sorted(folder.glob(f"{folder.name}-*.json"), reverse=True):
        stated = (read_json(path) or {}).get("house")
        if isinstance(stated, str):
            return stated
    return None
