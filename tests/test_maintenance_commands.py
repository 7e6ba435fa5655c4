"""What people see of the commands of upkeep: their output, their exit status, one line for each thing that is wrong."""

import argparse
import asyncio
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from scrapy.settings import Settings

from newscrawl.cli.sites_table import print_sites
from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.links import Link
from newscrawl.items import Article
from newscrawl.publishing.run import Run
from newscrawl.spiders.amn import AmnSpider
from newscrawl.store.db.connection import FILE_NAME
from newscrawl.store.db.schema import APPLICATION_ID, MIGRATIONS
from newscrawl.testing.bulk import Bulk
from tests.in_process import NOON

COMMANDS = ("compact", "forget", "prune", "rebuild-state", "sites")
NOW = datetime.now(UTC).replace(microsecond=0)


def url(number):
    return f"https://americanmilitarynews.com/2026/11/story-of-number-{number}/"


async def crawl(root, numbers, at, *, status=0, ending=None):
    """One run of amn; number 99 is given up, 98 stays pending."""
    run = Run.begin(root, AmnSpider.site(), AmnSpider.identify, arguments={}, versions={}, clock=lambda: at)
    for link in run.memory.add_discovered([Link(url=url(number), source="feed") for number in numbers]):
        number = int(link.url.rstrip("/").rsplit("-", 1)[-1])
        if number == 99:
            run.memory.resolve(link, Outcome.GIVEN_UP, "HTTP 500")
        elif number != 98:
            await run.publish(
                Article(
                    id=AmnSpider.identify(link.url),
                    site="amn",
                    publisher="American Military News",
                    url=link.url,
                    canonical_url=link.url,
                    headline=f"Number {number}",
                    date_published=at.isoformat(),
                    body=f"Told as number {number}. " + " ".join(f"w{number}x{n}" for n in range(50)),
                    fetch=FetchRecord(link=link, at=at),
                )
            )
    run.memory.extend_coverage(at - timedelta(days=3))
    run.finish("finished", status, {}, ending or ())


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = tmp_path_factory.mktemp("template") / "output"
    asyncio.run(crawl(root, [0, 1, 2], NOW - timedelta(days=70)))
    asyncio.run(crawl(root, [3], NOW - timedelta(days=69)))
    asyncio.run(crawl(root, [4, 98, 99], NOW - timedelta(hours=2)))
    return root


@pytest.fixture
def root(template, tmp_path):
    return shutil.copytree(template, tmp_path / "output")


@pytest.fixture
def scrapy(root, capsys):
    """Runs a command in this process; gives its exit status, what it printed, and its errors."""

    def run(name, *args, output=root, **options):
        module = importlib.import_module(f"newscrawl.commands.{name}")
        command = module.Command()
        command.settings = Settings()
        command.settings.setmodule("newscrawl.settings", priority="project")
        command.settings.set("NEWSCRAWL_OUTPUT", str(output), priority="cmdline")
        known = {"before": None, "reason": "", "json": False}
        command.run(list(args), argparse.Namespace(**{**known, **options}))
        printed = capsys.readouterr()
        return command.exitcode, printed.out, printed.err

    return run


def test_sites_as_json(scrapy):
    status, out, _ = scrapy("sites", "amn", json=True)
    told = json.loads(out)
    assert status == 0
    assert (told["articles"], told["pending"], told["given_up"]) == (5, 1, 1)
    assert (told["site"], told["family"], told["status"]) == ("amn", "wordpress", AmnSpider.status)
    assert told["newest_article"] == (NOW - timedelta(hours=2)).isoformat()
    assert told["ended"] == "ok"
    assert told["complete_from"] == f"{NOW - timedelta(days=73):%Y-%m-%dT%H:%M:%SZ}"
    assert told["complete_to"] == f"{NOW - timedelta(days=69):%Y-%m-%dT%H:%M:%SZ}", "then there is a gap"
    assert told["articles_in_7_days"] == 1


