"""Golden fixtures: for each family and template a page, feed, listing or sitemap, and what is to be read from it.

``tests/fixtures/<family>/<template>/`` holds ``meta.json`` (``spider``, ``url``, ``kind``, ``zone``), the document in
the platform's markup and words of our own, and ``expected.json``. An expected record that is missing is written, and
its test fails once: review it, then run again.
"""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.items import Article
from newscrawl.platforms.afpims import AfpimsSpider
from newscrawl.platforms.plain import PlainSpider
from newscrawl.urls import Addresses

FIXTURES = Path(__file__).parent / "fixtures"
LOADER = SpiderLoader.from_settings(get_project_settings())
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FOLDERS = sorted(path.parent for path in FIXTURES.rglob("meta.json"))
META = {folder: json.loads((folder / "meta.json").read_text("utf-8")) for folder in FOLDERS}
PAGES = [folder for folder in FOLDERS if META[folder]["kind"] == "page"]
LISTS = [folder for folder in FOLDERS if META[folder]["kind"] != "page"]
DOCUMENTS = {"page": "page.html", "feed": "feed.xml", "listing": "listing.html", "sitemap": "sitemap.xml"}
BOOKKEEPING = {
    *("schema_version", "revision", "previous_hash", "changed_fields", "content_hash", "near_duplicate_of"),
    *("story_id", "reader_version", "crawled_at", "run_id", "publisher", "word_count"),
}
FIELDS = [name for name in Article.__dataclass_fields__ if name not in BOOKKEEPING]
ADDRESS_ONLY = {"title", "date", "authors", "description", "keywords", "section", "language", "modified", "html"}
FURNITURE = re.compile(
    r"advertisement|subscribe|sign up|newsletter|telegram channel|become a member|download|share:|^by [A-Z]|photo by|"
    r"read (?:next|also|more)\b|related|photo/|photo credit|\(u\.s\. [a-z ]+ ?photo|us navy photo$|credit:|virin|getty|"
    r"\d{6}-[A-Z]-|all rights reserved|©|can be reached at|appeared first on|official website|donat|pic\.twitter",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands around the texts of the fixtures and in none of them."""


class BareSpider(PlainSpider):
    """The Lorne Signal: a hand-made site, of which nothing but its host is known."""

    name = "lornesignal"
    publisher = "The Lorne Signal"
    timezone = "Europe/London"
    addresses = Addresses(host="lorne-signal.example")
    listings = ("",)


def label(folder):
    return folder.relative_to(FIXTURES).as_posix()


def spider(folder):
    name = META[folder]["spider"]
    return LOADER.load(name) if name else BareSpider


def document(folder):
    return (folder / DOCUMENTS[META[folder]["kind"]]).read_bytes()


@cache
def record(folder):
    site, url = spider(folder), META[folder]["url"]
    reading = read_article(Page(document(folder), url), site.article, site.site(), site.addresses, now=NOW)
    assert reading.problem is None, reading.problem
    return {name: value for name, value in asdict(reading.article).items() if name not in BOOKKEEPING}


@cache
def links(folder):
    """What the source of the spider that has this address reads."""
    site, url = spider(folder), META[folder]["url"]
    [source] = [source for source in site().sources(None, "") if source.page_url(1) == url]
    page = source.read(document(folder), url, site.addresses)
    found = []
    for link in page.links:
        values = {name: value for name, value in asdict(link).items() if value not in (None, (), [])}
        found.append({name: list(value) if isinstance(value, tuple) else value for name, value in values.items()})
    return found


@cache
def expected(folder):
    path = folder / "expected.json"
    if not path.exists():
        found = record(folder) if folder in PAGES else links(folder)
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
        pytest.fail(f"{label(folder)}/expected.json was written; review it and run again")
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=label)
def test_a_person_has_looked_at_it(folder):
    assert META[folder].get("reviewed", True), 'review expected.json, then take "reviewed": false out of meta.json'


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("folder", PAGES, ids=label)
def test_field(folder, field):
    assert record(folder)[field] == expected(folder)[field]


@pytest.mark.parametrize("folder", LISTS, ids=label)
def test_addresses(folder):
    assert [link["url"] for link in links(folder)] == [link["url"] for link in expected(folder)]


@pytest.mark.parametrize("field", sorted(ADDRESS_ONLY))
@pytest.mark.parametrize("folder", LISTS, ids=label)
def test_hint(folder, field):
    assert [link.get(field) for link in links(folder)] == [link.get(field) for link in expected(folder)]


@pytest.mark.parametrize("folder", PAGES, ids=label)
def test_the_text_holds_nothing_of_what_surrounds_it(folder):
    """Asked of the expected record, so that a careless review is seen, too."""
    body = expected(folder)["body"]
    assert not FURNITURE.findall(body)
    assert expected(folder)["headline"] not in body.split("\n\n")
    for image in expected(folder)["images"]:
        assert not image["caption"] or image["caption"] not in body
        assert not image["credit"] or image["credit"] not in body


@pytest.mark.parametrize("folder", PAGES, ids=label)
def test_zone_is_the_sites(folder):
    assert spider(folder).timezone == META[folder]["zone"]


def test_every_family_has_a_fixture():
    def families(site):
        return {base.__module__.rsplit(".", 1)[-1] for base in site.__mro__ if "platforms" in base.__module__}

    shown = set.union(*(families(spider(folder)) for folder in PAGES)) - {"base", "announced"}
    for name in LOADER.list():
        assert families(LOADER.load(name)) & shown, name


# Traps of sites.md, each by name.


def folder_of(name):
    return FIXTURES / name


def test_govexec_dates_are_utc_though_linked_data_says_eastern_without_an_offset():
    found = record(folder_of("govexec/two_articles"))
    assert datetime.fromisoformat(found["date_published"]) == datetime(2026, 7, 21, 21, 6, 41, tzinfo=UTC)


def test_govexec_linked_data_alone_is_read_as_eastern():
    folder = folder_of("govexec/two_articles")
    site, text = spider(folder), document(folder).decode()
    for better in (r"<time[^>]*>.*?</time>", r'<meta name="sailthru.date"[^>]*>', r'<meta name="pubdate"[^>]*>'):
        text = re.sub(better, "", text)
    article = read_article(
        Page(text.encode(), META[folder]["url"]), site.article, site.site(), site.addresses, now=NOW
    ).article
    assert datetime.fromisoformat(article.date_published) == datetime(2026, 7, 21, 21, 6, 41, tzinfo=UTC)


def test_govexec_takes_the_first_of_several_articles():
    found = record(folder_of("govexec/two_articles"))
    assert "galley" not in found["body"]
    assert found["authors"] == ["Gwen Adair"]
    assert found["keywords"] == ["Logistics", "Depots"]


def test_usni_captions_are_no_paragraphs_and_mentions_of_a_photo_are():
    body = record(folder_of("wordpress/usni"))["body"]
    assert "sails in formation" not in body
    assert "US Navy photographs of the damage have not been released." in body


def test_usni_fleet_tracker_keeps_the_rows_of_its_tables():
    body = record(folder_of("wordpress/usni_fleet_tracker"))["body"]
    assert "291 (USS 231, USNS 60) | 102 (USS 68, USNS 34) | 71 (37 Deployed, 34 Local)" in body
    assert "USNI News Graphic" not in body


def test_afpims_captions_with_picture_codes_leave_the_text():
    found = record(folder_of("afpims/wargov"))
    assert "unload cement" not in found["body"]
    assert not re.search(r"\d{6}-[A-Z]-", json.dumps([image["caption"] for image in found["images"]]))


def test_afpims_site_1_belongs_to_the_air_force_only():
    with pytest.raises(ValueError, match="Site=1 is the Air Force's feed on every host"):
        type("NavySpider", (AfpimsSpider,), {"site_id": 1, "addresses": Addresses(host="www.navy.mil")})


def test_afpims_links_of_another_services_feed_are_not_taken():
    folder = folder_of("afpims/feed")
    [source] = [source for source in LOADER.load("af")().sources(None, "") if "RSS.ashx" in source.url][:1]
    page = source.read(
        document(folder).replace(b"Space Force News", b"Air Force News"), source.url, LOADER.load("af").addresses
    )
    assert page.links == []


@pytest.mark.parametrize("sister", ["militarytimes", "airforcetimes", "navytimes"])
def test_a_sightline_story_has_one_id_on_all_hosts(sister):
    path = "/news/your-army/2026/06/02/cooks-of-the-9th-brigade-win-the-field-kitchen-contest-again/"
    first, other = LOADER.load("armytimes"), LOADER.load(sister)
    assert first.identify(f"https://{first.addresses.host}{path}") == other.identify(
        f"https://{other.addresses.host}{path.replace('news/your-army', 'pay-benefits')}?utm_source=x"
    )
