"""Each kind of source states for itself what differs from kind to kind; tables and documents are made of that."""

import re
from pathlib import Path

from newscrawl.core.links import SourceKind
from newscrawl.crawler.source_config import SOURCES, SourceConfig
from newscrawl.discovery.listing_rules import Listing
from newscrawl.urls import Addresses

DOCS = Path(__file__).parent.parent / "docs"


def kinds(holds):
    return {str(kind) for kind in SourceKind if holds(kind)}


def test_every_kind_has_a_class_an_attribute_and_a_column():
    assert len({source.kind for source in SOURCES}) == len(SOURCES)
    for source in SOURCES:
        assert isinstance(getattr(SourceConfig, source.attribute), tuple)
        assert source.kind.group
        assert re.match(r"an? ", source.document)


def test_what_the_kinds_state():
    assert kinds(lambda kind: kind.lists_articles_only) == {"feed", "news sitemap", "rest"}
    assert kinds(lambda kind: kind.links_offsite) == {"listing"}
    assert kinds(lambda kind: not kind.implies_article) == {"listing", "address"}
    assert {source.attribute for source in SOURCES if source.lists_newest} == {"feeds", "news_sitemaps", "listings"}
    assert {source.attribute for source in SOURCES if not source.optional_if_inherited} == {"feeds", "listings"}


def test_the_document_lists_every_kind_with_its_attribute():
    rows = re.findall(r"^\| (\w[\w ]*) \| `(\w+)`", (DOCS / "discovery.md").read_text("utf-8"), re.MULTILINE)
    assert {name.lower(): attribute for name, attribute in rows} == {
        str(source.kind): source.attribute for source in SOURCES
    }


class Platform(SourceConfig):
    addresses = Addresses(host="www.example.com", article=(r"^/\d{4}/\d\d/\d\d/[^/]+/$",))
    timezone = "UTC"
    feeds = ("feed/",)
    news_sitemaps = ("news.xml",)
    rest = ("posts",)
    sitemaps = ("all.xml",)
    archives = ("{month:%Y/%m}/",)


class Site(Platform):
    sitemaps = ("ours.xml",)


def test_what_a_site_inherits_is_optional_and_what_it_states_must_be_there():
    sources = Site().sources(None, "")
    assert [str(source.kind) for source in sources] == ["feed", "news sitemap", "rest", "sitemap", "archive", "listing"]
    assert [source.optional for source in sources] == [False, True, True, False, True, False]
    assert all(source.url.startswith("https://www.example.com/") for source in sources)


def test_without_days_in_addresses_archives_come_before_sitemaps():
    class Monthly(Platform):
        addresses = Addresses(host="www.example.com", article=(r"^/\d{4}/\d\d/[^/]+/$",))
        listing = Listing(next=("a.older",))

    order = [str(source.kind) for source in Monthly().sources(None, "")]
    assert order == ["feed", "news sitemap", "rest", "archive", "sitemap", "listing"]


def test_a_section_has_a_feed_and_a_listing_of_its_own():
    class Sections(Platform):
        section_feed = "{section}/feed/"

    sources = Sections().sources("navy", "branches/navy")
    assert [source.url.removeprefix("https://www.example.com/") for source in sources] == [
        "branches/navy/feed/",
        "branches/navy/",
    ]
    assert {source.section for source in sources} == {"navy"}
