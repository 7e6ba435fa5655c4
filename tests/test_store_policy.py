"""The settings of the memory."""

from datetime import timedelta

import pytest

from newscrawl import settings
from newscrawl.core.errors import UsageProblem
from newscrawl.store.settings import DEFAULT, StoreSettings


def get(**changed):
    return lambda name: changed.get(name, getattr(settings, name))


def test_the_project_s_settings_are_the_defaults():
    assert StoreSettings.of(get()) == DEFAULT


@pytest.mark.parametrize(
    ("given", "hours"),
    [("0", 0), (0, 0), ("48", 48), (6, 6), ("1.5", 1.5), ("30m", 0.5), ("2d", 48), (" 1w ", 168), ("12 h", 12)],
)
def test_spans(given, hours):
    assert StoreSettings.of(get(NEWSCRAWL_REVISIT_WITHIN=given)).revisit_within == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("NEWSCRAWL_REVISIT_WITHIN", "soon"),
        ("NEWSCRAWL_REVISIT_WITHIN", "-1"),
        ("NEWSCRAWL_REVISIT_WITHIN", ""),
        ("NEWSCRAWL_STORY_WINDOW", "90 years"),
        ("NEWSCRAWL_KEEP_TEXTS", "99999w"),
        ("NEWSCRAWL_NEAR_DUPLICATES", "keep"),
        ("NEWSCRAWL_TRIES", "0"),
        pytest.param("NEWSCRAWL_TRIES", "9" * 5000, id="more digits than int() takes"),
    ],
)
def test_wrong_ones_are_told_in_one_line(name, wrong):
    with pytest.raises(UsageProblem) as caught:
        StoreSettings.of(get(**{name: wrong}))
    assert str(caught.value).startswith(f"{name}={wrong} is n")
    assert "\n" not in str(caught.value)
