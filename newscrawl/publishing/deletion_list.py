"""The list of forgotten articles, a file in the output folder: it outlives the state. Ids and hashes only, no text."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from newscrawl.core.failpoints import Maintenance, after, before
from newscrawl.core.file_lock import FileLock
from newscrawl.core.fs import sync, sync_folder
from newscrawl.publishing.files import write_all
from newscrawl.publishing.os_errors import storage_errors
from newscrawl.store import Store, Tombstone

FILE_NAME = "forgotten.jsonl"
_KEYS = {field.name: field.name for field in fields(Tombstone)} | {"publisher_group": "house"}
"""The keys of a line, by the fields of a tombstone: those of the first release."""


def note_forgotten(root: Path, stones: Sequence[Tombstone]) -> None:
    """Put tombstones on the list, durably; those that are on it already (but for their time) are left out."""
    path = root / FILE_NAME
    with storage_errors(path):
        known = {_gist(stone) for stone in read_list(path)}
        lines = b"".join(_line(stone) for stone in stones if _gist(stone) not in known)
        if not lines:
            return
        before(Maintenance.FORGET_NOTE)
        with FileLock.take(path, wait=True) as lock:
            size = os.lseek(lock.descriptor, 0, os.SEEK_END)
            torn = size and os.pread(lock.descriptor, 1, size - 1) != b"\n"
            write_all(lock.descriptor, b"\n" * bool(torn) + lines)
            sync(lock.descriptor)
        sync_folder(root)
        after(Maintenance.FORGET_NOTE)


def read_list(path: Path) -> list[Tombstone]:
    """The tombstones; a torn line is passed over, for whoever wrote it was killed and forgot nothing yet."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    return [stone for line in content.split(b"\n") if line.strip() and (stone := _stone(line))]


def apply_deletion_list(store: Store, root: Path) -> None:
    """Let the state know every listed article, where the list has grown or the state is new. Costs a look at the file.

    Raises StorageProblem.
    """
    path = root / FILE_NAME
    with storage_errors(path):
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            return
        if store.deletions_known() == size:
            return
        stones = read_list(path)
    store.record_deletions(stones, size)


def _gist(stone: Tombstone) -> tuple[str, str, tuple[str, ...]]:
    return stone.id, stone.site, stone.names


def _line(stone: Tombstone) -> bytes:
    record = {_KEYS[name]: value for name, value in asdict(stone).items()}
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _stone(line: bytes) -> Tombstone | None:
    try:
        record = json.loads(line)
        facts = {name: record[key] for name, key in _KEYS.items() if key in record}
        stone = Tombstone(**{**facts, "names": tuple(facts["names"]), "texts": tuple(facts.get("texts", ()))})
        for name in (stone.id, *stone.names, *stone.texts):
            bytes.fromhex(name)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return stone
