"""Whole crawls: the shipped spiders, unmodified, against a replica on 127.0.0.1, at an instant that never changes.

Commands run inside the test's process (see in_process.py). Where the process itself is the point, because it is
killed, gets signals or is one of several, ``own_process=True`` or ``start`` and ``begin`` give it one.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import jsonschema
import pytest

from newscrawl.items import Article, Image
from newscrawl.schema import article_schema
from newscrawl.store import open_store as open_store_in
from newscrawl.store.db.connection import Database
from newscrawl.testing.server import LoopbackServer
from tests.in_process import NOON, PATIENCE, Ended, run_scrapy, stop_reactor

PROJECT = Path(__file__).parent.parent
NO_WAITING = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=8", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
VALIDATOR = jsonschema.Draft202012Validator(article_schema())


class Engine:
    """Opens stores of one engine, all on the same place; closed at the end of the test."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.opened = []

    def __call__(self, **options):
        self.opened.append(open_store_in(self.folder, **options))
        return self.opened[-1]

    def close(self):
        for store in self.opened:
            store.close()


@pytest.fixture(params=["sqlite"])
def open_store(request, tmp_path):
    """Opens the store of this test: of each engine that fulfills the contract. Takes settings and a clock."""
    engine = Engine(request.param, tmp_path)
    yield engine
    engine.close()


@pytest.fixture
def store(open_store):
    """A store of the usual settings."""
    return open_store()


@pytest.fixture
def tables():
    """The tables of an empty store, for tests of what lies behind the contract."""
    database = Database.in_memory()
    yield database
    database.close()


@dataclass(frozen=True)
class Crawled:
    """What one crawl left behind."""

    status: int
    screen: str
    lines: list[dict]
    """The lines of the file that this run finished."""
    manifest: dict | None
    """Its manifest."""


