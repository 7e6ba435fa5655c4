"""Golden records: what is to be read from a document, kept beside it and reviewed by a person."""

import json
from dataclasses import MISSING

import pytest

from newscrawl.items import Article


def expected(path, found, *, regenerate):
    """What the file holds. One that is missing, or is to be regenerated and differs, is written and fails the test."""
    if not path.exists() or (regenerate and read(path) != found):
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
        pytest.fail(f"{path} was written; review it (git diff), then run again without --regenerate")
    return read(path)


def read(path):
    return json.loads(path.read_text("utf-8"))


def differing(found, wanted):
    """Fields of a record that are not as wanted: as found, and as wanted.

    A field that the golden record does not know, since it is newer, must have its default.
    """
    wanted = {name: wanted[name] if name in wanted else default(name) for name in found | wanted}
    names = [name for name in wanted if name not in found or found[name] != wanted[name]]
    return {name: found[name] for name in names if name in found}, {name: wanted[name] for name in names}


def default(name):
    field = Article.__dataclass_fields__[name]
    return field.default_factory() if field.default_factory is not MISSING else field.default
