"""The real Scrapyd: started as people start it, given the project's egg, crawling loopback sites, killed at will."""

import configparser
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from newscrawl.browser.processes import processes_of
from newscrawl.core.errors import UsageProblem
from newscrawl.scrapyd.client import Client, ScrapydProblem
from newscrawl.scrapyd.config import access
from newscrawl.scrapyd.egg import build_egg
from newscrawl.scrapyd.queue import JobQueue
from newscrawl.scrapyd.status import JobStatus
from newscrawl.spiders.amn import AmnSpider
from newscrawl.spiders.defensenews import DefensenewsSpider
from newscrawl.spiders.defenseone import DefenseoneSpider
from newscrawl.spiders.spacenews import SpacenewsSpider
from newscrawl.spiders.washingtontechnology import WashingtontechnologySpider
from newscrawl.testing.outlet import Outlet
from newscrawl.testing.page import Delay, Hang, Page
from newscrawl.testing.server import LoopbackServer
from tests.chromium import needs_chromium

pytestmark = pytest.mark.xdist_group("scrapyd")  # one Scrapyd for all of them

PROJECT = Path(__file__).parent.parent
SPIDERS = (AmnSpider, DefensenewsSpider, DefenseoneSpider, SpacenewsSpider, WashingtontechnologySpider)
FIVE = [spider.name for spider in SPIDERS]
HASTE = ("--setting", "DOWNLOAD_DELAY=0", "--setting", "AUTOTHROTTLE_ENABLED=0")
PATIENCE = 120
"""Seconds; a machine may be busy with other tests."""


def python_with_scrapyd():
    """The interpreter of the environment that `make scrapyd-env` makes."""
    named = os.environ.get("NEWSCRAWL_TEST_SCRAPYD_PYTHON")
    python = Path(named) if named else PROJECT / ".venv-scrapyd" / "bin" / "python"
    if not python.exists():
        assert not os.environ.get("CI"), "continuous integration must have Scrapyd: `make scrapyd-env`"
        pytest.skip(f"no Scrapyd: {python} is not there; `make scrapyd-env` makes it")
    return str(python)


