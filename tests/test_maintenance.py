"""Merging, forgetting, rebuilding, killed at every place: nothing is lost, doubled, or read again."""

import asyncio
import errno
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import threading
import time
import traceback
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newscrawl.core import failpoints
from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.errors import StorageProblem
from newscrawl.core.failpoints import NAMES, UPKEEP_NAMES, Armed
from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.maintenance.compact import compact
from newscrawl.maintenance.rebuild import rebuild
from newscrawl.publishing.deletion_list import read_list
from newscrawl.publishing.idle_site import IdleSite, at_rest
from newscrawl.publishing.locate import locate
from newscrawl.publishing.removal import forget, purge
from newscrawl.publishing.run import Run
from newscrawl.store import FILE_NAME, Tombstone, open_store

SITE = Site(name="gazette", publisher="Gazette", publisher_group="gazette", timezone="UTC", language="en")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
RUNS = {  # when each run began, and the numbers of the articles it wrote
    "2026-09-30T23:00": (0, 1, 2),
    "2026-10-01T08:00": (3, 4),
    "2026-10-15T08:00": (5,),
    "2026-10-31T23:59": (6, 7, 8),
    "2026-11-02T08:00": (9, 10),
}
FORGOTTEN = 4


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


RESTING = IdleSite(SITE.name, SITE.publisher_group, identify)


def url(number):
    return f"https://gazette.test/{number}/"


def article(number, link=None, at=NOW):
    return Article(
        id=identify(url(number)),
        site=SITE.name,
        publisher=SITE.publisher,
        url=url(number),
        canonical_url=url(number),
        headline=f"News {number}",
        date_published="2026-11-01T08:00:00+00:00",
        body=f"What happened as number {number}, secret-{number}. " + " ".join(f"w{number}x{n}" for n in range(60)),
        fetch=FetchRecord(link=link, at=at) if link else None,
    )


async def crawl(root, numbers, at=NOW):
    """One run; gives the links that were new to it."""
    run = Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: at)
    links = run.memory.add_discovered([Link(url=url(number), source="feed") for number in numbers])
    outcomes = []
    for link in links:
        number = int(link.url.split("/")[-2])
        outcomes.append(await run.publish(article(number, link, at)))
    run.finish("finished", 0, {})
    return [link.url for link in links], outcomes


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """An output folder with five runs of three months, and what a user put beside them."""
    root = tmp_path_factory.mktemp("template") / "output"
    for start, numbers in RUNS.items():
        asyncio.run(crawl(root, numbers, datetime.fromisoformat(start).replace(tzinfo=UTC)))
    (root / SITE.name / "note.txt").write_text("mine")
    (root / SITE.name / "mine").mkdir()
    (root / SITE.name / "mine" / "more.txt").write_text("also mine")
    return root


@pytest.fixture
def root(template, tmp_path):
    """A copy of it."""
    return shutil.copytree(template, tmp_path / "output")


def lines(root):
    """All lines of the site in the order of its files' names, as a reader would take them."""
    return [line for path in sorted((root / SITE.name).glob("*.jsonl")) for line in path.read_bytes().splitlines()]


def lines_by_manifest(folder):
    """All lines as docs/years.md says to read them while files are merged.

    Raises FileNotFoundError where a listed file was removed before it was read.
    """
    listed = sorted(path for path in folder.iterdir() if path.suffix == ".jsonl")
    contents, superseded = {}, set()
    for path in listed:
        if not re.fullmatch(r".*-\d{4}-\d\d", path.stem):
            continue
        contents[path.name] = path.read_bytes()
        manifest = path.with_name(path.stem + ".month.json")
        facts = json.loads(manifest.read_bytes()) if manifest.exists() else {}
        if facts.get("bytes") == len(contents[path.name]):
            superseded |= {run["file"] for run in facts["runs"]}
    contents |= {
        path.name: path.read_bytes() for path in listed if path.name not in contents and path.name not in superseded
    }
    return [line for _, content in sorted(contents.items()) for line in content.splitlines()]


def ids(root):
    return sorted(json.loads(line)["id"] for line in lines(root))


def do_compact(root):
    with open_store(root, clock=lambda: NOW) as store, at_rest(store, root, RESTING, NOW) as (own, folder):
        return list(compact(own, folder, "2026-11", NOW))


