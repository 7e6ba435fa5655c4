"""Listings whose elements carry all data in their attributes, and cards that are one anchor with a label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.listing import read_listing
from newscrawl.discovery.listing_rules import Carriers, Listing
from newscrawl.platforms.afpims import AfpimsAddresses, AfpimsSpider

HOST = AfpimsAddresses(host="www.war.gov")
HERE = "https://www.war.gov/News/"
STORY = "https://www.war.gov/News/Article/Article/4498120/engineers/"


def links(markup):
    return read_listing(f"<main>{markup}</main>", HERE, AfpimsSpider.listing, HOST).links


def test_the_most_precise_date_serves_and_empty_attributes_do_not():
    [link] = links(
        f'<story-card article-url="" article-url-or-link-absolute="{STORY}" article-title=" Engineers " '
        'publish-date-jss="" publish-date-ap="Dec. 30, 2024" article-summary=""></story-card>'
    )
    assert (link.url, link.title, link.date, link.description) == (STORY, "Engineers", "2024-12-30", None)


def test_an_anchor_to_the_same_article_is_the_same_link():
    [link] = links(
        f'<story-card article-url="{STORY}" article-title="Engineers Rebuild Airstrip"></story-card>'
        f'<a href="{STORY}">Read more</a>'
    )
    assert link.title == "Engineers Rebuild Airstrip"


def test_relative_addresses_are_completed_and_those_of_no_article_left_out():
    found = links(
        '<story-card article-url="/News/Article/Article/4498121/a/"></story-card>'
        '<story-card article-url="/News/Live-Events/"></story-card><story-card></story-card>'
    )
    assert [link.url for link in found] == ["https://www.war.gov/News/Article/Article/4498121/a/"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_attribute_raises(url, date):
    quoted = (text.replace("&", "&amp;").replace('"', "&quot;") for text in (url, date))
    links('<story-card article-url="{}" publish-date-jss="{}"></story-card>'.format(*quoted))


def test_a_card_that_is_one_anchor_is_titled_by_its_label():
    [link] = links(f'<a href="{STORY}" aria-label="Engineers Rebuild">May 28, 2026 Engineers Rebuild A joint team.</a>')
    assert link.title == "Engineers Rebuild"


@pytest.mark.parametrize("label", ["Read more about it", "Share", "", "2"])
def test_a_label_that_is_no_part_of_the_text_is_no_title(label):
    [link] = links(f'<a href="{STORY}" aria-label="{label}">Engineers Rebuild the Airstrip 2</a>')
    assert link.title == "Engineers Rebuild the Airstrip 2"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Carriers(elements="story-card", url=("article-url",)),
        lambda: Carriers(elements=("story-card[",), url=("article-url",)),
        lambda: Carriers(elements=("story-card",), url="article-url"),
        lambda: Carriers(elements=("story-card",)),
        lambda: Listing(cards=("div[",)),
    ],
)
def test_wrong_rules_fail_when_they_are_made(wrong):
    with pytest.raises((TypeError, ValueError)):
        wrong()
