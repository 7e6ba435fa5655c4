"""``scrapy stories``, as a person calls it."""

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.failpoints import Act
from newscrawl.state import stories
from newscrawl.state.database import FILE_NAME, Database
from newscrawl.state.ledger import Entry, enter
from newscrawl.state.sites import enrol
from newscrawl.text.sketch import sketch

PROJECT = Path(__file__).parent.parent
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WIRE = " ".join(f"word{number}" for number in range(300))


def scrapy_stories(root, *words):
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "scrapy", "stories", *words],
        cwd=PROJECT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "80", "NEWSCRAWL_OUTPUT": str(root)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def root(tmp_path):
    """A wire story, first on one site, whole on a second, cut to half on a third a day later; and another article."""
    told = (
        ("spacenews", NOON + timedelta(minutes=45), WIRE + " and a house line of ten words or so, no more"),
        ("amn", NOON, WIRE),
        ("defenseone", NOON + timedelta(days=1), " ".join(WIRE.split()[:150])),
        ("amn", NOON, WIRE[::-1]),
    )
    with (
        closing(Database.open(tmp_path / FILE_NAME)) as database,
        database.write(Act.PUBLISH_COMMIT) as connection,
    ):
        for count, (name, date, text) in enumerate(told, 1):
            entry = Entry(
                id=f"{count:032x}",
                keys=(),
                url=f"https://{name}.example/2026/11/a-long-address-that-nobody-would-want-to-see-torn-apart-{count}/",
                date_published=date.isoformat() if count != 3 else f"{date:%Y-%m-%d}",
                content_hash=None,
                revision=1,
                run="run",
            )
            number = enter(connection, enrol(connection, name, name), entry)
            stories.index(connection, number, sketch(text), at=NOON, story=entry.id)
    return tmp_path


def test_the_table_tells_who_was_first_and_who_copied_how_much_how_late(root):
    done = scrapy_stories(root, "--since", "2026-11-20", "--until", "2026-11-23")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["published", "site", "copied", "own", "article"]
    assert lines[1].startswith("2026-11-21 12:00  amn")
    assert " first " in lines[1]
    assert "45 min later" in lines[2]
    assert "100%" in lines[2]
    assert lines[2].endswith("-1/"), "addresses are not torn"
    assert "next day" in lines[3]
    assert "1 story, 3 articles since 2026-11-20 00:00 UTC, before 2026-11-23 00:00 UTC" in done.stdout


def test_json_lines_and_a_busy_state(root):
    """A crawl that is publishing at this moment is no hindrance."""
    with closing(Database.open(root / FILE_NAME)) as database, database.write(Act.PUBLISH_COMMIT) as connection:
        enrol(connection, "twz", "twz")
        done = scrapy_stories(root, "--since", "2026-11-20", "--json", "--site", "defenseone", "--at-least", "3")
    assert (done.returncode, done.stderr) == (0, "")
    (story,) = map(json.loads, done.stdout.splitlines())
    assert story["story_id"] == f"{2:032x}"
    assert [article["site"] for article in story["articles"]] == ["amn", "spacenews", "defenseone"]
    first, _, cut = story["articles"]
    assert (first["share_of_first"], first["seconds_after"]) == (1.0, 0)
    assert (cut["share_of_itself"], cut["date_published"]) == (1.0, "2026-11-22")
    assert 0.3 < cut["share_of_first"] < 0.7


def test_nothing_to_tell_takes_one_line(root):
    done = scrapy_stories(root, "--since", "2025-01-01", "--until", "2025-02-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "no story is told by more than one article since 2025-01-01 00:00 UTC, before 2025-02-01 00:00 UTC\n"
    )


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (["--site", "nosuch"], 2, "scrapy stories: unknown site 'nosuch'; `scrapy list` shows them all"),
        ([], 6, "scrapy stories: there is no state file in"),
    ],
)
def test_what_is_wrong_takes_one_line(tmp_path, words, status, line):
    done = scrapy_stories(tmp_path, *words)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(line)
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir()), "looking makes no file"