def do_forget(root, number=FORGOTTEN):
    name = identify(url(number))
    with open_store(root, clock=lambda: NOW) as store, at_rest(store, root, RESTING, NOW) as (own, folder):
        (known,) = store.find_articles(name)
        names = known.names
        stone = Tombstone(
            id=name, site=SITE.name, publisher_group=SITE.publisher_group, names=names, forgotten="2026-11-22T09:00:00Z"
        )
        forget(store, root, [stone])
        done = purge(own, folder, NOW)
        store.scrub()
    return done


def do_rebuild(root):
    return rebuild(root, [RESTING], NOW)


def child(act, root, armed):
    """Do it in a child process; True when it came to its end, False when it killed itself."""
    process = os.fork()
    if process == 0:
        try:
            failpoints._armed = armed
            act(root)
        except BaseException:  # noqa: BLE001 - nothing may leave the child
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def check_files(root):
    """Manifests fit their files; nothing half-made is left."""
    folder = root / SITE.name
    for path in folder.glob("*.jsonl"):
        content = path.read_bytes()
        month = path.with_name(path.stem + ".month.json")
        manifest = json.loads((month if month.exists() else path.with_suffix(".run.json")).read_bytes())
        assert manifest["file"] == path.name
        assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
        assert (manifest["bytes"], manifest["written"]) == (len(content), content.count(b"\n"))
    assert not [path for path in root.rglob("*") if path.name.endswith((".tmp", ".part", ".new"))]
    assert not list(root.glob(".compact/*"))
    assert (folder / "note.txt").read_text() == "mine"
    assert (folder / "mine" / "more.txt").read_text() == "also mine"


def nothing_is_crawled_again(root, numbers=range(11)):
    assert asyncio.run(crawl(root, numbers)) == ([], [])


# --- merging ---------------------------------------------------------------------------------------------------------


def test_past_months_become_one_file_each(root):
    before = lines(root)
    done = do_compact(root)
    assert [(one.month, one.runs, one.lines) for one in done] == [("2026-09", 1, 3), ("2026-10", 3, 6)]
    assert lines(root) == before
    names = sorted(path.name for path in (root / SITE.name).iterdir())
    assert [name for name in names if "20261102" not in name] == sorted([
        ".lock", "gazette-2026-09.jsonl", "gazette-2026-09.month.json", "gazette-2026-10.jsonl",
        "gazette-2026-10.month.json", "mine", "note.txt"])  # fmt: skip
    manifest = json.loads((root / SITE.name / "gazette-2026-10.month.json").read_text("utf-8"))
    assert [run["written"] for run in manifest["runs"]] == [2, 1, 3]
    assert all(run["run_id"] and run["sha256"] for run in manifest["runs"])
    check_files(root)
    nothing_is_crawled_again(root)
    assert do_compact(root) == [], "once"
    check_files(root)


def test_what_comes_later_is_taken_in(root):
    do_compact(root)
    asyncio.run(crawl(root, [11, 12], datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)))
    before = lines(root)
    (done,) = do_compact(root)
    assert (done.month, done.runs, done.lines) == ("2026-10", 1, 8)
    assert sorted(lines(root)) == sorted(before)
    manifest = json.loads((root / SITE.name / "gazette-2026-10.month.json").read_text("utf-8"))
    assert [run["written"] for run in manifest["runs"]] == [2, 1, 3, 2]
    check_files(root)


def test_a_file_that_came_back_is_not_merged_twice(root):
    old = {path: path.read_bytes() for path in (root / SITE.name).glob("*20261015*")}
    do_compact(root)
    before = lines(root)
    for path, content in old.items():
        path.write_bytes(content)
    do_compact(root)
    assert lines(root) == before
    check_files(root)


MERGE_NAMES = [
    *(name for name in UPKEEP_NAMES if name.startswith("compact")),
    *(name for name in NAMES if name.startswith(("manifest", "folder.sync"))),
]


