"""What became of a job: what Scrapyd knows joined with what the state knows. No Scrapyd is needed here."""

import importlib.util
import json
import os
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from newscrawl.core.clock import now
from newscrawl.core.errors import ExitStatus, UsageProblem
from newscrawl.publishing.lock import SiteLock, lock_holder
from newscrawl.scrapyd.client import Client, ScrapydProblem, SeenJob
from newscrawl.scrapyd.config import Access, access
from newscrawl.scrapyd.egg import build_egg, next_version
from newscrawl.scrapyd.queue import JobQueue
from newscrawl.scrapyd.status import JobStatus, report, to_retry
from newscrawl.scrapyd.submit import again, new_job, post_job
from newscrawl.store import CANCELLED, JobRow, JobRun, RunRow
from newscrawl.testing.page import Page, Reset

PROJECT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def row(job="a", minutes=30, run=None, **facts):
    facts = {"site": "amn", "arguments": {}, "accepted": True, **facts}
    if run is not None:
        run = JobRun(id=f"run of {job}", started=NOW - timedelta(minutes=minutes), account=run)
    return JobRow(id=job, scheduled=NOW - timedelta(minutes=minutes), run=run, **facts)


def seen(place, job="a"):
    return SeenJob(id=job, site="amn", place=place, arguments={}, log=None)


def status(one, listed=(), *, alive=False):
    (job,) = report([one], listed, lambda site, started: alive, NOW)
    return job.status


ENDED = {"finish_reason": "finished", "exit_status": 0}


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({**ENDED, "written": 3}, JobStatus.FINISHED),
        (ENDED, JobStatus.EMPTY),
        ({**ENDED, "exit_status": 1}, JobStatus.ERROR),
        ({**ENDED, "exit_status": 3, "written": 2}, JobStatus.BLOCKED),
        ({**ENDED, "exit_status": 4}, JobStatus.UNREACHABLE),
        ({**ENDED, "exit_status": 5}, JobStatus.LAYOUT_CHANGED),
        ({**ENDED, "exit_status": 6}, JobStatus.STORAGE),
        ({"finish_reason": "killed", "exit_status": None, "written": 3}, JobStatus.DIED),
        ({}, JobStatus.DIED),
    ],
)
def test_a_run_tells_how_it_ended(account, expected):
    assert status(row(run=account), [seen("finished")]) is expected
    assert status(row(run=account), []) is expected, "also where Scrapyd has forgotten it"


def test_a_run_that_has_not_ended_lives_where_its_lock_or_scrapyd_says_so():
    assert status(row(run={}), [], alive=True) is JobStatus.RUNNING
    assert status(row(run={}), [seen("running")]) is JobStatus.RUNNING
    assert status(row(run={}), None, alive=True) is JobStatus.RUNNING
    assert status(row(run={}), None) is JobStatus.DIED


def test_a_run_that_was_stopped_was_cancelled_or_went_down_with_scrapyd():
    stopped = row(run={"finish_reason": "shutdown", "exit_status": 0, "written": 1})
    assert status(stopped, [seen("finished")]) is JobStatus.CANCELLED
    assert status(stopped, []) is JobStatus.INTERRUPTED
    is_truncated = row(run={"finish_reason": "shutdown", "exit_status": 4})
    assert status(is_truncated, []) is JobStatus.INTERRUPTED
    assert status(row(run={"finish_reason": "shutdown", "exit_status": 6}), []) is JobStatus.STORAGE


def test_a_job_without_a_run():
    assert status(row(), [seen("pending")]) is JobStatus.WAITING
    assert status(row(), [seen("running")]) is JobStatus.RUNNING
    assert status(row(), [seen("finished")]) is JobStatus.DIED
    assert status(row(), []) is JobStatus.DIED, "it was killed before its run began, and Scrapyd with it"
    assert status(row(), None) is JobStatus.UNKNOWN
    assert status(row(status=0, reason="a run is under way"), [seen("finished")]) is JobStatus.OVERLAPPED
    assert status(row(status=6, reason="disk full"), [seen("finished")]) is JobStatus.STORAGE
    assert status(row(accepted=False, minutes=1), []) is JobStatus.WAITING, "it is being posted at this moment"
    assert status(row(accepted=False, minutes=9), []) is JobStatus.DIED


