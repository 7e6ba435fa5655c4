"""Two folders that change places in one step: whoever looks sees the one or the other, at every instant."""

import ctypes
import errno
import os
import sys
from pathlib import Path

from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import Maintenance, after, before

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux, linux/fs.h
_RENAME_SWAP = 2  # macOS, sys/stdio.h
_IMPOSSIBLE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV, errno.EBUSY}


def exchange(one: Path, other: Path) -> None:
    """Let two folders of one disk change places.

    Raises OSError, and StorageProblem where the disk or the system can't do it (NFS and mount points can't; ext4, XFS,
    Btrfs, tmpfs and APFS can).
    """
    before(Maintenance.COMPACT_EXCHANGE)
    failed = _call(os.fsencode(one), os.fsencode(other))
    if failed in _IMPOSSIBLE:
        raise StorageProblem(
            f"{one} can't be exchanged with another folder in one step ({os.strerror(failed)}); merging files needs "
            "a local disk, and a folder that is no mount point"
        )
    if failed:
        raise OSError(failed, os.strerror(failed), str(one))
    after(Maintenance.COMPACT_EXCHANGE)


def _call(one: bytes, other: bytes) -> int:
    """The system's error number, 0 when it is done."""
    system = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "darwin":
            done = system.renamex_np(one, other, _RENAME_SWAP)
        else:
            done = system.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
    except AttributeError:  # a C library without the call
        return errno.ENOSYS
    return ctypes.get_errno() if done else 0
