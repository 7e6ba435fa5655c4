"""Fields of the record, each by its ways and with its traps. Pages are built from small pieces."""

import json
from datetime import UTC, datetime

import pytest

from newscrawl.core.links import Link
from newscrawl.core.site import Site
from newscrawl.extraction.article import read_article
from newscrawl.extraction.dom.page import Page
from newscrawl.extraction.extractors import Extracted
from newscrawl.extraction.rules import Rules
from newscrawl.items import Image
from newscrawl.urls import Addresses

URL = "https://harbor.example/2025/11/buoy-found/"
NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
SITE = Site(
    name="harbor", publisher="Harbor Wire", publisher_group="harbor", timezone="America/New_York", language="en-US"
)
ADDRESSES = Addresses(host="harbor.example", article=(r"^/20\d\d/\d\d/[^/]+/?$",))
RULES = Rules(body=("div.text",), drop=(".ad",))
SENTENCES = [
    "The crew of the cutter found the buoy on Wednesday, nine days after the storm had torn it away.",
    "It had travelled almost 140 miles, the district said, and its batteries were still working well.",
    "Repairs are expected to cost a third of the price of a new one, according to the yard's estimate.",
    "The crew will sail again on Friday to look for the two other buoys that the storm has taken away.",
]
TEXT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page(head="", above="", text=TEXT, below="", lang="en-US"):
    return (
        f'<html lang="{lang}"><head><title>Buoy found | Harbor Wire</title>{head}</head>'
        f'<body><article><h1>Buoy found</h1>{above}<div class="text">{text}</div></article>{below}</body></html>'
    )


def linked(**fields):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def read(markup, *, rules=RULES, site=SITE, url=URL, link=None, explain=False):
    return read_article(Page(markup, url), rules, site, ADDRESSES, link=link, now=NOW, explain=explain)


def article(markup, **options):
    return read(markup, **options).article


class TestHeadline:
    def test_heading_goes_before_metadata(self):
        got = article(page(linked(headline="Buoy is found") + '<meta property="og:title" content="A buoy!">'))
        assert (got.headline, got.provenance["headline"]) == ("Buoy found", "h1")

    def test_sites_selector_goes_first(self):
        got = article(page(above='<h2 class="real">The real one</h2>'), rules=Rules(headline=("h2.real",)))
        assert (got.headline, got.provenance["headline"]) == ("The real one", "site")

    def test_kicker_inside_the_heading(self):
        markup = page('<meta property="og:title" content="Crew finds a buoy at last">')
        markup = markup.replace("<h1>Buoy found</h1>", "<h1><span>At sea</span> Crew finds a buoy at last</h1>")
        assert article(markup).headline == "Crew finds a buoy at last"

    def test_heading_that_is_the_outlets_name(self):
        markup = page().replace("<h1>Buoy found</h1>", "<h1>Harbor Wire</h1><h2>x</h2>")
        assert article(markup).headline == "Buoy found"

    def test_entities_in_linked_data(self):
        markup = page(linked(headline="Buoy &#8216;found&#8217; &amp; repaired")).replace("<h1>Buoy found</h1>", "")
        assert article(markup).headline == "Buoy \u2018found\u2019 & repaired"

    def test_none(self):
        assert article("<p>x").headline is None