@pytest.mark.parametrize("name", MERGE_NAMES)
@pytest.mark.parametrize("merged", [False, True], ids=["first", "again"])
def test_killed_while_merging(root, name, merged):
    """Nothing is missed at any instant, nor seen twice by a reader that heeds manifests; the next run finishes it."""
    if merged:
        do_compact(root)
        asyncio.run(crawl(root, [11, 12], datetime(2026, 10, 30, tzinfo=UTC)))
        asyncio.run(crawl(root, [13], datetime(2026, 10, 31, tzinfo=UTC)))
    before = sorted(lines(root))
    for passing in (1, 2, 4):
        if child(do_compact, root, Armed(name, passing)):
            assert passing > 1, "never reached"
            break
        assert set(lines(root)) == set(before)
        assert sorted(lines_by_manifest(root / SITE.name)) == before
        if not name.startswith(("compact.rename.after", "compact.remove", "folder.sync")):
            assert sorted(lines(root)) == before, (
                "whoever takes all files sees a line twice only while some are removed"
            )
    nothing_is_crawled_again(root, range(14 if merged else 11))
    assert sorted(lines(root)) == before, "the site's next run has finished or undone it"
    check_files(root)
    do_compact(root)
    assert sorted(lines(root)) == before
    check_files(root)


@pytest.mark.parametrize("name", [name for name in MERGE_NAMES if name.startswith("compact")])
def test_the_state_is_lost_in_the_middle_of_a_merge(root, name):
    """What is left to do follows from the files alone."""
    before = lines(root)
    assert not child(do_compact, root, Armed(name, 1))
    for path in root.glob(FILE_NAME + "*"):
        path.unlink()
    nothing_is_crawled_again(root)
    assert lines(root) == before
    check_files(root)


def test_a_file_that_differs_from_what_was_merged_is_left_alone(root):
    """Somebody changed it after the merge was killed: it is not ours to remove."""
    assert not child(do_compact, root, Armed("compact.rename.after"))
    (path,) = (root / SITE.name).glob("*-20260930T*.jsonl")
    path.write_bytes(path.read_bytes() + article_line(77))
    nothing_is_crawled_again(root, [*range(11), 77])
    assert path.exists()
    assert identify(url(77)) in ids(root)


def article_line(number):
    return json.dumps({"id": identify(url(number)), "url": url(number), "canonical_url": url(number)}).encode() + b"\n"


def test_who_reads_meanwhile_misses_no_line(root):
    """Every line once by the manifests, or an error, where a file was listed before it was removed and opened after."""
    folder, wanted, done = root / SITE.name, sorted(lines(root)), threading.Event()
    seen, odd = 0, []

    def read():
        nonlocal seen
        while not done.is_set():
            try:
                found = sorted(lines_by_manifest(folder))
            except FileNotFoundError:
                continue
            seen += 1
            if found != wanted:
                odd.append(found)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        while seen < 5:
            time.sleep(0.001)
        do_compact(root)
        until = seen + 5
        while seen < until:
            time.sleep(0.001)
    finally:
        done.set()
        reader.join()
    assert odd == []


@pytest.mark.parametrize("cleared", [0, 3])
@pytest.mark.parametrize("exchanged", [False, True])
def test_leftovers_of_a_release_that_exchanged_folders(root, tmp_path, exchanged, cleared):
    """It built ``.compact/<site>`` (without the user's folders), exchanged it with the site's folder, cleared it."""
    before, folder, staging = lines(root), root / SITE.name, root / ".compact" / SITE.name
    merged = shutil.copytree(root, tmp_path / "merged")
    do_compact(merged)
    shutil.rmtree(merged / SITE.name / "mine")
    staging.parent.mkdir()
    shutil.move(merged / SITE.name, staging)
    if exchanged:
        folder.rename(tmp_path / "old")
        staging.rename(folder)
        (tmp_path / "old").rename(staging)
    for path in [path for path in sorted(staging.iterdir()) if path.is_file()][:cleared]:
        path.unlink()
    nothing_is_crawled_again(root)
    assert lines(root) == before
    check_files(root)
    do_compact(root)
    assert lines(root) == before
    check_files(root)


def test_leftovers_and_a_folder_that_both_have_are_for_a_person(root):
    (root / ".compact" / SITE.name / "mine").mkdir(parents=True)
    with pytest.raises(StorageProblem, match="conflict; inspect both and remove one"):
        do_compact(root)


