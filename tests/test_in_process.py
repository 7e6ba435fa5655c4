"""Commands inside the test's process leave nothing behind, whatever they do."""

import logging
import os
import sys
from pathlib import Path

import pytest

from newscrawl.testing.newsroom import build
from tests.in_process import run_scrapy

SPIDERS = """
import asyncio
import scrapy


class Endless(scrapy.Spider):
    name = "endless"

    async def start(self):
        await asyncio.Event().wait()
        yield


class Busy(scrapy.Spider):
    name = "busy"

    async def start(self):
        while True:
            pass
        yield


class Parent(scrapy.Spider):
    name = "parent"

    async def start(self):
        self.child = asyncio.create_task(asyncio.Event().wait())
        return
        yield
"""


@pytest.fixture
def spiders(tmp_path, newsdesk):
    """Runs a spider of its own module, for a second."""
    (tmp_path / "spiders_of_a_test.py").write_text(SPIDERS)

    def crawl(name):
        words = newsdesk.words(name, "-s", "SPIDER_MODULES=spiders_of_a_test")
        environment = {**newsdesk.environment, "PYTHONPATH": str(tmp_path)}
        return run_scrapy(words, environment, newsdesk.project, timeout=1)

    return crawl


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("tests.in_process.AFTERWARDS", 0.5)


def traces():
    return (
        dict(os.environ),
        Path.cwd(),
        list(sys.path),
        logging.root.handlers[:],
        logging.root.level,
        sys.stdout,
        sys.stderr,
        "spiders_of_a_test" in sys.modules,
    )


@pytest.mark.parametrize(("name", "margin"), [("endless", 60), ("busy", 1), ("endless", -0.5)])
def test_a_crawl_that_does_not_end_fails_and_the_next_one_works(
    spiders, impatient, replica, newsdesk, monkeypatch, name, margin
):
    monkeypatch.setattr("tests.in_process.MARGIN", margin)
    build(replica, sites=["amn"])
    before = traces()
    with pytest.raises(TimeoutError, match="not end"):
        spiders(name)
    assert traces() == before
    monkeypatch.undo()
    crawled = newsdesk.crawl("amn")
    assert (crawled.status, len(crawled.lines) > 20) == (0, True), crawled.screen


def test_a_crawl_that_leaves_a_task_behind_fails(spiders, impatient):
    before = traces()
    with pytest.raises(AssertionError, match="left tasks behind"):
        spiders("parent")
    assert traces() == before


def test_a_command_prints_as_it_does_in_a_process_of_its_own(replica, newsdesk):
    build(replica, sites=["amn"])
    for words in (("nosuch",), ("crawl", "amn", "-a", "limit=0")):
        assert newsdesk.run(*words) == newsdesk.run(*words, own_process=True)