class TestDates:
    def test_meta_with_offset_before_naive_linked_data(self):
        got = article(
            page(
                linked(datePublished="2025-11-12T17:06:41")
                + '<meta name="article:published_time" content="2025-11-12T22:06:41+00:00">'
            )
        )
        assert got.date_published == "2025-11-12T22:06:41+00:00"
        assert got.provenance["date_published"] == "meta"

    def test_naive_linked_data_is_the_sites_time(self):
        got = article(page(linked(datePublished="2025-11-12T17:06:41", dateModified="2025-07-01T08:00:00")))
        assert got.date_published == "2025-11-12T17:06:41-05:00"
        assert got.date_modified == "2025-07-01T08:00:00-04:00"

    def test_naive_dates_are_utc_where_the_rules_say_so(self):
        got = article(page(linked(datePublished="2025-11-12T17:06:41")), rules=Rules(naive_dates="utc"))
        assert got.date_published == "2025-11-12T17:06:41+00:00"

    def test_printed_day_gets_the_feeds_time(self):
        link = Link(url=URL, source="feed", date="2025-11-13T03:20:00+00:00", date_raw="Thu, 13 Nov 2025 03:20:00 GMT")
        got = article(page(above="<span class=day>November 12, 2025</span>"), rules=Rules(date=(".day",)), link=link)
        assert got.date_published == "2025-11-13T03:20:00+00:00"
        assert got.date_published_raw == "November 12, 2025"

    def test_feed_of_another_day_does_not_override(self):
        link = Link(url=URL, source="feed", date="2025-11-18T03:20:00+00:00")
        got = article(page(above="<span class=day>November 12, 2025</span>"), rules=Rules(date=(".day",)), link=link)
        assert got.date_published == "2025-11-12"

    def test_vague_hint_is_not_published(self):
        assert article(page(), link=Link(url=URL, source="sitemap", date="2025-11")).date_published is None

    def test_update_is_not_publication(self):
        got = article(page(above='<time class="updated" datetime="2025-11-15T08:00:00Z">x</time>'))
        assert got.date_published is None

    def test_expiry_in_a_script_is_no_date(self):
        got = article(page("<script>var ad = {expires: '2025-11-15T08:00:00Z'}</script>"))
        assert got.date_published is None

    def test_future_is_no_date(self):
        assert (
            article(page('<meta property="article:published_time" content="2031-01-01T00:00:00Z">')).date_published
            is None
        )

    def test_day_in_the_address_comes_last(self):
        got = article(page(), url="https://harbor.example/2025/11/12/buoy/")
        assert (got.date_published, got.provenance["date_published"]) == ("2025-11-12", "address")

    def test_pages_own_clock_gives_the_offset_of_an_unknown_site(self):
        site = Site(name="x", publisher="X", publisher_group="x", timezone="UTC", language="en")
        head = '<meta property="article:published_time" content="2025-11-13T01:48:22Z">'
        markup = page(head, above="<div class=post-date>Nov. 12, 2025 at 8:48 p.m.</div>")
        assert article(markup, site=site).date_published == "2025-11-12T20:48:22-05:00"

    def test_linked_data_may_be_that_clock(self):
        site = Site(name="x", publisher="X", publisher_group="x", timezone="UTC", language="en")
        head = '<meta property="article:published_time" content="2025-11-13T01:48:22Z">'
        got = article(page(head + linked(datePublished="2025-11-12T20:48:22-05:00")), site=site)
        assert got.date_published == "2025-11-12T20:48:22-05:00"
        assert article(page(head + linked(datePublished="2025-11-12T20:48:22-05:00"))).date_published[-6:] == "+00:00"