def test_a_backup_of_the_state_from_the_middle_of_a_run_that_is_merged_since(root, tmp_path):
    """What it still promises to that run's file stands in the merged one."""
    run = Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: datetime(2026, 10, 20, tzinfo=UTC))
    backup = tmp_path / "backup.sqlite"

    async def publish(number):
        (link,) = run.memory.add_discovered([Link(url=url(number), source="feed")])
        assert await run.publish(article(number, link)) is Outcome.PUBLISHED

    for number in (40, 41):
        asyncio.run(publish(number))
    with closing(sqlite3.connect(root / FILE_NAME)) as live, closing(sqlite3.connect(backup)) as copy:
        live.backup(copy)
    run.finish("finished", 0, {})
    do_compact(root)
    before = lines(root)
    for path in root.glob(FILE_NAME + "*"):
        path.unlink()
    shutil.copy(backup, root / FILE_NAME)
    nothing_is_crawled_again(root, [*range(11), 40, 41])
    assert lines(root) == before
    check_files(root)


def test_the_state_is_lost_after_merging(root):
    do_compact(root)
    for path in root.glob(FILE_NAME + "*"):
        path.unlink()
    nothing_is_crawled_again(root)


@pytest.mark.parametrize(
    ("harm", "said"),
    [("letter", r"match its manifest \(its SHA-256 differs\) and was not merged"), ("manifest", "was not merged")],
)
def test_what_does_not_fit_its_manifest_is_not_merged(root, harm, said):
    path = next((root / SITE.name).glob("*20261015*.jsonl"))
    if harm == "letter":
        path.write_bytes(path.read_bytes().replace(b"News 5", b"News V"))
    else:
        manifest = path.with_suffix(".run.json")
        manifest.write_text(manifest.read_text("utf-8").replace('"sha256"', '"sha"'), "utf-8")
    before = lines(root)
    with pytest.raises(StorageProblem, match=said):
        do_compact(root)
    assert lines(root) == before
    nothing_is_crawled_again(root)
    assert not list(root.glob(".compact/*"))


@pytest.mark.parametrize(("act", "name"), [
    (do_compact, "compact.write.before"), (do_compact, "compact.write.after"), (do_compact, "compact.rename.before"),
    (do_compact, "compact.remove.before"), (do_forget, "forget.note.before"), (do_forget, "forget.write.before"),
    (do_forget, "forget.replace.before"), (do_rebuild, "rebuild.aside.before"), (do_rebuild, "rebuild.swap.before"),
])  # fmt: skip
def test_a_full_disk(root, monkeypatch, act, name):
    """One line says so; once there is room the same command does it."""
    known = ids(root)
    monkeypatch.setattr(failpoints, "_armed", Armed(name, 1, errno.ENOSPC))
    with pytest.raises(StorageProblem, match="the disk is full"):
        act(root)
    assert sorted(set(ids(root))) == known
    monkeypatch.setattr(failpoints, "_armed", None)
    act(root)
    nothing_is_crawled_again(root)
    assert ids(root) == [one for one in known if act is not do_forget or one != identify(url(FORGOTTEN))]
    check_files(root)


def test_not_while_it_is_crawled(root):
    run = Run.begin(root, SITE, identify, arguments={}, versions={})
    with pytest.raises(StorageProblem, match=r"already under way .*try again when it has finished"):
        do_compact(root)
    run.finish("finished", 0, {})


# --- forgetting ------------------------------------------------------------------------------------------------------


def holds_text(root, number=FORGOTTEN):
    """Files that hold the article's text, as plain bytes; kept texts are looked for in the state."""
    texts = (f"secret-{number}.".encode(), url(number).encode())
    found = [p.name for p in root.rglob("*") if p.is_file() and any(text in p.read_bytes() for text in texts)]
    with closing(sqlite3.connect(root / FILE_NAME)) as connection:
        rows = connection.execute(
            "SELECT number FROM articles WHERE id = ? AND forgotten_at IS NULL", (bytes.fromhex(identify(url(number))),)
        ).fetchall()
        kept = connection.execute(
            "SELECT count(content) FROM revisions JOIN articles ON number = article WHERE id = ?",
            (bytes.fromhex(identify(url(number))),),
        ).fetchone()
        sketched = connection.execute(
            "SELECT count(*) FROM sketches JOIN articles ON number = article WHERE id = ?",
            (bytes.fromhex(identify(url(number))),),
        ).fetchone()
    return found, rows, kept[0], sketched[0]


