"""What an article carries of its page: with it through any pipeline, and shown by no exporter."""

import copy
import io
import pickle
from dataclasses import InitVar, asdict, dataclass, fields, replace
from datetime import UTC, datetime

import pytest
from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem
from scrapy.exporters import (
    CsvItemExporter,
    JsonItemExporter,
    JsonLinesItemExporter,
    MarshalItemExporter,
    PickleItemExporter,
    PprintItemExporter,
    PythonItemExporter,
    XmlItemExporter,
)

from newscrawl.core.crawl_state import FetchRecord
from newscrawl.core.links import Link
from newscrawl.core.serialization import serialize
from newscrawl.core.signals import AlreadyPublished, NotWritten
from newscrawl.crawler.article_handler import ArticleHandler, SitePages
from newscrawl.items import Article
from newscrawl.schema import article_schema
from newscrawl.spiders.amn import AmnSpider
from tests.fake_crawl import FakeCrawl

LINK = Link(url="https://secret.test/", source="feed")
FETCH = FetchRecord(link=LINK, at=datetime(2026, 11, 22, tzinfo=UTC), number=7)
FACTS = {"id": "0" * 32, "site": "amn", "publisher": "A", "url": "https://a.test/", "canonical_url": "https://a.test/"}


@dataclass(slots=True, kw_only=True)
class Mine(Article):
    mood: str = ""
    shout: InitVar[bool] = False

    def __post_init__(self, shout=False):  # noqa: RUF033 - a subclass calls it without
        self.mood = self.mood.upper() if shout else self.mood


@dataclass(kw_only=True)
class MoreOfMine(Mine):
    score: int = 0

    def __post_init__(self, shout):
        super().__post_init__()
        self.score += 1


class Plain(Article):
    """Neither slots nor fields of its own."""


KINDS = [Article, Mine, MoreOfMine, Plain]


@pytest.mark.parametrize("kind", KINDS)
def test_copies_keep_it(kind):
    article = kind(**FACTS, fetch=FETCH)
    copies = [replace(article, headline="New"), copy.copy(article), copy.deepcopy(article)]
    if kind.__module__ == "newscrawl.items":
        copies.append(pickle.loads(pickle.dumps(article)))
    assert [one.fetch for one in (article, *copies)] == [FETCH] * (len(copies) + 1)
    assert replace(article, fetch=None).fetch is None
    assert kind(**FACTS).fetch is None


def test_a_subclass_may_have_its_own_post_init():
    assert Mine(**FACTS, mood="calm", shout=True, fetch=FETCH).mood == "CALM"
    more = MoreOfMine(**FACTS, mood="calm", shout=True, fetch=FETCH)
    assert (more.mood, more.score, more.fetch) == ("calm", 1, FETCH)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_no_part_of_the_record(kind):
    article = kind(**FACTS, fetch=FETCH)
    assert article == kind(**FACTS)
    assert "secret" not in repr(article)
    assert "fetch" not in {field.name for field in fields(article)}
    assert "fetch" not in asdict(article)
    assert "fetch" not in ItemAdapter(article).asdict()
    assert "fetch" not in ItemAdapter.get_json_schema(kind)["properties"]
    assert "fetch" not in article_schema()["properties"]
    assert b"secret" not in serialize(article)


@pytest.mark.parametrize(
    "exporter",
    [JsonItemExporter, JsonLinesItemExporter, CsvItemExporter, XmlItemExporter, PickleItemExporter, MarshalItemExporter,
     PprintItemExporter],
)  # fmt: skip
def test_no_exporter_shows_it(exporter):
    written = io.BytesIO()
    made = exporter(written)
    made.start_exporting()
    made.export_item(Article(**FACTS, fetch=FETCH))
    made.finish_exporting()
    assert b"a.test" in written.getvalue()
    assert b"secret" not in written.getvalue()
    assert b"fetch" not in written.getvalue()


def test_the_python_exporter_neither():
    assert "fetch" not in PythonItemExporter().export_item(Article(**FACTS, fetch=FETCH))


class State:
    """Notes what the store is told."""

    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        return lambda *args, **more: self.calls.append((name, *(str(arg) for arg in args[1:])))


@pytest.fixture
def handler():
    handler = ArticleHandler(
        SitePages(AmnSpider.article, AmnSpider.site(), AmnSpider.addresses),
        AmnSpider.arguments_of({}),
        State(),
        FakeCrawl(download=None),
    )
    handler.calls = handler._memory.calls
    return handler


def made(handler, number=1):
    text = "<p>" + "A long enough text of the feed, word by word. " * 20 + "</p>"
    (article,) = handler.read_feed_item(
        Link(url=f"https://americanmilitarynews.com/2026/11/story-{number}/", source="feed", title="A", html=text)
    )
    return article


def test_each_article_ends_once(handler):
    first, second, third = made(handler, 1), made(handler, 2), made(handler, 3)
    assert handler.in_pipelines == 3
    handler.item_ended(replace(first, headline="Other"))
    handler.item_ended(copy.deepcopy(first), DropItem("a later pipeline wants no copy of it"))
    assert handler.in_pipelines == 2
    handler.item_ended(second, AlreadyPublished("duplicate"))
    handler.item_ended(third, NotWritten("disk full"))
    assert (handler.in_pipelines, handler.calls) == (0, [])


def test_a_pipeline_that_drops_refuses_and_one_that_fails_puts_off(handler):
    handler.item_ended(made(handler, 1), DropItem("too short"))
    handler.item_ended(made(handler, 2), DropItem(""))
    handler.item_ended(made(handler, 3), ZeroDivisionError())
    assert handler.calls == [
        ("resolve", "refused", "too short"),
        ("resolve", "refused", "dropped by a pipeline"),
        ("retry_later", "a pipeline failed"),
    ]


def test_another_object_is_missed(handler):
    article = made(handler)
    handler.item_ended(Article(**asdict(article)))
    assert handler.in_pipelines == 1
