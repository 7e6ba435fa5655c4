"""What becomes of an arriving article, decided from facts alone."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.core.crawl_state import FetchRecord, Recheck
from newscrawl.core.links import Link
from newscrawl.items import Article
from newscrawl.store.articles.candidate import prepare
from newscrawl.store.articles.decide import (
    Facts,
    NearArticle,
    RecheckFacts,
    SameText,
    Verdict,
    decide,
    may_have_moved,
    moved_from,
)
from newscrawl.store.articles.index import PublishedLine
from newscrawl.store.near_duplicates import Match, Near
from newscrawl.store.records import DuplicateRule
from newscrawl.store.settings import StoreSettings

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
URL = "https://gazette.test/a/"
LINK = Link(url="https://gazette.test/short/", source="feed")
LONG = "\n\n".join(f"Paragraph {n} says what happened, at some length and in its own words." for n in range(8))
EDITED = LONG.replace("Paragraph 5", "Corrected paragraph 5")
TEASER = LONG.split("\n\n")[0]
OTHER = "\n\n".join(f"Something else altogether, line {n}, from another desk." for n in range(8))
AGAIN = Recheck(article=7, link=LINK)


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def candidate(body=LONG, recheck=None, **more):
    given = {
        "id": identify(URL),
        "canonical_url": URL,
        "headline": "Ship sails",
        "date_published": "2026-11-22T07:00:00Z",
        "provenance": {"body": "site", "headline": "title"},
    }
    article = Article(site="gazette", publisher="G", url=URL, body=body, **(given | more))
    article.fetch = FetchRecord(link=LINK, at=NOW, recheck=recheck)
    return prepare(article, identify, run_id="run", now=NOW, keeps_text=False)


def published(text=LONG):
    return PublishedLine("f" * 32, 1, 3, candidate(text).entry.content_hash)


def rechecked(body, *, facts=None, before=LONG, recheck=AGAIN, settings=None, **more):
    known = RecheckFacts(
        recheck=recheck, last=published(before), base=candidate(before).signature(), owner=7, former_text=before
    )
    arriving = candidate(body, recheck=recheck, **more)
    return decide(arriving, Facts(recheck=replace(known, **(facts or {}))), settings or StoreSettings(), NOW)


NEAREST = Match(9, "9" * 32, 0.95, "8" * 32)
DROPS = StoreSettings(drop_near_duplicates=True)


@pytest.mark.parametrize(
    ("facts", "settings", "verdict", "expected"),
    [
        (Facts(), StoreSettings(), Verdict.NEW, {"canonical_rejected": False, "indexed": True, "nearest": None}),
        (Facts(nearest=NEAREST), StoreSettings(), Verdict.NEW, {"nearest": NEAREST}),
        (Facts(nearest=NEAREST), DROPS, Verdict.NEAR_DUPLICATE, {"nearest": NEAREST, "canonical_rejected": False}),
        (Facts(canonical_free=False), StoreSettings(), Verdict.NEW, {"canonical_rejected": True}),
        (
            Facts(named=7, last_published=published()),
            DROPS,
            Verdict.DUPLICATE,
            {"article": 7, "rule": DuplicateRule.SAME_ADDRESS, "other_address": True},
        ),
        (
            Facts(named=7, last_published=published(OTHER)),
            DROPS,
            Verdict.DUPLICATE,
            {"article": 7, "other_address": False},
        ),
        (
            Facts(named=7, last_published=PublishedLine("f" * 32, 1, 1, None)),  # deleted on request
            StoreSettings(),
            Verdict.DUPLICATE,
            {"article": 7, "other_address": False},
        ),
        (
            Facts(same_text=[SameText(number=5)], last_published=published()),
            StoreSettings(),
            Verdict.DUPLICATE,
            {"article": 5, "rule": DuplicateRule.SAME_TEXT},
        ),
    ],
)
def test_an_article_that_arrives_by_a_link(facts, settings, verdict, expected):
    decision = decide(candidate(), facts, settings, NOW)
    assert decision.verdict is verdict
    assert {name: getattr(decision, name) for name in expected} == expected


NOTICE = "This is breaking news, more to follow."


@pytest.mark.parametrize(
    ("headline", "date", "deleted", "verdict"),
    [
        ("Ship sails", "2026-11-22T07:00:00Z", False, Verdict.DUPLICATE),
        ("Storm nears", "2026-11-20T07:00:00Z", False, Verdict.NEW),
        (None, None, True, Verdict.NEW),
    ],
)
def test_a_notice_that_several_stories_begin_with(headline, date, deleted, verdict):
    base = None if deleted else candidate(NOTICE, headline=headline, date_published=date).signature()
    same = [SameText(number=5, base=base, deleted=deleted)]
    decision = decide(candidate(NOTICE), Facts(same_text=same), StoreSettings(), NOW)
    assert decision.verdict is verdict
    assert verdict is Verdict.DUPLICATE or not decision.indexed


def test_names_are_settled_with_it():
    elsewhere = "https://gazette.test/print/"
    arriving = candidate(canonical_url=elsewhere, id=identify(elsewhere))
    sure = {bytes.fromhex(identify(url)) for url in (URL, LINK.url)}
    claimed = bytes.fromhex(identify(elsewhere))
    assert set(decide(arriving, Facts(), StoreSettings(), NOW).entry.keys) == sure | {claimed}
    rejected = decide(arriving, Facts(canonical_free=False), StoreSettings(), NOW)
    assert set(rejected.entry.keys) == sure


@pytest.mark.parametrize(
    ("body", "more", "verdict"),
    [
        (LONG, {}, Verdict.UNCHANGED),
        (EDITED, {}, Verdict.REVISION),
        (LONG, {"headline": "Ship sinks"}, Verdict.REVISION),
        (EDITED, {"reader_version": 9}, Verdict.UNCHANGED),
        (TEASER, {}, Verdict.LOOKS_REPLACED),
        (OTHER, {"headline": "Down for repair"}, Verdict.LOOKS_REPLACED),
        (TEASER, {"free_access": False}, Verdict.TRUNCATED),
        (OTHER, {"headline": "Down for repair", "free_access": False}, Verdict.LOOKS_REPLACED),
    ],
)
def test_an_article_that_is_read_again(body, more, verdict):
    decision = rechecked(body, **more)
    assert decision.verdict is verdict
    assert decision.verdict.outcome == ("published" if verdict is Verdict.REVISION else "unchanged")
    if verdict in (Verdict.LOOKS_REPLACED, Verdict.TRUNCATED):
        assert decision.entry.keys == (), "no name is settled with a page that is not believed"


def test_a_page_that_looks_replaced_is_believed_at_last():
    doubted = rechecked(OTHER, headline="Down for repair", facts={"doubts": 1, "failures": 3})
    assert (doubted.verdict, doubted.failures) == (Verdict.LOOKS_REPLACED, 4)
    assert NOW < doubted.next_try <= NOW + timedelta(hours=24)
    assert rechecked(OTHER, headline="Down for repair", facts={"doubts": 2}).verdict is Verdict.REVISION
    last = rechecked(OTHER, headline="Down for repair", facts={"failures": 9}, settings=StoreSettings(tries=10))
    assert last.next_try is None


def test_a_feed_that_gives_beginnings_is_never_believed():
    in_feed = replace(AGAIN, from_feed=True)
    assert rechecked(TEASER, recheck=in_feed, facts={"doubts": 5}).verdict is Verdict.TRUNCATED


@pytest.mark.parametrize(
    ("owner", "body", "headline", "verdict"),
    [
        (8, LONG, "Ship sails", Verdict.OTHER_ARTICLE),
        (None, OTHER, "Storm nears", Verdict.OTHER_ARTICLE),
        (None, EDITED, "Ship sails", Verdict.REVISION),
        (7, OTHER, "Storm nears", Verdict.LOOKS_REPLACED),
    ],
)
def test_an_address_that_leads_to_another_article(owner, body, headline, verdict):
    assert rechecked(body, headline=headline, facts={"owner": owner}).verdict is verdict


def test_without_a_reading_before_there_is_nothing_to_compare():
    decision = rechecked(OTHER, facts={"base": None})
    assert (decision.verdict, decision.following) == (Verdict.UNCHANGED, candidate(OTHER).signature())


def test_a_text_that_is_found_another_way_is_taken_over():
    decision = rechecked(EDITED, provenance={"body": "generic", "headline": "title"})
    assert (decision.verdict, decision.read_otherwise) == (Verdict.UNCHANGED, True)
    assert decision.following.provenance["body"] == "generic"


def test_a_line_that_every_article_has_is_no_change():
    with_line = LONG + "\n\nFollow us for more."
    marks = (
        candidate(LONG)
        .signature()
        .paragraphs_in_question(candidate(with_line).signature(), text=with_line, former_text=LONG)
    )
    assert rechecked(with_line).verdict is Verdict.REVISION
    assert rechecked(with_line, facts={"repeated": dict.fromkeys(marks, 2)}).verdict is Verdict.UNCHANGED


NEAR = Near(9, 0, 0.97, 0.9)


@pytest.mark.parametrize(
    ("near", "more", "moved"),
    [
        (NearArticle(near=NEAR, base=candidate().signature(), of_site=True), {}, True),
        (NearArticle(near=NEAR, base=candidate().signature(), of_site=False), {}, False),
        (NearArticle(near=NEAR), {}, False),
        (NearArticle(near=NEAR, base=candidate().signature(), of_site=True), {"headline": "New words"}, True),
        (
            NearArticle(near=replace(NEAR, resemblance=0.7), base=candidate().signature(), of_site=True),
            {"headline": "New words"},
            False,
        ),
        (
            NearArticle(near=NEAR, base=candidate().signature(), of_site=True),
            {"date_published": "2026-11-22T07:30:00Z"},
            False,
        ),
        (NearArticle(near=NEAR, base=candidate().signature(), of_site=True), {"date_published": "2026-11-22"}, False),
    ],
)
def test_an_article_that_has_moved(near, more, moved):
    reading = candidate(EDITED, **more).signature()
    assert moved_from(reading, near) is moved
    assert may_have_moved(reading) is ("T" in more.get("date_published", "T"))
    if moved:  # its facts are those of a recheck, though it was not fetched as one: it is never doubted
        known = RecheckFacts(recheck=AGAIN, last=published(), base=near.base, former_text=LONG)
        assert decide(candidate(TEASER), Facts(recheck=known), StoreSettings(), NOW).verdict is Verdict.REVISION
