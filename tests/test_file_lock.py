"""One process at a time, or several that share; the lock goes with the process."""

import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.core.file_lock import FileLock

PROJECT = Path(__file__).parent.parent


def test_one_at_a_time(tmp_path):
    path = tmp_path / "lock"
    with FileLock.take(path) as lock:
        assert lock.descriptor >= 0
        for shared in (False, True):
            with pytest.raises(BlockingIOError):
                FileLock.take(path, shared=shared)
    assert path.exists()
    FileLock.take(path).release()


def test_several_share_it(tmp_path):
    path = tmp_path / "lock"
    with FileLock.take(path, shared=True), FileLock.take(path, shared=True), pytest.raises(BlockingIOError):
        FileLock.take(path)
    FileLock.take(path).release()


def test_released_twice(tmp_path):
    lock = FileLock.take(tmp_path / "lock")
    lock.release()
    lock.release()
    with pytest.raises(ValueError, match="released"):
        lock.descriptor  # noqa: B018 - it is the reading that fails


def test_where_there_can_be_none(tmp_path):
    with pytest.raises(FileNotFoundError):
        FileLock.take(tmp_path / "missing" / "lock")


def test_it_goes_with_its_process(tmp_path):
    words = "import sys, pathlib; from newscrawl.core.file_lock import FileLock; "
    words += "held = FileLock.take(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", words, str(tmp_path / "lock")], check=True, cwd=PROJECT)
    FileLock.take(tmp_path / "lock", wait=True).release()
