"""What of a difference between two readings of an article is one of substance."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.items import Article
from newscrawl.store.recheck.signature import ContentSignature, essence, mark

FIRST = "The yard at Rota lost 12 crews, the desk learned."
SECOND = "Officials said 1,000 sailors would be moved by Friday at the latest."
THIRD = "A spokesman declined to name the ships."
PROMO = "Follow our evening wire for stories that others miss."
LONG = "This paragraph of a wire story is told by two papers for good reasons. " * 8


def article(*paragraphs, **fields):
    given = {
        "headline": "Yard loses crews",
        "authors": ["Ann Holt"],
        "date_published": "2026-11-22T08:00:00+00:00",
        "provenance": {"body": "site", "headline": "h1", "authors": "site", "date_published": "meta"},
        "reader_version": 1,
    }
    url = "https://gazette.test/a/"
    body = "\n\n".join(paragraphs or (FIRST, SECOND, THIRD))
    return Article(id="0" * 32, site="g", publisher="G", url=url, canonical_url=url, body=body, **(given | fields))


def changes(former, now, *, publisher_group=(), kept=True):
    counts = {mark(line): times for line, times in publisher_group}
    return ContentSignature.of(former).changes(
        ContentSignature.of(now),
        text=now.body,
        former_text=former.body if kept else None,
        repeated=counts,
    )


@pytest.mark.parametrize(
    ("now", "changed"),
    [
        (article(), []),
        (article(FIRST.replace("crews", "crew"), SECOND, THIRD), ["body"]),
        (article(FIRST.replace("12", "21"), SECOND, THIRD), ["body"]),
        (article(FIRST, SECOND), ["body"]),
        (article(FIRST, THIRD, SECOND), ["body"]),
        (article(FIRST, SECOND, THIRD, "Another paragraph."), ["body"]),
        (article(FIRST.replace("'", "’").replace(" ", "  "), SECOND.replace("1,000", "1000"), THIRD), []),  # noqa: RUF001
        (article(f"{FIRST} {SECOND}", THIRD), []),
        (article(headline="Yard loses all crews"), ["headline"]),
        (article(headline="Yard Loses Crews…"), []),
        (article(headline=None), []),
        (article(authors=["Ben Ray", "Ann Holt"]), ["authors"]),
        (article(authors=[]), []),
        (article(date_published="2026-11-22T09:00:00+00:00"), ["date_published"]),
        (article(date_published="2026-11-22T10:00:00+02:00"), []),
        (article(date_published="2026-11-22T08:00:31+00:00"), []),
        (article(date_published="2026-11-22"), []),
        (article(date_published="2026-11-25"), ["date_published"]),
        (article(date_published=None), []),
        (article(FIRST, SECOND.replace("Friday", "May"), THIRD, headline="Other"), ["headline", "body"]),
    ],
)
def test_what_counts(now, changed):
    assert changes(article(), now) == changed
    if now.body == article().body:
        assert changes(article(), now, kept=False) == changed


def test_a_day_that_becomes_an_instant_is_no_change_and_another_day_is():
    day = article(date_published="2026-11-22")
    assert changes(day, article()) == []
    assert changes(day, article(date_published="2026-11-23")) == ["date_published"]
    assert changes(article(date_published=None), article()) == ["date_published"]


def test_the_order_of_authors_means_nothing():
    assert changes(article(authors=["Ann Holt", "Ben Ray"]), article(authors=["Ben Ray", "ANN HOLT"])) == []


def test_an_author_who_was_added_later_counts():
    without = article(authors=[])
    del without.provenance["authors"]
    assert changes(without, article()) == ["authors"]


@pytest.mark.parametrize("kept", [True, False])
def test_a_line_of_the_house_that_comes_goes_or_changes_is_none(kept):
    plain, with_promo = article(), article(FIRST, PROMO, SECOND, THIRD)
    other = article(FIRST, SECOND, THIRD, "Have a tip? The line is open.")
    publisher_group = ((PROMO, 2), ("Have a tip? The line is open.", 2))
    for former, now in ((plain, with_promo), (with_promo, plain), (with_promo, other)):
        assert changes(former, now, publisher_group=publisher_group, kept=kept) == []
        assert changes(former, now, kept=kept) == ["body"]
    edited = article(FIRST.replace("12", "13"), PROMO, SECOND, THIRD)
    assert changes(plain, edited, publisher_group=publisher_group, kept=kept) == ["body"]


def test_the_headline_of_another_article_is_a_line_of_the_house():
    with_link = article(FIRST, SECOND, THIRD, "Read next: Carrier leaves Norfolk after refit")
    assert changes(article(), with_link, publisher_group=(("Carrier leaves Norfolk after refit", 1),)) == []
    assert changes(with_link, article(), publisher_group=(("Carrier leaves Norfolk after refit", 1),)) == []


def test_a_long_paragraph_that_stands_in_one_other_article_is_told():
    assert changes(article(), article(FIRST, SECOND, THIRD, LONG), publisher_group=((LONG, 1),)) == ["body"]
    assert changes(article(), article(FIRST, SECOND, THIRD, LONG), publisher_group=((LONG, 2),)) == []


def test_a_field_that_was_found_another_way_is_not_compared():
    by_title = article(headline="Yard loses crews | Gazette")
    by_title.provenance["headline"] = "title"
    assert changes(article(), by_title) == []
    base = ContentSignature.of(article()).brought_up(ContentSignature.of(by_title))
    assert base.provenance["headline"] == "title"
    assert base.headline == ContentSignature.of(by_title).headline


def test_texts_are_alike_only_where_they_were_read_alike():
    page = ContentSignature.of(article(), "div.entry")
    assert page.read_alike(ContentSignature.of(article(), "div.entry"))
    assert page.read_alike(ContentSignature.of(article())), "a line does not tell the selector"
    assert not page.read_alike(ContentSignature.of(article(), "main"))
    assert not page.read_alike(ContentSignature.of(article(reader_version=2), "div.entry"))
    feed = article()
    feed.provenance["body"] = "feed"
    assert not page.read_alike(ContentSignature.of(feed))


def test_what_was_not_found_now_stands_as_it_was():
    former = ContentSignature.of(article())
    after = ContentSignature.of(article(FIRST, headline=None, authors=[], date_published=None)).after(former)
    assert (after.headline, after.authors, after.date_published) == (
        former.headline,
        former.authors,
        former.date_published,
    )
    assert len(after.text) == 1


def test_packing_keeps_all():
    whole = replace(ContentSignature.of(article()), story="1" * 32, near="2" * 32)
    assert ContentSignature.unpack(whole.pack(), whole.marks) == whole


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It cost $1.5 million.", "It cost $15 million.", False),
        ("It cost $5.", "It cost €5.", False),
        ("5% of them", "5 of them", False),
        ("1,000 men", "1000 men", True),
        ("“Yes” – he said", '"yes" - he said', True),  # noqa: RUF001 - typographic
        ("air  craft", "air craft", True),
        ("at 10:30 a.m.", "at 1030 am", False),
    ],
)
def test_essence(one, other, same):
    assert (essence(one) == essence(other)) is same


@given(st.text(), st.text())
def test_marks_never_raise(one, other):
    assert (mark(one) == mark(other)) is (essence(one) == essence(other))
    changes(article(one or "x"), article(other or "y"))
