"""Rules of a page are checked when they are made."""

from dataclasses import replace

import pytest

from newscrawl.extraction.rules import Rules


@pytest.mark.parametrize(
    ("rules", "error", "says"),
    [
        ({"body": ("div[",)}, ValueError, "'body'"),
        (
            {
                "drop": (
                    ".ok",
                    ":::",
                )
            },
            ValueError,
            "'drop'",
        ),
        ({"promo": ("(unclosed",)}, ValueError, "'promo'"),
        ({"ignore_keywords": ("*",)}, ValueError, "'ignore_keywords'"),
        ({"body": "div"}, TypeError, "'body'"),
        ({"authors": [".a"]}, TypeError, "'authors'"),
        ({"publisher_names": (1,)}, TypeError, "'publisher_names' takes a tuple"),
        ({"section_from_url": "/x/"}, ValueError, "group"),
        ({"section_from_url": "("}, ValueError, "'section_from_url'"),
        ({"naive_dates": "local"}, ValueError, "'naive_dates'"),
        ({"bodies": ()}, TypeError, "bodies"),
    ],
)
def test_wrong_rules(rules, error, says):
    with pytest.raises(error, match=says):
        Rules(**rules)


def test_patterns_are_made_once_and_follow_a_replacement():
    rules = Rules(promo=("Join us!", "Buy .*"), ignore_keywords=(r"news\d",), section_from_url="^/([a-z]+)/")
    assert rules.promo_pattern.fullmatch("BUY this")
    assert not rules.promo_pattern.fullmatch("They buy this")
    assert rules.ignore_pattern.fullmatch("News1")
    assert rules.section_pattern.search("/coast/2025/")[1] == "coast"
    assert replace(rules, promo=()).promo_pattern is None


def test_names_of_the_publisher_need_not_be_selectors():
    names = ("[Staff", "Stars & Stripes (staff)", "AMN >> desk")
    assert Rules(publisher_names=names).publisher_names == names
