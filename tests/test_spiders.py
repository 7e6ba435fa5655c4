"""What every site of the loader must keep, so that a new one is tested from its first minute."""

import ast
import inspect
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from newscrawl.core.errors import UsageProblem
from newscrawl.crawler.spider import NewsSpider
from newscrawl.extraction.rules import Rules
from newscrawl.scrapyd.schedule import Times
from newscrawl.urls import Addresses

LOADER = SpiderLoader.from_settings(get_project_settings())
SITES = [LOADER.load(name) for name in sorted(LOADER.list())]
NAMES = [site.name for site in SITES]
KNOWN = tomllib.loads((Path(__file__).parent / "addresses.toml").read_text("utf-8"))
"""Addresses of articles, real ones and made ones, and of other pages, by site."""

STATUSES = ("verified", "unverified", "blocked")
TAGS = {"official", "trade", "service", "war"}
NO_ARTICLES = (
    *("", "about/", "contact-us/", "privacy-policy/", "terms-of-use/", "search/?q=navy", "page/2/", "index.html"),
    *("feed/", "rss/", "rss.xml", "comments/feed/", "sitemap.xml", "robots.txt", "wp-json/wp/v2/posts", "wp-login.php"),
    *(
        "tag/navy/",
        "tag/f-35-jets/",
        "tags/f-35-jets/",
        "category/news/",
        "category/air-force/",
        "category/news/page/2/",
    ),
    *("author/jane-doe/", "authors/jane-doe/page/2/", "video/", "videos/", "wp-content/uploads/2026/05/two-ships.jpg"),
)
"""Paths that no site has articles at."""


def of_every_site(rule):
    """A test that holds every site to the rule, and names all that break it."""

    def test():
        broken = {}
        for site in SITES:
            try:
                rule(site)
            except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - whatever it is, the others have a turn
                broken[site.name] = f"{type(error).__name__}: {error}"
        assert not broken, "\n\n".join(f"{name}: {what}" for name, what in broken.items())

    test.__name__, test.__doc__ = rule.__name__, rule.__doc__
    return test


def addresses_of(site, *kinds):
    return [url for kind in kinds for url in KNOWN.get(site.name, {}).get(kind, ())]


def test_there_are_forty_sites_at_least():
    assert len(SITES) >= 40


def test_a_site_is_a_dozen_facts():
    lengths = sorted(len(Path(inspect.getfile(site)).read_text("utf-8").splitlines()) for site in SITES)
    assert lengths[len(lengths) // 2] <= 15
    assert lengths[-1] <= 30, "what takes so many lines belongs into a platform"


@of_every_site
def test_name_file_and_class_agree(site):
    assert Path(inspect.getfile(site)).stem == site.name
    assert site.__name__ == f"{site.name.capitalize()}Spider"


@of_every_site
def test_it_stands_on_a_family(site):
    assert issubclass(site, NewsSpider)
    assert site.__mro__[1].__module__.startswith("newscrawl.platforms.")


@of_every_site
def test_its_docstring_names_the_outlet(site):
    assert site.publisher in inspect.getdoc(site)


@of_every_site
def test_it_states_facts_only(site):
    tree = ast.parse(Path(inspect.getfile(site)).read_text("utf-8"))
    code = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.If, ast.For, ast.While, ast.Try, ast.With)
    assert not [node for node in ast.walk(tree) if isinstance(node, code)], "code belongs into a platform"
    assert len([node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]) == 1


@of_every_site
def test_its_facts_cannot_be_changed_by_accident(site):
    for name, value in vars(site).items():
        # What a class statement itself leaves behind, such as __annotations__, is not a fact.
        assert name.startswith("__") or not isinstance(value, list | dict | set | bytearray), f"{name} is mutable"


@of_every_site
def test_its_zone_and_language_exist(site):
    ZoneInfo(site.timezone)
    assert re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", site.language)


@of_every_site
def test_it_says_how_far_it_is_to_be_trusted(site):
    assert vars(site).get("status") in STATUSES, "each file says it: nothing is verified by its platform's name"


@of_every_site
def test_it_says_how_many_articles_are_credible(site):
    min_weekly_articles = vars(site).get("min_weekly_articles")
    assert type(min_weekly_articles) is int
    assert min_weekly_articles >= 1


@of_every_site
def test_it_is_tagged(site):
    assert site.tags
    assert len(set(site.tags)) == len(site.tags)
    assert set(site.tags) <= TAGS


@of_every_site
def test_its_schedule_can_be_kept(site):
    assert len(Times.of(site.name, site.schedule).fields) == 5


def test_sites_do_not_all_start_at_one_minute():
    minutes = {Times.of(site.name, site.schedule).fields[0] for site in SITES}
    assert len(minutes) > len(SITES) / 3


