"""What SQLite says went wrong, as one line that says what to do."""

import sqlite3

from newscrawl.core.errors import StorageProblem

_ADVICE = {
    sqlite3.SQLITE_BUSY: "is locked by another process; wait for it to end, or see with `fuser` who holds it",
    sqlite3.SQLITE_LOCKED: "is locked by another process; wait for it to end, or see with `fuser` who holds it",
    sqlite3.SQLITE_READONLY: "can't be written; give this user the right to write the file and its folder",
    sqlite3.SQLITE_PERM: "can't be opened; give this user the right to write the file and its folder",
    sqlite3.SQLITE_AUTH: "can't be opened; give this user the right to write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check that its folder exists and that this user may write there",
    sqlite3.SQLITE_FULL: "can't grow: the disk is full; free some space and start again, nothing written is lost",
    sqlite3.SQLITE_IOERR: "can't be read or written: the disk reports an error or is full; check it and start again",
    sqlite3.SQLITE_CORRUPT: "is damaged; put a backup in its place, or make it anew with `scrapy rebuild-state`",
    sqlite3.SQLITE_NOTADB: "is no SQLite file; move it away, or point NEWSCRAWL_OUTPUT elsewhere",
    sqlite3.SQLITE_PROTOCOL: "can't be locked; put the output folder on a local disk",
    sqlite3.SQLITE_NOLFS: "is too large for this disk",
    sqlite3.SQLITE_TOOBIG: "can't take an article of this size",
    sqlite3.SQLITE_NOMEM: "can't be used: the machine is out of memory",
}


def storage_problem(error: sqlite3.Error, path: str) -> StorageProblem | None:
    """The problem behind SQLite's error, or None when it is a mistake of ours (a wrong statement, say)."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in _ADVICE:
        return None
    return StorageProblem(f"the state file {path} {_ADVICE[code & 0xFF]} ({error})")
