"""Whole crawls: the shipped spiders, unmodified, in a process of their own against a replica on 127.0.0.1."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import jsonschema
import pytest

from newscrawl.items import Article, Image
from newscrawl.schema import article_schema
from newscrawl.store import open_store as open_store_in
from newscrawl.store.db.connection import Database
from newscrawl.testing.server import Replica

PROJECT = Path(__file__).parent.parent
NO_WAITING = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", "CONCURRENT_REQUESTS=8", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
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
    """Runs ``scrapy crawl`` with an output root of its own."""

    def __init__(self, root, replica):
        self.root = root
        self.replica = replica
        self.project = PROJECT

    def run(self, *words, env=None, timeout=120):
        """Run another ``scrapy`` command to its end; gives its status and what it printed."""
        process = self.begin(*words, env=env)
        said, _ = process.communicate(timeout=timeout)
        assert "Traceback" not in said, said
        return process.returncode, said

    def begin(self, *words, env=None):
        """Start another ``scrapy`` command; both its streams are its ``stdout``."""
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "scrapy", *words],
            cwd=self.project,
            env={**self.environment, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def command(self, site, *options, **arguments):
        words = [sys.executable, "-W", "error", "-m", "scrapy", "crawl", site]
        for setting in NO_WAITING:
            words += ["-s", setting]
        for name, value in arguments.items():
            words += ["-a", f"{name}={value}"]
        return [*words, *options]

    @property
    def environment(self):
        return {
            **os.environ,
            "NEWSCRAWL_OUTPUT": str(self.root),
            "NEWSCRAWL_REPLICA": self.replica.address,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(PROJECT),
        }

    def start(self, site, *options, env=None, **arguments):
        """Start a crawl and return its process."""
        return subprocess.Popen(
            self.command(site, *options, **arguments),
            cwd=self.project,
            env={**self.environment, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def crawl(self, site, *options, env=None, **arguments):
        """Crawl, and give back what came of it. Every line is held against the shipped schema."""
        before = set(self.files(site))
        process = self.start(site, *options, env=env, **arguments)
        screen, errors = process.communicate(timeout=120)
        new = sorted(set(self.files(site)) - before)
        lines = [line for path in new if path.suffix == ".jsonl" for line in read_lines(path)]
        manifests = [json.loads(path.read_text("utf-8")) for path in new if path.name.endswith(".run.json")]
        return Crawled(process.returncode, screen + errors, lines, manifests[-1] if manifests else None)

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
    with Replica() as server:
        yield server


@pytest.fixture
def newsdesk(tmp_path, replica):
    """Crawls into a fresh output root, against the replica."""
    return Newsdesk(tmp_path / "output", replica)


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
