"""A run from its beginning to its end: lock, lines, manifest, duplicates, and what happens when the disk fails."""

import asyncio
import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.core import failpoints
from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.errors import AlreadyRunning, ExitStatus, Problem, StorageProblem
from newscrawl.core.failpoints import Armed
from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.publishing import publisher
from newscrawl.publishing.run import Run

PROJECT = Path(__file__).parent.parent
SITE = Site(name="gazette", publisher="Gazette", publisher_group="press", timezone="UTC", language="en")
SISTER = Site(name="herald", publisher="Herald", publisher_group="press", timezone="UTC", language="en")
STRANGER = Site(name="courier", publisher="Courier", publisher_group="courier", timezone="UTC", language="en")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def url_of(name):
    return f"https://gazette.test/{name}/"


def article(name, body=None, **more):
    url = url_of(name)
    given = {"id": identify(url), "site": "gazette", "publisher": "G", "url": url, "canonical_url": url, **more}
    return Article(headline=name, body=body or f"The text of {name}.", **given)


def fetched(link):
    return FetchRecord(link=link, at=datetime.now(UTC))


def begin(root, site=SITE, **options):
    return Run.begin(root, site, identify, arguments={"since": "7d"}, versions={"newscrawl": "1"}, **options)


def publish(run, *articles):
    async def all_of_them():
        return await asyncio.gather(*(run.publish(one) for one in articles), return_exceptions=True)

    return asyncio.run(all_of_them())


def lines(root):
    return [json.loads(line) for file in sorted(root.glob("*/*.jsonl")) for line in file.read_bytes().splitlines()]


def names(root):
    return sorted(line["headline"] for line in lines(root))


def settled(root, url):
    with closing(sqlite3.connect(root / "newscrawl.sqlite")) as state:
        return bool(state.execute("SELECT 1 FROM settled WHERE key = ?", (bytes.fromhex(identify(url)),)).fetchall())


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(publisher, "WAIT", 0.001)


def test_a_run_and_its_manifest(tmp_path):
    root = tmp_path / "output"
    run = begin(root, clock=lambda: NOW)
    run.memory.add_discovered([Link(url=url_of("a"), source="feed"), Link(url=url_of("waits"), source="feed")])
    run.memory.extend_coverage(NOW - timedelta(days=7))
    outcomes = publish(run, article("a", date_published="2026-11-21"), article("b", date_published="2026-11-20"))
    assert outcomes == [Outcome.PUBLISHED, Outcome.PUBLISHED]
    problem = Problem(ExitStatus.BLOCKED, "blocked after 3 pages")
    summary = run.finish("finished", ExitStatus.BLOCKED, {"requests": 5, "dropped/duplicate": 1}, [problem])
    assert run.finish("again", 0, {}) is summary

    stem = f"gazette-20261122T080000Z-{run.id}"
    assert summary.path == root / "gazette" / f"{stem}.jsonl"
    assert sorted(path.name for path in summary.path.parent.iterdir()) == [".lock", f"{stem}.jsonl", f"{stem}.run.json"]
    content = summary.path.read_bytes()
    assert (summary.written, summary.bytes, summary.pending) == (2, len(content), 1)
    assert json.loads((root / "gazette" / f"{stem}.run.json").read_bytes()) == {
        "manifest_version": 1,
        "site": "gazette",
        "house": "press",
        "run_id": run.id,
        "job": None,
        "started": "2026-11-22T08:00:00Z",
        "arguments": {"since": "7d"},
        "versions": {"newscrawl": "1"},
        "finished": "2026-11-22T08:00:00Z",
        "finish_reason": "finished",
        "exit_status": 3,
        "recovered": False,
        "counters": {"requests": 5, "dropped/duplicate": 1},
        "troubles": [{"status": 3, "text": "blocked after 3 pages"}],
        "file": f"{stem}.jsonl",
        "written": 2,
        "revisions": 0,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "newest_article": {"date_published": "2026-11-21", "url": url_of("a")},
        "pending": 1,
        "complete": {"from": "2026-11-15T08:00:00Z", "to": "2026-11-22T07:59:59Z"},
        "given_up": {"total": 0, "links": []},
    }