GONE = ([], [], 0, 0)


def rest_of(before):
    return [line for line in before if f"secret-{FORGOTTEN}.".encode() not in line]


def test_the_list_of_the_first_release_is_kept_to(root):
    """Its lines call the publisher's group by another name than the code does; a later release must read them."""
    do_forget(root)
    path = root / "forgotten.jsonl"
    keys = {"id", "site", "house", "names", "forgotten", "reason", "texts"}
    (written,) = map(json.loads, path.read_text("utf-8").splitlines())
    assert written.keys() == keys
    old = {**written, "id": "ab" * 16, "names": ["ab" * 16], "house": "press"}
    path.write_text(json.dumps(old) + "\n", "utf-8")
    (stone,) = read_list(path)
    assert (stone.id, stone.publisher_group, stone.names) == ("ab" * 16, "press", ("ab" * 16,))


@pytest.mark.parametrize("merged", [False, True])
def test_an_article_is_forgotten(root, merged):
    if merged:
        do_compact(root)
    before = lines(root)
    assert len(holds_text(root)[0]) >= 1
    (done,) = do_forget(root)
    assert done.lines == 1
    assert holds_text(root) == GONE
    assert lines(root) == rest_of(before)
    check_files(root)
    (stone,) = read_list(root / "forgotten.jsonl")
    assert stone.id == identify(url(FORGOTTEN))
    nothing_is_crawled_again(root)
    assert do_forget(root) == [], "repeated"
    assert len(read_list(root / "forgotten.jsonl")) == 1
    do_compact(root)
    assert sorted(lines(root)) == sorted(rest_of(before))
    check_files(root)


def test_the_only_line_of_a_file(root):
    (done,) = do_forget(root, 5)
    assert not done.path.exists()
    manifest = json.loads(done.path.with_suffix(".run.json").read_bytes())
    assert (manifest["written"], manifest["forgotten"][0]["id"]) == (0, identify(url(5)))
    nothing_is_crawled_again(root)


@pytest.mark.parametrize("name", [name for name in UPKEEP_NAMES if name.startswith("forget")])
@pytest.mark.parametrize("next_act", [do_forget, do_compact])
def test_killed_while_forgetting(root, name, next_act):
    """The same command completes it, and so does whatever comes next on the site."""
    before = lines(root)
    assert not child(do_forget, root, Armed(name))
    noted = name != "forget.note.before"
    if next_act is do_forget or noted:
        next_act(root)
        assert holds_text(root) == GONE
        assert sorted(lines(root)) == sorted(rest_of(before))
    else:
        assert lines(root) == before
    check_files(root)
    nothing_is_crawled_again(root)


def test_the_state_is_lost_after_forgetting(root):
    do_forget(root)
    for path in root.glob(FILE_NAME + "*"):
        path.unlink()
    nothing_is_crawled_again(root)
    assert holds_text(root) == GONE


def test_a_line_that_comes_back_with_an_old_copy_is_taken_out_again(root):
    path = next((root / SITE.name).glob("*20261001*.jsonl"))
    content = path.read_bytes()
    do_forget(root)
    path.write_bytes(content)
    nothing_is_crawled_again(root)
    assert holds_text(root) == GONE
    check_files(root)


def test_a_moved_page_of_a_forgotten_article_is_a_duplicate(root):
    do_forget(root)

    async def again():
        run = Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: NOW)
        (link,) = run.memory.add_discovered([Link(url="https://gazette.test/moved/", source="feed")])
        outcome = await run.publish(article(FORGOTTEN, link))
        run.finish("finished", 0, {})
        return outcome

    assert asyncio.run(again()) is Outcome.DUPLICATE
    assert holds_text(root) == GONE


