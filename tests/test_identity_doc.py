"""Every row of the table in docs/identity.md holds for the shipped sites."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from newscrawl.crawler.spider import NewsSpider

DOC = Path(__file__).parent.parent / "docs" / "identity.md"
ROW = re.compile(r"\| ([^|]+) \| ([\w, ]+) \| `([^`]+)` \| `([^`]+)` \| (yes|no) \|")
ROWS = [match.groups() for line in DOC.read_text("utf-8").splitlines() if (match := ROW.match(line))]


def spider(name):
    module = import_module(f"newscrawl.spiders.{name}")
    return next(
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, NewsSpider) and getattr(kind, "name", None) == name
    )


@pytest.mark.parametrize(("rule", "site", "one", "other", "same"), ROWS, ids=[f"{row[0]}-{row[4]}" for row in ROWS])
def test_row(rule, site, one, other, same):
    first, *_, second = [spider(name) for name in site.split(", ")] * 2
    assert (first.identify(one) == second.identify(other)) is (same == "yes"), rule


def test_the_table_names_every_kind_of_rule():
    told = " ".join(row[0] for row in ROWS)
    for kind in ("trackers", "AMP", "mobile", "mirror", "sister", "fragment", "case", "slash", "own number"):
        assert kind in told
    assert len(ROWS) > 20
