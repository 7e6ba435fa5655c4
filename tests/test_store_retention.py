"""What is kept long enough goes, a little at a time; what a source still lists is never read again for it."""

import asyncio
import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.errors import UsageProblem
from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.publishing.run import Run
from newscrawl.store import FILE_NAME, StoreSettings, open_store, retention

SITE = Site(
    name="gazette", publisher="Gazette", publisher_group="gazette", timezone="UTC", language="en", min_weekly_articles=3
)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def begin(root, at, **options):
    return Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: at, **options)


def link(name):
    return Link(url=f"https://gazette.test/{name}/", source="feed")


async def crawl(root, names, at, **options):
    """Publishes what is new of ``names``; ``bad`` ones are refused, ``old`` ones lie outside the span."""
    run = begin(root, at, **options)
    links = run.memory.add_discovered([link(name) for name in names])
    for one in links:
        if "bad" in one.url:
            run.memory.resolve(one, Outcome.REFUSED, "no article")
        elif "old" in one.url:
            run.memory.return_to_pending(one, date="2020-01-01")
        else:
            words = " ".join(f"{one.url[-9:]}{n}" for n in range(40))
            await run.publish(
                Article(id=identify(one.url), site="gazette", publisher="Gazette", url=one.url, canonical_url=one.url,
                        headline=one.url, date_published=at.isoformat(), body=words,
                        fetch=FetchRecord(link=one, at=at))
            )  # fmt: skip
    check_volume = run.check_volume()
    run.finish("finished", 0, {})
    return [one.url.split("/")[-2] for one in links], check_volume


def visit(root, names, at, **options):
    return asyncio.run(crawl(root, names, at, **options))[0]


def count(root, what):
    with closing(sqlite3.connect(root / FILE_NAME)) as connection:
        return connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """A pruning at the end of a run takes as long as it takes, however busy the machine is."""
    monkeypatch.setattr(retention, "MOMENT", inf)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "output"
    visit(root, ["one", "two", "bad", "old"], NOW - 500 * DAY)
    return root


def prune_some(root, at):
    with open_store(root, clock=lambda: at) as store:
        return store.site(SITE.name, SITE.publisher_group).prune_some()


def week(root, at):
    with open_store(root, clock=lambda: at) as store:
        return store.site_status(SITE.name).week


def test_after_years_only_articles_are_known(root):
    assert count(root, "revisions WHERE content IS NOT NULL") == 2
    visit(root, [], NOW - 300 * DAY)
    visit(root, [], NOW)
    with open_store(root, clock=lambda: NOW) as store:
        pruned = store.prune()
        assert pruned.all
        assert store.prune().rows == dict.fromkeys(pruned.rows, 0)
    assert [count(root, table) for table in ("articles", "sketches", "postings", "released")] == [2, 0, 0, 0]
    assert count(root, "revisions WHERE content IS NOT NULL") == 0
    assert count(root, "settled") == 2, "the names of the articles"
    assert count(root, "runs") == 3, "a run with a file stays: its lines are known by it"
    with closing(sqlite3.connect(root / FILE_NAME)) as connection:
        accounts = [json.loads(account) for (account,) in connection.execute("SELECT account FROM runs ORDER BY id")]
    assert sum(not account for account in accounts) == 1, "its account stands in its manifest"
    assert visit(root, ["one", "two", "bad"], NOW) == ["bad"], "an article is never read again"
    assert len(list((root / SITE.name).glob("*.jsonl"))) == 1


def test_what_is_listed_still_is_known_for_ever(root):
    at = NOW - 500 * DAY
    while at < NOW:
        at += 25 * DAY
        assert "bad" not in visit(root, ["one", "bad"], at)


def test_what_is_not_due_stays(root):
    with open_store(root, clock=lambda: NOW - 499 * DAY) as store:
        assert not any(store.prune().rows.values())
    settings = StoreSettings(keep_texts=10 * DAY)
    with open_store(root, settings=settings, clock=lambda: NOW - 480 * DAY) as store:
        rows = store.prune().rows
        assert {kind: n for kind, n in rows.items() if n} == {"texts of revisions": 2}
    assert (count(root, "sketches"), count(root, "settled"), count(root, "released")) == (2, 3, 1)


