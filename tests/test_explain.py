"""``scrapy explain``: whole crawls by the shipped spiders, then the question of what became of an article."""

import asyncio
import json
import random
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from html import escape

import pytest

from newscrawl.cli.explanation import Verdict
from newscrawl.core.crawl_state import FetchRecord
from newscrawl.core.links import Link
from newscrawl.items import Article
from newscrawl.publishing.run import Run
from newscrawl.spiders.amn import AmnSpider
from newscrawl.spiders.armytimes import ArmytimesSpider
from newscrawl.store import FILE_NAME
from newscrawl.store.db.schema import APPLICATION_ID, MIGRATIONS
from newscrawl.testing.page import Page
from newscrawl.testing.server import LoopbackServer
from tests.conftest import PROJECT, Newsdesk
from tests.in_process import NOON

AMN = "https://americanmilitarynews.com"
ONCE = ("-s", "RETRY_ENABLED=0")
TIME = r"2026-11-22 1\d:\d\d UTC"
KEYS = {
    *("given", "outcome", "explanation", "advice", "site", "id", "url", "reason", "reason_text", "found_at", "source"),
    *("failed_tries", "last_answer", "next_try_at", "settled_at", "run_id", "date", "article", "other_sites"),
    *("address_rule", "address_patterns", "last_run_at", "last_run_ended", "complete_from", "complete_to"),
    "candidates",
}


def url(slug, month="2026/11"):
    return f"{AMN}/{month}/{slug}/"


def words(topic, count=240):
    chance = random.Random(topic)
    return [f"{chance.choice('bcdfglmnprst')}{chance.choice('aeiou')}{chance.randrange(10**6)}" for _ in range(count)]


def story(topic, *, title=None, date="2026-11-21T08:00:00+00:00", text=None, canonical=""):
    """A page whose words are those of its topic."""
    text = words(topic) if text is None else text
    paragraphs = "".join(f"<p>{escape(' '.join(text[start : start + 30]))}.</p>" for start in range(0, len(text), 30))
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return Page.of(
        f"<html lang=en><head><title>{title or topic}</title>{link}"
        f'<meta property="article:published_time" content="{date}"></head><body>'
        f'<h1 class="entry-title">{title or f"News of {topic}"}</h1>'
        f'<div class="entry-content">{paragraphs}</div></body></html>'
    )


