"""Every site of the loader, end to end and twice, through a replica that answers for its host.

A replica is derived from the facts of the spider's class alone (hosts, article addresses, sources, zone, family), so a
new site is covered by being there. An address for an article is made from the site's own pattern: the regular
expression is walked once, digits that follow a year are its date, other digits a number, everything else that may vary
the slug; where the pattern is open at its beginning or end, a section or a slug is put there.
"""

import json
import re
from datetime import datetime
from itertools import product
from re import _parser as patterns

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from newscrawl.crawler.spider import NewsSpider
from newscrawl.platforms.browser_listing import BrowserListing
from newscrawl.testing.newsroom.facts import SiteFacts
from newscrawl.testing.newsroom.platforms import PLATFORMS, build_site
from tests.chromium import MISSING, WHY

LOADER = SpiderLoader.from_settings(get_project_settings())
SITES = [LOADER.load(name) for name in sorted(LOADER.list())]
DIGIT, SLUG = "\ue000", "\ue001"
MOST_REPEATS = 7
LONGEST_WORD = 20
"""Letters; where no more are allowed it is no slug."""


def sample(pattern):
    """A path that the pattern finds, with DIGIT for each digit and SLUG for each run of what may vary otherwise."""
    return "".join(_sample(patterns.parse(pattern)))


def _sample(parsed):
    for kind, value in parsed:
        name = str(kind)
        if name == "LITERAL":
            yield chr(value)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = value
            [*only] = inner
            optional_literal = most == 1 and len(only) == 1 and str(only[0][0]) == "LITERAL"
            times = 1 if optional_literal else least if least == most else max(least, min(most, MOST_REPEATS))
            piece = "".join(_sample(inner))
            if piece == DIGIT:
                yield DIGIT * times
            elif piece == SLUG:
                yield SLUG if most > LONGEST_WORD else ("newsroom" * 3)[: max(least, min(most, 4))]
            else:
                yield piece * (times if optional_literal else least)
        elif name == "SUBPATTERN":
            yield from _sample(value[-1])
        elif name == "BRANCH":
            yield next(filter(None, ("".join(_sample(branch)) for branch in value[1])), "")
        elif name in ("IN", "NOT_LITERAL", "ANY"):
            yield DIGIT if name == "IN" and _takes_digits_only(value) else SLUG
        else:
            assert name in ("AT", "ASSERT", "ASSERT_NOT"), f"{name} is new here"


def _takes_digits_only(members):
    return all(
        str(kind) == "CATEGORY" and "DIGIT" in str(value) and "NOT" not in str(value)
        if str(kind) == "CATEGORY"
        else str(kind) == "RANGE" and chr(value[0]).isdigit() and chr(value[1]).isdigit()
        for kind, value in members
    )


def path_form(sampled):
    """The sampled path as a format of ``{date}``, ``{number}`` and ``{slug}``."""
    year = rf"(?:20{DIGIT}{{2}}|(?<!{DIGIT}){DIGIT}{{4}})(?!{DIGIT})"
    two = rf"{DIGIT}{{2}}(?!{DIGIT})"
    form = re.sub(
        rf"{year}(?:([-/]?)({two}))?(?:([-/]?)({two}))?",
        lambda found: (
            "{date:%Y}"
            + (f"{found[1]}{{date:%m}}" if found[2] else "")
            + (f"{found[3]}{{date:%d}}" if found[4] else "")
        ),
        sampled,
    )
    form = re.sub(rf"{DIGIT}+", lambda found: f"{{number:.{len(found[0])}}}", form)
    # The slug is what varies last; what varies before it are sections.
    *sections, slug = re.split(rf"(?<=/)(?=[^/]*{SLUG})", form)
    sections = [re.sub(rf"[^/]*{SLUG}[^/]*", "news", section) for section in sections]
    return "".join((*sections, re.sub(rf"{SLUG}(?:-?{SLUG})*", "{slug}", slug)))


