"""Counts agree with their nouns."""

import pytest

from newscrawl.core.values import plural


@pytest.mark.parametrize(("count", "said"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages"), (1204, "1,204 pages")])
def test_a_count_agrees_with_its_noun(count, said):
    assert plural(count, "page") == said


def test_an_irregular_plural():
    assert (plural(1, "story", "stories"), plural(3, "story", "stories")) == ("1 story", "3 stories")
