"""Crawls that read published articles again: conditionally, on a hint, until they are gone; and scrapy diff."""

import json
from datetime import timedelta

import pytest

from newscrawl.testing.page import Page
from tests.in_process import NOON

HOST = "americanmilitarynews.com"
ROOT = f"https://{HOST}"
TEXT = (
    "The destroyer left the yard at Norfolk on Monday with a new radar, the builder said, and will sail for trials.",
    "Officials had asked for {} months of tests before the ship joins its squadron in the Mediterranean.",
    "The crew of two hundred sailors moved aboard in the spring, when the last of the work below deck was done.",
)
NAMES = ("destroyer-leaves-yard", "brigade-gets-drones", "depot-opens-again")


class Site:
    """Three articles; the first one's second paragraph is ``word``."""

    def __init__(self, replica):
        self.replica = replica
        replica.add_host(HOST)
        replica.add(f"{ROOT}/", Page.of(self.listing()))
        self.set("six")

    def url(self, name):
        return f"{ROOT}/2026/11/{name}/"

    def set(self, word, *, modified=None, headline=None):
        for number, name in enumerate(NAMES):
            title = headline if headline and not number else name.replace("-", " ").capitalize()
            page = self.page(name, title, word if number == 0 else f"{number + 3}")
            self.replica.add(self.url(name), Page.of(page))
        self.replica.add(f"{ROOT}/feed/", Page.xml(self.feed(modified)))

    def page(self, name, title, word):
        said = TEXT[1].format(word)
        text = f"<p>{TEXT[0]} It is the {name}.</p><p>{said}</p><p>{TEXT[2]} So it is with {name}.</p>"
        page = f'<html lang="en"><head><title>{title}</title><meta property="og:type" content="article">'
        page += f'<meta property="article:published_time" content="{NOON.isoformat()}"></head><body><article>'
        return page + (
            f'<h1 class="entry-title">{title}</h1><div class="entry-content">{text}</div></article></body></html>'
        )

    def feed(self, modified):
        items = "".join(
            f"<entry><title>{name}</title><link href='{self.url(name)}'/><published>{NOON.isoformat()}</published>"
            f"<updated>{(modified if modified and name == NAMES[0] else NOON).isoformat()}</updated></entry>"
            for name in NAMES
        )
        return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>AMN</title>{items}</feed>'

    def listing(self):
        cards = "".join(f'<h2><a href="{self.url(name)}">{name}</a></h2>' for name in NAMES)
        return f"<html><body><main>{cards}</main></body></html>"

    def asked_for(self):
        paths = {self.url(name).removeprefix(ROOT): name for name in NAMES}
        statuses = [(paths[asked.target], asked.status) for asked in self.replica.log if asked.target in paths]
        self.replica.log.clear()
        return sorted(statuses)


@pytest.fixture
def site(replica):
    return Site(replica)


@pytest.fixture
def crawl(newsdesk):
    def crawl_at(hours, *options, **arguments):
        done = newsdesk.crawl("amn", *options, env=newsdesk.clock(hours), **arguments)
        assert done.status == 0, done.screen
        return done

    return crawl_at


def test_a_page_that_is_as_it_was_costs_a_304_and_an_edit_one_line(site, crawl, newsdesk):
    assert len(crawl(0.5).lines) == 3
    site.asked_for()
    quiet = crawl(1.6)
    assert site.asked_for() == [(name, 304) for name in sorted(NAMES)]
    assert "3 published articles rechecked (3 unchanged)" in quiet.screen
    assert (quiet.lines, quiet.manifest) == ([], None)
    site.set("nine")
    site.replica.add(site.url(NAMES[1]), Page.refusal(404))
    edited = crawl(4)
    assert site.asked_for() == [(NAMES[1], 404), (NAMES[2], 304), (NAMES[0], 200)]
    assert "amn: 1 revision in" in edited.screen
    (line,) = edited.lines
    assert (line["revision"], line["changed_fields"], "nine months" in line["body"]) == (2, ["body"], True)
    assert edited.manifest["revisions"] == 1
    assert edited.manifest["counters"]["revisits"] == {"made": 3, "unchanged": 1, "gone": 1}
    crawl(9)
    assert site.asked_for() == [(NAMES[2], 304), (NAMES[0], 304)], "what is gone is asked for no more"
    status, shown = newsdesk.run("diff", site.url(NAMES[0]) + "?utm_source=x")
    assert status == 0
    assert "revision 2" in shown
    assert "[-six-] {+nine+} months" in shown
    status, gone = newsdesk.run("diff", site.url(NAMES[1]))
    assert status == 0
    assert "removed from the site since 2026-11-22 16:0" in gone


