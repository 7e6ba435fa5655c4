"""What a killed run, a power cut, a lost state or a restored backup leaves behind is made whole at the next start."""

import asyncio
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.crawl_state import Outcome
from newscrawl.core.errors import StorageProblem
from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.items import Article
from newscrawl.publishing import publisher
from newscrawl.publishing.repair import repair
from newscrawl.publishing.run import Run
from newscrawl.store.db.schema import APPLICATION_ID, MIGRATIONS

SITE = Site(name="gazette", publisher="Gazette", publisher_group="press", timezone="UTC", language="en")
SISTER = Site(name="herald", publisher="Herald", publisher_group="press", timezone="UTC", language="en")
RUN = "0123456789ab"


def identify(url):
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def url_of(name):
    return f"https://gazette.test/{name}/"


def link(name):
    return Link(url=url_of(name), source="feed")


def article(name, **more):
    url = url_of(name)
    given = {"id": identify(url), "site": "gazette", "publisher": "G", "url": url, "canonical_url": url, **more}
    return Article(**{"headline": str(name), "body": f"The text of {name}.", **given})


def begin(root, site=SITE):
    return Run.begin(root, site, identify, arguments={}, versions={})


def publish(run, *names):
    async def all_of_them():
        return await asyncio.gather(*(run.publish(article(name)) for name in names))

    return asyncio.run(all_of_them())


def leave(run):
    """As a kill would: nothing is finished, the kernel takes lock and files back."""
    run._resources.close()


def finished_run(root, *names, site=SITE):
    run = begin(root, site)
    publish(run, *names)
    return run.finish("finished", 0, {})


def headlines(root):
    files = sorted(root.glob("*/*.jsonl"))
    return [json.loads(line)["headline"] for file in files for line in file.read_bytes().splitlines()]


def forget_state(root):
    for file in root.glob("newscrawl.sqlite*"):
        file.unlink()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(publisher, "WAIT", 0.001)


def manifest_of(path):
    return json.loads(path.with_suffix(".run.json").read_bytes())


def test_a_killed_run_is_finished_by_the_next(tmp_path):
    killed = begin(tmp_path)
    killed.memory.add_discovered([link("a"), link("b"), link("c")])
    publish(killed, "a", "b")
    leave(killed)
    run = begin(tmp_path)
    (recovered,) = run.recovered
    assert (recovered.lines, recovered.problems) == (2, ())
    assert killed.id in recovered.path.name
    assert run.memory.next_pending() == [link("c")]
    assert {json.loads(line)["run_id"] for line in recovered.path.read_bytes().splitlines()} == {killed.id}
    manifest = manifest_of(recovered.path)
    assert (manifest["finish_reason"], manifest["exit_status"], manifest["recovered"]) == ("killed", None, True)
    assert manifest["written"] == 2
    assert publish(run, "a", "c") == [Outcome.DUPLICATE, Outcome.PUBLISHED]
    run.finish("finished", 0, {})
    assert sorted(headlines(tmp_path)) == ["a", "b", "c"]
    assert begin_and_end(tmp_path).recovered == ()


def begin_and_end(root, site=SITE):
    run = begin(root, site)
    run.finish("finished", 0, {})
    return run


def test_a_run_killed_before_its_first_line_leaves_no_file(tmp_path):
    leave(begin(tmp_path))
    assert begin_and_end(tmp_path).recovered == ()
    assert [path.name for path in (tmp_path / "gazette").iterdir()] == [".lock"]


def test_several_killed_runs(tmp_path):
    leave(begin(tmp_path))
    killed = begin(tmp_path)
    publish(killed, "a")
    killed._publisher._part.close()
    (part,) = (tmp_path / "gazette").glob("*.part")
    part.rename(tmp_path / "hidden")  # its disk was away when the next run came
    leave(killed)
    second = begin(tmp_path)
    publish(second, "b")
    leave(second)
    assert len(begin_and_end(tmp_path).recovered) == 1
    assert sorted(headlines(tmp_path)) == ["a", "b"]


