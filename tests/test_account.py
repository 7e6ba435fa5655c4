from pathlib import Path

import pytest

from newscrawl.core.errors import ExitStatus, Problem, worst
from newscrawl.core.run_summary import RunSummary, judge


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
        "  let go: 1 duplicate, 2 gone",
    ]
    assert account.status is ExitStatus.OK


def test_a_quiet_run_says_so():
    assert (
        RunSummary(site="amn", figures={"found": 20, "known": 20}, seconds=1).lines()[0] == "amn: nothing new (1.0 s)"
    )


def test_what_is_pending_is_told_with_its_reasons():
    account = RunSummary(site="amn", figures={"put_off": 2, "put_off/HTTP 503": 2}, pending=2)
    assert "  2 pending, tried again in later runs (2 HTTP 503)" in account.lines()


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
    assert [problem.status for problem in judge(figures)] == ([status] if status else [])


def test_the_worst_trouble_gives_the_exit_status():
    problems = [Problem(status, "x") for status in (ExitStatus.OK, ExitStatus.LAYOUT_CHANGED, ExitStatus.BLOCKED)]
    assert worst(problems) is ExitStatus.BLOCKED
    assert worst([]) is ExitStatus.OK


def test_revisions_and_visits_are_told():
    figures = {"found": 3, "known": 3, "written": 3, "revisions": 2, "revisits/made": 9, "revisits/unchanged": 5}
    account = RunSummary(site="amn", figures=figures | {"revisits/gone": 1, "revisits/failed/HTTP 503": 1})
    assert account.lines()[0].startswith("amn: 1 new article, 2 revisions in")
    assert "  9 published articles read again (1 failed, 1 gone, 5 unchanged)" in account.lines()
    account.figures["written"] = 2
    assert account.lines()[0].startswith("amn: 2 revisions in")