def test_publishing_fills_what_only_it_knows(tmp_path):
    run = begin(tmp_path)
    one = article("a", body="Two words")
    publish(run, one)
    run.finish("finished", 0, {})
    (line,) = lines(tmp_path)
    assert (line["word_count"], line["run_id"]) == (2, run.id)
    assert line["content_hash"] == one.content_hash
    assert len(one.content_hash) == 32


def test_a_run_that_wrote_nothing_leaves_its_row_only(tmp_path):
    run = begin(tmp_path)
    summary = run.finish("finished", 0, {"found": 25})
    assert (summary.path, summary.written) == (None, 0)
    assert [path.name for path in (tmp_path / "gazette").iterdir()] == [".lock"]
    connection = sqlite3.connect(tmp_path / "newscrawl.sqlite")
    (account,) = connection.execute("SELECT account FROM runs WHERE filed").fetchone()
    connection.close()
    assert json.loads(account)["counters"] == {"found": 25}


def test_a_second_run_writes_nothing(tmp_path):
    for expected in (Outcome.PUBLISHED, Outcome.DUPLICATE):
        run = begin(tmp_path)
        assert publish(run, article("a"), article("b")) == [expected] * 2
        run.finish("finished", 0, {})
    assert names(tmp_path) == ["a", "b"]


def test_nothing_is_written_twice(tmp_path):
    run = begin(tmp_path)
    links = [Link(url=url_of(name), source="feed") for name in ("first", "same-text", "moved", "short")]
    run.memory.add_discovered(links)
    first = article("first", body="“It\u2019s” the text — of the first.")
    first.fetch, by_short_link = fetched(links[0]), replace(first, fetch=fetched(links[3]))
    same_text = article("same-text", body="It's\nthe TEXT of the first", fetch=fetched(links[1]))
    by_url = article("elsewhere", url=url_of("short"))
    by_canonical = article("print", body=first.body, id=first.id, canonical_url=first.url)
    other = article("other")
    outcomes = publish(run, first, by_short_link, same_text, by_url, by_canonical, other, other)
    assert outcomes == [Outcome.PUBLISHED, *[Outcome.DUPLICATE] * 4, Outcome.PUBLISHED, Outcome.DUPLICATE]
    assert all(settled(tmp_path, one.url) for one in links if one.url != url_of("moved"))
    assert settled(tmp_path, url_of("print")), "a duplicate's names are names of the article"
    assert run.memory.pending_count() == 1
    run.finish("finished", 0, {})
    assert names(tmp_path) == ["first", "other"]