def test_jobs_that_only_scrapyd_knows_are_shown():
    jobs = report([], [seen("pending"), seen("running", "b"), seen("finished", "c")], lambda *_: False, NOW)
    assert [job.status for job in jobs] == [JobStatus.WAITING, JobStatus.RUNNING, JobStatus.DIED]
    assert to_retry(jobs, NOW) == []


def retried(*rows):
    return [one.id for one in to_retry(report(rows, [], lambda *_: False, NOW), NOW)]


def test_what_died_is_done_again_unless_a_later_job_has_made_up_for_it():
    assert retried(row("a")) == ["a"]
    assert retried(row("a"), row("b", 20, run=ENDED)) == []
    assert retried(row("a"), row("b", 20)) == ["b"], "of two that died the last"
    assert retried(row("a", arguments={"since": "30d"}), row("b", 20, run=ENDED)) == ["a"], (
        "a back-fill is another matter"
    )
    assert retried(row("a"), row("b", 20, run=ENDED, site="spacenews")) == ["a"]
    assert retried(row("b", retry_of="a")) == [], "once"
    assert retried(row("a", 60 * 24 * 4)) == [], "long ago"


# --- the state's part --------------------------------------------------------------------------


def test_a_jobs_row_from_note_to_end(store):
    job = new_job("amn", {"since": "7d"}, NOW, settings={"DOWNLOAD_DELAY": "0"})
    assert store.add_job(job, keep_since=NOW)
    assert not store.add_job(job, keep_since=NOW)
    store.accept_job(job.id)
    store.end_job(JobRow(id=job.id, site="amn", arguments={}, scheduled=NOW, status=0, reason="under way"))
    run = RunRow(id="run", stem="stem", started=NOW + timedelta(microseconds=1), account={"site": "amn"})
    store.site("amn", "amn").begin_run(run, job="by curl", arguments={"limit": "3"})
    first, second = store.jobs_since(NOW)
    assert store.jobs_since(NOW + timedelta(seconds=1)) == []
    assert first.arguments == {"since": "7d"}
    assert first.settings == {"DOWNLOAD_DELAY": "0"}
    assert first.accepted
    assert (first.status, first.reason) == (0, "under way")
    assert (second.id, second.arguments, second.run) == (
        "by curl",
        {"limit": "3"},
        JobRun(id="run", started=run.started, account={"site": "amn"}),
    )
    assert store.add_job(new_job("twz", {}, NOW + timedelta(days=1)), keep_since=NOW + timedelta(days=1))
    assert [job.site for job in store.jobs_since(NOW)] == ["twz"]


def test_two_who_retry_at_one_moment_schedule_it_once(store, scrapyd):
    died = row("a")
    assert post_job(scrapyd.client, store, again(died, NOW))
    assert not post_job(scrapyd.client, store, again(died, NOW))
    assert len(scrapyd.asked()) == 1


@pytest.mark.parametrize("argument", ["project", "spider", "setting", "_job"])
def test_arguments_that_scrapyd_would_take_for_its_own(argument):
    with pytest.raises(UsageProblem, match="Scrapyd's own"):
        new_job("amn", {argument: "x"}, NOW)


def test_an_id_that_would_leave_the_folder_of_logs():
    with pytest.raises(UsageProblem, match="--jobid"):
        new_job("amn", {}, NOW, job="../../x")


def is_alive(folder, started):
    holder = lock_holder(folder)
    return holder is not None and holder.runs(started)


def test_a_living_run_is_told_from_a_dead_one(tmp_path):
    began = datetime.now(UTC)
    assert not is_alive(tmp_path, began)
    lock = SiteLock.take(tmp_path, began)
    assert is_alive(tmp_path, began)
    assert not is_alive(tmp_path, began - timedelta(minutes=1)), "that run was an earlier one"
    lock.release()
    assert not is_alive(tmp_path, began), "its process lives on, but it holds the lock no more"
    words = "import sys, pathlib, datetime; from newscrawl.publishing.lock import SiteLock as L; "
    words += "L.take(pathlib.Path(sys.argv[1]), datetime.datetime.now(datetime.UTC))"
    subprocess.run([sys.executable, "-c", words, str(tmp_path)], check=True, cwd=PROJECT)
    assert not is_alive(tmp_path, datetime.now(UTC) + timedelta(seconds=1)), "its process is gone"


