"""Schedule of hosts: when each may be requested next. All crawls of one output root share it.

A file a host, so that crawls of different hosts never wait for each other: SQLite would make them. What is in it may
be lost without harm (the next answer says it again), so nothing is synced.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import quote

from newscrawl.core import clock
from newscrawl.core.file_lock import FileLock
from newscrawl.middlewares.backoff import LONGEST

_LONGEST_QUEUE = 3600.0
"""Seconds. A turn further ahead than this, and than the one before it, was taken while the clock was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What is known of a host. Instants are seconds since 1970."""

    free_at: float = 0.0
    """When the next request may go out, whoever sends it."""
    wait_until: float = 0.0
    """It wants no requests until then (``Retry-After``, or our own back-off)."""
    setbacks: int = 0
    """Answers 429 or 503 in a row."""
    why: str = ""
    """The last such answer, for people: ``429``, ``503``."""


class HostSchedule:
    """Reads and writes ``<folder>/<host>.json``. Without a folder, or on a disk that fails, it is kept in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._own: dict[str, HostState] = {}
        """Of hosts whose files could not be written."""

    def look_up(self, host: str) -> HostState:
        """Return what is known of the host. A wait longer than any allowed was noted while the clock was wrong."""
        known = self._own.get(host)
        if known is None:
            try:
                known = _parse(self._path(host).read_bytes())
            except OSError:
                known = HostState()
        is_credible = known.wait_until <= clock.now().timestamp() + LONGEST
        return known if is_credible else replace(known, wait_until=0.0)

    def take_turn(self, host: str, interval: float) -> float:
        """Reserve the host's next turn, ``interval`` seconds before the one after it; return the seconds until then."""
        now = time.time()
        turn = now

        def taken(known: HostState) -> HostState:
            nonlocal turn
            turn = known.free_at if now < known.free_at < now + _LONGEST_QUEUE + interval else now
            return replace(known, free_at=turn + interval)

        self._change(host, taken)
        return turn - now

    def set_back(self, host: str, seconds: Callable[[int], float], why: str) -> HostState:
        """Note a 429 or 503: pause for so many seconds, which depend on the setbacks in a row."""

        def later(known: HostState) -> HostState:
            setbacks = known.setbacks + 1
            until = clock.now().timestamp() + seconds(setbacks)
            return replace(known, wait_until=until, setbacks=setbacks, why=why)

        return self._change(host, later)

    def forgive(self, host: str) -> None:
        """Note that the host answers as usual again."""
        if self.look_up(host).setbacks:
            self._change(host, lambda known: replace(known, wait_until=0.0, setbacks=0, why=""))

    def _change(self, host: str, change: Callable[[HostState], HostState]) -> HostState:
        try:
            with self._locked(host) as lock:
                descriptor = lock.descriptor
                new = change(self._own.get(host) or _parse(os.pread(descriptor, 4096, 0)))
                text = json.dumps(asdict(new)).encode()
                os.pwrite(descriptor, text, 0)
                os.ftruncate(descriptor, len(text))
        except OSError:
            self._own[host] = new = change(self.look_up(host))
        else:
            self._own.pop(host, None)
        return new

    def _locked(self, host: str) -> FileLock:
        path = self._path(host)
        path.parent.mkdir(exist_ok=True)
        return FileLock.take(path, wait=True)

    def _path(self, host: str) -> Path:
        if self._folder is None:
            raise FileNotFoundError
        return self._folder / f"{quote(host, safe='')}.json"


def _parse(text: bytes) -> HostState:
    """What a file says; nothing where it is empty, torn or not ours."""
    try:
        known = json.loads(text)
        return HostState(
            free_at=float(known["free_at"]),
            wait_until=float(known["wait_until"]),
            setbacks=int(known["setbacks"]),
            why=str(known["why"]),
        )
    except (ValueError, TypeError, KeyError, OverflowError):
        return HostState()
