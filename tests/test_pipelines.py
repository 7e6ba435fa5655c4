import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector
from scrapy.utils.test import get_crawler

from newscrawl.items import Article
from newscrawl.pipelines.clean import CleanPipeline
from newscrawl.pipelines.require import RequirePipeline
from newscrawl.text.boilerplate.detector import clean_body


def article(**fields):
    told = {"headline": "Navy orders two hulls", "body": "The Navy ordered two hulls."}
    return Article(
        id="0" * 32,
        site="amn",
        publisher="American Military News",
        url="https://americanmilitarynews.com/2026/11/x/",
        canonical_url="https://americanmilitarynews.com/2026/11/x/",
        **{**told, **fields},
    )


@pytest.fixture
def stats():
    return StatsCollector(get_crawler())


def test_texts_are_cleaned_and_what_was_cut_is_counted(stats):
    dirty = article(
        headline="  Navy\u00a0orders two\u200b hulls ",
        body="The Navy\u00ad ordered\ntwo hulls.\n\n\n\nRead more:\n\nThe second comes later.\r\n\r\n",
    )
    clean = CleanPipeline(stats).process_item(dirty)
    assert clean.headline == "Navy orders two hulls"
    assert clean.body == "The Navy ordered two hulls.\n\nThe second comes later."
    assert stats.get_value("newscrawl/cleaned/paragraphs") == 1


def test_a_notice_is_cut_and_kept(stats):
    reprint = (
        "This article was originally published by Radio Free Europe/Radio Liberty and is reprinted with permission."
    )
    clean = CleanPipeline(stats).process_item(article(body=f"The Navy ordered two hulls.\n\n{reprint}"))
    assert clean.body == "The Navy ordered two hulls."
    assert clean.notes == [reprint]


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once, _, _ = clean_body(text)
    assert clean_body(once) == (once, [], 0)


@pytest.mark.parametrize("value", [None, "", ".", " \u2013 \u2026\n\n***"])
@pytest.mark.parametrize("field", ["headline", "body"])
def test_an_article_without_headline_or_body_is_dropped_and_counted(stats, field, value):
    with pytest.raises(DropItem, match=f"no {field}"):
        RequirePipeline(stats).process_item(article(**{field: value}))
    assert stats.get_value(f"newscrawl/dropped/no_{field}") == 1


def test_other_peoples_items_pass_untouched(stats):
    item = {"headline": None}
    assert RequirePipeline(stats).process_item(item) is item
    assert CleanPipeline(stats).process_item(item) is item