# --- Scrapyd's answers -------------------------------------------------------------------------


class Answering:
    """Something that answers as Scrapyd does."""

    def __init__(self, replica):
        self._replica = replica
        self.client = Client(Access(url=replica.address, username="u", password="p", source="the test"))

    def asked(self):
        return [asked for asked in self._replica.log if asked.target == "/schedule.json"]

    def answer(self, *steps):
        self._replica.script(f"{self._replica.address}/schedule.json", *steps)


@pytest.fixture
def scrapyd(replica):
    replica.add(f"{replica.address}/schedule.json", Page.of(json.dumps({"status": "ok", "jobid": "1"})))
    return Answering(replica)


def refused(message):
    return Page.of(json.dumps({"status": "error", "message": message}))


@pytest.mark.parametrize(
    ("step", "status", "told"),
    [
        (Page.refusal(401), ExitStatus.USAGE, "rejected the password from the test"),
        (refused("project 'newscrawl' not found"), ExitStatus.USAGE, "not deployed on Scrapyd"),
        (refused("spider 'amn' not found"), ExitStatus.USAGE, "has no spider 'amn'"),
        (refused("OperationalError: database or disk is full"), ExitStatus.STORAGE, "the disk of Scrapyd"),
        (refused("OSError: [Errno 28] No space left on device"), ExitStatus.STORAGE, "the disk of Scrapyd"),
        (
            refused("RunnerError: Traceback\n  x\nImportError: no y\n"),
            ExitStatus.ERROR,
            "reported an error: ImportError: no y",
        ),
        (Page.of("<h1>It works!</h1>"), ExitStatus.USAGE, "is not Scrapyd (HTTP 200)"),
        (Page.refusal(502), ExitStatus.USAGE, "is not Scrapyd (HTTP 502)"),
    ],
)
def test_a_refusal_is_one_line_and_leaves_no_note(scrapyd, store, step, status, told):
    scrapyd.answer(step)
    with pytest.raises(ScrapydProblem) as caught:
        post_job(scrapyd.client, store, new_job("amn", {}, NOW))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.status is status
    assert store.jobs_since(NOW) == []


def test_an_answer_that_is_cut_off_leaves_the_note(scrapyd, store):
    scrapyd.answer(Reset())
    with pytest.raises(ScrapydProblem, match="was lost"):
        post_job(scrapyd.client, store, new_job("amn", {}, NOW))
    (job,) = store.jobs_since(NOW)
    assert not job.accepted


def test_the_password_is_sent_to_scrapyd_and_shown_to_nobody(scrapyd, store):
    post_job(scrapyd.client, store, new_job("amn", {"since": "7d"}, NOW, settings={"A": "b=c"}))
    (asked,) = scrapyd.asked()
    assert asked.headers["authorization"] == "Basic dTpw"
    assert b"setting=A%3Db%3Dc" in asked.body
    assert "password" not in repr(Access(url="http://127.0.0.1:1", username="u", password="p", source="s"))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://scrapyd.example.org:6800", "unencrypted"),
        ("ftp://127.0.0.1", "is not a valid URL"),
        ("127.0.0.1:6800", "is not a valid URL"),
        ("http://127.0.0.1:99999", "is not a valid URL"),
    ],
)
def test_addresses_that_are_none_or_not_safe(url, told):
    with pytest.raises(UsageProblem, match=told):
        access(url, {"SCRAPYD_USERNAME": "u", "SCRAPYD_PASSWORD": "p"})


def test_address_and_password_come_from_scrapyds_own_configuration(tmp_path):
    environment = {"NEWSCRAWL_SCRAPYD_HOME": str(tmp_path)}
    with pytest.raises(UsageProblem, match="no password for Scrapyd"):
        access(environment=environment)
    conf = tmp_path / "scrapyd.conf"
    conf.write_text("[scrapyd]\nbind_address = ::1\nhttp_port = 6801\nusername = u\npassword = 100%%\n")
    found = access(environment=environment)
    assert (found.url, found.username, found.password) == ("http://[::1]:6801", "u", "100%")
    assert access("https://x.example", environment).url == "https://x.example"
    conf.write_text("[scrapyd\n")
    with pytest.raises(UsageProblem, match="can't read"):
        access(environment=environment)


# --- the egg -----------------------------------------------------------------------------------