class TestAuthorsAndAgency:
    def test_linked_data_person_and_agency(self):
        got = article(
            page(
                linked(
                    author=[
                        {"@type": "Person", "name": "Ada Lark"},
                        {"@type": "Organization", "name": "Associated Press"},
                    ]
                )
            )
        )
        assert (got.authors, got.source_agency) == (["Ada Lark"], "AP")

    def test_agency_signs_persons_are_looked_for_in_trusted_places_only(self):
        below = '<div class="author"><a href="/author/x/">Bo Li</a></div>'
        got = article(page('<meta name="author" content="The Associated Press">', below=below))
        assert (got.authors, got.source_agency) == ([], "AP")

    def test_from_dateline(self):
        text = TEXT.replace("<p>The crew of", "<p>GULL POINT, Maine (Reuters) - The crew of")
        got = article(page(text=text))
        assert (got.dateline, got.source_agency) == ("GULL POINT, Maine", "Reuters")
        assert got.body.startswith("GULL POINT, Maine (Reuters) - The crew")

    def test_from_reprint_line_which_is_noted(self):
        line = "This story was first published by Radio Free Europe/Radio Liberty and is reprinted with permission."
        got = article(page(text=f"{TEXT}<p>{line}</p>"))
        assert (got.source_agency, got.notes) == ("RFE/RL", [line])
        assert line not in got.body

    def test_from_copyright_holder(self):
        assert (
            article(
                page(linked(copyrightHolder={"@type": "Organization", "name": "Agence France-Presse"}))
            ).source_agency
            == "AFP"
        )

    def test_quoted_paper_is_no_source(self):
        got = article(page(text=f"{TEXT}<p>The two other buoys were never found, Stars and Stripes reported.</p>"))
        assert got.source_agency is None

    def test_own_house_is_no_agency(self):
        site = Site(
            name="stripes", publisher="Stars and Stripes", publisher_group="stripes", timezone="UTC", language="en"
        )
        got = article(page('<meta name="author" content="Ada Lark | Stars and Stripes">'), site=site)
        assert (got.authors, got.source_agency) == (["Ada Lark"], None)

    def test_byline_inside_the_text(self):
        got = article(page(text=f"<p>By Ada Lark</p>{TEXT}"))
        assert got.authors == ["Ada Lark"]
        assert got.body.startswith("The crew")

    def test_author_of_another_story(self):
        below = '<aside class="related"><a rel="author" href="/a">Bo Li</a></aside>'
        assert article(page(below=below)).authors == []

    def test_bio_is_noted(self):
        bio = "Ada Lark is a reporter who covers the coast."
        got = article(page('<meta name="author" content="Ada Lark">', text=f"{TEXT}<p>{bio}</p>"))
        assert got.notes == [bio]
        assert bio not in got.body


class TestBody:
    def test_paragraphs(self):
        got = article(page())
        assert got.body == "\n\n".join(SENTENCES)
        assert got.provenance["body"] == "site"

    def test_words_of_links_stay(self):
        got = article(
            page(text="<p>The crew told <a href='https://x.example/'>Harbor Wire</a>, adding details.</p>" + TEXT)
        )
        assert got.body.startswith("The crew told Harbor Wire, adding details.")

    def test_what_is_cut_is_explained(self):
        text = (
            f"<p>ADVERTISEMENT</p>{TEXT}<p>Read Next: Another buoy is lost</p><div class=ad>Buy!</div><h2>Related</h2>"
        )
        got = read(page(text=text))
        assert got.article.body == "\n\n".join(SENTENCES)
        assert {cut.rule for cut in got.cuts} >= {"advertisement", "link_to_another_story"}

    def test_sites_own_promo(self):
        rules = Rules(body=("div.text",), promo=(r"Buoys are our passion.*",))
        got = article(page(text=f"<p>Buoys are our passion since 1903!</p>{TEXT}"), rules=rules)
        assert got.body == "\n\n".join(SENTENCES)

    def test_generic_reader_where_the_selector_is_gone(self):
        got = article(page(), rules=Rules(body=("div.gone",)))
        assert (got.body, got.provenance["body"]) == ("\n\n".join(SENTENCES), "generic")

    def test_teaser_yields_to_the_text(self):
        got = article(
            page(above='<div class="teaser"><p>Nine days at sea.</p></div>'),
            rules=Rules(body=("div.teaser", "div.text")),
        )
        assert SENTENCES[-1] in got.body

    def test_list_of_links_goes(self):
        links = "".join(f'<li><a href="/2025/11/{n}/">Another story about buoys, number {n}</a></li>' for n in range(4))
        assert article(page(text=f"{TEXT}<ul>{links}</ul>")).body == "\n\n".join(SENTENCES)

    def test_linked_body_only_where_the_page_agrees(self):
        text = " ".join(SENTENCES)
        shown = f'<meta property="og:description" content="{SENTENCES[0]}">'
        assert article(page(linked(articleBody=text) + shown, text="")).body == text
        assert article(page(linked(articleBody=text), text="")).body is None


