"""What a discovery proves of the span in which the site is complete: each predicate, and the decision, by tables."""

from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.crawler.coverage import MAX_GAP_AGE, CoverageDecision, DiscoveryOutcome, SourceOutcome

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CUTOFF = NOW - timedelta(days=3)
ANCIENT = NOW - MAX_GAP_AGE - timedelta(days=1)
WHOLE = SourceOutcome(complete=True, median_date=NOW - timedelta(days=1))
DEEPER = SourceOutcome(complete=True, median_date=NOW - timedelta(days=9))
UNDATED = SourceOutcome(complete=True)
CUT_SHORT = SourceOutcome(complete=False, median_date=NOW - timedelta(days=1))


def outcome(*sources, cutoff=CUTOFF, groups=(False,), interrupted=False, since_requested=False):
    return DiscoveryOutcome(
        now=NOW,
        cutoff=cutoff,
        since_requested=since_requested,
        groups=groups,
        sources=sources,
        interrupted=interrupted,
    )


@pytest.mark.parametrize(
    ("facts", "reached"),
    [
        ({"groups": (True,)}, True),
        ({"groups": (True, False)}, False),
        ({"groups": ()}, False),
        ({"groups": (True,), "cutoff": None}, False),
    ],
)
def test_every_group_has_to_reach_the_cutoff(facts, reached):
    assert outcome(WHOLE, **facts).reached_cutoff is reached


@pytest.mark.parametrize(
    ("facts", "resumable"),
    [
        ({"interrupted": True}, True),
        ({"interrupted": False}, False),
        ({"interrupted": True, "cutoff": None}, False),
        ({"interrupted": True, "cutoff": ANCIENT}, False),
        ({"interrupted": True, "cutoff": ANCIENT, "since_requested": True}, True),
    ],
)
def test_a_gap_waits_for_a_source_that_has_a_bad_hour_but_not_forever(facts, resumable):
    assert outcome(WHOLE, **facts).can_be_resumed is resumable


@pytest.mark.parametrize(
    ("sources", "everything"), [((WHOLE, UNDATED), True), ((WHOLE, CUT_SHORT), False), ((), False)]
)
def test_everything_listed_was_seen_when_every_source_was_read_to_its_end(sources, everything):
    assert outcome(*sources).saw_everything_listed is everything


def test_the_site_was_seen_as_far_back_as_its_shallowest_source():
    assert outcome(WHOLE, DEEPER, UNDATED).seen_back_to == WHOLE.median_date
    assert outcome(UNDATED).seen_back_to is None


@pytest.mark.parametrize(
    ("sources", "cutoff", "gap"),
    [((WHOLE,), CUTOFF, True), ((DEEPER,), CUTOFF, False), ((UNDATED,), CUTOFF, False), ((WHOLE,), None, False)],
)
def test_what_lies_between_the_cutoff_and_the_oldest_seen_is_a_gap(sources, cutoff, gap):
    assert outcome(*sources, cutoff=cutoff).has_gap is gap


@pytest.mark.parametrize(
    ("sources", "facts", "misses"),
    [
        ((CUT_SHORT,), {"since_requested": True}, True),
        ((), {"since_requested": True, "interrupted": True}, True),
        ((), {"since_requested": True}, False),
        ((CUT_SHORT,), {}, False),
    ],
)
def test_a_since_is_missed_where_sources_were_there(sources, facts, misses):
    assert outcome(*sources, **facts).misses_since is misses


@pytest.mark.parametrize(
    ("sources", "facts", "decision"),
    [
        ((CUT_SHORT,), {"groups": (True,), "interrupted": True}, CoverageDecision.REACHED_CUTOFF),
        ((WHOLE,), {"interrupted": True}, CoverageDecision.GAP_STAYS_OPEN),
        ((WHOLE, CUT_SHORT), {}, CoverageDecision.GAP_STAYS_OPEN),
        ((), {}, CoverageDecision.GAP_STAYS_OPEN),
        ((WHOLE,), {"interrupted": True, "cutoff": ANCIENT}, CoverageDecision.SOURCES_EXHAUSTED),
        ((WHOLE,), {"cutoff": None}, CoverageDecision.SOURCES_EXHAUSTED),
        ((WHOLE, DEEPER), {}, CoverageDecision.SOURCES_EXHAUSTED),
        ((UNDATED,), {}, CoverageDecision.UNKNOWN),
    ],
)
def test_the_decision(sources, facts, decision):
    assert outcome(*sources, **facts).decide() is decision
