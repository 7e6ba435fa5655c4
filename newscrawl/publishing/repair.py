"""Making the ``.part`` of a run that did not end whole again: every promised line once, nothing torn."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from newscrawl.core.failpoints import Act, after, before
from newscrawl.core.fs import sync, sync_folder
from newscrawl.publishing.files import write_all


def repair(path: Path, run_id: str, promised: Sequence[tuple[int, bytes]]) -> bool:
    """Cut what is torn off ``path`` and append what is missing of the ``promised`` lines (offset, line).

    * The file ends within the promised lines, or holds garbage there (a power cut): they are written again.
    * The file goes on beyond them with whole lines of this run: the state is older than the file (a restored backup),
      the lines are kept.
    * The file was truncated, bytes that were on the disk before are lost: its whole lines are kept, and the promised
      ones appended.

    Returns False in the last case. Raises OSError. May be repeated.
    """
    if not promised and not path.exists():
        return True
    start = promised[0][0] if promised else 0
    made = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    with os.fdopen(descriptor, "rb+", buffering=0) as file:
        size = os.fstat(descriptor).st_size
        lines = [line for _, line in promised]
        sound = _line_begins_at(file, start) and not _present(file, start, lines)
        if sound:
            keep, missing = _compare(file, start, b"".join(lines), run_id)
        else:
            keep = _end_of_whole_lines(file, 0, run_id)
            present = _present(file, keep, lines)
            missing = b"".join(line for line in lines if line not in present)
        if keep < size:
            before(Act.RECOVERY_CUT)
            file.truncate(keep)
            after(Act.RECOVERY_CUT)
        if missing:
            file.seek(keep)
            before(Act.PART_WRITE)
            write_all(descriptor, missing)
            after(Act.PART_WRITE)
        before(Act.PART_SYNC)
        sync(descriptor)
        after(Act.PART_SYNC)
    if made:
        sync_folder(path.parent)
    return sound


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


def _compare(file: BinaryIO, start: int, expected: bytes, run_id: str) -> tuple[int, bytes]:
    """How many bytes of the file to keep, and what to write after them, when ``expected`` belongs at ``start``."""
    file.seek(start)
    there = _read(file, len(expected))
    if there == expected:
        return _end_of_whole_lines(file, start + len(expected), run_id), b""
    if expected.startswith(there):
        return start + len(there), expected[len(there) :]
    return start, expected


def _present(file: BinaryIO, end: int, lines: Sequence[bytes]) -> set[bytes]:
    """Which of the lines lie before ``end``: a file that was cut, and whose repair was killed, has some there."""
    wanted = set(lines)
    return {line for line, line_end in _lines(file, 0) if line_end <= end and line in wanted}


def _line_begins_at(file: BinaryIO, offset: int) -> bool:
    if offset == 0:
        return True
    file.seek(offset - 1)
    return file.read(1) == b"\n"


def _end_of_whole_lines(file: BinaryIO, offset: int, run_id: str) -> int:
    """Where the whole lines of this run end that begin at ``offset``."""
    for line, end in _lines(file, offset):
        record = record_of(line)
        if record is None or record.get("run_id") != run_id:
            break
        offset = end
    return offset


def _lines(file: BinaryIO, offset: int) -> Iterator[tuple[bytes, int]]:
    """Every line from ``offset`` on, and the offset at which it ends."""
    with open(file.fileno(), "rb", closefd=False) as reader:  # a second, buffered view of the open file
        reader.seek(offset)
        for line in reader:
            offset += len(line)
            yield line, offset


def _read(file: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes; a raw read may give fewer than are there."""
    pieces = []
    while size and (piece := file.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