class TestWrongCanonical:
    """A template that gives every page the address of one story as its canonical one."""

    def page(self, name, of="a", **more):
        return article(name, id=identify(url_of(of)), canonical_url=url_of(of), **more)

    def test_a_short_text_at_another_address_is_the_article_that_its_page_names(self, tmp_path):
        """Although headline and date alone would make it another story that begins with the same notice."""
        notice = "This is breaking news, more to follow."
        first = article("a", body=notice, date_published="2026-11-22T08:00:00Z")
        again = self.page("b", body=notice, date_published="2026-11-23T08:00:00Z")
        run = begin(tmp_path)
        assert publish(run, first, again) == [Outcome.PUBLISHED, Outcome.DUPLICATE]
        run.finish("finished", 0, {})

    def test_each_story_is_published_under_its_own_address(self, tmp_path):
        run = begin(tmp_path)
        links = {name: Link(url=url_of(f"short-{name}"), source="feed") for name in "abc"}
        run.memory.add_discovered([*links.values(), Link(url=url_of("a"), source="feed")])
        # The one that is meant is not the first.
        pages = [self.page(name, fetch=fetched(links[name])) for name in "bac"]
        assert publish(run, *pages) == [Outcome.PUBLISHED] * 3
        assert run.memory.pending_count() == 0
        assert [(page.id, page.canonical_url) for page in pages] == [(identify(page.url), page.url) for page in pages]
        assert publish(run, *(self.page(name, body="Changed.") for name in "abc")) == [Outcome.DUPLICATE] * 3
        summary = run.finish("finished", 0, {"found": 3})
        assert summary.canonical_rejected == 2
        manifest = json.loads(next((tmp_path / "gazette").glob("*.run.json")).read_bytes())
        assert manifest["counters"] == {"found": 3, "canonical_disbelieved": 2}
        assert sorted((line["id"], line["url"], line["canonical_url"]) for line in lines(tmp_path)) == sorted(
            (identify(url_of(name)), url_of(name), url_of(name)) for name in "abc"
        )
        again = begin(tmp_path)
        assert publish(again, *(self.page(name, body="Changed.") for name in "abc")) == [Outcome.DUPLICATE] * 3
        assert again.finish("finished", 0, {}).canonical_rejected == 0

    def test_a_link_that_waits_is_not_settled_by_anothers_canonical(self, tmp_path):
        run = begin(tmp_path)
        run.memory.add_discovered([Link(url=url_of(name), source="feed") for name in "ab"])
        publish(run, self.page("b"))
        assert run.memory.pending_count() == 1
        assert publish(run, self.page("a")) == [Outcome.PUBLISHED]
        assert run.memory.pending_count() == 0
        run.finish("finished", 0, {})

    def test_a_link_that_was_led_elsewhere_is_settled_by_its_own_address(self, tmp_path):
        """The link's own address is what the page says it is; where it was led to is only its place today."""
        run = begin(tmp_path)
        run.memory.add_discovered([Link(url=url_of("a"), source="feed")])
        one = self.page("moved", fetch=fetched(Link(url=url_of("a"), source="feed")))
        assert publish(run, one) == [Outcome.PUBLISHED]
        assert one.id == identify(url_of("a"))
        assert run.memory.pending_count() == 0
        assert run.finish("finished", 0, {}).canonical_rejected == 0

    def test_the_same_story_under_two_addresses_is_one(self, tmp_path):
        run = begin(tmp_path)
        links = [Link(url=url_of(name), source="feed") for name in ("a", "army/a")]
        run.memory.add_discovered(links)
        text = "One story, two places."
        outcomes = publish(
            run,
            self.page("army/a", body=text, fetch=fetched(links[1])),
            self.page("a", body=text, fetch=fetched(links[0])),
        )
        assert outcomes == [Outcome.PUBLISHED, Outcome.DUPLICATE]
        assert run.memory.pending_count() == 0
        assert (
            publish(run, self.page("a", body="Changed."), self.page("army/a", body="Changed."))
            == [Outcome.DUPLICATE] * 2
        )
        run.finish("finished", 0, {})

    def test_a_canonical_that_nobody_has_is_believed(self, tmp_path):
        run = begin(tmp_path)
        one = article("?p=12", id=identify(url_of("pretty")), canonical_url=url_of("pretty"))
        assert publish(run, one, article("pretty")) == [Outcome.PUBLISHED, Outcome.DUPLICATE]
        assert one.id == identify(url_of("pretty"))
        run.finish("finished", 0, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("revision", [1]), ("revision", True), ("revision", 0), ("revision", 2**63), ("revision", None),
        ("id", "x" * 32), ("id", None), ("url", None), ("url", ""), ("canonical_url", 5), ("body", ["p"]),
        ("date_published", ["2026"]), ("url", "two\nlines" * 900 + "\n"),
    ],
)  # fmt: skip
def test_a_value_of_a_wrong_kind_harms_no_other_article(tmp_path, name, value):
    run = begin(tmp_path)
    bad = article("bad")
    setattr(bad, name, value)
    outcomes = publish(run, article("a"), bad, article("b"))
    if isinstance(value, str) and len(value) > 32:
        assert outcomes == [Outcome.PUBLISHED] * 3, "odd, but of the right kind"
    else:
        assert isinstance(outcomes[1], TypeError)
        assert f"'{name}'" in str(outcomes[1])
        assert "\n" not in str(outcomes[1])
        assert outcomes[0] == outcomes[2] == Outcome.PUBLISHED
    run.finish("finished", 0, {})