class TestPictures:
    FIGURE = (
        '<figure><img src="data:image/gif;base64,R0" data-src="/up/marlin-300x200.jpg" '
        'srcset="/up/marlin-300x200.jpg 300w, /up/marlin.jpg 1200w">'
        "<figcaption>The cutter sails. (U.S. Coast Guard photo by Bo Li)</figcaption></figure>"
    )

    def test_lead_of_the_metadata_gets_the_caption_of_the_page(self):
        got = article(
            page(
                '<meta property="og:image" content="https://harbor.example/up/marlin-1024x683.jpg">',
                text=self.FIGURE + TEXT,
            )
        )
        assert got.images == [
            Image(
                url="https://harbor.example/up/marlin-1024x683.jpg",
                caption="The cutter sails.",
                credit="U.S. Coast Guard photo by Bo Li",
            )
        ]

    def test_largest_of_a_lazy_picture(self):
        [image] = article(page(text=self.FIGURE + TEXT)).images
        assert image.url == "https://harbor.example/up/marlin.jpg"

    def test_caption_is_not_in_the_body(self):
        assert article(page(text=self.FIGURE + TEXT)).body == "\n\n".join(SENTENCES)

    def test_caption_as_a_plain_paragraph(self):
        text = '<p><img src="/up/a.jpg"></p><p>The cutter sails. (U.S. Coast Guard photo/Bo Li)</p>' + TEXT
        got = article(page(text=text))
        assert got.body == "\n\n".join(SENTENCES)
        assert got.images == [
            Image(
                url="https://harbor.example/up/a.jpg",
                caption="The cutter sails.",
                credit="U.S. Coast Guard photo/Bo Li",
            )
        ]

    @pytest.mark.parametrize(
        "ornament",
        [
            '<img src="/i/pixel.gif">',
            '<img src="/a.jpg" width="1" height="1">',
            '<img src="https://secure.gravatar.com/avatar/x.jpg">',
            '<img src="/logo.png">',
            '<img src="/share-icon.svg">',
            '<div class="author-box"><img src="/people/lark.jpg"></div>',
            '<aside><img src="/promo/x.jpg"></aside>',
            "<img>",
        ],
    )
    def test_ornaments(self, ornament):
        assert article(page(text=ornament + TEXT)).images == []

    def test_one_lead_however_many_sources_name_it(self):
        head = '<meta property="og:image" content="/up/cut-for-networks.jpg">' + linked(image=["/up/wide.jpg"])
        link = Link(url=URL, source="feed", images=(Image(url="https://harbor.example/up/feed.jpg"),))
        got = article(page(head), link=link)
        assert [image.url for image in got.images] == ["https://harbor.example/up/cut-for-networks.jpg"]

    def test_picture_of_the_feed_where_the_page_has_none(self):
        link = Link(
            url=URL, source="feed", images=(Image(url="https://harbor.example/f.jpg", caption="A. (Bo Li/AP)"),)
        )
        got = article(page(), link=link)
        assert got.images == [Image(url="https://harbor.example/f.jpg", caption="A.", credit="Bo Li/AP")]
        assert got.provenance["images"] == "hint"

    def test_background_of_the_sites_lead_box(self):
        above = "<div class=lead style=\"color:red; background-image: url('/up/lead.jpg')\"></div>"
        [image] = article(page(above=above), rules=Rules(lead_image=(".lead",))).images
        assert image.url == "https://harbor.example/up/lead.jpg"

    @pytest.mark.parametrize(
        "name", ["ads-b-receiver.jpg", "loading-dock.jpg", "navy-badge-ceremony.jpg", "share-of-work.png"]
    )
    def test_a_storys_own_words_make_no_ornament(self, name):
        [image] = article(page(text=f'<img class="lazy loading" src="/up/{name}">{TEXT}')).images
        assert image.url.endswith(name)

    def test_credit_in_an_element_of_its_own(self):
        caption = '<figcaption>The cutter. <span class="photo-credit">Bo Li/AP</span></figcaption>'
        figure = f'<figure><img src="/a.jpg">{caption}</figure>'
        [image] = article(page(text=figure + TEXT)).images
        assert (image.caption, image.credit) == ("The cutter.", "Bo Li/AP")