def test_each_run_prunes_for_a_moment_once_a_day(root, monkeypatch):
    asked = []
    monkeypatch.setattr(retention, "_prune", lambda *arguments: asked.append(arguments[2]))
    visit(root, [], NOW)
    assert len(asked) == 1
    monkeypatch.undo()
    monkeypatch.setattr(retention, "MOMENT", inf)
    assert prune_some(root, NOW).all
    assert prune_some(root, NOW + DAY / 2).rows == {}, "done today"
    assert prune_some(root, NOW + DAY).rows != {}


def test_it_stops_when_the_moment_is_over(root, monkeypatch):
    monkeypatch.setattr(retention, "MOMENT", -1)
    assert not prune_some(root, NOW).all
    assert count(root, "sketches") == 2
    monkeypatch.setattr(retention, "MOMENT", inf)
    assert prune_some(root, NOW).all, "and goes on in the next run"
    assert count(root, "sketches") == 0


def test_a_merged_run_is_forgotten(root):
    with closing(sqlite3.connect(root / FILE_NAME, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO months SELECT site, strftime('%Y-%m', started_at/1e6, 'unixepoch'), 9 FROM runs"
        )
    with open_store(root, clock=lambda: NOW) as store:
        assert store.prune().rows["runs"] == 1
    assert count(root, "runs") == 0


@pytest.mark.parametrize("name", ["NEWSCRAWL_KEEP_LINKS", "NEWSCRAWL_KEEP_RUNS"])
def test_too_short_to_be_safe(name):
    settings = {
        "NEWSCRAWL_TRIES": 10, "NEWSCRAWL_REVISIT_WITHIN": "48h", "NEWSCRAWL_NEAR_DUPLICATES": "mark",
        "NEWSCRAWL_STORY_WINDOW": 90, "NEWSCRAWL_KEEP_TEXTS": 90, "NEWSCRAWL_KEEP_LINKS": 400,
        "NEWSCRAWL_KEEP_RUNS": 400,
    }  # fmt: skip
    assert StoreSettings.of(settings.get) == StoreSettings()
    with pytest.raises(UsageProblem, match=f"{name}=7 is too short"):
        StoreSettings.of({**settings, name: 7}.get)


# --- the pulse of a site ---------------------------------------------------------------------------------------------


def check_volume(root, names, at):
    return asyncio.run(crawl(root, names, at))[1]


def test_too_few_articles(tmp_path):
    root = tmp_path / "output"
    assert check_volume(root, ["a"], NOW) is None, "the first week nothing is said"
    assert check_volume(root, ["b"], NOW + 6 * DAY) is None
    assert check_volume(root, ["c"], NOW + 9 * DAY).text.startswith("2 articles in 7 days (expected at least 3)")
    assert check_volume(root, ["d"], NOW + 10 * DAY) is None, "as many as expected, that of this run counted"
    assert week(root, NOW + 10 * DAY) == 3
    assert week(root, NOW + 30 * DAY) == 0
    assert week(root, NOW + 1 * DAY) is None


def test_undated_articles_count_by_when_they_were_written(tmp_path):
    root = tmp_path / "output"
    check_volume(root, ["a"], NOW - 20 * DAY)
    check_volume(root, ["b", "c", "d"], NOW - DAY)
    with closing(sqlite3.connect(root / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("UPDATE articles SET date_published = NULL")
    assert check_volume(root, [], NOW) is None


def test_revisions_and_slips_of_the_calendar_are_no_sign_of_life(tmp_path):
    root = tmp_path / "output"
    check_volume(root, ["a"], NOW - 20 * DAY)
    with closing(sqlite3.connect(root / FILE_NAME, isolation_level=None)) as connection:
        account = json.dumps({"written": 5, "revisions": 5})
        connection.execute(
            "INSERT INTO runs (id, site, stem, started_at, account, closed, filed) VALUES ('r', 1, 's', ?, ?, 1, 1)",
            (int((NOW - DAY).timestamp() * 1e6), account),
        )
    assert check_volume(root, [], NOW).text.startswith("0 articles in 7 days (expected at least 3)")
    with closing(sqlite3.connect(root / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("UPDATE articles SET date_published = '2062-11-22'")
    assert week(root, NOW) == 0