def test_articles_without_text_are_not_alike(tmp_path):
    run = begin(tmp_path)
    assert publish(run, article("a", body="—"), article("b", body="…")) == [Outcome.PUBLISHED] * 2
    run.finish("finished", 0, {})


def test_sisters_never_publish_one_text_twice_and_strangers_do(tmp_path):
    outcomes = []
    for site in (SITE, SISTER, STRANGER):
        run = begin(tmp_path, site)
        outcomes += publish(run, article(site.name, body="One wire story."))
        run.finish("finished", 0, {})
    assert outcomes == [Outcome.PUBLISHED, Outcome.DUPLICATE, Outcome.PUBLISHED]


@dataclass(slots=True, kw_only=True)
class Rated(Article):
    rating: int = 5


def test_a_users_subclass_is_published_whole(tmp_path):
    run = begin(tmp_path)
    url = url_of("a")
    publish(run, Rated(id=identify(url), site="gazette", publisher="G", url=url, canonical_url=url, body="x"))
    run.finish("finished", 0, {})
    assert lines(tmp_path)[0]["rating"] == 5


def test_an_article_that_is_no_json_harms_no_other(tmp_path):
    run = begin(tmp_path)
    bad = article("bad")
    bad.keywords = [object()]
    outcomes = publish(run, article("a"), bad, article("b"), article("c", body="\ud800", date_published="\ud800"))
    assert isinstance(outcomes[1], TypeError)
    assert outcomes[0] == outcomes[2] == outcomes[3] == Outcome.PUBLISHED
    assert run.finish("finished", 0, {}).written == 3


