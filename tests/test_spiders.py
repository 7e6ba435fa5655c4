"""What every site of the loader must keep, so that a new one is tested from its first minute."""

import ast
import inspect
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from newscrawl.errors import UsageProblem
from newscrawl.families.base import NewsSpider
from newscrawl.pages.rules import Rules
from newscrawl.urls import Addresses

LOADER = SpiderLoader.from_settings(get_project_settings())
SITES = [LOADER.load(name) for name in sorted(LOADER.list())]


@pytest.fixture(params=SITES, ids=lambda site: site.name)
def site(request):
    return request.param


def test_name_file_and_class_agree(site):
    assert Path(inspect.getfile(site)).stem == site.name
    assert site.__name__ == f"{site.name.capitalize()}Spider"


def test_it_stands_on_a_family(site):
    assert issubclass(site, NewsSpider)
    assert site.__mro__[1].__module__.startswith("newscrawl.families.")


def test_its_docstring_names_the_outlet(site):
    assert site.publisher in inspect.getdoc(site)


def test_it_states_facts_only(site):
    tree = ast.parse(inspect.getsource(site))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert not functions, "code belongs into a family"


def test_its_facts_cannot_be_changed_by_accident(site):
    for name, value in vars(site).items():
        assert not isinstance(value, list | dict | set), f"{name} is mutable"


def test_its_zone_and_language_exist(site):
    ZoneInfo(site.zone)
    assert re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", site.language)


def test_its_sources_are_on_its_own_host_by_https(site):
    for name, path in (None, ""), *site.section_paths().items():
        sources = site.sources(site, name, path)
        assert sources
        for source in sources:
            assert source.url.startswith("https://")
            assert site.addresses.owns(source.url)
            assert not site.addresses.is_article(source.url)
    assert set(site.allowed_domains) & {site.addresses.host, site.addresses.host.removeprefix("www.")}


def test_its_sections_have_names_of_their_own(site):
    assert len(site.section_paths()) == len(site.sections)


def test_a_wrong_argument_names_what_is_right(site):
    with pytest.raises(UsageProblem, match="known are since, until, limit, section, trial"):
        site.arguments_of({"sice": "7d"})


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
        lambda: Addresses(host="https://example.com"),
        lambda: Addresses(host="example.com", article=r"^/\d+"),
        lambda: Addresses(host="example.com", number=r"\d+"),
    ],
)
def test_a_rule_that_is_wrong_fails_when_it_is_made(wrong):
    with pytest.raises((TypeError, ValueError)):
        wrong()
