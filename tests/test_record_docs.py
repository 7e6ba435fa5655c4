"""What the docs say of the record is what the class has."""

import json
import re
from pathlib import Path

from newscrawl.items import FieldGroup, Provenance, field_names

PROJECT = Path(__file__).parent.parent
FIELDS = list(field_names(*FieldGroup))


def rows():
    """The first table of docs/record.md: the names in the first column, and what the second says of them."""
    table = (PROJECT / "docs" / "record.md").read_text("utf-8").partition("\n## ")[0]
    for name, meaning in re.findall(r"^\| (`[^|]*`) \| (.*) \|$", table, re.MULTILINE):
        yield re.findall(r"`(\w+)`", name), meaning


def test_every_field_is_documented_in_order():
    assert [name for names, _ in rows() for name in names] == FIELDS


def test_every_provenance_is_documented():
    [meaning] = [meaning for names, meaning in rows() if names == ["provenance"]]
    named = set(re.findall(r"`(\w+)`", meaning))
    assert not [way.value for way in Provenance if way.value not in named]


def test_the_readmes_example_has_every_field_in_order():
    [example] = re.findall(r"```json\n(.*?)```", (PROJECT / "README.md").read_text("utf-8"), re.DOTALL)
    assert list(json.loads(example)) == FIELDS
