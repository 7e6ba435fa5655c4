from pathlib import Path

import pytest

from newscrawl.core.errors import EXIT_STATUSES, ExitStatus, Problem, worst
from newscrawl.core.reasons import Reason, ReasonKind
from newscrawl.core.run_summary import RunCounts, RunSummary, assess


def test_a_run_with_news_says_how_many_and_where():
    account = RunSummary(
        site="amn",
        figures={"found": 44, "known": 20, "written": 24, "pages/read": 24, "dropped/duplicate": 1, "settled/gone": 2},
        seconds=12.34,
        file=Path("output/amn/x.jsonl"),
    )
    assert account.lines() == [
        "amn: 24 new articles in 12.3 s, written to output/amn/x.jsonl",
        "  44 links found, 20 known, 24 pages read",
        "  skipped: 1 duplicate, 2 removed (404/410)",
    ]
    assert account.status is ExitStatus.OK


def test_a_quiet_run_says_so():
    assert (
        RunSummary(site="amn", figures={"found": 20, "known": 20}, seconds=1).lines()[0] == "amn: nothing new (1.0 s)"
    )


def test_what_is_pending_is_told_with_its_reasons():
    account = RunSummary(site="amn", figures={"put_off": 2, "put_off/HTTP 503": 2}, pending=2)
    assert "  2 pending, will be retried (2 HTTP 503)" in account.lines()


def test_a_run_that_never_began_is_one_line():
    account = RunSummary(site="amn", opened=False, problems=[Problem(ExitStatus.STORAGE, "the disk is full")])
    assert account.lines() == ["amn: the disk is full"]
    assert account.status is ExitStatus.STORAGE


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ({"pages/read": 10, "pages/unusable/no body": 5}, None),
        ({"pages/read": 10, "pages/unusable/no body": 6}, ExitStatus.LAYOUT_CHANGED),
        (
            {"pages/read": 10, "pages/unusable/no body": 3, "pages/unusable/not an article": 3},
            ExitStatus.LAYOUT_CHANGED,
        ),
        ({"pages/read": 2, "pages/unusable/no body": 2}, None),
        ({"pages/unusable/led to another host": 24}, ExitStatus.LAYOUT_CHANGED),
        ({"pages/missing": 24}, ExitStatus.LAYOUT_CHANGED),
        ({"pages/read": 20, "pages/missing": 2}, None),
        ({"put_off/HTTP 500": 24}, ExitStatus.UNREACHABLE),
        ({"pages/read": 20, "put_off/HTTP 503": 2, "put_off/timed out": 3}, None),
        ({"refused/answers": 1}, ExitStatus.BLOCKED),
        ({"refused/answers": 3, "refused/not_asked": 22, "from_feed": 25}, ExitStatus.BLOCKED),
        ({"refused/answers": 1, "pages/read": 30, "pages/unusable/refused: 403": 1}, None),
        ({"refused/answers": 3, "refused/not_asked": 5, "pages/read": 30}, ExitStatus.BLOCKED),
    ],
)
def test_the_figures_judge_the_site(figures, status):
    assert [problem.status for problem in assess(RunCounts.of(figures))] == ([status] if status else [])


def test_the_worst_trouble_gives_the_exit_status():
    assert worst([ExitStatus.OK, ExitStatus.LAYOUT_CHANGED, ExitStatus.BLOCKED]) is ExitStatus.BLOCKED
    assert worst([]) is ExitStatus.OK


def test_revisions_and_visits_are_told():
    figures = {"found": 3, "known": 3, "written": 3, "revisions": 2, "revisits/made": 9, "revisits/unchanged": 5}
    account = RunSummary(site="amn", figures=figures | {"revisits/gone": 1, "revisits/failed/HTTP 503": 1})
    assert account.lines()[0].startswith("amn: 1 new article, 2 revisions in")
    assert "  9 published articles rechecked (1 failed, 1 removed, 5 unchanged)" in account.lines()
    account.figures["written"] = 2
    assert account.lines()[0].startswith("amn: 2 revisions in")


def test_one_page_is_not_one_pages():
    account = RunSummary(site="amn", figures={"found": 1, "sources_unchanged": 1, "pages/read": 1, "revisits/made": 1})
    assert "  1 source unchanged, 1 link found, 1 page read" in account.lines()
    assert "  1 published article rechecked" in account.lines()


def test_every_exit_status_has_its_facts_and_its_place_in_the_order():
    assert set(EXIT_STATUSES) == set(ExitStatus)
    assert len({facts.word for facts in EXIT_STATUSES.values()}) == len(ExitStatus)
    order = list(EXIT_STATUSES)
    for number, status in enumerate(order):
        assert worst(reversed(order[number:])) is status


@pytest.mark.parametrize("kind", list(ReasonKind))
def test_a_reason_is_read_back_from_its_text(kind):
    plain = Reason(kind)
    reason = plain if str(plain) == kind.value and kind is not ReasonKind.DROPPED else Reason(kind, "403")
    if kind is ReasonKind.DROPPED:
        reason = Reason(kind, "too short for us")
    assert Reason.parse(str(reason)) == reason
    assert reason.label


def test_the_words_under_which_failures_are_counted_stay():
    assert str(Reason.http(503)) == "HTTP 503"
    assert str(Reason(ReasonKind.DENIED, "403")) == "refused: 403"
    assert str(Reason(ReasonKind.NOT_HTML, "application/pdf")) == "not a page but application/pdf"
    assert str(Reason(ReasonKind.NO_BODY)) == "no body"
    assert Reason.parse("no advertisements, please").kind is ReasonKind.DROPPED


def test_a_counter_that_only_resembles_a_reason_says_nothing_about_the_site():
    """A pipeline's own words must not be taken for the network's: they used to be searched for "HTTP 5"."""
    figures = {"put_off/our HTTP 5 rule": 24, "pages/read": 1}
    assert assess(RunCounts.of(figures)) == []


def test_the_documented_exit_statuses_are_those_of_the_table():
    text = Path(__file__).parent.parent.joinpath("docs", "running.md").read_text("utf-8")
    for status, facts in EXIT_STATUSES.items():
        assert f"| {int(status)} | {facts.word} | {facts.meaning} | {facts.action} |" in text
    assert f"decides: {', '.join(str(int(status)) for status in EXIT_STATUSES)}, in this order" in text