def test_forgetting_what_was_never_read(root):
    """An owner may ask beforehand."""
    name = identify(url(50))
    stone = Tombstone(
        id=name, site=SITE.name, publisher_group=SITE.publisher_group, names=(name,), forgotten="2026-11-22T09:00:00Z"
    )
    with open_store(root, clock=lambda: NOW) as store, at_rest(store, root, RESTING, NOW):
        forget(store, root, [stone])
    nothing_is_crawled_again(root, range(11))
    assert asyncio.run(crawl(root, [50])) == ([], [])


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("revised", [False, True])
def test_the_text_of_a_forgotten_article_at_a_new_address_is_known(root, lost, revised):
    """Its owner did not ask to have it read again from the print view, or where the site has moved it."""
    if revised:
        asyncio.run(revise(root, FORGOTTEN))
    do_forget(root)
    if lost:
        for path in root.glob(FILE_NAME + "*"):
            path.unlink()
    assert asyncio.run(publish_at(root, "https://gazette.test/print/", article(FORGOTTEN))) is Outcome.DUPLICATE
    assert asyncio.run(publish_at(root, "https://gazette.test/other/", article(60))) is Outcome.PUBLISHED
    assert holds_text(root) == GONE


def test_the_notice_that_a_forgotten_article_began_with_hides_no_other_story(root):
    """It stood at many addresses; the article's own are known anyway."""
    notice = "This is a breaking story and will be updated."
    told = article(70)
    told.body = notice
    assert asyncio.run(publish_at(root, url(70), told)) is Outcome.PUBLISHED
    do_forget(root, 70)
    nothing_is_crawled_again(root, [70])
    other = article(71)
    other.body = notice
    assert asyncio.run(publish_at(root, url(71), other)) is Outcome.PUBLISHED


async def publish_at(root, address, one):
    run = Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: NOW)
    one.id, one.url, one.canonical_url = identify(address), address, address
    run.memory.add_discovered([Link(url=address, source="feed")])
    one.fetch = FetchRecord(link=Link(url=address, source="feed"), at=NOW)
    outcome = await run.publish(one)
    run.finish("finished", 0, {})
    return outcome


async def revise(root, number, at=NOW):
    """Visit the article, which says something else each hour."""
    run = Run.begin(root, SITE, identify, arguments={}, versions={}, clock=lambda: at)
    run.memory.add_discovered([Link(url=url(number), source="feed", modified=at.isoformat())])
    for visit in run.memory.next_rechecks(limit=500):
        if visit.link.url == url(number):
            one = article(number)
            one.fetch = FetchRecord(link=visit.link, at=at, recheck=visit)
            one.body = one.body.replace(f"w{number}x7", f"another{at:%d%H}")
            assert await run.publish(one) is Outcome.PUBLISHED
    run.finish("finished", 0, {})


# --- rebuilding ------------------------------------------------------------------------------------------------------


def rows(root):
    with closing(sqlite3.connect(root / FILE_NAME)) as connection:
        return {
            "articles": connection.execute(
                "SELECT hex(id), url, date_published, hex(content_hash), revision FROM articles ORDER BY id"
            ).fetchall(),
            "names": connection.execute("SELECT hex(key) FROM settled ORDER BY key").fetchall(),
            "sketches": connection.execute(
                "SELECT hex(id), shingles, hex(marks) FROM sketches JOIN articles ON number = article ORDER BY id"
            ).fetchall(),
            "texts": connection.execute(
                "SELECT hex(id), content FROM revisions JOIN articles ON number = article ORDER BY id"
            ).fetchall(),
        }


@pytest.mark.parametrize("prepare", [None, do_compact, do_forget])
def test_a_state_made_anew_knows_the_same(root, prepare):
    if prepare:
        prepare(root)
    files, old = lines(root), rows(root)
    rebuilt = do_rebuild(root)
    assert rebuilt.articles == {SITE.name: 11 - (prepare is do_forget)}
    assert rebuilt.notes == []
    new = rows(root)
    assert new["articles"] == old["articles"]
    assert new["names"] == old["names"]
    assert new["sketches"] == old["sketches"]
    assert new["texts"] == old["texts"]
    with closing(sqlite3.connect(rebuilt.kept)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with closing(sqlite3.connect(root / FILE_NAME)) as connection:
        runs = connection.execute("SELECT id FROM runs WHERE filed").fetchall()
    assert len(runs) == 5, "also those of which only a merged file tells"
    nothing_is_crawled_again(root)
    assert lines(root) == files
    check_files(root)


@pytest.mark.parametrize("name", [name for name in UPKEEP_NAMES if name.startswith("rebuild")])
def test_killed_while_rebuilding(root, name):
    old = rows(root)
    assert not child(do_rebuild, root, Armed(name))
    assert rows(root)["articles"] == old["articles"], "there is a whole state at every instant"
    do_rebuild(root)
    assert rows(root)["articles"] == old["articles"]
    nothing_is_crawled_again(root)
    check_files(root)


def test_a_damaged_state_is_replaced(root):
    path = root / FILE_NAME
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StorageProblem, match="rebuild-state"):
        do_compact(root)
    rebuilt = do_rebuild(root)
    assert rebuilt.articles == {SITE.name: 11}
    assert "could not read unwritten lines" in rebuilt.notes[0]
    nothing_is_crawled_again(root)