def until(happened, what):
    """Wait until something is the case; gives what it gave."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := happened():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


def script(name):
    """A script of deploy/ as a module."""
    spec = importlib.util.spec_from_file_location(name, PROJECT / "deploy" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Scrapyd:
    """One Scrapyd, its home and its output folder, and the commands of the project that speak to it."""

    def __init__(self, folder, replica, **environment):
        self.home, self.root = folder / "home", folder / "output"
        self.folder = folder
        self.process = None
        self.log = folder / "scrapyd.log"
        self._python = python_with_scrapyd()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SCRAPY", "NEWSCRAWL"))},
            "NEWSCRAWL_SCRAPYD_HOME": str(self.home),
            "NEWSCRAWL_SCRAPYD_URL": f"http://127.0.0.1:{free_port()}",
            "NEWSCRAWL_OUTPUT": str(self.root),
            "NEWSCRAWL_REPLICA": replica.address,
            "PYTHONDONTWRITEBYTECODE": "1",
            "COLUMNS": "100",
            **environment,
        }

    def prepare(self, **environment):
        """Only make and check the configuration."""
        return self._run([self._python, "deploy/start.py", "--prepare"], PROJECT, environment)

    def start(self):
        if not self.home.exists():
            assert self.prepare().returncode == 0
            conf = self.home / "scrapyd.conf"
            conf.write_text(conf.read_text().replace("poll_interval = 1.0", "poll_interval = 0.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self._python, "deploy/start.py"], cwd=PROJECT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        until(self.answers, f"Scrapyd: {self.log.read_text()}")

    def answers(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            with socket.create_connection(("127.0.0.1", int(self.url.rpartition(":")[2])), timeout=1):
                return True
        except OSError:
            return False

    def kill(self):
        """SIGKILL Scrapyd itself; its jobs live on."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(PATIENCE)

    @property
    def url(self):
        return self.environment["NEWSCRAWL_SCRAPYD_URL"]

    @property
    def client(self):
        return Client(access(environment=self.environment))

    def deploy(self):
        return self._run([sys.executable, "deploy/upload.py"], PROJECT)

    def scrapy(self, *words, **environment):
        return self._run([sys.executable, "-W", "error", "-m", "scrapy", *words], PROJECT, environment)

    def schedule(self, *words):
        """Schedule in haste; gives the jobs' ids."""
        done = self.scrapy("schedule", *words, *HASTE)
        assert done.returncode == 0, done.stderr
        return [line.rpartition(" ")[2] for line in done.stdout.splitlines()]

    def desk(self):
        return JobQueue(self.root, access(environment=self.environment))

    def jobs(self):
        """What `scrapy jobs` shows, by id."""
        with self.desk() as desk:
            jobs = desk.jobs()
            assert desk.unreachable is None
        return {job.id: job for job in jobs}

    def retry(self):
        """The sites that `scrapy jobs --retry` schedules again."""
        with self.desk() as desk:
            return [job.site for job in desk.retry(pytest.fail)]

    def finish(self):
        """Wait until nothing waits or runs."""
        until(lambda: all(job.place == "finished" for job in self.client.jobs()), "the jobs to end")

    def pid_of(self, job):
        """The process of a running job, as the machine knows it."""

        def find():
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    words = (process / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if f"_job={job}".encode() in words:
                    return int(process.name)
            return None

        return until(find, f"the process of {job}")

    def written(self, site):
        """Lines that a run of the site, under way or finished, has in its file."""
        return sum(path.read_bytes().count(b"\n") for path in (self.root / site).glob("*.jsonl*"))

    def published(self, site):
        """Addresses of all lines of finished files."""
        return Counter(
            json.loads(line)["url"]
            for path in (self.root / site).glob("*.jsonl")
            for line in path.read_text("utf-8").splitlines()
        )

    def manifests(self, site):
        return [json.loads(path.read_text("utf-8")) for path in sorted((self.root / site).glob("*.run.json"))]

    def _run(self, words, folder, environment=()):
        return subprocess.run(
            words, cwd=folder, env={**self.environment, **dict(environment)}, check=False, capture_output=True,
            text=True, timeout=PATIENCE,
        )  # fmt: skip


@pytest.fixture(scope="module")
def replica():
    with LoopbackServer() as server:
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory, replica):
    """A Scrapyd with the project on it."""
    # A short path: browsers have their sockets below it.
    with tempfile.TemporaryDirectory(prefix="ns", dir="/tmp", ignore_cleanup_errors=True) as temporary:
        scrapyd = Scrapyd(tmp_path_factory.mktemp("scrapyd"), replica, TMPDIR=temporary)
        scrapyd.start()
        try:
            done = scrapyd.deploy()
            assert done.returncode == 0, done.stderr
            yield scrapyd
        finally:
            scrapyd.stop()


@pytest.fixture
def outlets(server, replica, tmp_path):
    """The five sites with six fresh articles each, and an output folder of this test's own."""
    made = {spider.name: Outlet(spider.addresses.host, spider.addresses.is_article) for spider in SPIDERS}
    for outlet in made.values():
        for minutes in range(6):
            outlet.publish(datetime.now(UTC) - timedelta(minutes=60 - minutes))
        outlet.build(replica)
    shutil.rmtree(server.root, ignore_errors=True)
    return made


def slowly(replica, outlet, seconds):
    """Each article of the outlet takes so long to answer, once."""
    for article in outlet.articles:
        replica.script(article.url, Delay(seconds))


def all_of(outlet):
    return Counter(article.url for article in outlet.articles)


# --- ready to run ------------------------------------------------------------------------------


def test_the_first_start_makes_a_password_that_nobody_else_sees(server):
    conf = server.home / "scrapyd.conf"
    assert conf.stat().st_mode & 0o777 == 0o600
    assert server.home.stat().st_mode & 0o777 == 0o700
    made = configparser.ConfigParser()
    made.read(conf)
    password = made["scrapyd"]["password"]
    assert len(password) >= 32
    for process in Path("/proc").glob("[0-9]*"):
        try:
            assert password.encode() not in (process / "cmdline").read_bytes()
        except OSError:
            continue
    assert password not in server.log.read_text()
    environment = Path(f"/proc/{server.process.pid}/environ").read_bytes()
    assert password.encode() not in environment
    assert server.prepare().returncode == 0, "a second start takes what is there"
    assert made["scrapyd"]["password"] in conf.read_text()