def test_the_egg_holds_the_whole_package_and_nothing_else(tmp_path):
    content = build_egg()
    assert content == build_egg(), "the same files make the same egg"
    names = zipfile.ZipFile(BytesIO(content)).namelist()
    assert "newscrawl/article.schema.json" in names
    assert "newscrawl/testing/newsroom/americanmilitarynews.toml" in names
    assert "newscrawl/spiders/amn.py" in names
    assert {name.split("/")[0] for name in names} == {"newscrawl", "EGG-INFO"}
    assert not [name for name in names if "__pycache__" in name or "tests/" in name or "test_" in name]
    tracked = subprocess.run(
        ["git", "ls-files", "newscrawl"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {name for name in tracked if (PROJECT / name).exists()} <= set(names)
    egg = tmp_path / "newscrawl.egg"
    egg.write_bytes(content)
    # Folders without __init__.py are packages, too; byte code is taken.
    words = "import sys; sys.path.insert(0, sys.argv[1]); import newscrawl.extraction.dom.page as page; "
    words += "import newscrawl.schema as schema; "
    words += "print(page.__file__); from newscrawl.testing.newsroom import expected; print(len(expected()))"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", words, str(egg)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [f"{egg}/newscrawl/extraction/dom/page.pyc", "2"]
    assert stat.S_IMODE(egg.stat().st_mode) & 0o111 == 0


def test_old_versions_are_taken_away(monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location("upload", PROJECT / "deploy" / "upload.py")
    upload = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(upload)
    deployed = [str(20261122000000 + number) for number in range(12)]

    class Scrapyd:
        url = "here"

        def __init__(self, access):
            pass

        def versions(self):
            return deployed[:]

        def add_version(self, version, egg):
            deployed.append(version)
            return 41

        def delete_version(self, version):
            deployed.remove(version)

    monkeypatch.setattr(upload, "Client", Scrapyd)
    monkeypatch.setattr(upload, "access", lambda: None)
    monkeypatch.setattr(sys, "argv", ["upload.py"])
    assert upload.main() == 0
    assert len(deployed) == upload.KEPT
    assert deployed[0] == "20261122000003"
    assert f"deployed version {deployed[-1]} to here: 41 spiders" in capsys.readouterr().out


def test_a_version_is_later_than_all_before_it_whatever_the_clock_says():
    assert next_version(NOW, []) == "20261122120000"
    assert next_version(NOW, ["20261122110000", "1_10"]) == "20261122120000"
    assert next_version(NOW, ["20261122120000"]) == "20261122120001"
    assert next_version(NOW, ["20991231235959"]) == "20991231235960"


# --- what an unfriendly look found -------------------------------------------------------------


def test_a_job_that_was_posted_since_scrapyd_was_asked_is_not_taken_for_dead():
    """Two at one moment: `scrapy jobs --retry` has Scrapyd's list, then a job is posted, then it reads the state."""
    assert status(row(minutes=1), []) is JobStatus.WAITING
    assert retried(row(minutes=1)) == []
    assert retried(row(minutes=9)) == ["a"]


def test_what_somebody_cancelled_is_not_done_again_wherever_it_was(store):
    """In the queue it leaves no trace at Scrapyd; a run that was told twice to stop ends as if killed."""
    for job in ("queued", "at work"):
        store.add_job(row(job, site=job), keep_since=NOW - timedelta(days=1))
        assert store.cancel_job(job)
    store.site("amn", "amn").begin_run(RunRow(id="run", stem="stem", started=NOW, account={}), job="at work")
    assert not store.cancel_job("nobody's")
    queued, _ = store.jobs_since(NOW - timedelta(days=1))
    assert status(queued) is JobStatus.CANCELLED
    assert to_retry(report([queued], [], lambda *_: False, NOW), NOW) == []
    for account in ({}, {"finish_reason": "killed"}, {"finish_reason": "shutdown", "exit_status": 4}):
        assert status(row(run=account, reason=CANCELLED)) is JobStatus.CANCELLED
    assert status(row(run={}, reason=CANCELLED), alive=True) is JobStatus.RUNNING
    assert status(row(run={**ENDED, "written": 1}, reason=CANCELLED)) is JobStatus.FINISHED, "it was quicker"
    assert status(row(reason=CANCELLED), [seen("pending")]) is JobStatus.WAITING, "Scrapyd did not hear of it"


STOPPED = {"finish_reason": "shutdown", "exit_status": 0}


def test_a_retry_that_a_restart_interrupts_is_done_again_and_one_that_dies_twice_is_not():
    died, interrupted = row("a", 60), row("b", 40, run=STOPPED, retry_of="a")
    assert retried(died, interrupted) == ["b"]
    assert retried(died, interrupted, row("c", 20, retry_of="b")) == ["c"], "it died once since"
    assert retried(died, row("b", 40, retry_of="a")) == []
    assert retried(died, interrupted, row("c", 30, retry_of="b"), row("d", 20, retry_of="c")) == []


def test_a_back_fill_that_met_another_run_is_not_done_by_that_one():
    met = row("b", 20, status=0, reason="a run of amn is already under way", arguments={"since": "30d"})
    assert retried(met) == ["b"], "the run under way was asked for something else"
    assert retried(row("b", 20, status=0, reason="a run is under way")) == [], "cron brings the next"
    assert retried(row("a", 30, arguments={"since": "30d"}), met) == ["b"]
    finished = row("a", 30, run={**ENDED, "finished": "2026-11-22T11:55:00Z"}, arguments={"since": "30d"})
    assert retried(finished, met) == [], "that run was the same back-fill, and ended after this one came"
    earlier = row("a", 30, run={**ENDED, "finished": "2026-11-22T11:35:00Z"}, arguments={"since": "30d"})
    assert retried(earlier, met) == ["b"]
    jobs = report([row("x", 40, run={}), met], [seen("running", "x")], lambda *_: False, NOW)
    assert to_retry(jobs, NOW) == [], "not while a run is under way still: it would meet that one"


def test_one_site_that_scrapyd_knows_no_more_does_not_keep_the_others_waiting(scrapyd, store, tmp_path, replica):
    replica.add(f"{replica.address}/listjobs.json?project=newscrawl", Page.of(json.dumps({"status": "ok"})))
    gone, *others = [row(site, 30, site=site) for site in ("amn", "spacenews", "defensenews")]
    for one in (gone, *others):
        store.add_job(replace(one, scheduled=now() - timedelta(minutes=30)), keep_since=now() - timedelta(days=1))
    scrapyd.answer(refused("spider 'amn' not found"))
    with JobQueue(tmp_path, Access(url=replica.address, username="u", password="p", source="test")) as desk:
        told = []
        assert [job.site for job in desk.retry(told.append)] == ["spacenews", "defensenews"]
        assert "has no spider 'amn'" in str(told[0])
        assert [job.site for job in desk.retry(told.append, sites={"spacenews"})] == []


def test_a_back_fill_with_other_settings_is_not_the_same_job(scrapyd, tmp_path, replica):
    waiting = {"id": "1", "spider": "amn", "args": {}, "settings": {"DOWNLOAD_DELAY": "0"}}
    jobs = Page.of(json.dumps({"status": "ok", "pending": [waiting]}))
    replica.add(f"{replica.address}/listjobs.json?project=newscrawl", jobs)
    with JobQueue(tmp_path, Access(url=replica.address, username="u", password="p", source="test")) as desk:
        assert desk.is_waiting(new_job("amn", {}, NOW, settings={"DOWNLOAD_DELAY": "0"}))
        assert not desk.is_waiting(new_job("amn", {}, NOW))
        assert not desk.is_waiting(new_job("amn", {}, NOW, settings={"NEWSCRAWL_LISTING_PAGES": "10"}))


@pytest.mark.parametrize("line", ["password = se%cret", "password: [", "se-cret-without-a-name"])
def test_a_configuration_that_can_not_be_read_does_not_show_the_password(tmp_path, line):
    (tmp_path / "scrapyd.conf").write_text(f"[scrapyd]\nusername = u\n{line}\n")
    try:
        access(environment={"NEWSCRAWL_SCRAPYD_HOME": str(tmp_path)})
    except UsageProblem as problem:
        assert "cret" not in str(problem)
        assert str(problem).startswith("can't read ")


def test_a_password_in_the_address_is_refused_and_not_repeated():
    with pytest.raises(UsageProblem, match="SCRAPYD_PASSWORD") as caught:
        access("http://u:s3cret@127.0.0.1:6800", {})
    assert "s3cret" not in str(caught.value)