def test_an_article_takes_thirty_statements_at_most(tmp_path, monkeypatch):
    """From the link to the line, with texts that have much in common with those before."""
    sent = []
    connect = sqlite3.connect

    def traced(*words, **options):
        connection = connect(*words, **options)
        connection.set_trace_callback(sent.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    words = [f"word{number}" for number in range(4000)]
    articles = [
        article(f"n{number}", " ".join(words[number * 50 : number * 50 + 200]), date_published=NOW.isoformat())
        for number in range(64)
    ]
    run = begin(tmp_path, clock=lambda: NOW)
    del sent[:]
    run.memory.add_discovered([Link(url=one.url, source="feed") for one in articles])
    assert publish(run, *articles) == [Outcome.PUBLISHED] * len(articles)
    work = [text for text in sent if not text.startswith(("BEGIN", "COMMIT", "PRAGMA"))]
    run.finish("finished", 0, {})
    compared = sum("FROM sketches JOIN articles" in text for text in work)
    assert compared > len(articles) // 2, "else the texts have nothing in common"
    assert len(work) <= 30 * len(articles), len(work) / len(articles)


def test_a_group_is_one_transaction(tmp_path, monkeypatch):
    commits = []
    monkeypatch.setattr("newscrawl.store.db.connection.after", commits.append)
    run = begin(tmp_path)
    publish(run, *(article(f"a{number}") for number in range(70)))
    assert commits.count("publish.commit") == 3  # 32, 32, 6
    run.finish("finished", 0, {})
    assert len(lines(tmp_path)) == 70


def test_flush_needs_no_loop(tmp_path):
    """A forced stop: the loop is gone, what waited is published all the same."""
    run = begin(tmp_path)

    async def begin_to_publish():
        task = asyncio.ensure_future(run.publish(article("a")))
        gone = asyncio.ensure_future(run.publish(article("b")))
        await asyncio.sleep(0)
        gone.cancel()
        return task

    loop = asyncio.new_event_loop()
    loop.run_until_complete(begin_to_publish())
    run.flush()
    run.flush()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert run.finish("shutdown", 0, {}).written == 2


def test_finish_publishes_what_waits_when_its_loop_is_closed(tmp_path):
    run = begin(tmp_path)
    coroutine = run.publish(article("a"))
    loop = asyncio.new_event_loop()

    async def step():
        coroutine.send(None)

    loop.run_until_complete(step())
    loop.close()
    assert run.finish("shutdown", 0, {}).written == 1
    coroutine.close()


def test_after_the_end(tmp_path):
    run = begin(tmp_path)
    run.finish("finished", 0, {})
    run.flush()
    (outcome,) = publish(run, article("late"))
    assert isinstance(outcome, StorageProblem)
    with pytest.raises(StorageProblem, match="ended"):
        run.memory.resolve(Link(url=url_of("a"), source="feed"), Outcome.GONE)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_no_file_stays_open(tmp_path):
    run = begin(tmp_path)
    publish(run, article("a"))
    run.finish("finished", 0, {})
    open_files = [str(file.readlink()) for file in Path("/proc/self/fd").iterdir() if file.exists()]
    assert not [file for file in open_files if file.startswith(str(tmp_path))]


def test_a_second_run_of_the_site_is_told(tmp_path):
    run = begin(tmp_path, clock=lambda: NOW)
    with pytest.raises(AlreadyRunning, match=rf"gazette is already under way \(pid {os.getpid()}, since 2026-11-22T08"):
        begin(tmp_path)
    other = begin(tmp_path, SISTER)
    other.finish("finished", 0, {})
    run.finish("finished", 0, {})
    begin(tmp_path).finish("finished", 0, {})


def test_a_trial_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = Run.ephemeral(SITE, identify)
    assert run.memory.add_discovered([Link(url=url_of("a"), source="feed")])
    assert publish(run, article("a"), article("a"), article("c", body="The text of a")) == [
        Outcome.PUBLISHED,
        Outcome.DUPLICATE,
        Outcome.DUPLICATE,
    ]
    summary = run.finish("finished", 0, {})
    assert summary.path is None
    assert run.finish("finished", 0, {}) is summary
    assert list(tmp_path.iterdir()) == []


def one_line(caught, *parts):
    text = str(caught.value)
    assert "\n" not in text
    assert caught.value.status is ExitStatus.STORAGE
    for part in parts:
        assert part in text


class TestUnusableRoot:
    def test_parent_is_missing(self, tmp_path):
        with pytest.raises(StorageProblem) as caught:
            begin(tmp_path / "no" / "output")
        one_line(caught, str(tmp_path / "no" / "output"), "parent folder does not exist")

    def test_a_file_is_in_its_place(self, tmp_path):
        (tmp_path / "output").touch()
        with pytest.raises(StorageProblem) as caught:
            begin(tmp_path / "output")
        one_line(caught, str(tmp_path / "output"), "a file is where a folder should be")

    def test_a_file_is_in_the_sites_place(self, tmp_path):
        (tmp_path / "gazette").touch()
        with pytest.raises(StorageProblem) as caught:
            begin(tmp_path)
        one_line(caught, str(tmp_path / "gazette"), "a file is where a folder should be")

    def test_below_a_file(self, tmp_path):
        (tmp_path / "output").touch()
        with pytest.raises(StorageProblem) as caught:
            begin(tmp_path / "output" / "deeper")
        one_line(caught, "a file is where a folder should be")

    def test_no_lock_to_be_had(self, tmp_path):
        (tmp_path / "gazette" / ".lock").mkdir(parents=True)
        with pytest.raises(StorageProblem) as caught:
            begin(tmp_path)
        one_line(caught, ".lock", "a folder is where a file should be")

    def test_a_foreign_state_file_frees_the_lock(self, tmp_path):
        (tmp_path / "newscrawl.sqlite").write_text("no database " * 1000)
        for _ in range(2):
            with pytest.raises(StorageProblem) as caught:
                begin(tmp_path)
            one_line(caught, "newscrawl.sqlite", "is not an SQLite file")

    def test_not_allowed(self, tmp_path):
        tmp_path.chmod(0o555)
        root = os.geteuid() == 0
        if root:  # who may write everywhere: be nobody meanwhile
            os.seteuid(65534)
        try:
            with pytest.raises(StorageProblem) as caught:
                begin(tmp_path / "output")
            one_line(caught, "write permission")
        finally:
            if root:
                os.seteuid(0)
            tmp_path.chmod(0o755)


FAILING = ["part.create.before", "part.write.before", "part.write.after", "part.sync.before", "folder.sync.before"]


@pytest.mark.parametrize("name", FAILING)
@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EROFS"])
def test_the_disk_fails_while_publishing(tmp_path, monkeypatch, name, error):
    begin(tmp_path).finish("finished", 0, {})  # the folders are there
    monkeypatch.setattr(publisher, "GROUP", 4)
    run = begin(tmp_path)
    passing = 1 if name in ("part.create.before", "folder.sync.before") else 2
    monkeypatch.setattr(failpoints, "_armed", failpoints.parse({failpoints.VARIABLE: f"{name}:{passing}={error}"}))
    outcomes = publish(run, *(article(f"a{number}") for number in range(12)))
    durable = [outcome for outcome in outcomes if outcome is Outcome.PUBLISHED]
    problems = [outcome for outcome in outcomes if isinstance(outcome, StorageProblem)]
    assert len(durable) == 4 * (passing - 1)
    assert len(problems) == 12 - len(durable)
    assert len({str(problem) for problem in problems}) == 1
    assert len({id(problem) for problem in problems}) == len(problems)
    assert str(tmp_path / "gazette") in str(problems[0])
    assert "\n" not in str(problems[0])
    for _ in range(2):
        with pytest.raises(StorageProblem, match=r"gazette.*(start again|make it writable)"):
            run.finish("storage", ExitStatus.STORAGE, {"found": 12})
    assert list((tmp_path / "gazette").glob("*.jsonl")) == []

    monkeypatch.setattr(failpoints, "_armed", None)
    again = begin(tmp_path)
    publish(again, *(article(f"a{number}") for number in range(12)))
    again.finish("finished", 0, {})
    assert names(tmp_path) == sorted(f"a{number}" for number in range(12))
    manifest = json.loads(next((tmp_path / "gazette").glob(f"*{run.id}.run.json")).read_bytes())
    assert manifest["finish_reason"] == "storage"
    assert manifest["recovered"] is True
    assert manifest["counters"] == {"found": 12}


@pytest.mark.parametrize("name", ["run.close.before", "manifest.write.before", "manifest.rename.before",
                                  "part.rename.before", "run.file.before"])  # fmt: skip
def test_the_disk_fails_at_the_end(tmp_path, monkeypatch, name):
    run = begin(tmp_path)
    publish(run, article("a"))
    monkeypatch.setattr(failpoints, "_armed", Armed(name, error=28))
    if name.startswith("run."):  # SQLite has errors of its own
        monkeypatch.setattr("newscrawl.store.db.connection.before", full_disk)
    with pytest.raises(StorageProblem) as caught:
        run.finish("finished", 0, {})
    one_line(caught, str(tmp_path), "full")
    monkeypatch.undo()
    begin(tmp_path).finish("finished", 0, {})
    assert names(tmp_path) == ["a"]


def full_disk(act):
    if act.startswith("run."):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error


def test_the_state_fails_while_publishing(tmp_path, monkeypatch):
    run = begin(tmp_path)
    run._store._database._connection.execute("PRAGMA query_only = ON")
    outcomes = publish(run, article("a"), article("b"))
    assert all(isinstance(outcome, StorageProblem) for outcome in outcomes)
    assert "newscrawl.sqlite" in str(outcomes[0])
    with pytest.raises(StorageProblem):
        run.finish("storage", 6, {})
    begin(tmp_path).finish("finished", 0, {})
    assert lines(tmp_path) == []


def publish_until_full(root, count):
    run = begin(root)
    outcomes = publish(run, *(article(f"a{number:03}", body=f"{number} " + "text " * 400) for number in range(count)))
    published = sum(outcome is Outcome.PUBLISHED for outcome in outcomes)
    problems = {str(outcome) for outcome in outcomes if isinstance(outcome, StorageProblem)}
    try:
        run.finish("finished", 0, {})
    except StorageProblem as problem:
        problems.add(str(problem))
    return published, problems


def test_a_file_that_may_not_grow(tmp_path):
    """A real limit of the kernel, which cuts a write in the middle of a line."""
    process = os.fork()
    if process == 0:
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            begin(tmp_path).finish("finished", 0, {})
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
            published, problems = publish_until_full(tmp_path, 300)
            os._exit(0 if published < 300 and len(problems) == 1 else 1)
        except BaseException:  # noqa: BLE001 - nothing may leave the child
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    publish_until_full(tmp_path, 300)
    assert names(tmp_path) == [f"a{number:03}" for number in range(300)]


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of one megabyte, where the machine lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
        )
    except OSError:
        pytest.skip("no mount here")
    if mounted.returncode:
        pytest.skip("not allowed to mount")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk(small_disk):
    root = small_disk / "output"
    filler = small_disk / "filler"
    filler.write_bytes(bytes(300_000))
    published, problems = publish_until_full(root, 300)
    assert 0 < published < 300
    assert len(problems) == 1
    assert "full" in problems.pop()
    filler.unlink()
    assert publish_until_full(root, published)[0] == 0
    assert set(names(root)) >= {f"a{number:03}" for number in range(published)}
    assert len(names(root)) == len(set(names(root)))