def test_the_last_lines_of_a_killed_run_are_not_lost(root):
    assert not child(lambda root: asyncio.run(crawl(root, [20, 21])), root, Armed("part.write.before"))
    assert do_rebuild(root).articles == {SITE.name: 12}, "one was promised, the other not read yet"
    assert identify(url(20)) in ids(root)


def test_not_while_anything_uses_the_state(root):
    with open_store(root), pytest.raises(StorageProblem, match="in use"):
        do_rebuild(root)
    do_rebuild(root)


def test_a_site_without_a_spider_keeps_its_house(root):
    """What its sisters must not publish again is known by the house."""
    for path in [*root.glob("gazette/*.json")]:
        path.write_text(path.read_text("utf-8").replace('"house": "gazette"', '"house": "sisters"'), "utf-8")
    rebuild(root, [IdleSite(SITE.name, "", identify)], NOW)
    with closing(sqlite3.connect(root / FILE_NAME)) as connection:
        assert connection.execute("SELECT house FROM sites").fetchall() == [("sisters",)]


# --- in any order ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 40))])
def test_in_any_order(root, tmp_path, seed):
    """Crawls, edits and upkeep, and the state put back from a backup: every line once, what is forgotten never."""
    chance, backup = random.Random(seed), tmp_path / "backup.sqlite"
    known, forgotten = set(range(11)), set()

    def more(_, at):
        known.add(100 + len(known))
        asyncio.run(crawl(root, known, at))

    def never_again(number, _):
        forgotten.add(number)
        do_forget(root, number)

    def back_up(*_):
        with closing(sqlite3.connect(root / FILE_NAME)) as live, closing(sqlite3.connect(backup)) as copy:
            live.backup(copy)

    def put_back(*_):
        for path in root.glob(FILE_NAME + "*"):
            path.unlink()
        shutil.copy(backup, root / FILE_NAME)

    def edit(number, at):
        asyncio.run(revise(root, number, at))

    acts = [more, never_again, edit, back_up, put_back, lambda *_: do_compact(root), lambda *_: do_rebuild(root)]
    for hours, act in enumerate([back_up, *chance.choices(acts, k=8)]):
        act(chance.choice(sorted(known - forgotten)), NOW + timedelta(hours=hours))
    for prepare in (lambda _: None, do_rebuild):
        prepare(root)
        nothing_is_crawled_again(root, sorted(known))
        told = [(record["id"], record["revision"]) for record in map(json.loads, lines(root))]
        assert len(told) == len(set(told))
        assert {name for name, _ in told} == {identify(url(number)) for number in known - forgotten}
        check_files(root)


def place_of(root, number):
    with open_store(root) as store:
        (story,) = store.explain(identify(url(number)))
    (found,) = locate(root, story.article)
    return found


def test_the_line_of_an_article_is_found_before_and_after_a_merge(root):
    for merge in (lambda: None, lambda: do_compact(root)):
        merge()
        for number in (1, 9):
            found = place_of(root, number)
            content = found.path.read_bytes()
            assert identify(url(number)) in content.splitlines()[found.line - 1].decode()
            assert content[found.offset :].splitlines()[0] == content.splitlines()[found.line - 1]


def test_a_line_is_found_though_the_store_names_another_file(root):
    with open_store(root) as store:
        (story,) = store.explain(identify(url(1)))
    for place in (replace(story.article, stem=None, month=None), replace(story.article, stem="gazette-no-such-run")):
        assert locate(root, place) == [place_of(root, 1)]
    assert locate(root / "elsewhere", story.article) == []
