"""The text of a schedule, and the crontab made of it."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from newscrawl.core.errors import UsageProblem
from newscrawl.scrapyd.crontab import CrontabEntry, crontab
from newscrawl.scrapyd.schedule import Times
from tests.in_process import run_scrapy

LOADER = get_spider_loader(get_project_settings())
SPIDERS = [LOADER.load(name) for name in sorted(LOADER.list())]
PLACE = CrontabEntry(
    folder="/srv/new crawl", scrapy=("/usr/bin/python3", "-m", "scrapy"), environment={"NEWSCRAWL_OUTPUT": "/o"}
)


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1))
def test_h_is_always_the_same_and_in_range(name):
    first, again = (Times.of(name, "H H(6-20) H H H(1-5) Europe/Kyiv") for _ in range(2))
    assert first == again
    minute, hour, day, month, weekday = map(int, first.fields)
    assert 0 <= minute <= 59
    assert 6 <= hour <= 20
    assert 1 <= day <= 28
    assert 1 <= month <= 12
    assert 1 <= weekday <= 5


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1), st.integers(1, 30))
def test_a_step_begins_somewhere_in_its_first_round(name, step):
    minute = Times.of(name, f"H/{step} * * * * UTC").fields[0]
    first, last, every = map(int, re.split("[-/]", minute))
    assert first < step
    assert (last, every) == (59, step)


def test_sites_are_spread_over_the_hour():
    minutes = Counter(Times.of(f"site{number}", "H * * * * UTC").fields[0] for number in range(600))
    assert len(minutes) > 55
    assert max(minutes.values()) < 30


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ("* * * * *", "has 5 fields"),
        ("H * * * * Mars/Olympus", "is not a time zone"),
        ("60 * * * * UTC", "'60' is not a valid minute"),
        ("H 9-5 * * * UTC", "'9-5' is not a valid hour"),
        ("H * 0 * * UTC", "'0' is not a valid day of the month"),
        ("H * * foo * UTC", "'foo' is not a valid month"),
        ("H * * * mon-fry UTC", "'mon-fry' is not a valid day of the week"),
        ("*/0 * * * * UTC", "'*/0' is not a valid minute"),
        ("H(50-70) * * * * UTC", "is not a valid minute"),
        ("5/10 * * * * UTC", "'5/10' is not a valid minute"),
        ("@hourly UTC", "has 2 fields"),
        ("1,,2 * * * * UTC", "is not a valid minute"),
        ("H * * * * ../etc/passwd", "is not a time zone"),
        ("*/\u0662 * * * * UTC", "is not a valid minute"),
        ("H(\u0661-\u0665) * * * * UTC", "is not a valid minute"),
        ("*/90 * * * * UTC", "is not a valid minute"),
        ("H H/48 * * * UTC", "is not a valid hour"),
    ],
)
def test_a_schedule_that_is_none_is_told_in_one_line(schedule, told):
    with pytest.raises(UsageProblem, match=re.escape(told)) as caught:
        Times.of("gazette", schedule)
    assert str(caught.value).startswith("gazette: schedule ")


def test_what_cron_knows_is_left_as_it_is():
    times = Times.of("gazette", "5,35 6-20/2 * jan-mar mon-fri Europe/Kyiv")
    assert times.fields == ("5,35", "6-20/2", "*", "jan-mar", "mon-fri")
    assert not times.hourly


def test_the_crontab():
    sites = {
        "hourly": Times.of("hourly", "7 * * * * Europe/Kyiv"),
        "morning": Times.of("morning", "3 6 * * * Europe/Kyiv"),
        "workdays": Times.of("workdays", "30 6 * * mon-fri America/New_York"),
    }
    lines = crontab(sites, ["walled"], PLACE).splitlines()
    go = "cd '/srv/new crawl' && /usr/bin/python3 -m scrapy"
    assert "NEWSCRAWL_OUTPUT=/o" in lines
    assert f"*/15 * * * *  {go} jobs --retry --quiet" in lines
    at = lines.index
    assert at(f"7 * * * *  {go} schedule --quiet hourly") < at("CRON_TZ=America/New_York")
    assert lines[at("CRON_TZ=America/New_York") + 1] == f"30 6 * * mon-fri  {go} schedule --quiet workdays"
    assert lines[at("CRON_TZ=Europe/Kyiv") + 1] == f"3 6 * * *  {go} schedule --quiet morning"
    assert lines[-1] == "# Left out because they block plain clients: walled"


def test_a_percent_sign_does_not_end_the_command():
    place = CrontabEntry(folder="/srv/100%", scrapy=("scrapy",), environment={})
    assert r"cd /srv/100\% && scrapy" in crontab({}, [], place)


def test_the_command_leaves_blocked_sites_out_unless_they_are_named():
    blocked = next(spider.name for spider in SPIDERS if spider.status == "blocked")

    def printed(*names):
        done = run_scrapy(["crontab", *names], os.environ, Path(__file__).parent.parent)
        assert (done.status, done.stderr) == (0, "")
        return {line.rpartition(" ")[2] for line in done.stdout.splitlines() if " schedule --quiet " in line}

    assert printed() == {spider.name for spider in SPIDERS if spider.status != "blocked"}
    assert printed(blocked) == {blocked}
