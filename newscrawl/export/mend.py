"""Making the ``.part`` of a run that did not end whole again: every promised line once, nothing torn."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from newscrawl.export.files import sync, sync_folder, write_all
from newscrawl.failpoints import Act, after, before


def mend(path: Path, run_id: str, promised: Sequence[tuple[int, bytes]]) -> int:
    """Cut what is torn off ``path`` and append what is missing of the ``promised`` lines (offset, line).

    * The file ends within the promised lines, or holds garbage there (a power cut): they are written again.
    * The file goes on beyond them with whole lines of this run: the state is older than the file (a restored backup),
      the lines are kept.
    * The file is shorter than what was on the disk before: somebody cut it. The promised lines are appended.

    Returns how many bytes are missing for good (0 but in the last case). Raises OSError. May be repeated.
    """
    if not promised and not path.exists():
        return 0
    start = promised[0][0] if promised else 0
    expected = b"".join(line for _, line in promised)
    made = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    with os.fdopen(descriptor, "rb+", buffering=0) as file:
        size = os.fstat(descriptor).st_size
        missing = max(0, start - size)
        if missing:
            start = _end_of_whole_lines(file, 0, run_id)
            keep, rest = start, expected
        else:
            file.seek(start)
            there = _read(file, len(expected))
            if there == expected:
                keep, rest = _end_of_whole_lines(file, start + len(expected), run_id), b""
            elif expected.startswith(there):
                keep, rest = size, expected[len(there) :]
            else:
                keep, rest = start, expected
        if keep < size:
            before(Act.RECOVERY_CUT)
            file.truncate(keep)
            after(Act.RECOVERY_CUT)
        if rest:
            file.seek(keep)
            before(Act.PART_WRITE)
            write_all(descriptor, rest)
            after(Act.PART_WRITE)
        before(Act.PART_SYNC)
        sync(descriptor)
        after(Act.PART_SYNC)
    if made:
        sync_folder(path.parent)
    return missing


def record_of(line: bytes) -> dict[str, Any] | None:
    """The record that a line holds, or None where it is none: torn, garbage, or something else's line."""
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):  # garbage may be deeply nested
        return None
    texts = ("id", "url", "canonical_url")
    if not isinstance(record, dict) or not all(isinstance(record.get(name), str) for name in texts):
        return None
    return record


def _end_of_whole_lines(file: BinaryIO, offset: int, run_id: str) -> int:
    """Where the whole lines of this run end that begin at ``offset``."""
    with open(file.fileno(), "rb", closefd=False) as reader:
        reader.seek(offset)
        for line in reader:
            record = record_of(line)
            if record is None or record.get("run_id") != run_id:
                break
            offset += len(line)
    return offset


def _read(file: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes; a raw read may give fewer than are there."""
    pieces = []
    while size and (piece := file.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