def test_without_the_password_nothing_is_to_be_had(server):
    with pytest.raises(OSError, match="401"):
        urlopen(Request(f"{server.url}/daemonstatus.json"))
    done = server.scrapy("schedule", "amn", SCRAPYD_USERNAME="newscrawl", SCRAPYD_PASSWORD="guess")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "rejected the password from SCRAPYD_USERNAME and SCRAPYD_PASSWORD" in done.stderr


class Config:
    """What start.py reads of Scrapyd's configuration, without Scrapyd."""

    def __init__(self, text):
        self._parser = configparser.ConfigParser()
        self._parser.read_string(text)

    def get(self, name, default=None):
        return self._parser.get("scrapyd", name, fallback=default)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("items_dir = /srv/items", "items_dir = /srv/items must be empty"),
        ("jobs_dir = /srv/jobs", "jobs_dir = /srv/jobs must be empty"),
        ("bind_address = 0.0.0.0", "lets other machines run code here"),
        ("password =", "username and password must not be empty"),
        ("logs_dir = logs", "must be absolute"),
        ("logs_dir = {home}/eggs", "must be separate directories"),
        ("jobstorage = scrapyd.jobstorage.MemoryJobStorage", "others forget all jobs"),
    ],
)
def test_what_is_not_safe_is_told(tmp_path, line, told):
    start = script("start")
    safe = start.configuration(tmp_path)
    assert list(start.problems(Config(safe), tmp_path)) == []
    name = line.split(" ", 1)[0]
    line = line.format(home=tmp_path)
    text = "\n".join(line if old.startswith(f"{name} =") else old for old in safe.splitlines())
    assert told in "; ".join(start.problems(Config(text), tmp_path))


