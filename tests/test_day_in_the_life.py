"""One day in the life of a site: twenty-four hourly runs while it changes under the crawler.

The day's script stands first. At its end every article is published once, every edit of substance once, nothing else.
"""

import random
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from newscrawl.testing.page import Delay, Page, Reset

HOST = "americanmilitarynews.com"
ROOT = f"https://{HOST}"
MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
PAGE = 10  # items of a feed, stories of a listing page
PROMOS = (
    "Follow our evening wire for stories that others miss.",
    "Have a tip for the news desk? The line is open day and night.",
    "Our readers' fund pays for reporting from places that few visit.",
)
NOUNS = (
    "brigade",
    "harbor",
    "frigate",
    "depot",
    "contract",
    "battery",
    "runway",
    "convoy",
    "shipyard",
    "radar",
    "budget",
)
VERBS = ("received", "delayed", "inspected", "ordered", "repaired", "moved", "tested", "reviewed", "launched", "closed")
PLACES = (
    "Norfolk",
    "Tacoma",
    "Rota",
    "Guam",
    "Darwin",
    "Fairbanks",
    "Kadena",
    "Ramstein",
    "Djibouti",
    "Busan",
    "Aqaba",
)
KINDS = ("new", "older", "second", "damaged", "leased", "northern", "reserve", "coastal", "mobile", "armored", "spare")


@dataclass
class Story:
    """An article of the site as it stands at this hour."""

    number: int
    published: datetime
    slug: str
    headline: str
    text: list[str]
    modified: datetime | None = None
    promo: bool = False
    """Its page carries one of the house's lines, another each hour."""
    old_slugs: list[str] = field(default_factory=list)
    gone: bool = False

    @property
    def path(self):
        return f"/{self.published:%Y/%m}/{self.slug}/"


# --- the day's script: what happens before the run of an hour --------------------------------------------------------

NEW = {hour: 1 + hour % 3 for hour in range(1, 24)} | {16: 14}
"""How many articles appear. At 16 more than the feed holds: four are gone from it before anybody read them."""

TYPO, HEADLINE, NUMBER, THERE_AND_BACK, MOVED, MOVED_AND_EDITED, GONE, SPACED, QUOTED = range(9)
"""Articles of the first run to which something happens."""

EDITS_OF_SUBSTANCE = {
    TYPO: [["body"]],
    HEADLINE: [["headline"]],
    NUMBER: [["body"]],
    THERE_AND_BACK: [["body"], ["body"]],
    MOVED_AND_EDITED: [["body"]],
}
"""What is to be published of them beside their first line: the changed fields of each revision."""