def test_sites_without_a_state(scrapy, tmp_path):
    status, out, _ = scrapy("sites", output=tmp_path / "nowhere")
    assert status == 0
    assert "0 crawled: 0 articles" in out
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(("account", "said"), [
    ({"finish_reason": "finished", "exit_status": 3}, "blocked"),
    ({"finish_reason": "finished", "exit_status": 5}, "layout changed"),
    ({"finish_reason": "shutdown", "exit_status": 0}, "stopped"),
    ({"finish_reason": "killed", "exit_status": None}, "killed"),
    ({}, "killed"),
])  # fmt: skip
def test_how_a_run_ended(scrapy, root, account, said):
    with closing(sqlite3.connect(root / FILE_NAME, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE runs SET account = ? WHERE started_at = (SELECT max(started_at) FROM runs)", (json.dumps(account),)
        )
    assert json.loads(scrapy("sites", "amn", json=True)[1])["ended"] == said


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_the_table_fits(width, capsys):
    row = {
        "site": "washingtontechnology", "family": "govexec", "status": "unverified", "tags": ["trade"],
        "schedule": "H * * * * America/New_York", "articles": 123456, "pending": 17, "given_up": 3,
        "newest_article": "2026-11-22T08:00:00Z", "last_run": "2026-11-22T08:00:00Z", "ended": "unreachable",
        "troubles": ["robots.txt: HTTP 503"], "complete_from": "2026-11-01T00:00:00Z",
        "complete_to": "2026-11-22T08:00:00Z", "weak": True, "weak_reported": False,
        "articles_in_7_days": 2, "floor": 9,
    }  # fmt: skip
    rows = [row, *({**row, "site": f"site{n}", "last_run": None, "troubles": [], "weak": False} for n in range(44))]
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        print_sites(rows, datetime(2026, 11, 22, 10, tzinfo=UTC), console)
    lines = capture.get().splitlines()
    table = [line for line in lines if line.startswith(("washingtontechnology ", "site"))]
    assert all(len(line) <= width for line in table)
    assert "…" not in capture.get()
    assert sum(line.startswith("site") for line in table) == 45, "44 rows and the headings"
    assert ("2026-11-01 to 2026-11-22" in lines[2]) == (width >= 80)
    assert ("H * * * *" in lines[2]) == (width >= 200)
    assert "washingtontechnology: robots.txt: HTTP 503" in lines
    assert "washingtontechnology: 2 articles in 7 days (expected at least 9)" in lines


def test_compact(scrapy, root):
    status, out, _ = scrapy("compact")
    assert (status, out.count("merged")) == (0, len({f"{NOW - timedelta(days=n):%Y-%m}" for n in (69, 70)}))
    assert scrapy("compact", "amn")[1].startswith("nothing to merge before")
    assert len(list((root / "amn").glob("*.month.json"))) == out.count("merged")


def test_forget(scrapy, root):
    status, out, _ = scrapy("forget", url(1), reason="asked")
    assert status == 0
    assert f"forgotten: {AmnSpider.identify(url(1))} (amn)" in out
    assert "1 line removed from" in out
    assert "asked" in (root / "forgotten.jsonl").read_text("utf-8")
    assert scrapy("forget", AmnSpider.identify(url(1)))[1].count("no file contained it") == 1
    status, out, _ = scrapy("forget", url(77))
    assert (status, "no file contained it" in out) == (0, True)
    assert json.loads(scrapy("sites", "amn", json=True)[1])["articles"] == 4


def test_nothing_is_told_of_a_forgotten_article(scrapy, root):
    assert scrapy("forget", url(1))[0] == 0
    status, said, _ = scrapy("diff", url(1))
    assert (status, said.count("\n")) == (0, 1)
    assert said.startswith(f"{AmnSpider.identify(url(1))} of amn was deleted on request, ")


def test_prune(scrapy):
    status, out, _ = scrapy("prune")
    assert status == 0
    assert out.startswith("deleted: nothing")
    assert "verified" in out


def test_rebuild_state(scrapy, root):
    status, out, _ = scrapy("rebuild-state")
    assert status == 0
    assert "amn: 5 articles" in out
    assert "not restored" in out
    assert "the old state is kept as" in out
    assert json.loads(scrapy("sites", "amn", json=True)[1])["articles"] == 5


@pytest.mark.parametrize(("words", "match"), [
    (("compact", "nosuch"), "unknown site 'nosuch'"),
    (("sites", "nosuch"), "unknown site 'nosuch'"),
    (("forget",), "give the id or URL"),
    (("forget", "what"), "neither an article id"),
    (("forget", "0" * 32), "no article has the id"),
    (("forget", "https://elsewhere.test/x"), "not on a host of any site"),
    (("prune", "amn"), "takes no arguments"),
    (("rebuild-state", "amn"), "takes no arguments"),
])  # fmt: skip
def test_wrong_arguments(scrapy, words, match):
    status, out, err = scrapy(*words)
    assert (status, out) == (2, "")
    assert match in err
    assert err.count("\n") == 1


def test_wrong_month(scrapy):
    for month in ("2026-13", "last", "2999-01"):
        status, _, err = scrapy("compact", before=month)
        assert (status, "invalid --before" in err) == (2, True)


def newer(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        connection.commit()


def foreign(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")


def damaged(path):
    content = path.read_bytes()
    path.write_bytes(content[:4096] + os.urandom(len(content) - 4096))


def cut(path):
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


@pytest.mark.parametrize(("harm", "match"), [
    (newer, "newer newscrawl"), (foreign, "not newscrawl's state file"), (damaged, "damaged"), (cut, "damaged"),
    (lambda path: path.write_text("a letter " * 900), "not an SQLite file"),
])  # fmt: skip
@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "rebuild-state"])
def test_a_state_that_cant_be_used(scrapy, root, name, harm, match):
    """One line, status 6, and the file stays as it is."""
    harm(root / FILE_NAME)
    before = (root / FILE_NAME).read_bytes()
    status, out, err = scrapy(name, *([url(1)] if name == "forget" else []))
    assert (status, out) == (6, "")
    assert match in err
    assert err.count("\n") == 1
    assert (root / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("name", ["compact", "forget"])
def test_a_site_that_is_being_crawled(scrapy, root, name):
    run = Run.begin(root, AmnSpider.site(), AmnSpider.identify, arguments={}, versions={})
    status, out, err = scrapy(name, *([url(1)] if name == "forget" else []))
    assert status == 6
    assert "already under way" in out + err
    run.finish("finished", 0, {})


def test_an_older_state_is_brought_up_to_date_by_any_command(scrapy, root):
    path = root / FILE_NAME
    for file in root.glob(FILE_NAME + "*"):
        file.unlink()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    assert scrapy("sites", "amn")[0] == 0
    assert (root / "newscrawl.sqlite.v1-backup").exists()


# --- whole crawls ----------------------------------------------------------------------------------------------------


def test_a_quiet_run_asks_little_and_writes_nothing(newsdesk, replica):
    """An hour without news: at most robots.txt, the feed and one listing page; no line, no file."""
    Bulk(count=30, size_kb=(4, 6)).build(replica)
    environment = newsdesk.clock(NOON + timedelta(days=7))
    first = newsdesk.crawl("amn", env=environment)
    assert len(first.lines) == 30
    newsdesk.crawl("amn", env=environment)
    before = {path: path.read_bytes() for path in newsdesk.files("amn")}
    asked = len(replica.log)
    quiet = newsdesk.crawl("amn", env=environment)
    assert quiet.status == 0
    assert "nothing new" in quiet.screen
    assert {path: path.read_bytes() for path in newsdesk.files("amn")} == before
    assert len(replica.log) - asked <= 3, [entry.target for entry in replica.log[asked:]]


def test_a_site_that_has_gone_silent_is_told_of(newsdesk, replica):
    """It answers, it lists what it listed before; but nothing new came for weeks."""
    Bulk(count=10, size_kb=(4, 6)).build(replica)
    assert newsdesk.crawl("amn", env=newsdesk.clock(NOON - timedelta(days=1))).status == 0
    assert newsdesk.crawl("amn", env=newsdesk.clock(NOON + timedelta(days=1))).status == 0
    silent = newsdesk.crawl("amn", env=newsdesk.clock(NOON + timedelta(days=28)))
    assert silent.status == 5
    assert f"0 articles in 7 days (expected at least {AmnSpider.min_weekly_articles})" in silent.screen


@pytest.mark.parametrize("words", [("sites", "--json"), ("list",), ("crontab",)])
def test_a_reader_that_leaves_early_is_no_error_to_tell(words, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing) as pipe:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "scrapy", *words],
            cwd=Path(__file__).parent.parent,
            env={**os.environ, "NEWSCRAWL_OUTPUT": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=pipe,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stderr == ""
