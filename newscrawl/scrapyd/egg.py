"""Builds the project's egg, the format that Scrapyd deploys, in memory; nothing is left in the checkout."""

import io
import marshal
import zipfile
from datetime import UTC, datetime
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path

import newscrawl
from newscrawl.scrapyd.client import PROJECT

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""A fixed time, so that the same files make the same egg."""


def build_egg(package: Path | None = None) -> bytes:
    """Return the whole package, code and data, with the entry point by which Scrapyd finds the settings.

    ``package`` is the folder ``newscrawl``; without it the one this code runs from. Tests, docs and output are not
    included, nor are the requirements: Scrapyd's environment has them.
    """
    package = package or Path(newscrawl.__file__).parent
    about = f"Metadata-Version: 2.1\nName: {PROJECT}\nVersion: {newscrawl.__version__}\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as egg:
        _put(egg, "EGG-INFO/PKG-INFO", about.encode())
        _put(egg, "EGG-INFO/entry_points.txt", f"[scrapy]\nsettings = {PROJECT}.settings\n".encode())
        _put(egg, "EGG-INFO/top_level.txt", f"{PROJECT}\n".encode())
        _put(egg, "EGG-INFO/zip-safe", b"\n")
        for path in sorted(package.rglob("*")):
            place = path.relative_to(package)
            name = f"{PROJECT}/{place.as_posix()}"
            if any(part.startswith(".") or part == "__pycache__" for part in place.parts):
                continue
            if path.is_dir():
                # A folder without __init__.py is a package only with an entry of its own.
                _put(egg, f"{name}/", b"")
            elif path.suffix not in (".pyc", ".pyo"):
                _put(egg, name, content := path.read_bytes())
                if path.suffix == ".py":
                    _put(egg, f"{name}c", _compiled(content, name))
    return packed.getvalue()


def next_version(now: datetime, deployed: list[str]) -> str:
    """Return ``YYYYMMDDHHMMSS`` in UTC, and later than all that are deployed, whatever the clock says.

    Scrapyd runs the version that sorts last; other forms (1.10, branch names) do not sort by age.
    """
    version = int(f"{now.astimezone(UTC):%Y%m%d%H%M%S}")
    return str(max([version, *(int(other) + 1 for other in deployed if other.isdecimal())]))


def _compiled(source: bytes, name: str) -> bytes:
    """Return the module's byte code, without which each job would compile them all: nothing is cached in an egg later.

    Marked as not to be checked against the source (PEP 552); a Python of another version takes the source instead.
    """
    code = marshal.dumps(compile(source, name, "exec", dont_inherit=True))
    return MAGIC_NUMBER + (1).to_bytes(4, "little") + source_hash(source) + code


def _put(egg: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    egg.writestr(entry, content, zipfile.ZIP_DEFLATED)