class Newsdesk:
    """Runs ``scrapy`` commands with an output root, a replica and a clock of their own."""

    def __init__(self, root, replica):
        self.root = root
        self.replica = replica
        self.project = PROJECT
        self._began = datetime.now(UTC)
        self._processes = []

    @property
    def environment(self):
        return {
            **os.environ,
            "NEWSCRAWL_OUTPUT": str(self.root),
            "NEWSCRAWL_REPLICA": self.replica.address,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(PROJECT),
            **self.clock(NOON, since=self._began),
        }

    @staticmethod
    def clock(shown, *, since=None):
        """The environment of a command that begins at the instant ``shown``, or at so many hours after NOON."""
        if not isinstance(shown, datetime):
            shown = NOON + timedelta(hours=shown)
        return {"NEWSCRAWL_CLOCK": f"{(since or datetime.now(UTC)).isoformat()}={shown.isoformat()}"}

    def run(self, *words, env=None, own_process=False):
        """Run another ``scrapy`` command to its end; gives its status and what it printed."""
        ended = self._run(words, env, own_process)
        said = ended.stdout + ended.stderr
        assert "Traceback" not in said, said
        return ended.status, said

    def crawl(self, site, *options, env=None, own_process=False, **arguments):
        """Crawl, and give back what came of it. Every line is held against the shipped schema."""
        before = set(self.files(site))
        ended = self._run(self.words(site, *options, **arguments), env, own_process)
        new = sorted(set(self.files(site)) - before)
        lines = [line for path in new if path.suffix == ".jsonl" for line in read_lines(path)]
        manifests = [json.loads(path.read_text("utf-8")) for path in new if path.name.endswith(".run.json")]
        return Crawled(ended.status, ended.stdout + ended.stderr, lines, manifests[-1] if manifests else None)

    def begin(self, *words, env=None):
        """Start another ``scrapy`` command in a process of its own; both its streams are its ``stdout``."""
        return self._start(words, env, stderr=subprocess.STDOUT)

    def start(self, site, *options, env=None, **arguments):
        """Start a crawl in a process of its own."""
        return self._start(self.words(site, *options, **arguments), env, stderr=subprocess.PIPE)

    def words(self, site, *options, **arguments):
        """What is typed after ``scrapy`` for a crawl without waiting."""
        settings = (word for setting in NO_WAITING for word in ("-s", setting))
        given = (word for name, value in arguments.items() for word in ("-a", f"{name}={value}"))
        return ("crawl", site, *settings, *given, *options)

    def command(self, *words):
        return [sys.executable, "-W", "error", "-m", "scrapy", *words]

    def _run(self, words, env, own_process):
        has_code = self.project != PROJECT and (self.project / "newscrawl").exists()
        if not (own_process or has_code):
            return run_scrapy(words, {**self.environment, **(env or {})}, self.project)
        process = self._start(words, env, stderr=subprocess.PIPE)
        stdout, stderr = process.communicate(timeout=PATIENCE)
        return Ended(process.returncode, stdout, stderr)

    def _start(self, words, env, *, stderr):
        process = subprocess.Popen(
            self.command(*words),
            cwd=self.project,
            env={**self.environment, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        self._processes.append(process)
        return process

    def close(self):
        """Kill and reap what still runs."""
        for process in self._processes:
            with process:
                process.kill()

    def files(self, site):
        """Every visible file of a site's folder."""
        folder = self.root / site
        return sorted(path for path in folder.glob("*") if not path.name.startswith(".")) if folder.exists() else []

    def published(self, site):
        """All lines of all finished files of a site."""
        return [line for path in self.files(site) if path.suffix == ".jsonl" for line in read_lines(path)]


def pytest_addoption(parser):
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="write golden records that differ, to be reviewed",
    )


def read_lines(path):
    """The records of a finished file; fails on a torn line, on one that does not satisfy the schema."""
    text = path.read_text("utf-8")
    assert text.endswith("\n"), f"{path.name} ends in a torn line"
    records = [json.loads(line) for line in text.split("\n")[:-1]]
    for record in records:
        VALIDATOR.validate(record)
    return records


@pytest.fixture
def replica():
    """A replica that answers for no host yet."""
    with LoopbackServer() as server:
        yield server


@pytest.fixture
def newsdesk(tmp_path, replica):
    """Crawls into a fresh output root, against the replica."""
    desk = Newsdesk(tmp_path / "output", replica)
    yield desk
    desk.close()


@pytest.fixture(scope="session", autouse=True)
def one_reactor():
    """The reactor of all commands that run inside this process ends with the session."""
    yield
    stop_reactor()


def children():
    """Processes that this one has started and not reaped; none where the system does not tell."""
    found = set()
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found.update(map(int, listed.read_text().split()))
    return found


@pytest.fixture(autouse=True)
def no_process_left_behind(request):
    """Kill and reap what a test has started and not ended, and fail it; a server that serves more tests may be new."""
    before = children()
    yield
    servers = (getattr(fixture, "process", None) for fixture in request.node.funcargs.values())
    kept = {server.pid for server in servers if isinstance(server, subprocess.Popen)}
    left = []
    for number in children() - before - kept:
        with suppress(OSError):
            name = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            if "multiprocessing.resource_tracker" not in name:  # one a session, started with the first child
                left.append(name or "a process that has ended and was not waited for")
                os.kill(number, signal.SIGKILL)
                os.waitpid(number, 0)
    assert not left, f"left behind: {left}"


@pytest.fixture
def published_line():
    """A record as it is published, with every field."""
    article = Article(
        id="0" * 32,
        site="amn",
        publisher="American Military News",
        url="https://americanmilitarynews.com/2026/11/x/",
        canonical_url="https://americanmilitarynews.com/2026/11/x/",
        headline="Navy orders two hulls",
        date_published="2026-11-22T08:00:00-05:00",
        body="The Navy ordered two hulls.",
        word_count=5,
        images=[Image(url="https://americanmilitarynews.com/x.jpg")],
        content_hash="1" * 32,
        crawled_at="2026-11-22T14:00:00Z",
        run_id="20261122t140000",
    )
    return asdict(article)