def article_form(site):
    """A format for the paths of a site's articles, that its own rules take for articles."""
    addresses = site.addresses
    sections = ("news", *site.sections, *site.listings)
    for pattern in addresses.article or ("^/",):
        base = path_form(sample(pattern))
        before = ("",) if pattern.startswith("^") else (*(f"/{section.strip('/')}" for section in sections), "")
        after = ("",) if pattern.endswith("$") else ("", "{slug}/", "{slug}")
        for front, back in product(before, after):
            form = f"{front}{base}{back}"
            trial = SiteFacts(host=addresses.host, name="", platform="plain", article=form).stories
            ids = {addresses.identify(story.url) for story in trial if addresses.is_article(story.url)}
            if len(ids) == len(trial):
                return form
    return pytest.fail(f"{addresses.host}: no address could be made that its rules {addresses.article} take")


def platform(site):
    """The newsroom's platform for a site: the one that it, or its platform, is based on."""
    platforms = [base.__module__.rsplit(".", 1)[-1] for base in site.__mro__ if issubclass(base, NewsSpider)]
    return next((platform for platform in platforms if platform in PLATFORMS), "plain")


def facts(site, *, listing_pages=3):
    """The replica's facts of a site."""
    sources = {}
    for source in site().sources(None, ""):
        sources.setdefault(source.kind, []).append(source)

    def first_pages(kind):
        return tuple(source.page_url(1) for source in sources.get(kind, ()))

    numbers = range(1, listing_pages + 1)
    listings = (
        tuple(dict.fromkeys(address for number in numbers if (address := source.page_url(number))))
        for source in sources.get("listing", ())
        if not getattr(
            source, "browser", False
        )  # asked where no other has served; test_browser_crawl.py has such a site
    )
    return SiteFacts(
        host=site.addresses.host,
        name=site.publisher,
        platform=platform(site),
        article=article_form(site),
        timezone=site.timezone,
        language=site.language,
        feeds=first_pages("feed"),
        listings=tuple(listings),
        news_sitemaps=first_pages("news sitemap"),
        sitemaps=first_pages("sitemap"),
        rest=first_pages("rest"),
    )


def same_moment(published, story):
    """Whether the record has the story's instant, or its day where no source and no page says more."""
    if len(published) == len("2026-11-20"):
        return published == f"{story.date:%Y-%m-%d}"
    return datetime.fromisoformat(published) == story.date


def faults(newsroom, lines, ended):
    """What a first crawl did not get right, in words."""
    if ended["status"] or ended["troubles"]:
        yield f"ended with {ended['status']}: {ended['troubles']}"
    by_headline = {line["headline"]: line for line in lines}
    for story in newsroom.stories:
        line = by_headline.pop(story.title, None)
        if line is None:
            yield f"not published: {story.url}"
            continue
        if line["body"] != story.body:
            yield f"body of {story.url}: {line['body']!r}"
        if not same_moment(line["date_published"] or "", story):
            yield f"date of {story.url}: {line['date_published']}, not {story.date}"
        if line["authors"] != list(story.byline):
            yield f"authors of {story.url}: {line['authors']}, not {story.byline}"
        if [image["caption"] for image in line["images"][:1]] != [story.caption]:
            yield f"pictures of {story.url}: {line['images']}"
    yield from (f"published, though no article: {headline!r}" for headline in by_headline)


def test_every_site_publishes_all_of_its_articles_once(newsdesk, replica, subtests, tmp_path):
    report = tmp_path / "report.json"
    for site in SITES:
        newsroom = facts(site)
        build_site(replica, newsroom)
        with subtests.test(site=site.name):
            if MISSING and issubclass(site, BrowserListing):
                pytest.skip(WHY)
            first = newsdesk.crawl(site.name, "--report", str(report))
            assert not list(faults(newsroom, first.lines, json.loads(report.read_text("utf-8"))))
            second = newsdesk.crawl(site.name)
            assert second.status == 0, second.screen
            assert not second.lines, "the second crawl wrote something"
