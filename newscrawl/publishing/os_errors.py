"""Errors of the operating system about a file, as one line that says what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newscrawl.core.errors import StorageProblem

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space and start again, nothing written is lost",
    errno.EDQUOT: "the disk quota is used up; free some space and start again, nothing written is lost",
    errno.EROFS: "the disk is read-only; make it writable, or point NEWSCRAWL_OUTPUT elsewhere",
    errno.EACCES: "give this user write permission there, or point NEWSCRAWL_OUTPUT elsewhere",
    errno.EPERM: "give this user write permission there, or point NEWSCRAWL_OUTPUT elsewhere",
    errno.ENOENT: "its parent folder does not exist; create it, or point NEWSCRAWL_OUTPUT elsewhere",
    errno.ENOTDIR: "a file is where a folder should be; move it away, or point NEWSCRAWL_OUTPUT elsewhere",
    errno.EEXIST: "a file is where a folder should be; move it away, or point NEWSCRAWL_OUTPUT elsewhere",
    errno.EFBIG: "the file has reached the largest size allowed (ulimit -f); raise it and start again",
    errno.EISDIR: "a folder is where a file should be; move it away, or point NEWSCRAWL_OUTPUT elsewhere",
    errno.EIO: "the disk reports an error; check it, then start again",
    errno.ENOLCK: "this disk does not support file locks; put the output folder on a local disk",
    errno.ENOTSUP: "this disk does not support file locks; put the output folder on a local disk",
    errno.EMFILE: "too many open files; raise the limit (ulimit -n)",
    errno.ENFILE: "too many open files on this machine",
}


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn an OSError into a StorageProblem of one line that names the file (``path`` where the error names none)."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        advice = _ADVICE.get(error.errno or 0, "check the disk, then start again")
        raise StorageProblem(f"can't write {error.filename or path}: {reason}: {advice}") from error