class TestStateLost:
    def test_finished_files_are_read_back(self, tmp_path):
        finished_run(tmp_path, "a", "b")
        finished_run(tmp_path, "c")
        forget_state(tmp_path)
        run = begin(tmp_path)
        assert sorted(found.lines for found in run.recovered) == [1, 2]
        assert run.memory.add_discovered([link("a"), link("d")]) == [link("d")]
        assert publish(run, "b", "c", "d") == [Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.PUBLISHED]
        run.finish("finished", 0, {})
        assert sorted(headlines(tmp_path)) == ["a", "b", "c", "d"]
        assert begin_and_end(tmp_path).recovered == ()

    def test_manifests_stay_as_they_are(self, tmp_path):
        before = manifest_of(finished_run(tmp_path, "a").path)
        forget_state(tmp_path)
        (recovered,) = begin_and_end(tmp_path).recovered
        assert manifest_of(recovered.path) == before

    def test_a_manifest_that_is_gone_is_made_anew(self, tmp_path):
        path = finished_run(tmp_path, "a").path
        path.with_suffix(".run.json").unlink()
        forget_state(tmp_path)
        begin_and_end(tmp_path)
        manifest = manifest_of(path)
        assert manifest["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (manifest["site"], manifest["house"], manifest["recovered"]) == ("gazette", "press", True)

    def test_the_same_text_under_another_address_is_known(self, tmp_path):
        finished_run(tmp_path, "a")
        forget_state(tmp_path)
        run = begin(tmp_path)
        other = article("z", body="the TEXT of “a”")
        assert asyncio.run(run.publish(other)) is Outcome.DUPLICATE
        run.finish("finished", 0, {})

    def test_the_whole_lines_of_an_orphan_are_kept(self, tmp_path):
        killed = begin(tmp_path)
        publish(killed, "a", "b")
        leave(killed)
        (part,) = (tmp_path / "gazette").glob("*.part")
        with part.open("ab") as file:
            file.write(part.read_bytes()[:100])
        forget_state(tmp_path)
        (recovered,) = begin_and_end(tmp_path).recovered
        assert recovered.lines == 2
        assert headlines(tmp_path) == ["a", "b"]

    def test_lines_that_are_no_articles_are_told_and_kept(self, tmp_path):
        path = finished_run(tmp_path, "a").path
        content = path.read_bytes()
        odd = b'{"mood": "good"}\n[]\n{"id": 1}\nnot json\n' + content.replace(identify(url_of("a")).encode(), b"x")
        path.write_bytes(odd + content)
        forget_state(tmp_path)
        (recovered,) = begin_and_end(tmp_path).recovered
        assert "5 lines not recognizable as articles" in recovered.problems[0].text
        assert path.read_bytes() == odd + content

    def test_foreign_files_are_left_alone(self, tmp_path):
        folder = tmp_path / "gazette"
        folder.mkdir()
        foreign = ["notes.jsonl", "herald-20261122T080000Z-0123456789ab.jsonl", "gazette-2026-0123456789ab.jsonl",
                   "gazette-20269922T080000Z-0123456789ab.jsonl", "gazette-20261122T080000Z-0123456789ab.jsonl.gz",
                   "gazette-20261122T080000Z-xyz.jsonl.part"]  # fmt: skip
        for name in foreign:
            (folder / name).write_text("mine")
        (folder / "gazette-20261122T080000Z-aaaaaaaaaaaa.jsonl").mkdir()
        assert begin_and_end(tmp_path).recovered == ()
        assert all((folder / name).read_text() == "mine" for name in foreign)

    def test_texts_of_sisters_are_known_before_their_own_run(self, tmp_path):
        finished_run(tmp_path, "a", site=SISTER)
        killed = begin(tmp_path, SISTER)
        publish(killed, "b")
        leave(killed)
        finished_run(
            tmp_path, "c", site=Site(name="far", publisher="F", publisher_group="far", timezone="UTC", language="en")
        )
        forget_state(tmp_path)
        for _ in range(2):
            run = begin(tmp_path)
            published = publish(run, "a", "b", "c")
            run.finish("finished", 0, {})
            if "c" in headlines(tmp_path):
                break
        assert published == [Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.PUBLISHED]
        herald = begin(tmp_path, SISTER)
        assert sorted(recovered.lines for recovered in herald.recovered) == [1, 1]
        herald.finish("finished", 0, {})
        assert sorted(headlines(tmp_path)) == ["a", "b", "c", "c"]

    def test_an_unknown_sister_with_odd_manifests(self, tmp_path):
        for name, content in (("herald", "[]"), ("other", "{"), ("third", '{"house": 5}')):
            (tmp_path / name).mkdir()
            (tmp_path / name / f"{name}-20261122T080000Z-0123456789ab.run.json").write_text(content)
        (tmp_path / "lost+found").mkdir()
        begin_and_end(tmp_path)


class TestStateRestored:
    """The state file is an older copy than the files of lines."""

    def copy(self, root):
        copy = root / "backup"
        copy.mkdir()
        for file in root.glob("newscrawl.sqlite*"):
            shutil.copy(file, copy)

    def restore(self, root):
        forget_state(root)
        for file in (root / "backup").iterdir():
            shutil.copy(file, root)
        shutil.rmtree(root / "backup")

    def test_from_before_the_last_runs(self, tmp_path):
        finished_run(tmp_path, "a")
        self.copy(tmp_path)
        finished_run(tmp_path, "b")
        finished_run(tmp_path, "c")
        self.restore(tmp_path)
        run = begin(tmp_path)
        assert len(run.recovered) == 2
        assert publish(run, "a", "b", "c") == [Outcome.DUPLICATE] * 3
        run.finish("finished", 0, {})
        assert sorted(headlines(tmp_path)) == ["a", "b", "c"]

    @pytest.mark.parametrize("finished", [True, False])
    @pytest.mark.parametrize("before", [[], ["a"], ["a", "b"]])
    def test_from_the_middle_of_a_run(self, tmp_path, before, finished):
        run = begin(tmp_path)
        for name in before:
            publish(run, name)
        self.copy(tmp_path)
        for name in ("c", "d"):
            publish(run, name)
        if finished:
            run.finish("finished", 0, {})
        else:
            leave(run)
        self.restore(tmp_path)
        again = begin(tmp_path)
        assert publish(again, *before, "c", "d", "e") == [Outcome.DUPLICATE] * (len(before) + 2) + [Outcome.PUBLISHED]
        again.finish("finished", 0, {})
        assert sorted(headlines(tmp_path)) == [*before, "c", "d", "e"]
        assert begin_and_end(tmp_path).recovered == ()

    def test_the_output_folder_is_older(self, tmp_path):
        """The ``.part`` of a run comes back beside the finished file."""
        run = begin(tmp_path)
        publish(run, "a")
        (part,) = (tmp_path / "gazette").glob("*.part")
        shutil.copy(part, tmp_path / "copy")
        publish(run, "b")
        run.finish("finished", 0, {})
        shutil.copy(tmp_path / "copy", part)
        begin_and_end(tmp_path)
        assert not part.exists()
        assert headlines(tmp_path) == ["a", "b"]

    def test_two_files_that_differ_are_for_a_person(self, tmp_path):
        path = finished_run(tmp_path, "a").path
        part = path.with_name(path.name + ".part")
        part.write_text("something else\n")
        with pytest.raises(StorageProblem, match="differ"):
            begin(tmp_path)
        part.unlink()
        begin_and_end(tmp_path)


def test_lines_that_somebody_cut_are_told(tmp_path):
    killed = begin(tmp_path)
    publish(killed, "a")
    publish(killed, "b")
    publish(killed, "c")
    leave(killed)
    (part,) = (tmp_path / "gazette").glob("*.part")
    part.write_bytes(part.read_bytes()[:40])
    (recovered,) = begin_and_end(tmp_path).recovered
    assert "is shorter than recorded" in recovered.problems[0].text
    assert headlines(tmp_path) == ["c"]
    assert manifest_of(recovered.path)["troubles"][0]["text"] == recovered.problems[0].text


def test_a_later_revision_takes_the_place_of_the_former(tmp_path):
    finished_run(tmp_path, "a")
    (path,) = (tmp_path / "gazette").glob("*.jsonl")
    first = json.loads(path.read_bytes())
    second = {**first, "revision": 2, "body": "Another text.", "date_published": "2026-11-20"}
    path.write_bytes(b"".join(json.dumps(record).encode() + b"\n" for record in (first, second)))
    forget_state(tmp_path)
    run = begin(tmp_path)
    assert run.memory.date_of(link("a")) == "2026-11-20"
    assert asyncio.run(run.publish(article("b", body="another text"))) is Outcome.DUPLICATE
    run.finish("finished", 0, {})


def test_many_lines_are_read_back_in_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("newscrawl.publishing.reindex.BATCH", 7)
    names = [f"n{number}" for number in range(50)]
    finished_run(tmp_path, *names)
    forget_state(tmp_path)
    run = begin(tmp_path)
    assert run.recovered[0].lines == 50
    assert set(publish(run, *names)) == {Outcome.DUPLICATE}
    run.finish("finished", 0, {})


def line(number):
    url = url_of(number)
    record = {"id": identify(url), "url": url, "canonical_url": url, "run_id": RUN, "body": "é" * (number % 7)}
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


LINES = [line(number) for number in range(12)]
OFFSETS = [sum(map(len, LINES[:number])) for number in range(len(LINES) + 1)]
WHOLE = b"".join(LINES)


def promised(first, last):
    return [(OFFSETS[number], LINES[number]) for number in range(first, last)]


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    return tmp_path_factory.mktemp("mend") / "x.part"


@given(first=st.integers(0, 11), cut=st.integers(0, len(WHOLE)), garbage=st.binary(max_size=300))
def test_mending_gives_the_same_file_wherever_it_was_torn(part, first, cut, garbage):
    """The last promised group starts at line ``first``: from there on the file may hold anything."""
    cut = max(cut, OFFSETS[first])
    part.write_bytes(WHOLE[:cut] + garbage)
    for _ in range(2):
        assert repair(part, RUN, promised(first, len(LINES)))
        assert part.read_bytes() == WHOLE


@given(
    promise=st.tuples(st.integers(0, 11), st.integers(0, 12)).map(sorted),
    cut=st.integers(0, len(WHOLE)),
    garbage=st.sampled_from(
        [b"", b"\0" * 50, b"[" * 5000 + b"\n", b'{"id": "x"}\n', LINES[0].replace(b"0123", b"9999")]
    ),
)
def test_what_an_older_state_does_not_know_is_kept_line_by_line(part, promise, cut, garbage):
    first, last = promise
    if first == last:
        first = last = 0
    cut = max(cut, OFFSETS[last])
    part.write_bytes(WHOLE[:cut] + garbage)
    assert repair(part, RUN, promised(first, last))
    whole = max(offset for offset in OFFSETS if offset <= cut)
    assert part.read_bytes() == WHOLE[:whole]


def test_nothing_promised_and_no_file(part):
    part.unlink(missing_ok=True)
    assert repair(part, RUN, [])
    assert not part.exists()
    repair(part, RUN, promised(0, 2))
    assert part.read_bytes() == b"".join(LINES[:2])


@given(first=st.integers(1, 11), cut=st.integers(0, len(WHOLE)), killed=st.integers(0, len(WHOLE)))
def test_a_file_that_somebody_cut(part, first, cut, killed):
    """What is left of it is kept, the promised lines are there once, also when the mending itself was killed."""
    cut = min(cut, OFFSETS[first] - 1)
    left = [line for number, line in enumerate(LINES) if OFFSETS[number + 1] <= cut]
    expected = b"".join(left + LINES[first:])
    part.write_bytes(WHOLE[:cut])
    repair(part, RUN, promised(first, 12))
    assert part.read_bytes() == expected
    part.write_bytes(expected[: max(killed, sum(map(len, left)))])
    repair(part, RUN, promised(first, 12))
    assert part.read_bytes() == expected


def test_a_cut_is_told(part):
    part.write_bytes(WHOLE[: OFFSETS[2] + 5])
    assert repair(part, RUN, promised(4, 6)) is False


def test_names_sort_by_time_and_hold_no_colon(tmp_path):
    clock = iter([datetime(2026, 11, 22, 8, second, tzinfo=UTC) for second in range(59)])
    for name in ("a", "b"):
        run = Run.begin(tmp_path, SITE, identify, arguments={}, versions={}, clock=lambda: next(clock))
        publish(run, name)
        run.finish("finished", 0, {})
    assert headlines(tmp_path) == ["a", "b"]
    assert not [path for path in tmp_path.rglob("*") if ":" in path.name]


def as_version_1(path):
    """The state file as the first newscrawl would have left it: its tables, their first columns."""
    old = path.with_name("old.sqlite")
    with closing(sqlite3.connect(path)) as new, closing(sqlite3.connect(old)) as made:
        for statement in MIGRATIONS[0]:
            made.execute(statement)
        made.execute("PRAGMA user_version = 1")
        made.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for (table,) in made.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = ", ".join(row[1] for row in made.execute(f"PRAGMA table_info({table})"))
            rows = new.execute(f"SELECT {columns} FROM {table}").fetchall()
            if rows:
                made.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        made.commit()
    for file in path.parent.glob(path.name + "*"):
        file.unlink()
    old.rename(path)


@pytest.mark.parametrize("cut", [0, 40])
def test_a_run_that_was_killed_before_newscrawl_was_updated(tmp_path, cut):
    finished_run(tmp_path, "a")
    run = begin(tmp_path)
    run.memory.add_discovered([link(name) for name in "abcd"])
    run.memory.return_to_pending(link("d"), date="2020-01-01")
    publish(run, "b", "c")
    (part,) = (tmp_path / "gazette").glob("*.part")
    leave(run)
    part.write_bytes(part.read_bytes()[: part.stat().st_size - cut])
    as_version_1(tmp_path / "newscrawl.sqlite")
    run = begin(tmp_path)
    assert [one.path.suffix for one in run.recovered] == [".jsonl"]
    assert run.memory.add_discovered([link(name) for name in "abc"]) == []
    assert publish(run, "a", "b", "c") == [Outcome.DUPLICATE] * 3
    run.finish("finished", 0, {})
    assert sorted(headlines(tmp_path)) == ["a", "b", "c"]
    run = begin(tmp_path)
    assert run.memory.add_discovered([link("d")])[0].date == "2020-01-01", "what was read once stays known"
    leave(run)