def publish(replica, pages):
    """Put these pages on the site, and list them in its feed and on its front page."""
    for address, page in pages.items():
        replica.add(address, page)
    items = "".join(f"<item><title>A title</title><link>{address}</link></item>" for address in pages)
    replica.add(f"{AMN}/feed/", Page.xml(f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'))
    cards = "".join(f'<div><h2><a href="{address}">A title of some length</a></h2></div>' for address in pages)
    replica.add(f"{AMN}/", Page.of(cards))


def explain(newsdesk, *words, env=None):
    """Status and what was printed."""
    return newsdesk.run("explain", *words, env={"COLUMNS": "80", **(env or {})})


def as_json(newsdesk, *words, env=None):
    """The only object that was printed."""
    status, said = explain(newsdesk, "--json", *words, env=env)
    (line,) = said.splitlines()
    entry = json.loads(line)
    assert set(entry) == KEYS
    assert status == 0
    return entry


def facts(said):
    """The labeled rows of an answer."""
    return {row[2:13].strip(): row[13:].strip() for row in said.splitlines() if row.startswith("  ")}


MINE = """
from scrapy.exceptions import DropItem

class NoSport:
    def process_item(self, item):
        if "sport" in item.url:
            raise DropItem("sport is not for us \\x1b[31m")
        return item
"""
PIPELINES = {
    "newscrawl.pipelines.clean.CleanPipeline": 100,
    "newscrawl.pipelines.require.RequirePipeline": 200,
    "mine.NoSport": 250,
    "newscrawl.pipelines.publish.PublishPipeline": 300,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A day at which everything that can happen to an article has happened to one."""
    folder = tmp_path_factory.mktemp("explain")
    (folder / "mine.py").write_text(MINE)
    with LoopbackServer() as replica:
        newsdesk = Newsdesk(folder / "output", replica)
        publish(replica, {url("first"): story("first")})
        newsdesk.crawl("amn", env=newsdesk.clock(-1))
        publish(
            replica,
            {
                url("copy"): story("copy", text=words("first")),
                url("nearly"): story(
                    "nearly", text=words("first")[:-20] + words("nearly", 20), date="2026-11-21T15:00:00+00:00"
                ),
                url("sport"): story("sport"),
                url("lost"): Page.refusal(404),
                url("removed"): Page.refusal(410),
                url("down"): Page.refusal(503),
                url("denied"): Page.refusal(403),
                url("empty"): story("empty", text=[]),
                url("secret"): story("secret"),
                url("old"): story("old", date="2026-10-02T08:00:00+00:00"),
                url("short"): Page.redirect(url("a-longer-address")),
            },
        )
        replica.add(url("a-longer-address"), story("long"))
        replica.add(f"{AMN}/robots.txt", Page.text("User-agent: *\nDisallow: /2026/11/secret/\n"))
        crawled = newsdesk.crawl(
            "amn",
            *ONCE,
            *("-s", f"ITEM_PIPELINES={json.dumps(PIPELINES)}", "-s", "NEWSCRAWL_NEAR_DUPLICATES=drop"),
            env={"PYTHONPATH": str(folder)},
            since="2026-11-01",
        )
        assert len(crawled.lines) == 1, crawled.screen
        yield newsdesk
        newsdesk.close()


def test_published(desk):
    file = next(path for path in desk.files("amn") if path.suffix == ".jsonl")
    lines = file.read_text("utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if url("first") in line)
    status, said = explain(desk, url("first"))
    assert status == 0
    assert said.startswith("Published by amn: News of first\n")
    rows = facts(said)
    assert (rows["address"], rows["id"]) == (url("first"), AmnSpider.identify(url("first")))
    assert rows["line"] == f"{file}:{number}", "not broken into lines"
    assert rows["dated"] == "2026-11-21T08:00:00+00:00"
    assert re.fullmatch(f"{TIME}, on a listing page", rows["found"])
    assert re.fullmatch(f"{TIME}, in run [0-9a-f]{{12}}", rows["settled"])
    entry = as_json(desk, url("first"))
    (line,) = entry["article"]["lines"]
    assert (entry["outcome"], entry["source"], entry["failed_tries"]) == ("published", "listing", 0)
    assert (line["file"], line["line"], line["finished"], line["revision"]) == (str(file), number, True, 1)
    assert json.loads(lines[number - 1])["headline"] == line["headline"] == "News of first"


@pytest.mark.parametrize(
    "variant",
    [
        "http://www.americanmilitarynews.com/2026/11/first",
        "https://americanmilitarynews.com/2026/11/first/?utm_source=x&fbclid=1#top",
        "https://americanmilitarynews.com/2026/11/FIRST/amp/",
        "americanmilitarynews.com/2026/11/first/",
        AmnSpider.identify(url("first")),
        AmnSpider.identify(url("first"))[:6].upper(),
    ],
)
def test_any_form_of_its_address_and_the_beginning_of_its_id_find_it(desk, variant):
    assert as_json(desk, variant)["article"]["id"] == AmnSpider.identify(url("first"))


@pytest.mark.parametrize("given", [url("short"), url("a-longer-address"), AmnSpider.identify(url("a-longer-address"))])
def test_published_at_another_address(desk, given):
    entry = as_json(desk, given)
    assert (entry["outcome"], entry["article"]["url"]) == ("published", url("a-longer-address"))
    assert (entry["source"], entry["found_at"] is not None) == ("listing", True), "how the short link was found"
    assert ("link" in facts(explain(desk, given)[1])) == (given == url("short"))


def test_duplicate_of_which_article(desk):
    status, said = explain(desk, url("copy"))
    assert status == 0
    assert said.startswith("Duplicate of an article of amn: News of first\n")
    rows = facts(said)
    assert rows["because"] == "the same text is published already"
    assert (rows["original"], rows["link"]) == (url("first"), url("copy"))
    entry = as_json(desk, url("copy"))
    assert (entry["outcome"], entry["reason"], entry["url"]) == ("duplicate", "same_text", url("copy"))
    assert entry["article"]["id"] == AmnSpider.identify(url("first"))


def test_near_duplicate_that_was_dropped(desk):
    said = explain(desk, url("nearly"))[1]
    assert said.startswith("Dropped as a near-duplicate of an article of amn: News of first\n")
    assert "NEWSCRAWL_NEAR_DUPLICATES=drop was set" in " ".join(said.split())
    entry = as_json(desk, url("nearly"))
    assert (entry["outcome"], entry["article"]["url"], entry["url"]) == ("near_duplicate", url("first"), url("nearly"))


def test_refused_by_a_pipeline_of_the_user(desk):
    said = explain(desk, url("sport"))[1]
    assert said.startswith("Refused by a pipeline: sport is not for us [31m (NoSport)\n"), "no control characters"
    assert f"scrapy read {url('sport')}\n" in said
    assert as_json(desk, url("sport"))["outcome"] == "refused"


@pytest.mark.parametrize(("slug", "answer"), [("lost", "HTTP 404"), ("removed", "HTTP 410")])
def test_gone(desk, slug, answer):
    assert explain(desk, url(slug))[1].startswith(f"Gone: amn answered {answer}\n")
    entry = as_json(desk, url(slug))
    assert (entry["outcome"], entry["reason"], entry["article"]) == ("gone", answer, None)


@pytest.mark.parametrize(
    ("slug", "reason", "shown"),
    [
        ("down", "HTTP 503", "HTTP 503"),
        ("denied", "refused: 403", "access denied (403)"),
        ("empty", "no body", "no body"),
        ("secret", "forbidden by robots.txt", "disallowed by robots.txt"),
    ],
)
def test_postponed(desk, slug, reason, shown):
    said = explain(desk, url(slug))[1]
    assert re.match(f"Postponed until {TIME} after 1 failed try: {re.escape(shown)}\n", said)
    rows = facts(said)
    assert "scrapy crawl amn\n" in said
    assert rows["last run"].startswith("amn, 2026-11-22 ")
    entry = as_json(desk, url(slug))
    assert (entry["outcome"], entry["last_answer"], entry["failed_tries"]) == ("postponed", reason, 1)
    assert entry["found_at"] < entry["next_try_at"] < f"{NOON + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"


def test_outside_the_date_range(desk):
    said = explain(desk, url("old"))[1]
    assert said.startswith("Left for another date range: its date is 2026-10-02T08:00:00+00:00\n")
    assert said.endswith("scrapy crawl amn -a since=2026-10-02\n")
    assert as_json(desk, url("old"))["outcome"] == "outside_date_range"


def test_never_seen(desk):
    said = explain(desk, url("nothing"))[1]
    assert said.startswith("Never seen: no source of amn has listed it yet\n")
    assert facts(said)["id"] == AmnSpider.identify(url("nothing"))
    assert "it may be older than what was crawled:" in said
    older = explain(desk, url("nothing", "2025/01"))[1]
    assert "it is older than what was crawled:" in older
    assert older.endswith("scrapy crawl amn -a since=2025-01-01\n")
    other = "https://breakingdefense.com/2026/11/an-article/"
    assert explain(desk, other)[1].endswith("breakingdefense was never crawled:\n     scrapy crawl breakingdefense\n")


@pytest.mark.parametrize(
    ("given", "rule", "shown"),
    [
        (f"{AMN}/world/a-section/", "no_pattern", AmnSpider.addresses.article[0]),
        (f"{AMN}/2026/11/plan.pdf", "file", "it is a file, not a page"),
        (f"{AMN}/", "front_page", "it is the front page"),
        ("https://www.defensenews.com/video/2026/11/22/a-film/", "excluded", "^/video/"),
    ],
)
def test_no_address_of_an_article(desk, given, rule, shown):
    said = explain(desk, given)[1]
    assert said.startswith("Not an article's address by the rules of ")
    assert shown in said
    entry = as_json(desk, given)
    assert (entry["outcome"], entry["address_rule"], entry["id"]) == ("not_an_article", rule, None)


def test_no_site(desk):
    status, said = explain(desk, "https://gazette.example/news/1")
    assert (status, said.splitlines()[0]) == (0, "No site crawls gazette.example")
    assert said.endswith("scrapy newsite https://gazette.example/\n")


def test_several_arguments_some_of_which_have_no_answer(desk):
    status, said = explain(desk, "ftp://americanmilitarynews.com/2026/11/first/", "0000", "a b\x1b[1m", url("first"))
    assert status == 2
    headlines = [answer.splitlines()[0] for answer in said.split("\n\n")]
    assert headlines == [
        "Not an http or https address: ftp://americanmilitarynews.com/2026/11/first/",
        "No published article has an id that begins with 0000",
        "Not an address or id: a b[1m",
        "Published by amn: News of first",
    ]
    status, said = explain(desk, "--json", "0000", url("first"))
    assert (status, [json.loads(line)["outcome"] for line in said.splitlines()]) == (2, ["unknown_id", "published"])


def test_nothing_is_changed(desk):
    def state():
        with closing(sqlite3.connect(desk.root / FILE_NAME)) as connection:
            return list(connection.iterdump())

    files = {path: path.read_bytes() for path in desk.root.rglob("*.json*")}
    before, requests = state(), len(desk.replica.log)
    assert explain(desk, url("first"), url("down"), url("nothing"), f"{AMN}/about-us/")[0] == 0
    assert (state(), len(desk.replica.log)) == (before, requests)
    assert {path: path.read_bytes() for path in desk.root.rglob("*.json*")} == files


def test_without_a_state_or_an_argument(newsdesk, desk):
    status, said = explain(newsdesk, url("first"))
    assert (status, said.count("\n")) == (6, 1)
    assert "no state file in" in said
    assert not newsdesk.root.exists()
    assert explain(desk) == (2, "scrapy explain: give at least one address, or the beginning of an article's id\n")


def test_the_docs_name_every_outcome_and_key():
    docs = (PROJECT / "docs" / "explain.md").read_text("utf-8")
    assert [name for name in (*Verdict, *KEYS) if f"`{name}`" not in docs] == []


# --- as time goes on -------------------------------------------------------------------------------------------------


@pytest.fixture
def published(replica, newsdesk):
    """A site with two articles, crawled."""
    publish(replica, {url("first"): story("first"), url("second"): story("second")})
    assert len(newsdesk.crawl("amn").lines) == 2
    return newsdesk


def test_revisions_and_a_merged_month(published, replica):
    replica.add(url("first"), story("first", title="Corrected news", text=words("first")[:-40] + words("new", 40)))
    later = published.clock(3)
    assert [line["revision"] for line in published.crawl("amn", env=later).lines] == [2]
    entry = as_json(published, url("first"))
    first, second = entry["article"]["lines"]
    assert (first["revision"], second["revision"], first["file"] != second["file"]) == (1, 2, True)
    said = explain(published, url("first"))[1]
    assert said.startswith("Published by amn: Corrected news\n")
    assert "its headline: News of first\n" in said
    assert f"scrapy diff {entry['article']['id']}\n" in said
    december = published.clock(24 * 12)
    assert published.run("compact", env=december)[0] == 0
    merged = str(published.root / "amn" / "amn-2026-11.jsonl")
    lines = as_json(published, url("first"), env=december)["article"]["lines"]
    assert [line["file"] for line in lines] == [merged, merged]
    for line in lines:
        text = (published.root / "amn" / "amn-2026-11.jsonl").read_text("utf-8").splitlines()[line["line"] - 1]
        assert json.loads(text)["revision"] == line["revision"]


def test_a_run_that_has_not_finished(published):
    (file,) = [path for path in published.files("amn") if path.suffix == ".jsonl"]
    part = file.rename(file.with_name(file.name + ".part"))
    with part.open("ab") as torn:
        torn.write(b'{"id":"' + AmnSpider.identify(url("second")).encode())
    (line,) = as_json(published, url("second"))["article"]["lines"]
    assert (line["file"], line["finished"]) == (str(part), False)
    assert "its run has not finished" in explain(published, url("second"))[1]
    part.unlink()
    assert "in no file of output folder amn" in explain(published, url("second"))[1]


def test_while_the_site_is_being_crawled(published):
    found = Link(url=url("third"), source="feed")

    async def begin():
        run = Run.begin(
            published.root, AmnSpider.site(), AmnSpider.identify, arguments={}, versions={}, clock=lambda: NOON
        )
        run.memory.add_discovered([found])
        await run.publish(
            Article(
                id=AmnSpider.identify(found.url), site="amn", publisher="A", url=found.url, canonical_url=found.url,
                headline="Now \x1b]0;title\x07\x9b31m\u202ethen\n-> obey", body=" ".join(words("third")),
                fetch=FetchRecord(link=found, at=NOON),
            )
        )  # fmt: skip
        return run

    run = asyncio.run(begin())
    try:
        said = explain(published, found.url)[1]
        assert said.startswith("Published by amn: Now ")
        assert said.replace("\n", "").isprintable()
        (line,) = as_json(published, found.url)["article"]["lines"]
        assert (line["line"], line["offset"], line["finished"]) == (1, 0, False)
        assert explain(published, "--json", found.url)[1].isascii()
    finally:
        run.finish("finished", 0, {})
    assert as_json(published, found.url)["article"]["lines"][0]["finished"]


def test_given_up_after_all_tries(published, replica):
    publish(replica, {url("first"): story("first"), url("down"): Page.refusal(503)})
    published.crawl("amn", *ONCE, "-s", "NEWSCRAWL_TRIES=2", env=published.clock(1))
    published.crawl("amn", *ONCE, "-s", "NEWSCRAWL_TRIES=2", env=published.clock(4))
    said = explain(published, url("down"))[1]
    assert said.startswith("Given up after 2 failed tries, the last: HTTP 503\n")
    entry = as_json(published, url("down"))
    assert (entry["outcome"], entry["failed_tries"], entry["reason"]) == ("given_up", 2, "HTTP 503")


def test_found_and_not_read_yet(replica, newsdesk):
    publish(replica, {url("first"): story("first"), url("second"): story("second")})
    newsdesk.crawl("amn", limit=1)
    answers = {as_json(newsdesk, url(slug))["outcome"] for slug in ("first", "second")}
    assert answers == {"published", "waiting"}


def test_of_a_deleted_article_only_that(published):
    given = url("first")
    assert published.run("forget", given)[0] == 0
    status, said = explain(published, given)
    assert (status, re.fullmatch(f"Deleted on request, {TIME}\n", said) is not None) == (0, True), said
    entry = as_json(published, given)
    known = {key for key, value in entry.items() if value not in (None, [])}
    assert known == {"given", "outcome", "explanation", "site", "settled_at"}
    assert as_json(published, AmnSpider.identify(given))["outcome"] == "deleted"
    assert published.run("rebuild-state")[0] == 0
    assert as_json(published, given)["outcome"] == "deleted"


def test_no_longer_known(published, replica):
    publish(replica, {url("first"): story("first"), url("removed"): Page.refusal(410)})
    published.crawl("amn", env=published.clock(2))
    assert as_json(published, url("removed"))["outcome"] == "gone"
    years_later = published.clock(24 * 500)
    assert published.run("prune", env=years_later)[0] == 0
    status, said = explain(published, url("removed"), env=years_later)
    assert (status, said.splitlines()[0]) == (0, "No longer known to amn")
    assert "NEWSCRAWL_KEEP_LINKS" in said
    assert said.endswith("scrapy crawl amn -a since=2026-11-01\n")
    assert as_json(published, url("first"), env=years_later)["outcome"] == "published"


def test_after_the_state_was_rebuilt_lines_are_known(published):
    assert published.run("rebuild-state")[0] == 0
    entry = as_json(published, url("first"))
    assert (entry["outcome"], entry["found_at"], len(entry["article"]["lines"])) == ("published", None, 1)
    assert "found" not in facts(explain(published, url("first"))[1])


def test_sisters(replica, newsdesk):
    """Of two sites of a publisher, one has published what the other finds, and both wait for a page that is down."""

    def at(host, slug):
        return f"https://www.{host}.com/news/2026/11/21/{slug}/"

    for host, slug in (("armytimes", "one-story"), ("navytimes", "same-words")):
        listed = [at(host, "one-story"), at(host, slug), at(host, "down")]
        items = "".join(f"<item><title>T</title><link>{address}</link></item>" for address in listed)
        feed = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
        replica.add(f"https://www.{host}.com/arc/outboundfeeds/rss/?outputType=xml", Page.xml(feed))
        for address in listed:
            replica.add(address, story("one-story"))
        replica.add(at(host, "down"), Page.refusal(503))
        newsdesk.crawl(host, *ONCE)
    name = ArmytimesSpider.identify(at("armytimes", "one-story"))
    for host in ("armytimes", "navytimes", "militarytimes"):
        entry = as_json(newsdesk, at(host, "one-story"))
        assert (entry["outcome"], entry["site"], entry["article"]["id"]) == ("published", "armytimes", name)
    said = explain(newsdesk, at("navytimes", "same-words"))[1]
    assert said.startswith("Duplicate of an article of armytimes: News of one-story\n")
    entry = as_json(newsdesk, at("navytimes", "same-words"))
    assert (entry["outcome"], entry["site"], entry["article"]["id"]) == ("duplicate", "navytimes", name)
    entry = as_json(newsdesk, at("navytimes", "down"))
    (other,) = entry["other_sites"]
    assert (entry["outcome"], entry["site"], other["site"]) == ("postponed", "navytimes", "armytimes")
    assert other["outcome"] == "postponed"
    assert facts(explain(newsdesk, at("armytimes", "down"))[1])["also"] == "navytimes: postponed"


# --- odd states ------------------------------------------------------------------------------------------------------


def old_state(root, *rows):
    """A state file of version 2: nothing of how links were found."""
    root.mkdir(parents=True)
    with closing(sqlite3.connect(root / FILE_NAME, isolation_level=None)) as connection:
        for migration in MIGRATIONS[:2]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 2")
        connection.execute("INSERT INTO sites VALUES (1, 'amn', 'amn')")
        for name, outcome, article, reason in rows:
            key = bytes.fromhex(name)
            if article:
                connection.execute(
                    "INSERT OR IGNORE INTO articles (number, id, site, url, revision, run) VALUES (?, ?, 1, ?, 1, 'r')",
                    (article, key, url(f"number-{article}")),
                )
            connection.execute(
                "INSERT INTO settled (key, site, outcome, article, settled_at, reason) VALUES (?, 1, ?, ?, ?, ?)",
                (key, outcome, article, 1_793_000_000_000_000, reason),
            )


def test_a_state_of_version_2_says_what_it_knows(newsdesk):
    names = {slug: AmnSpider.identify(url(slug)) for slug in ("first", "copy", "nearly", "gone", "odd")}
    old_state(
        newsdesk.root,
        (names["first"], "published", 1, None),
        (names["copy"], "duplicate", 1, None),
        (names["nearly"], "duplicate", None, f"nearly repeats {names['first']}"),
        (names["gone"], "gone", None, "HTTP 410"),
        (names["odd"], "refused", None, None),
    )
    headlines = [answer.splitlines()[0] for answer in explain(newsdesk, *map(url, names))[1].split("\n\n")]
    assert headlines == [
        "Published by amn",
        "Duplicate of an article of amn",
        "Dropped as a near-duplicate of an article of amn",
        "Gone: amn answered HTTP 410",
        "Refused: the reason was not kept",
    ]
    assert (newsdesk.root / f"{FILE_NAME}.v2-backup").exists()
    entry = as_json(newsdesk, url("copy"))
    assert (entry["url"], entry["reason"], entry["article"]["lines"]) == (url("copy"), None, [])


def test_an_ambiguous_id_lists_the_articles(newsdesk):
    old_state(newsdesk.root, *[(f"abcd{number:028d}", "published", number, None) for number in range(1, 14)])
    status, said = explain(newsdesk, "ABCD")
    assert status == 2
    assert said.startswith("Ambiguous: more than 10 articles have an id that begins with ABCD\n")
    assert said.count("number-") == 10
    assert said.endswith("give more characters of the id\n")
    assert "Ambiguous: 4 articles have" in explain(newsdesk, f"abcd{'0' * 26}1")[1]
    entry = json.loads(explain(newsdesk, "--json", "abcd")[1])
    assert (entry["outcome"], len(entry["candidates"]), set(entry)) == ("ambiguous_id", 10, KEYS)
