"""Kill the process before and after everything that touches the disk; nothing is lost, repeated or torn.

Each trial is a forked child that publishes forty articles in small groups and kills itself at one place. It is started
again until it is done. Then the site edits ten of them, and the same is done again. All finished files together are
judged.
"""

import asyncio
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.core import failpoints
from newscrawl.core.clock import now
from newscrawl.core.crawl_state import FetchRecord, Outcome
from newscrawl.core.errors import UsageProblem
from newscrawl.core.failpoints import NAMES, Armed
from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.publishing import publisher
from newscrawl.publishing.run import Run

SITE = Site(name="gazette", publisher="Gazette", publisher_group="gazette", timezone="UTC", language="en")
URLS = [f"https://gazette.test/2026/11/{n}/" for n in range(40)]
REFUSED = URLS[7]
OFFENDED = URLS[11]
"""Its page fails the first time."""


EDITED = URLS[12:22]
NOT_MODIFIED = URLS[22]
"""A source calls it changed, and its page is as it was."""
VANISHED = URLS[23]
LATER = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
"""A source says that an article was changed after it was read; a date further ahead would not be believed."""


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def article(url, word="told"):
    return Article(
        id=identify(url),
        site=SITE.name,
        publisher=SITE.publisher,
        url=url,
        canonical_url=url,
        headline=f"News of {url}",
        date_published="2026-11-22T08:00:00+00:00",
        body=f"“This” is {word} at {url}.\n\nSo it goes on at {url}, for some length." + " And on." * 30,
    )


PUBLISHED = {(identify(url), 1) for url in URLS if url != REFUSED} | {(identify(url), 2) for url in EDITED}


def listed(url, *, edited):
    """What the feed says of an article."""
    changed = edited and url in (*EDITED, NOT_MODIFIED, VANISHED)
    return Link(url=url, source="feed", html="<p>all</p>", modified=LATER if changed else None)


async def crawl(root, urls=URLS):
    """One run, as a crawl would use it; the links that an earlier run left behind come first."""
    run = Run.begin(root, SITE, identify, arguments={}, versions={})
    memory = run.memory
    links = memory.next_pending()
    links += memory.add_discovered([listed(url, edited=(root / "edited").exists()) for url in urls])
    wanted = []
    for link in links:
        if link.url == REFUSED:
            memory.resolve(link, Outcome.REFUSED, "not an article")
        elif link.url == OFFENDED and not (root / "offended").exists():
            (root / "offended").touch()
            memory.retry_later(link, "HTTP 503")
        else:
            wanted.append(article(link.url))
            wanted[-1].fetch = FetchRecord(link=link, at=now())
    for visit in memory.next_rechecks(limit=100):
        url = visit.link.url
        if url == NOT_MODIFIED:
            memory.recheck_unchanged(visit)
        elif url == VANISHED:
            memory.recheck_gone(visit)
        else:
            wanted.append(article(url, "said"))
            wanted[-1].fetch = FetchRecord(link=visit.link, at=now(), recheck=visit)
    await asyncio.gather(*(run.publish(one) for one in wanted))
    run.finish("finished", 0, {"found": len(links)})
    return run.memory


def child(root, armed=None):
    """Crawl in a child process; True when it came to its end, False when it killed itself."""
    process = os.fork()
    if process == 0:
        try:
            failpoints._armed = armed
            publisher.GROUP, publisher.WAIT = 7, 0.001
            asyncio.run(crawl(root))
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


