"""The table of sites in docs/sites.md says what the spiders say."""

import os
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from newscrawl.cli.site_selection import news_sites
from newscrawl.commands.sitetable import BEGIN, END, table, with_table
from newscrawl.crawler.sources import Feed
from newscrawl.platforms.wordpress import WordPressAddresses, WordPressSpider
from tests.in_process import run_scrapy

PROJECT = Path(__file__).parent.parent
DOCUMENT = PROJECT / "docs" / "sites.md"


def test_the_table_in_the_docs_is_current():
    text = DOCUMENT.read_text("utf-8")
    made = table(news_sites(get_project_settings()).values())
    assert with_table(text, made) == text, "run: scrapy sitetable --write docs/sites.md"


def test_links_of_the_table_lead_to_files():
    rows = [row for row in DOCUMENT.read_text("utf-8").splitlines() if row.startswith("| [")]
    assert len(rows) >= 40
    for row in rows:
        for path in (part.partition(")")[0] for part in row.split("](")[1:] if part.startswith("..")):
            assert (DOCUMENT.parent / path).is_file(), path


def test_sites_that_are_left_out_have_no_spider():
    left_out = DOCUMENT.read_text("utf-8").partition("## Left out")[2]
    for outlet in ("Janes", "SOFREP", "Shephard", "National Defense", "Army Recognition", "Defence Connect"):
        assert outlet in left_out
        assert not list((PROJECT / "newscrawl" / "spiders").glob(f"*{outlet.lower().replace(' ', '')}*"))


def test_guesses_are_in_parentheses_and_bars_are_escaped():
    class OddSpider(WordPressSpider):
        """Odd."""

        name = "odd"
        publisher = "Odd | Even"
        addresses = WordPressAddresses(host="odd.example", article=(r"^/20\d\d/",))
        rest = ("wp-json/wp/v2/posts",)
        sitemaps = ()

        def sources(self, section, path):
            return (Feed(url="https://odd.example/a/", optional=True), *super().sources(section, path))

    row = table([OddSpider]).splitlines()[2]
    assert "| feed, rest, (archive), listing | unverified |" in row
    assert r"Odd \| Even" in row


def test_a_document_without_its_marks_is_left_alone():
    with pytest.raises(ValueError, match="no place for the table"):
        with_table("# Sites", "| a |")
    assert with_table(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\n\nnew\n\n{END}\nb"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 0, "| site | outlet | platform |"),
        (("--write", "none/such.md"), 2, "No such file"),
        (("amn",), 2, "takes no arguments"),
    ],
)
def test_the_command(tmp_path, words, status, said):
    done = run_scrapy(["sitetable", *words], os.environ, PROJECT)
    assert done.status == status, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