def test_a_narrowed_run_reads_nothing_again_and_a_span_only_what_lies_in_it(site, crawl):
    crawl(0.5)
    site.asked_for()
    crawl(3, limit=5)
    crawl(3, until="2026-11-22T11:00Z")
    assert site.asked_for() == []
    crawl(3, since="2026-11-22T11:00Z")
    assert len(site.asked_for()) == 3


def test_a_feed_that_tells_of_a_change_brings_the_article_back_at_any_age(site, crawl):
    crawl(0.5)
    site.asked_for()
    site.set("nine", modified=NOON + timedelta(hours=60), headline="Destroyer leaves yard at last")
    changed = crawl(70)
    assert site.asked_for() == [(NAMES[0], 200)]
    assert [line["changed_fields"] for line in changed.lines] == [["headline", "body"]]
    crawl(71)
    assert site.asked_for() == []


def test_wrong_settings_are_one_line(site, newsdesk):
    done = newsdesk.crawl("amn", "-s", "NEWSCRAWL_REVISIT_WITHIN=soon")
    assert done.status == 2
    assert done.screen.strip().startswith("scrapy crawl: amn: NEWSCRAWL_REVISIT_WITHIN=soon is not a duration")


def test_moved_and_edited_and_walled_at_one_moment(site, crawl, newsdesk, replica):
    """The first is listed at a new address with another word, before its old one is asked; the second is a teaser."""
    crawl(0)
    moved, walled = f"{ROOT}/2026/11/destroyer-leaves-yard-at-last/", site.url(NAMES[1])
    first, second = NAMES[0].replace("-", " ").capitalize(), NAMES[1].replace("-", " ").capitalize()
    replica.add(moved, Page.of(site.page(NAMES[0], first, "nine")))
    replica.add(site.url(NAMES[0]), Page.of(status=301, headers=(("Location", moved),)))
    head, _, _ = site.page(NAMES[1], second, "4").partition("</p>")
    paid = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
    paid += '"isAccessibleForFree": false}</script>'
    replica.add(walled, Page.of(f"{head}</p></div></article>{paid}</body></html>"))
    replica.add(f"{ROOT}/feed/", Page.xml(site.feed(None).replace(site.url(NAMES[0]), moved)))
    done = crawl(2)
    told = [(line["url"], line["revision"], line["changed_fields"]) for line in done.lines]
    assert told == [(moved, 2, ["body"])]
    for hours in (4, 9, 21):
        assert crawl(hours).lines == []
    assert len({line["id"] for line in newsdesk.published("amn")}) == len(NAMES)


def test_a_pipeline_may_make_a_new_article_of_each(site, newsdesk, tmp_path):
    """It takes the fields and leaves out how the page was fetched: links are settled and edits found all the same."""
    (tmp_path / "mine.py").write_text(
        "from itemadapter import ItemAdapter\n"
        "class Mine:\n"
        "    def process_item(self, item):\n"
        "        return type(item)(**ItemAdapter(item).asdict())\n"
    )
    ours = {
        "newscrawl.pipelines.clean.CleanPipeline": 100,
        "mine.Mine": 200,
        "newscrawl.pipelines.publish.PublishPipeline": 300,
    }
    options = ("-s", f"ITEM_PIPELINES={json.dumps(ours)}")
    env = {"PYTHONPATH": str(tmp_path)}
    moved = f"{ROOT}/2026/11/moved-{NAMES[2]}/"
    site.replica.add(moved, Page.of(site.page(NAMES[2], "Moved", "5")))
    site.replica.add(site.url(NAMES[2]), Page.redirect(moved))
    first = newsdesk.crawl("amn", *options, env=env)
    assert (first.status, len(first.lines), first.manifest["pending"]) == (0, 3, 0), first.screen
    site.replica.add(site.url(NAMES[0]), Page.of(site.page(NAMES[0], NAMES[0].replace("-", " ").capitalize(), "nine")))
    second = newsdesk.crawl("amn", *options, env=env | newsdesk.clock(3))
    assert second.status == 0, second.screen
    assert [(line["revision"], line["changed_fields"]) for line in second.lines] == [(2, ["body"])]