def make_due(root):
    """The link whose page failed is due in an hour; tests don't wait."""
    with closing(sqlite3.connect(root / "newscrawl.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE pending SET next_try = 0")


def judge(root, expected=PUBLISHED):
    """Crawl to the end, then: every expected article once in the finished files, no other file, manifests that fit."""
    assert child(root)
    make_due(root)
    (root / "edited").touch()
    assert child(root)
    assert child(root)
    folder = root / SITE.name
    seen = Counter()
    for file in folder.glob("*.jsonl"):
        content = file.read_bytes()
        assert content.endswith(b"\n")
        lines = content.splitlines(keepends=True)
        for line in lines:
            record = json.loads(line)
            assert record["run_id"] in file.name
            seen[record["id"], record["revision"]] += 1
        manifest = json.loads(file.with_suffix(".run.json").read_bytes())
        assert manifest["sha256"] == hashlib.sha256(content).hexdigest()
        assert manifest["bytes"] == len(content)
        assert manifest["written"] == len(lines)
        assert manifest["run_id"] in file.name
        assert manifest["site"] == SITE.name
        assert manifest["finish_reason"] in ("finished", "killed")
    assert set(seen) == expected, "lost"
    assert set(seen.values()) == {1}, "repeated"
    endings = Counter("".join(path.suffixes) for path in folder.iterdir() if path.name != ".lock")
    assert set(endings) == {".jsonl", ".run.json"}
    assert endings[".jsonl"] == endings[".run.json"]


PASSINGS = 3


LATE = ("memory.visit.", "recovery.")
"""Places that a first crawl does not come to; each of the others is reached by it."""


@pytest.mark.parametrize("name", NAMES)
def test_kill_once(tmp_path, name):
    for passing in range(1, PASSINGS + 1):
        root = tmp_path / str(passing)
        if child(root, Armed(name, passing)):
            break
        judge(root)
    assert (passing > 1) is not name.startswith(LATE), "reached"


@pytest.fixture(scope="module")
def to_be_edited(tmp_path_factory):
    """A root in which all is published, and the site has edited some of it since."""
    root = tmp_path_factory.mktemp("edited") / "output"
    assert child(root)
    make_due(root)
    assert child(root)
    (root / "edited").touch()
    return root


@pytest.mark.parametrize("name", NAMES)
def test_kill_among_revisions(tmp_path, name, to_be_edited):
    for passing in range(1, PASSINGS):
        root = tmp_path / str(passing)
        shutil.copytree(to_be_edited, root)
        if child(root, Armed(name, passing)):
            break
        judge(root)
    assert passing > 1 or not name.startswith("memory.visit."), "never reached"


def killed_in_group(root):
    """A promised group is not in the file."""
    assert not child(root, Armed("part.write.before", 3))


def torn(root):
    """A promised group is half in the file."""
    killed_in_group(root)
    (part,) = (root / SITE.name).glob("*.part")
    with part.open("ab") as file:
        file.write(promised(root)[0][:700])


def garbled(root):
    """A power cut left zeros where the promised group should be."""
    killed_in_group(root)
    (part,) = (root / SITE.name).glob("*.part")
    with part.open("ab") as file:
        file.write(bytes(9000))


def not_filed(root):
    """All is written, nothing has its final name."""
    assert not child(root, Armed("run.close.after"))


def state_lost(root):
    """One finished file, one torn ``.part``, one empty one; the state is gone."""
    assert child(root)
    folder = root / SITE.name
    (finished,) = folder.glob("*.jsonl")
    lines = finished.read_bytes().splitlines(keepends=True)
    finished.write_bytes(b"".join(lines[:20]))
    finished.with_suffix(".run.json").unlink()
    part = folder / "gazette-20261122T090000Z-aaaaaaaaaaaa.jsonl.part"
    moved = [line.replace(json.loads(line)["run_id"].encode(), b"aaaaaaaaaaaa") for line in lines[20:]]
    part.write_bytes(b"".join(moved) + moved[0][:-50])
    (folder / "gazette-20261122T100000Z-bbbbbbbbbbbb.jsonl.part").touch()
    for file in root.glob("newscrawl.sqlite*"):
        file.unlink()


def promised(root):
    with closing(sqlite3.connect(root / "newscrawl.sqlite")) as connection:
        return [line for (line,) in connection.execute("SELECT line FROM outbox ORDER BY offset")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("left_behind", "acts"),
    [
        (killed_in_group, {"register"}),
        (torn, {"register"}),
        (garbled, {"register", "cut"}),
        (not_filed, {"register"}),
        (state_lost, {"register", "cut", "read_back", "remove"}),
    ],
)
def test_kill_the_recovery(tmp_path, left_behind, acts):
    template = tmp_path / "template"
    left_behind(template)
    reached = set()
    for name in NAMES:
        root = tmp_path / name
        shutil.copytree(template, root)
        if not child(root, Armed(name)):
            reached.add(name)
            judge(root)
    wanted = {f"recovery.{act}.{when}" for act in acts for when in ("before", "after")}
    assert {name for name in reached if name.startswith("recovery.")} == wanted


def test_the_recoveries_above_reach_every_place_of_it():
    assert {name.split(".")[1] for name in NAMES if name.startswith("recovery.")} == {
        *("register", "cut", "read_back", "remove")
    }


def test_recovery_that_is_killed_again_and_again(tmp_path):
    torn(tmp_path)
    for name in ("recovery.cut.before", "part.write.before", "part.sync.after", "manifest.sync.before",
                 "part.rename.before", "part.rename.after", "run.file.before"):  # fmt: skip
        child(tmp_path, Armed(name))
    judge(tmp_path)


DRIVER = """
import sys, pathlib
sys.path[:0] = sys.argv[2:]
from newscrawl.store.db.connection import Database
from newscrawl.core.failpoints import Act
database = Database.open(pathlib.Path(sys.argv[1]))
for act in Act.MEMORY_ADMIT, Act.RUN_BEGIN, Act.RUN_BEGIN:
    with database.write(act):
        print(act, flush=True)
"""


@pytest.mark.parametrize(
    ("spec", "status", "printed"),
    [
        ("run.begin.before:2", -signal.SIGKILL, ["memory.admit", "run.begin", "run.begin"]),
        ("run.begin.before", -signal.SIGKILL, ["memory.admit", "run.begin"]),
        ("run.begin.after=ENOSPC", 1, ["memory.admit", "run.begin"]),
        ("run.beginning", 1, []),
        ("", 0, ["memory.admit", "run.begin", "run.begin"]),
    ],
)
def test_set_by_the_environment(tmp_path, spec, status, printed):
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, tmp_path / "state.sqlite", str(Path(__file__).parent.parent)],
        env={**os.environ, failpoints.VARIABLE: spec},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status
    assert done.stdout.split() == printed


@pytest.mark.parametrize("spec", ["nowhere.before", "part.write", "part.write.before:0", "part.write.before=ENOSUCH"])
def test_a_slip_of_the_pen_is_told(spec):
    with pytest.raises(UsageProblem, match=spec.split("=")[0]):
        failpoints.parse({failpoints.VARIABLE: spec})


def test_off_unless_set():
    assert failpoints.parse({}) is None
