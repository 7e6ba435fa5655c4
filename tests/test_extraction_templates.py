"""One story in every template that American Military News may use: always the same record.

The templates have the markup's shape of real themes; words and pictures are ours. A golden record holds everything that
is read, so that a change of any field is seen; the tests below say what must be so.
"""

import tomllib
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.core.links import Link
from newscrawl.devtools.fixture import FIELDS
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.spiders.amn import AmnSpider
from tests import golden

PAGES = Path(__file__).parent / "pages"
STORY = tomllib.loads((PAGES / "story.toml").read_text("utf-8"))
TEMPLATES = sorted(path.stem for path in (PAGES / "templates").glob("*.html"))
NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
FEED_DATE = "2025-11-12T15:20:00+00:00"


def plain(paragraph):
    return paragraph.split("<a ")[0] + paragraph.split('">')[1].replace("</a>", "") if "<a " in paragraph else paragraph


BODY = "\n\n".join(plain(paragraph) for paragraph in STORY["paragraphs"])


def read(template, *, with_hints=True):
    markup = (PAGES / "templates" / f"{template}.html").read_text("utf-8")
    for name in ("promo", "headline", "day", "caption", "url"):
        markup = markup.replace("{{" + name + "}}", STORY[name])
    markup = markup.replace("{{paragraphs}}", "\n".join(f"<p>{text}</p>" for text in STORY["paragraphs"]))
    page = Page(markup.encode(), STORY["url"], encoding="utf-8")
    link = Link(url=STORY["url"], source="feed", title=STORY["headline"], date=FEED_DATE) if with_hints else None
    return read_article(page, AmnSpider.article, AmnSpider.site(), AmnSpider.addresses, link=link, now=NOW)


@pytest.fixture(params=TEMPLATES)
def template(request):
    return request.param


def test_no_problem(template):
    assert read(template).problem is None


def test_headline(template):
    assert read(template).article.headline == STORY["headline"]


def test_body_paragraph_for_paragraph(template):
    assert read(template).article.body.split("\n\n") == BODY.split("\n\n")


def test_body_is_the_same_without_hints(template):
    assert read(template, with_hints=False).article.body == BODY


def test_date_has_the_feeds_offset(template):
    published = datetime.fromisoformat(read(template).article.date_published)
    assert published == datetime.fromisoformat(FEED_DATE)


def test_day_without_hints(template):
    assert read(template, with_hints=False).article.date_published[:10] == "2025-11-12"


def test_authors(template):
    assert read(template).article.authors == ["Ada Lark"]


def test_caption_apart_from_credit(template):
    [image] = read(template).article.images
    assert image.url == "https://americanmilitarynews.com/wp-content/uploads/marlin.jpg"
    assert image.caption == "The cutter Marlin leaves Gull Point."
    assert image.credit == "U.S. Coast Guard photo/Petty Officer 2nd Class Ada Lark"


def test_dateline_and_no_agency(template):
    article = read(template).article
    assert article.dateline == "GULL POINT, Maine"
    assert article.source_agency is None  # Stars and Stripes is only quoted


def test_links_without_trackers(template):
    assert read(template).article.links == ["https://weather.example/buoys"]


def test_nothing_noted(template):
    assert read(template).article.notes == []


def test_golden_record(template, pytestconfig):
    record = {name: value for name, value in asdict(read(template).article).items() if name in FIELDS}
    path = PAGES / "golden" / f"{template}.json"
    wanted = golden.expected(path, record, regenerate=pytestconfig.getoption("regenerate"))
    found, wanted = golden.differing(record, wanted)
    assert found == wanted
