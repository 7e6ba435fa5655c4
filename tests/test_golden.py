"""Golden fixtures: for each platform and template a page, feed, listing or sitemap, and what is to be read from it.

``tests/fixtures/<platform>/<template>/`` holds ``meta.json`` (``spider``, ``url``, ``kind``, ``zone``), the document in
the platform's markup and words of our own, and ``expected.json``. One that is missing is written, and its test fails
once: review it, then run again. ``pytest tests/test_golden.py --regenerate`` does the same with all that differ.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from newscrawl.devtools.fixture import DOCUMENTS, FIELDS, Fixture
from newscrawl.platforms.afpims import AfpimsSpider
from newscrawl.platforms.plain import PlainSpider
from newscrawl.urls import Addresses
from tests import golden

FIXTURES = Path(__file__).parent / "fixtures"
LOADER = SpiderLoader.from_settings(get_project_settings())
FOLDERS = sorted(path.parent for path in FIXTURES.rglob("meta.json"))
META = {folder: json.loads((folder / "meta.json").read_text("utf-8")) for folder in FOLDERS}
PAGES = [folder for folder in FOLDERS if META[folder]["kind"] == "page"]
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


@cache
def fixture(folder):
    kind, url = META[folder]["kind"], META[folder]["url"]
    return Fixture(kind, url, (folder / DOCUMENTS[kind]).read_bytes(), spider(folder))


@cache
def record(folder):
    return fixture(folder).expected()


def test_a_person_has_looked_at_each():
    unseen = [label(folder) for folder in FOLDERS if not META[folder].get("reviewed", True)]
    assert not unseen, 'review their expected.json, then take "reviewed": false out of meta.json'


@pytest.mark.parametrize("folder", FOLDERS, ids=label)
def test_what_is_read(folder, pytestconfig):
    """All fields of a page's record, all hints of a source's links."""
    found = record(folder)
    wanted = golden.expected(folder / "expected.json", found, regenerate=pytestconfig.getoption("regenerate"))
    if folder in PAGES:
        found, wanted = golden.differing(found, wanted)
    assert found == wanted


def test_a_golden_record_demands_the_default_of_a_field_that_it_lacks():
    record = dict.fromkeys(FIELDS) | {"keywords": [], "free_access": None}
    wanted = {name: value for name, value in record.items() if name not in ("keywords", "free_access")}
    assert golden.differing(record, wanted) == ({}, {})
    assert golden.differing(record | {"keywords": ["Ships"]}, wanted) == ({"keywords": ["Ships"]}, {"keywords": []})
    assert golden.differing(record, wanted | {"gone": None}) == ({}, {"gone": None})


def test_a_regenerated_record_fails_once(tmp_path):
    path = tmp_path / "expected.json"
    for found, regenerate in (({"headline": "A"}, False), ({"headline": "B"}, True)):
        with pytest.raises(pytest.fail.Exception, match=r"expected.json was written; review it"):
            golden.expected(path, found, regenerate=regenerate)
        assert golden.expected(path, found, regenerate=regenerate) == found
    assert golden.expected(path, {"headline": "C"}, regenerate=False) == {"headline": "B"}


@pytest.mark.parametrize("folder", PAGES, ids=label)
def test_the_text_holds_nothing_of_what_surrounds_it(folder):
    """Of the expected record, so that a careless review is seen, too."""
    expected = golden.read(folder / "expected.json")
    body = expected["body"]
    assert not FURNITURE.findall(body)
    assert expected["headline"] not in body.split("\n\n")
    for image in expected["images"]:
        assert not image["caption"] or image["caption"] not in body
        assert not image["credit"] or image["credit"] not in body


def test_zones_are_the_sites():
    assert not [label(folder) for folder in PAGES if spider(folder).timezone != META[folder]["zone"]]


def test_every_platform_has_a_fixture():
    def platforms(site):
        return {base.__module__.rsplit(".", 1)[-1] for base in site.__mro__ if "platforms" in base.__module__}

    shown = set.union(*(platforms(spider(folder)) for folder in PAGES))
    for name in LOADER.list():
        assert platforms(LOADER.load(name)) & shown, name


# Traps of sites.md, each by name.


def folder_of(name):
    return FIXTURES / name


def test_govexec_dates_are_utc_though_linked_data_says_eastern_without_an_offset():
    found = record(folder_of("govexec/two_articles"))
    assert datetime.fromisoformat(found["date_published"]) == datetime(2026, 7, 21, 21, 6, 41, tzinfo=UTC)


def test_govexec_linked_data_alone_is_read_as_eastern():
    folder = folder_of("govexec/two_articles")
    text = fixture(folder).document.decode()
    for better in (r"<time[^>]*>.*?</time>", r'<meta name="sailthru.date"[^>]*>', r'<meta name="pubdate"[^>]*>'):
        text = re.sub(better, "", text)
    article = replace(fixture(folder), document=text.encode()).reading().article
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
    other = fixture(folder).document.replace(b"Space Force News", b"Air Force News")
    page = source.read(other, source.url, LOADER.load("af").addresses)
    assert page.links == []


@pytest.mark.parametrize("sister", ["militarytimes", "airforcetimes", "navytimes"])
def test_a_sightline_story_has_one_id_on_all_hosts(sister):
    path = "/news/your-army/2026/06/02/cooks-of-the-9th-brigade-win-the-field-kitchen-contest-again/"
    first, other = LOADER.load("armytimes"), LOADER.load(sister)
    assert first.identify(f"https://{first.addresses.host}{path}") == other.identify(
        f"https://{other.addresses.host}{path.replace('news/your-army', 'pay-benefits')}?utm_source=x"
    )