def happen(site, hour):
    if hour == 3:
        site.edit(TYPO, 1, lambda text: text.replace("sailors", "soldiers"))
        site.edit(SPACED, 0, lambda text: text.replace(" ", "&nbsp; ", 3))
        site.edit(QUOTED, 0, lambda text: text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"))
        site.edit(THERE_AND_BACK, 2, lambda text: text.replace("officials", "witnesses"))
    if hour == 4:
        site.stories[HEADLINE].headline += ", documents show"
        site.stories[HEADLINE].modified = site.now
    if hour == 5:
        site.edit(NUMBER, 0, lambda text: text.replace("12", "21"))
    if hour == 6:
        site.move(MOVED)
        site.move(MOVED_AND_EDITED)
    if hour == 8:
        site.stories[GONE].gone = True
        site.edit(MOVED_AND_EDITED, 1, lambda text: text.replace("sailors", "marines"))
    if hour == 10:
        site.feed_fails = True
    if hour == 11:
        site.feed_fails = False
        site.edit(THERE_AND_BACK, 2, lambda text: text.replace("witnesses", "officials"))
    site.shuffled = hour == 13


def faults(site, hour):
    """Answers that fail, for pages of this hour's new articles: each as often as Scrapy tries, so that it is lost."""
    newest = f"{ROOT}{site.stories[-1].path}"
    if hour in (2, 9):
        return {newest: [Page.refusal(503)] * 3}
    if hour == 7:
        return {newest: [Reset()] * 6}
    if hour == 12:
        return {newest: [Page.refusal(500)] * 3, f"{ROOT}/feed/": [Page.refusal(502)]}
    return {}


KILLED = 15


# --- the site --------------------------------------------------------------------------------------------------------


class LivingSite:
    """A WordPress site whose clock the test sets."""

    def __init__(self, replica):
        self.replica = replica
        self.random = random.Random(20261120)
        self.now = MIDNIGHT
        self.stories = []
        self.feed_fails = self.shuffled = False
        replica.add_host(HOST, self.answer)
        for age in range(12, 0, -1):
            self.publish(MIDNIGHT - timedelta(minutes=40 * age))

    def publish(self, published):
        pick = self.random.choice
        number = len(self.stories)
        text = [" ".join(self.sentence() for _ in range(4)) for _ in range(5)]
        text[0] = f"The {pick(NOUNS)} at {pick(PLACES)} lost 12 crews in '{number}', the desk learned. {text[0]}"
        text[2] = f"Several officials said so. {text[2]}"
        headline = f"{pick(PLACES)} {pick(NOUNS)} {pick(VERBS)} after {pick(KINDS)} {pick(NOUNS)} {number}"
        slug = headline.lower().replace(" ", "-")
        self.stories.append(
            Story(number, published, slug, headline, text, promo=number not in (MOVED, MOVED_AND_EDITED))
        )

    def sentence(self):
        pick = self.random.choice
        return (
            f"The {pick(KINDS)} {pick(NOUNS)} near {pick(PLACES)} was {pick(VERBS)} in {pick(PLACES)}"
            f" while {self.random.randrange(100, 990)} sailors {pick(VERBS)} the {pick(KINDS)} {pick(NOUNS)}."
        )

    def edit(self, number, paragraph, change):
        story = self.stories[number]
        before = story.text[paragraph]
        story.text[paragraph] = change(before)
        assert story.text[paragraph] != before
        story.modified = self.now

    def move(self, number):
        story = self.stories[number]
        story.old_slugs.append(story.slug)
        story.slug += "-updated"

    def live_through(self, hour):
        self.now = MIDNIGHT + timedelta(hours=hour)
        for n in range(NEW.get(hour, 0)):
            self.publish(self.now - timedelta(minutes=50 - 3 * n))
        happen(self, hour)
        for url, steps in faults(self, hour).items():
            self.replica.script(url, *steps)

    @property
    def listed(self):
        return [story for story in reversed(self.stories) if not story.gone]

    def answer(self, asked):
        path = asked.target.partition("?")[0]
        if path == "/feed/":
            if self.feed_fails:
                return Page.refusal(503)
            # This site's feed does not page: it says the same again.
            return Page.xml(self.feed(self.listed[:PAGE]))
        if path == "/":
            return Page.of(self.listing(1))
        if path.startswith("/page/"):
            number = int(path.split("/")[2])
            return Page.of(self.listing(number)) if (number - 1) * PAGE < len(self.listed) else Page.refusal(404)
        for story in self.stories:
            if path == story.path:
                return Page.refusal(410) if story.gone else Page.of(self.page(story))
            if any(path == replace(story, slug=slug).path for slug in story.old_slugs):
                return Page.redirect(ROOT + story.path)
        return Page.refusal(404)

    def feed(self, stories):
        items = "".join(
            f"<item><title>{story.headline}</title><link>{ROOT}{story.path}</link>"
            f"<pubDate>{format_datetime(story.published)}</pubDate><description>A summary.</description></item>"
            for story in stories
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>AMN</title>{items}</channel></rss>'

    def listing(self, number):
        stories = self.listed[(number - 1) * PAGE : number * PAGE]
        if self.shuffled:
            stories = self.random.sample(stories, len(stories))
        cards = "".join(
            f'<div class="latestPostBx post-{story.number}"><div class="latestPostTitle"><a href="{ROOT}{story.path}">'
            f"{story.headline}</a></div><div class='singlePostMeta'><span class='published'>"
            f"{story.published:%B %-d, %Y}</span></div></div>"
            for story in stories
        )
        return f"<html><body><main>{cards}</main><a rel='next' href='{ROOT}/page/{number + 1}/'>Next</a></body></html>"

    def page(self, story):
        text = list(story.text)
        if story.promo:
            text.insert(2, PROMOS[(self.now.hour + story.number) % len(PROMOS)])
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
        modified = story.modified or story.published
        return (
            f'<html lang="en"><head><title>{story.headline}</title><link rel="canonical" href="{ROOT}{story.path}">'
            '<meta property="og:type" content="article">'
            f'<meta property="article:published_time" content="{story.published.isoformat()}">'
            f'<meta property="article:modified_time" content="{modified.isoformat()}"></head><body><article>'
            f'<h1 class="entry-title">{story.headline}</h1><span class="vcard author"><span class="fn"><a>Ann Holt</a>'
            f'</span></span><div class="entry-content">{paragraphs}</div></article></body></html>'
        )


# --- the crawler -----------------------------------------------------------------------------------------------------


def killed_run(newsdesk, site):
    """Kill the run while it waits for the page of an article that is new in this hour."""
    site.replica.script(ROOT + site.stories[-1].path, Delay(3))
    process = newsdesk.start("amn", env=newsdesk.clock(site.now))
    try:
        while "/feed/" not in site.asked_this_hour():
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(0.3)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def site(replica):
    return LivingSite(replica)


@pytest.mark.slow
def test_every_article_once_every_edit_of_substance_once_nothing_else(site, newsdesk):
    asked_when_gone = 0
    for hour in range(24):
        site.live_through(hour)
        before = len(site.replica.log)
        site.asked_this_hour = lambda before=before: [asked.target for asked in site.replica.log[before:]]
        if hour == KILLED:
            killed_run(newsdesk, site)
            continue
        crawled = newsdesk.crawl("amn", env=newsdesk.clock(site.now))
        assert crawled.status == 0, f"hour {hour}: {crawled.screen}"
        asked_when_gone += site.stories[GONE].gone and site.stories[GONE].path in site.asked_this_hour()

    lines = newsdesk.published("amn")
    revisions = {}
    for line in sorted(lines, key=lambda line: line["revision"]):
        revisions.setdefault(line["id"], []).append(line)
    first = {line["url"]: line["id"] for line in lines if line["revision"] == 1}

    def id_of(story):
        return first[ROOT + replace(story, slug=(*story.old_slugs, story.slug)[0]).path]

    assert len(first) == len(site.stories), "articles published"
    assert {id_of(story) for story in site.stories} == set(revisions)
    for story in site.stories:
        read = revisions[id_of(story)]
        edits = EDITS_OF_SUBSTANCE.get(story.number, [])
        assert [line["revision"] for line in read] == list(range(1, len(edits) + 2)), story
        changes = [[name for name in line["changed_fields"] if name != "date_modified"] for line in read]
        assert changes == [[], *edits], story
        for earlier, later in pairwise(read):
            assert later["previous_hash"] == earlier["content_hash"]
            assert datetime.fromisoformat(later["crawled_at"]) > datetime.fromisoformat(earlier["crawled_at"])
        assert read[-1]["headline"] == story.headline
    assert asked_when_gone == 1, "a page that is gone is asked for once"