DRIVER = textwrap.dedent(
    """
    import asyncio, sys, pathlib
    sys.path.insert(0, sys.argv[1])
    import hashlib
    from newscrawl.publishing import publisher
    from newscrawl.publishing.run import Run
    from newscrawl.items import Article
    from newscrawl.core.site import Site
    publisher.WAIT = 0.001
    def identify(url):
        return hashlib.sha256(url.encode()).hexdigest()[:32]
    name = sys.argv[3]
    site = Site(name=name, publisher=name, publisher_group="press", timezone="UTC", language="en")
    async def crawl():
        run = Run.begin(pathlib.Path(sys.argv[2]), site, identify, arguments={}, versions={})
        for start in range(0, 200, 10):
            await asyncio.gather(*(run.publish(one) for one in map(article, range(start, start + 10))))
        run.finish("finished", 0, {})
    def article(number):
        shared = number % 2 == 0
        url = f"https://{'both' if number % 4 == 0 else name}.test/{number}/"
        text = f"Wire story {number}." if shared else f"Own story {number} of {name}."
        return Article(id=identify(url), site=name, publisher=name, url=url, canonical_url=url, body=text)
    asyncio.run(crawl())
    """
)


def test_two_sites_in_two_processes_on_one_state(tmp_path):
    """Sisters with common stories, at the same time: each text once."""
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", DRIVER, str(PROJECT), tmp_path, name])
        for name in ("gazette", "herald")
    ]
    assert [process.wait() for process in started] == [0, 0]
    texts = [line["body"] for line in lines(tmp_path)]
    assert len(texts) == len(set(texts)) == 300
