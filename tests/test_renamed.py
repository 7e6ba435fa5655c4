"""A site file of version 0.1 fails at import, in one line that says the new name."""

import importlib

import pytest

from newscrawl.crawler.spider import RENAMED, NewsSpider
from newscrawl.extraction.rules import Rules


@pytest.mark.parametrize(("former", "present"), RENAMED.items())
def test_an_attribute_that_was_renamed_fails_by_its_new_name(former, present):
    with pytest.raises(TypeError, match=f"^OldSpider: attribute '{former}' was renamed to '{present}'; see CHANGELOG"):
        type("OldSpider", (NewsSpider,), {"name": "old", former: "x"})
    assert hasattr(NewsSpider, present)


@pytest.mark.parametrize(
    ("module", "present"),
    [
        ("newscrawl.families.wordpress", "newscrawl.platforms"),
        ("newscrawl.families", "newscrawl.platforms"),
        ("newscrawl.pages.rules", "newscrawl.extraction"),
    ],
)
def test_a_module_that_was_renamed_fails_by_its_new_name(module, present):
    with pytest.raises(ImportError, match=f"was renamed to {present}; see CHANGELOG.md"):
        importlib.import_module(module)


def test_a_rule_that_was_renamed_fails_by_its_new_name():
    with pytest.raises(TypeError, match="'house_names' was renamed to 'publisher_names'"):
        Rules().extended(house_names=("The Desk",))