def test_a_configuration_that_is_not_safe_is_not_started(tmp_path, replica):
    scrapyd = Scrapyd(tmp_path, replica)
    assert scrapyd.prepare().returncode == 0
    # Scrapyd reads this file after its own.
    (tmp_path / ".scrapyd.conf").write_text("[scrapyd]\nitems_dir = /srv/items\n")
    done = scrapyd.prepare(HOME=str(tmp_path))
    assert done.returncode == 2
    assert "items_dir = /srv/items must be empty" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_home_inside_a_project_and_a_taken_port_are_refused(server, tmp_path, replica):
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = other.settings\n")
    assert "inside the Scrapy project" in Scrapyd(tmp_path, replica).prepare().stderr
    again = subprocess.run(
        [server._python, "deploy/start.py"], cwd=PROJECT, env=server.environment, check=False, capture_output=True,
        text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert again.returncode == 2
    assert "stop the Scrapyd that is running there" in again.stderr


# --- deploy, schedule, crawl -------------------------------------------------------------------


def test_the_second_version_runs_and_five_sites_end_where_they_should(server, outlets, tmp_path):
    before = subprocess.run(["git", "status", "--short", "--ignored"], cwd=PROJECT, capture_output=True, check=False)
    version = "99.1"
    package = tmp_path / "newscrawl"
    shutil.copytree(PROJECT / "newscrawl", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__init__.py").write_text(f'"""Another version."""\n\n__version__ = "{version}"\n')
    old = server.client.versions()[-1]
    name = str(int(old) + 1)
    assert server.client.add_version(name, build_egg(package)) >= len(FIVE)
    try:
        jobs = server.schedule(*FIVE)
        server.finish()
    finally:
        server.client.delete_version(name)
    assert server.client.versions()[-1] == old
    told = server.jobs()
    for site, job in zip(FIVE, jobs, strict=True):
        assert told[job].status is JobStatus.FINISHED, told[job]
        assert told[job].written == 6
        assert server.published(site) == all_of(outlets[site])
        (manifest,) = server.manifests(site)
        assert manifest["job"] == job
        assert manifest["written"] == 6
        assert manifest["versions"]["newscrawl"] == version
        log = (server.home / "logs" / "newscrawl" / site / f"{job}.log").read_text()
        assert "Spider closed (finished)" in log, "Scrapy's full log is in the job's log"
    shown = server.scrapy("jobs", "--json")
    entries = {entry["job"]: entry for entry in map(json.loads, shown.stdout.splitlines())}
    assert [entries[job]["articles"] for job in jobs] == [6] * 5
    # Neither Scrapyd's folder nor the checkout holds anything new.
    assert sorted(path.name for path in server.home.iterdir()) == ["dbs", "eggs", "logs", "scrapyd.conf"]
    after = subprocess.run(["git", "status", "--short", "--ignored"], cwd=PROJECT, capture_output=True, check=False)
    litter = {line for line in after.stdout.splitlines() if b"build/" in line or b"egg" in line or b"setup.py" in line}
    assert litter <= set(before.stdout.splitlines())


@pytest.mark.slow
def test_scrapyds_cleaning_takes_nothing_of_ours(server, outlets):
    """With items_dir set, Scrapyd would keep the newest few files of that folder; here it never touches the lines."""
    for _ in range(3):
        server.schedule("amn")
        server.finish()
        outlets["amn"].publish(datetime.now(UTC))
    assert len(list((server.root / "amn").glob("*.jsonl"))) == 3
    log = server.home / "logs" / "newscrawl" / "amn"
    words = [line for line in server.log.read_text().splitlines() if "Process started" in line]
    assert not [line for line in words if "FEEDS" in line or "JOBDIR" in line]
    assert len(list(log.iterdir())) >= 3


@pytest.mark.slow
def test_a_relative_output_folder_of_a_job_is_refused_not_followed(server, outlets):
    (job,) = server.schedule("amn", "--setting", "NEWSCRAWL_OUTPUT=articles")
    server.finish()
    assert not (server.home / "articles").exists()
    log = (server.home / "logs" / "newscrawl" / "amn" / f"{job}.log").read_text()
    assert "NEWSCRAWL_OUTPUT=articles is relative, and there is no scrapy.cfg here; set it to an absolute path" in log
    assert server.jobs()[job].status is JobStatus.DIED


def test_a_relative_output_folder_of_scrapyd_counts_from_where_it_was_started(server, tmp_path, replica):
    scrapyd = Scrapyd(tmp_path, replica, NEWSCRAWL_OUTPUT="output/rehearsal")
    assert scrapyd.prepare().returncode == 0
    inside = scrapyd.prepare(NEWSCRAWL_OUTPUT=str(scrapyd.home / "output"))
    assert "inside Scrapyd's home" in inside.stderr


# --- errors ------------------------------------------------------------------------------------


def test_errors_are_one_line_that_says_what_to_do(server, outlets, tmp_path):
    unknown = server.scrapy("schedule", "amm")
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)
    assert "unknown site 'amm'" in unknown.stderr
    wrong = server.scrapy("schedule", "amn", "-a", "sicne=7d")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
    assert "unknown argument 'sicne'" in wrong.stderr
    down = server.scrapy("schedule", "amn", NEWSCRAWL_SCRAPYD_URL=f"http://127.0.0.1:{free_port()}")
    assert (down.returncode, down.stderr.count("\n")) == (4, 1)
    assert "can't reach Scrapyd" in down.stderr
    assert "make scrapyd" in down.stderr
    with pytest.raises(ScrapydProblem, match="has no spider 'nobody'"):
        server.client.schedule("nobody", "1", {}, {})
    assert not [job for job in server.jobs().values() if job.row], "what was refused leaves no trace"


def test_a_full_disk_is_one_line_and_leaves_the_version_before(server):
    before = server.client.versions()
    name = str(int(before[-1]) + 1)
    (server.home / "eggs" / "newscrawl" / f"{name}.egg").symlink_to("/dev/full")
    with pytest.raises(ScrapydProblem, match="free some space"):
        server.client.add_version(name, build_egg())
    server.client.delete_version(name)
    assert server.client.versions() == before


@pytest.mark.slow
def test_a_full_disk_in_a_job_shows(server, outlets):
    """The job's environment is Scrapyd's; so the folder of a site is made one that takes no file."""
    server.root.mkdir()
    (server.root / "amn").write_text("in the way")
    (job,) = server.schedule("amn")
    server.finish()
    told = server.jobs()[job]
    assert told.status is JobStatus.STORAGE
    assert "a file is where a folder should be" in told.note


def test_a_version_that_does_not_load_is_taken_away_again(server, tmp_path):
    package = tmp_path / "newscrawl"
    shutil.copytree(PROJECT / "newscrawl", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "spiders" / "amn.py").write_text("raise RuntimeError('half saved')\n")
    before = server.client.versions()
    upload = script("upload")
    with pytest.raises(ScrapydProblem, match="half saved"):
        upload.upload(server.client, str(int(before[-1]) + 1), build_egg(package))
    assert server.client.versions() == before


# --- overlaps, cancels, kills ------------------------------------------------------------------


def test_a_second_job_of_a_site_ends_at_once_and_is_no_failure(server, outlets, replica):
    slowly(replica, outlets["amn"], 4)
    (first,) = server.schedule("amn")
    until(lambda: server.jobs()[first].row.run, "the first run")
    (second,) = server.schedule("amn")
    told = until(lambda: (job := server.jobs()[second]).status is JobStatus.OVERLAPPED and job, "the second's end")
    assert "a run of amn is already under way" in told.note
    assert server.jobs()[first].status is JobStatus.RUNNING
    server.client.cancel(first)
    server.finish()
    died = [line for line in server.log.read_text().splitlines() if "Process died" in line and second in line]
    assert not died, "it ended with exit status 0"


@pytest.mark.slow
def test_a_cancelled_job_leaves_everything_durable(server, outlets, replica):
    slowly(replica, outlets["amn"], 0.8)
    (job,) = server.schedule("amn")
    until(lambda: server.written("amn"), "the first lines")
    server.client.cancel(job)
    server.finish()
    told = server.jobs()[job]
    assert told.status is JobStatus.CANCELLED
    assert 0 < told.written < 6
    assert sum(server.published("amn").values()) == told.written
    assert server.retry() == [], "somebody wanted it to stop"
    server.schedule("amn")
    server.finish()
    assert server.published("amn") == all_of(outlets["amn"])


@pytest.mark.slow
def test_a_killed_job_is_seen_and_done_again_once(server, outlets, replica):
    slowly(replica, outlets["amn"], 0.8)
    (job,) = server.schedule("amn", "-a", "since=2d")
    until(lambda: server.written("amn"), "the first lines")
    os.kill(server.pid_of(job), signal.SIGKILL)
    server.finish()
    assert server.jobs()[job].status is JobStatus.DIED
    done = server.scrapy("jobs", "--retry")
    assert f"retries {job}" in done.stdout
    assert server.retry() == [], "once"
    server.finish()
    (retried,) = [one for one in server.jobs().values() if one.row and one.row.retry_of == job]
    assert retried.row.arguments == {"since": "2d"}
    assert retried.status is JobStatus.FINISHED
    assert server.published("amn") == all_of(outlets["amn"])
    assert not list((server.root / "amn").glob("*.part"))


@pytest.mark.slow
def test_scrapyd_killed_with_its_jobs_and_without(server, outlets, replica):
    for site in ("amn", "spacenews"):
        slowly(replica, outlets[site], 0.5)
    orphan, victim = server.schedule("amn", "spacenews")
    for site in ("amn", "spacenews"):
        until(lambda site=site: server.written(site), f"the first lines of {site}")
    server.kill()
    os.kill(server.pid_of(victim), signal.SIGKILL)
    # Scrapyd is down: what the state knows is shown all the same.
    until(lambda: server.written("amn") > 1, "another line of the orphan")
    done = server.scrapy("jobs")
    assert done.returncode == 4
    assert "can't reach Scrapyd" in done.stderr
    assert "died" in done.stdout
    server.start()
    assert server.retry() == ["spacenews"], "the orphan is alive, or came to its end"
    until(lambda: server.jobs()[orphan].status is JobStatus.FINISHED, "the orphan's end")
    server.finish()
    for site in ("amn", "spacenews"):
        assert server.published(site) == all_of(outlets[site])
        assert not list((server.root / site).glob("*.part"))
    assert server.retry() == []


@pytest.mark.slow
def test_a_restart_stops_jobs_in_order_and_they_are_done_again(server, outlets, replica):
    slowly(replica, outlets["amn"], 0.8)
    (job,) = server.schedule("amn", "-a", "since=2d")
    until(lambda: server.written("amn"), "the first lines")
    server.stop()  # SIGTERM to Scrapyd and its jobs, as systemd does
    until(lambda: list((server.root / "amn").glob("*.jsonl")), "the job's end")
    server.start()
    assert server.jobs()[job].status is JobStatus.INTERRUPTED
    assert server.retry() == ["amn"]
    server.finish()
    assert server.published("amn") == all_of(outlets["amn"])


def test_a_job_that_is_cancelled_before_its_run_is_not_done_again(server, outlets, replica):
    """Taken out of the queue it leaves no trace at Scrapyd; told to stop while it starts it ends without a word."""
    slowly(replica, outlets["amn"], 4)
    (job,) = server.schedule("amn", "-a", "since=2d")
    with server.desk() as desk:
        desk.cancel(job)
        with pytest.raises(UsageProblem, match="neither waiting nor running"):
            desk.cancel("no-such-job")
    server.finish()
    assert server.jobs()[job].status is JobStatus.CANCELLED
    assert server.retry() == []


# --- pages that need a browser -----------------------------------------------------------------

INSTITUTE = "https://understandingwar.org"

LOAD_MORE = """
let shown = 1;
document.querySelector('button').addEventListener('click', async event => {
    const reply = await fetch('/more/' + shown++);
    document.querySelector('main').insertAdjacentHTML('beforeend', await reply.text());
    if (!reply.headers.get('X-More')) event.target.remove();
});
"""


class Institute:
    """Articles that a script puts in place, two in the feed, three on the listing, three more with each click."""

    def __init__(self, replica, number=8):
        self.now = datetime.now(UTC)
        self.urls = [f"{INSTITUTE}/research/europe/daily-assessment-{day}/" for day in range(number)]
        items = "".join(
            f"<item><title>Assessment {day}</title><link>{self.urls[day]}</link>"
            f"<pubDate>{self._date(day):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for day in range(2)
        )
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>I</title>{items}</channel></rss>'
        replica.add(f"{INSTITUTE}/robots.txt", Page.text("User-agent: *\nAllow: /\n"))
        replica.add(f"{INSTITUTE}/feed/?post_type=post", Page.xml(feed))
        listing = (
            f"<html><head><title>Research</title></head><body><main>{self._cards(0)}</main>"
            f"<button class=load-more>More</button><script>{LOAD_MORE}</script></body></html>"
        )
        replica.add(f"{INSTITUTE}/research/", Page.of(listing))
        for start in range(3, number, 3):
            headers = (("X-More", "1"),) if start + 3 < number else ()
            replica.add(f"{INSTITUTE}/more/{start // 3}", Page.of(self._cards(start), headers=headers))
        for day, url in enumerate(self.urls):
            replica.add(url, Page.of(self._article(day)))
            replica.add(self.text(url), Page.text(f"<p>{self._words(day)}</p>"))

    def text(self, url):
        """Where the article's script gets its text."""
        return f"{INSTITUTE}/text/{self.urls.index(url)}"

    def _date(self, day):
        return self.now - timedelta(days=day, hours=1)

    def _cards(self, start):
        return "".join(
            f"<article><h3><a href='{url}'>Assessment {day}</a></h3>"
            f"<time datetime='{self._date(day).isoformat()}'></time></article>"
            for day, url in list(enumerate(self.urls))[start : start + 3]
        )

    def _words(self, day):
        return (
            f"Assessment number {day} looks at what moved along the front in those hours, who says so, how far that "
            f"agrees with pictures from above, and what is to be expected of the {day + 2} days that come after it."
        )

    def _article(self, day):
        return (
            "<html><head><title>Assessment</title><meta property='og:type' content='article'>"
            f"<meta property='article:published_time' content='{self._date(day).isoformat()}'></head>"
            f"<body class=single><h1 class=entry-title>Assessment {day}</h1><div class=entry-content></div><script>"
            f"fetch('/text/{day}').then(reply => reply.text())"
            ".then(text => { document.querySelector('.entry-content').innerHTML = text })</script></body></html>"
        )


def mark(server):
    """What the environment of each process of a browser holds."""
    return Path(server.environment["TMPDIR"], "newscrawl-browser-")


def browsers(server):
    """Processes and folders of browsers that the jobs of this Scrapyd have started."""
    return [*processes_of(mark(server)), *mark(server).parent.glob("newscrawl-browser-*")]


@needs_chromium
@pytest.mark.slow
def test_a_job_clicks_a_listing_and_reads_what_scripts_put_in_place(server, outlets, replica):
    institute = Institute(replica)
    (job,) = server.schedule("isw", "-a", "since=30d")
    until(lambda: browsers(server), "a browser")
    server.finish()
    assert browsers(server) == []
    told = server.jobs()[job]
    assert (told.status, told.written) == (JobStatus.FINISHED, 8), told
    assert server.published("isw") == Counter(institute.urls)
    (manifest,) = server.manifests("isw")
    assert manifest["job"] == job
    assert manifest["counters"]["browser"]["clicks"] == 2
    assert manifest["counters"]["browser"]["started"] == 1
    assert sorted(path.name for path in server.home.iterdir()) == ["dbs", "eggs", "logs", "scrapyd.conf"]


@needs_chromium
@pytest.mark.slow
@pytest.mark.parametrize("how", ["cancelled", "killed"])
def test_no_browser_outlives_a_job_that_is_ended(server, outlets, replica, how):
    replica.log.clear()
    institute = Institute(replica)
    text = institute.text(institute.urls[5])
    replica.script(text, Hang())  # once
    (job,) = server.schedule("isw", "-a", "since=30d")
    until(lambda: any(asked.url == text for asked in replica.log), "a page that waits for its text")
    assert browsers(server)
    lines = server.written("isw")
    if how == "cancelled":
        done = server.scrapy("jobs", "--cancel", job)
        assert done.returncode == 0, done.stderr
    else:
        os.kill(server.pid_of(job), signal.SIGKILL)
    server.finish()
    until(lambda: not processes_of(mark(server)), "the browser's end")
    told = server.jobs()[job]
    if how == "cancelled":
        assert browsers(server) == []
        assert told.status is JobStatus.CANCELLED
        assert sum(server.published("isw").values()) == told.written >= lines > 0
        assert server.retry() == []
        server.schedule("isw", "-a", "since=30d")
    else:
        assert told.status is JobStatus.DIED
        assert server.retry() == ["isw"]
    server.finish()
    assert server.published("isw") == Counter(institute.urls)
    assert browsers(server) == [], "the folder that a killed job leaves goes with the next"


# --- without an egg ----------------------------------------------------------------------------


@pytest.mark.slow
def test_installed_in_scrapyds_environment_it_needs_no_egg(tmp_path, replica):
    """`pip install` of the project, and a [settings] section in Scrapyd's configuration."""
    source, site = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    for name in ("newscrawl", "pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        path = PROJECT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)
    scrapyd = Scrapyd(tmp_path, replica, PYTHONPATH=str(site))
    words = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", str(site), str(source)]
    done = scrapyd._run([scrapyd._python, *words], tmp_path, {"PYTHONPATH": ""})
    assert done.returncode == 0, done.stderr
    assert (site / "newscrawl" / "article.schema.json").exists()
    assert scrapyd.prepare().returncode == 0
    conf = scrapyd.home / "scrapyd.conf"
    conf.write_text(conf.read_text().replace("#[settings]", "[settings]").replace("#newscrawl", "newscrawl"))
    outlet = Outlet(AmnSpider.addresses.host, AmnSpider.addresses.is_article)
    outlet.publish(datetime.now(UTC))
    outlet.build(replica)
    scrapyd.start()
    try:
        (job,) = scrapyd.schedule("amn")
        scrapyd.finish()
        assert scrapyd.jobs()[job].status is JobStatus.FINISHED
        assert scrapyd.published("amn") == all_of(outlet)
        assert not (scrapyd.home / "eggs" / "newscrawl").exists()
    finally:
        scrapyd.stop()
