import json

import jsonschema
import pytest

from newscrawl.schema import SCHEMA_FILE, article_schema


def test_the_shipped_schema_is_the_one_of_the_class():
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == article_schema(), "run: make schema"


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(article_schema())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date_published", "2026-11-22T08:00:00"),
        ("date_published", "22 Nov 2026"),
        ("body", None),
        ("id", "123"),
        ("authors", "Jane Roe"),
        ("made_up", 1),
    ],
)
def test_a_wrong_line_does_not_pass(published_line, field, value):
    validator = jsonschema.Draft202012Validator(article_schema())
    assert validator.is_valid(published_line)
    assert not validator.is_valid({**published_line, field: value})
