"""The last steps of a run, alike for one that ends by itself and for one that is recovered."""

from collections.abc import Mapping
from typing import Any

from newscrawl.core.failpoints import Act, after, before
from newscrawl.core.fs import sync_folder
from newscrawl.publishing.files import RunFiles, write_manifest
from newscrawl.publishing.manifest import encode
from newscrawl.publishing.os_errors import storage_errors


def put_in_place(files: RunFiles, account: Mapping[str, Any]) -> None:
    """Write the manifest, then give the file its final name: whoever sees a finished file finds its manifest.

    May be repeated after a kill at any point.
    """
    with storage_errors(files.folder):
        write_manifest(files.manifest, encode(account))
        if files.part.exists():
            before(Act.PART_RENAME)
            files.part.rename(files.finished)
            after(Act.PART_RENAME)
        sync_folder(files.folder)