class TestTopics:
    def test_section_from_the_address(self):
        rules = Rules(section_from_url=r"^/\d{4}/(\d\d)/")
        assert article(page('<meta property="article:section" content="Home">'), rules=rules).section == "11"

    def test_section_from_metadata(self):
        assert article(page('<meta property="article:section" content="Coast">')).section == "Coast"

    def test_routing_tags_go(self):
        rules = Rules(ignore_keywords=(r"news\d*|ns",))
        got = article(page(linked(keywords="Buoys, news2, NS, Coast Guard,buoys")), rules=rules)
        assert got.keywords == ["Buoys", "Coast Guard"]

    def test_language(self):
        assert article(page(lang="en_us")).language == "en-US"
        got = article(page(lang=""))
        assert (got.language, got.provenance["language"]) == ("en", "detected")

    @pytest.mark.parametrize(
        ("said", "free"), [(True, True), ("False", False), ("http://schema.org/False", False), ("?", None)]
    )
    def test_free_access(self, said, free):
        assert article(page(linked(isAccessibleForFree=said))).free_access is free

    def test_rights(self):
        head = '<meta name="robots" content="index, noai, NoImageAI"><meta name="tdm-reservation" content="1">'
        assert article(page(head)).rights == ["noai", "noimageai", "tdm-reservation"]


class TestAddresses:
    def test_canonical_of_the_site(self):
        got = article(page('<link rel="canonical" href="/2025/11/buoy-found/">'), url=URL + "?utm_source=x#top")
        assert (got.url, got.canonical_url) == (URL, URL)

    @pytest.mark.parametrize("claim", ["https://harbor.example/", "https://partner.example/2025/11/x/", "", "http://["])
    def test_canonical_that_can_not_be_believed(self, claim):
        got = article(page(f'<link rel="canonical" href="{claim}">'))
        assert got.canonical_url == URL

    def test_identity_is_that_of_the_canonical_address(self):
        assert article(page(), url=URL.replace("https", "http")).id == article(page()).id

    def test_outbound_links_only(self):
        links = (
            "<a href='/2025/11/other/'>o</a> <a href='https://x.example/?utm_source=h'>x</a> <a href='mailto:a@b'>m</a>"
        )
        assert article(page(text=f"<p>{SENTENCES[0]} {links}</p>{TEXT}")).links == ["https://x.example/"]


class TestProblems:
    def test_none(self):
        assert read(page()).problem is None

    def test_error_page_that_comes_as_200(self):
        assert (
            read("<title>Page not found | Harbor Wire</title><h1>Page not found</h1><p>Sorry.").problem
            == "not an article"
        )

    def test_front_page(self):
        assert read(page(), url="https://harbor.example/").problem == "not an article"

    def test_video_page(self):
        markup = page('<meta property="og:type" content="video.other">', text="<p>Watch.</p>")
        assert read(markup).problem == "not an article"

    def test_no_text(self):
        markup = page('<meta property="article:published_time" content="2025-11-12T22:06:41Z">', text="")
        assert read(markup).problem == "no body"


def test_explained_are_all_ways():
    got = read(
        page(linked(headline="Other", datePublished="2025-11-12") + '<meta property="og:title" content="Third">'),
        explain=True,
    )
    assert [served.provenance for served in got.alternatives["headline"]] == ["h1", "linked_data", "meta", "title"]
    assert Extracted("2025-11-12", "linked_data") in got.alternatives["date_published"]
    assert {served.provenance for served in got.alternatives["body"]} == {"site", "generic"}
    assert read(page()).alternatives == {}