@of_every_site
def test_its_sources_are_on_its_own_host_by_https(site):
    for name, path in (None, ""), *site.section_paths().items():
        sources = site().sources(name, path)
        assert sources
        for source in sources:
            url = re.sub(r"\{month[^}]*\}", "2026/05", source.url).replace("{offset}", "0")
            assert url.startswith("https://")
            assert "{" not in url
            assert urlsplit(url).hostname == site.addresses.host
            assert not site.addresses.is_article(url)
            assert name is None or source.section == name


@of_every_site
def test_one_source_at_least_is_no_guess(site):
    assert [source for source in site().sources(None, "") if not source.optional]


@of_every_site
def test_its_sections_have_names_of_their_own(site):
    assert len(site.section_paths()) == len(site.sections)


@of_every_site
def test_scrapy_keeps_to_its_hosts(site):
    assert set(site.allowed_domains) == site.addresses.hosts


def test_sisters_share_a_house():
    for site in SITES:
        assert site.site().publisher_group == (site.addresses.publisher_group if site.publisher_group else site.name)


def test_hosts_belong_to_one_site():
    owners = {}
    for site in SITES:
        for host in site.addresses.hosts:
            assert owners.setdefault(host, site.name) == site.name


def test_addresses_are_of_sites_that_exist():
    assert set(KNOWN) <= set(NAMES)


@of_every_site
def test_articles_are_told_by_their_addresses(site):
    urls = addresses_of(site, "seen", "made")
    assert urls, "tests/addresses.toml has none"
    for url in urls:
        assert site.addresses.is_article(url), url


@of_every_site
def test_other_pages_are_told_by_their_addresses(site):
    for url in (*addresses_of(site, "other"), *(f"https://{site.addresses.host}/{path}" for path in NO_ARTICLES)):
        assert not site.addresses.is_article(url), url


@of_every_site
def test_articles_of_other_hosts_are_not_its_own(site):
    for other in SITES:
        if other is not site:
            for url in addresses_of(other, "seen", "made"):
                assert not site.addresses.is_article(url), url


def forms(url, site):
    """Other addresses under which the same article is met."""
    parts = urlsplit(url)
    path = parts.path
    for host in site.addresses.hosts:
        yield f"https://{host}{path}"
    yield f"http://{parts.netloc}{path}"
    yield f"{url}?utm_source=rss&utm_medium=feed&oref=d1-river&mc_cid=1&mc_eid=2"
    yield f"{url}?outputType=amp"
    yield f"{url}#comments"
    yield f"https://{parts.netloc.upper()}{path}"
    if path.endswith(".html"):
        yield url.removesuffix(".html") + ".amp.html"
    else:
        yield url.rstrip("/")
        yield url.rstrip("/") + "/"
        yield url.rstrip("/") + "/amp/"


@of_every_site
def test_all_addresses_of_an_article_are_one(site):
    for url in addresses_of(site, "seen", "made"):
        identity = site.identify(url)
        for form in forms(url, site):
            assert site.identify(form) == identity, form
            assert site.addresses.is_article(form), form


def test_different_articles_differ():
    met = {}
    for site in SITES:
        for url in addresses_of(site, "seen", "made"):
            assert met.setdefault(site.identify(url), url) == url
    assert len(met) >= len(SITES)


@of_every_site
def test_a_wrong_argument_names_what_is_right(site):
    with pytest.raises(UsageProblem, match="known are since, until, limit, section, trial"):
        site.arguments_of({"sice": "7d"})


@of_every_site
def test_the_schedulers_own_arguments_are_none_of_ours(site):
    assert site.arguments_of({"_job": "6487ec79947edab326d6db28a2d86511e8247444", "limit": "3"}).limit == 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Rules(bodie=("p",)),
        lambda: Rules(body="p"),
        lambda: Rules(body=("div[",)),
        lambda: Rules(promo=("(",)),
        lambda: Rules(section_from_url="/news/"),
        lambda: Rules(naive_dates="eastern"),
        lambda: Rules().extended(bodie=("p",)),
        lambda: Rules(body=("div",)).extended(body="p"),
        lambda: Rules().extended(refuse=("div[",)),
        lambda: Addresses(host="https://example.com"),
        lambda: Addresses(host="example.com", article=r"^/\d+"),
        lambda: Addresses(host="example.com", number=r"\d+"),
    ],
)
def test_a_rule_that_is_wrong_fails_when_it_is_made(wrong):
    with pytest.raises((TypeError, ValueError)):
        wrong()


def test_extended_rules_go_in_front_of_those_that_were():
    rules = Rules(body=(".old",), drop=(".ad",), dek_in_body=True).extended(body=(".new",), dek_in_body=False)
    assert (rules.body, rules.drop, rules.dek_in_body) == ((".new", ".old"), (".ad",), False)
