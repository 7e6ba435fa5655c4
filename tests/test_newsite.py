"""``scrapy newsite``: from an address to a site that passes its contract, on three sites nobody has described."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.devtools import guesses
from newscrawl.devtools.detect_platform import detect_platform
from newscrawl.devtools.url_patterns import article_patterns, doubtful, likely_articles
from newscrawl.extraction.dom.page import Page as SitePage
from newscrawl.testing.newsroom.facts import SiteFacts
from newscrawl.testing.newsroom.platforms import build_site
from newscrawl.testing.page import Page

HASTE = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0")
PARADE = SiteFacts(
    host="www.parade-ground.example",
    name="Parade Ground",
    platform="wordpress",
    article="/{date:%Y/%m}/{slug}/",
    timezone="America/New_York",
    feeds=("https://www.parade-ground.example/feed/",),
    listings=(("https://www.parade-ground.example/", "https://www.parade-ground.example/page/2/"),),
    sitemaps=("https://www.parade-ground.example/sitemap_index.xml",),
    rest=("https://www.parade-ground.example/wp-json/wp/v2/posts",),
)
FATHOM = SiteFacts(
    host="fathomline.example",
    name="Fathom Line",
    platform="ghost",
    article="/{slug}/",
    timezone="Europe/London",
    feeds=("https://fathomline.example/rss/",),
    listings=(("https://fathomline.example/",),),
)
GAZETTE = [
    (f"/story.php/{1200 + n}-{slug}.html", title, day)
    for n, (slug, title, day) in enumerate(
        (
            ("harbor-master-counts-buoys", "Harbor master counts his buoys", "2026-11-19"),
            ("depot-finds-lost-anchor", "Depot finds an anchor that it never lost", "2026-11-18"),
            ("pilots-land-in-fog-again", "Pilots land in fog again", "2026-11-17"),
            ("garrison-kitchen-wins-prize", "Garrison kitchen wins a prize for soup", "2026-11-16"),
        )
    )
]


def bare_page(title, day, number):
    sentences = [
        f"The report of {day} names {number} people who had a hand in it and two who had none.",
        "Nobody at the office wished to say more before the council meets, which it does on the first Tuesday.",
        "What is known is written on a board beside the gate, where it has been since the spring.",
        "The council's clerk said that questions are welcome, as long as they are short.",
    ]
    paragraphs = "".join(
        f"<p>{' '.join(sentences[k:] + sentences[:k])} Paragraph {k} of {title}.</p>" for k in range(4)
    )
    return (
        f"<html><head><title>{title} - The Mole Gazette</title></head><body><table><tr><td><a href='/'>Home</a> "
        f"<a href='/contact.html'>Contact</a></td><td><h1>{title}</h1><div>{day}</div><div class=txt>{paragraphs}</div>"
        "</td></tr></table></body></html>"
    )


def build_gazette(replica):
    host = "https://mole-gazette.example"
    items = "".join(f"<li><a href='{path}'>{title}</a> {day}</li>" for path, title, day in GAZETTE)
    replica.add_host("mole-gazette.example")
    replica.add(f"{host}/", Page.of(f"<html><head><title>The Mole Gazette</title></head><body><h1>The Mole Gazette</h1>"
                                    f"<a href='/contact.html'>Contact</a><ul>{items}</ul></body></html>"))  # fmt: skip
    for number, (path, title, day) in enumerate(GAZETTE, 7):
        replica.add(host + path, Page.of(bare_page(title, day, number)))


def build_despatch(replica):
    """A Joomla site without a feed: its home page has a few articles, its sections all."""
    host = "https://www.land-despatch.example"
    acts = ("rents the pier", "paints the crane")
    titles = [f"{who} {act} of the old harbor" for who in ("Norland", "Velland", "Kestria") for act in acts]
    slugs = [title.lower().replace(" ", "-") for title in titles]
    paths = [f"/news/{'army' if n % 2 else 'navy'}-news/2026/{slug}" for n, slug in enumerate(slugs)]
    menu = "".join(
        f"<a href='{path}'>Menu</a>"
        for path in (
            "/news/army-news",
            "/news/navy-news",
            "/news/space-news",
            "/news/army-news/2026",
            "/events-of-2027",
        )
    )

    def listing(name, numbers):
        cards = "".join(f"<div><a href='{paths[n]}'>{titles[n]}</a> {20 - n} Nov, 2026</div>" for n in numbers)
        more = "<ul class='uk-pagination'><li><a href='?start=0'>1</a><li><a href='?start=2'>2</a></ul>"
        more = "" if name.startswith("Land") else more
        return Page.of(f"<html><head><title>Home | {name}</title></head><body>{menu}{cards}{more}</body></html>")

    replica.add(f"{host}/", listing("Land Despatch | Defense News", (0, 1, 2)))
    replica.add_host("land-despatch.example", lambda asked: Page.redirect(host + asked.target))
    replica.add(f"{host}/news/army-news", listing("Army", (1, 3)))
    replica.add(f"{host}/news/army-news?start=2", listing("Army", (5,)))
    replica.add(f"{host}/news/navy-news", listing("Navy", (0, 2)))
    replica.add(f"{host}/news/navy-news?start=2", listing("Navy", (4,)))
    for n, path in enumerate(paths):
        replica.add(host + path, Page.of(bare_page(titles[n], f"{20 - n} Nov, 2026 - 14:05", n + 4)))


@pytest.fixture
def checkout(tmp_path, newsdesk):
    """A copy of the project, to be changed."""
    folder = tmp_path / "checkout"
    for name in ("newscrawl", "tests"):
        shutil.copytree(newsdesk.project / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("scrapy.cfg", "pyproject.toml"):
        shutil.copy(newsdesk.project / name, folder)
    newsdesk.root.mkdir()
    newsdesk.project = folder
    return folder


def contract(checkout):
    """The contract that every site of the checkout has to keep."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_spiders.py"]
    return subprocess.run(words, cwd=checkout, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "build", "family", "articles"),
    [
        ("paradeground", lambda replica: build_site(replica, PARADE), "wordpress", PARADE.count),
        pytest.param(
            *("fathomline", lambda replica: build_site(replica, FATHOM), "ghost", FATHOM.count), marks=pytest.mark.slow
        ),
        ("molegazette", build_gazette, "plain", len(GAZETTE)),
    ],
)
def test_from_an_address_to_a_site_that_passes_its_contract(replica, newsdesk, checkout, name, build, family, articles):
    build(replica)
    host = next(host for host in replica._hosts if re.sub("[^a-z]", "", host.removeprefix("www.")).startswith(name))
    status, said = newsdesk.run("newsite", f"https://{host}/", *HASTE)
    assert status == 0, said
    assert f"platform  {family}" in said
    assert re.search(r"words +\d\d", said), said
    text = (checkout / "newscrawl" / "spiders" / f"{name}.py").read_text("utf-8")
    assert len(text.splitlines()) <= 20
    checked = contract(checkout)
    assert checked.returncode == 0, checked.stdout
    crawled = newsdesk.crawl(name)
    assert crawled.status == 0, crawled.screen
    assert len(crawled.lines) == articles
    assert all(line["body"] and line["headline"] for line in crawled.lines)
    metas = [json.loads(path.read_text("utf-8")) for path in (checkout / "tests" / "fixtures").rglob("meta.json")]
    made = [meta for meta in metas if meta["spider"] == name]
    assert len(made) == 3
    assert not any(meta["reviewed"] for meta in made)


@pytest.mark.slow
def test_a_site_without_a_feed_is_listed_by_its_sections(replica, newsdesk, checkout):
    build_despatch(replica)
    status, said = newsdesk.run("newsite", "land-despatch.example", *HASTE)
    assert status == 0, said
    assert "Land Despatch  www.land-despatch.example" in said
    assert "sections  /news/army-news, /news/navy-news\n" in said
    assert "no value for authors, description" in said
    text = (checkout / "newscrawl" / "spiders" / "landdespatch.py").read_text("utf-8")
    assert 'listings = ("", "news/army-news", "news/navy-news")' in text
    assert 'sections = ("news/army-news", "news/navy-news")' in text
    assert 'listing = Listing(next=("[class*=pagination] a",))' in text
    checked = contract(checkout)
    assert checked.returncode == 0, checked.stdout
    assert len(newsdesk.crawl("landdespatch", "-a", "since=2026-11-01").lines) == 6
    assert newsdesk.crawl("landdespatch", "-a", "section=navy-news").status == 0


@pytest.mark.slow
def test_the_page_that_was_named_is_the_listing(replica, newsdesk, checkout):
    build_gazette(replica)
    host = "https://mole-gazette.example"
    replica.add(f"{host}/all.php?of=news", replica._answers["mole-gazette.example", "/"])
    replica.remove(f"{host}/")
    status, said = newsdesk.run("newsite", f"{host}/all.php?of=news", *HASTE)
    assert status == 0, said
    text = (checkout / "newscrawl" / "spiders" / "molegazette.py").read_text("utf-8")
    assert 'listings = ("all.php?of=news",)' in text
    assert newsdesk.run("newsite", f"{host}/", "--name", "molegazette")[0] == 2
    (checkout / "newscrawl" / "spiders" / "molegazette.py").unlink()
    status, said = newsdesk.run("newsite", f"{host}/all.php?of=news")
    assert status == 2
    assert "tests/fixtures/plain/molegazette_source exists already" in said


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("https://americanmilitarynews.com/",), 2, "already belongs to the site amn"),
        (("https://elsewhere.example/", "--name", "amn"), 2, "a site named amn exists already"),
        (("https://elsewhere.example/", "--name", "a b"), 2, "is not a valid spider name"),
        (("https://www.parade-ground.example/no-such-page",), 4, "HTTP 404"),
        ((), 2, "give the address of one site"),
    ],
)
def test_what_cannot_be_added_is_told_in_one_line(replica, newsdesk, words, status, said):
    build_site(replica, PARADE)
    newsdesk.root.mkdir()
    ended, printed = newsdesk.run("newsite", *words, *HASTE)
    assert ended == status
    assert said in printed


def test_a_page_without_articles_is_told_with_what_was_asked(replica, newsdesk):
    newsdesk.root.mkdir()
    replica.add("https://empty.example/", Page.of("<html><title>Empty</title><p>Nothing here.</html>"))
    status, said = newsdesk.run("newsite", "https://empty.example/", *HASTE)
    assert status == 5
    assert "no articles were recognized" in said
    assert "https://empty.example/feed/: HTTP 404" in said


def test_a_dry_run_writes_nothing(replica, newsdesk, checkout):
    build_site(replica, FATHOM)
    before = sorted(checkout.rglob("*.py"))
    assert newsdesk.run("newsite", "fathomline.example", "--dry-run", *HASTE)[0] == 0
    assert sorted(checkout.rglob("*.py")) == before


# --- parts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "patterns", "number"),
    [
        (["/2026/11/a-b-c/", "/2026/10/word/"], (r"^/20\d\d/\d\d/(?!\d{1,2}/?$)[^/]+/?$",), None),
        (["/news/a-b-c-d/", "/features/a-b-c-d-e"], (r"^/(?:news|features)/[^/.]+(?:[-_][^/.]+){3,}/?$",), None),
        (
            ["/world/asia/ships-sail-221177.html", "/world/europe/guns-fire-221178.html"],
            (r"/[^/]+-\d{5,}\.html$",),
            r"-(\d{5,})\.html",
        ),
        (["/defense/123456-a-ship", "/defense/123457-a-plane"], (r"/\d{5,}-[^/]+/?$",), r"/(\d{5,})-"),
        (["/about", "/contact"], (), None),
    ],
)
def test_patterns_of_addresses(paths, patterns, number):
    assert article_patterns([f"https://example.com{path}" for path in paths]) == (patterns, number)


def test_pages_of_the_house_come_after_headlines():
    host = "https://example.com"
    company = [f"{host}/about-the-company", f"{host}/advertise-with-us", f"{host}/privacy-and-cookies"]
    stories = [
        f"{host}/{slug}" for slug in ("a-ship-sails-at-dawn", "guns-fire-in-fog-again", "pilots-count-their-birds")
    ]
    assert likely_articles(company + stories) == stories + company
    assert doubtful(company + stories) == company
    assert doubtful(company) == doubtful(company + stories[:2]) == []
    assert doubtful([f"{host}/2026/11/{n}-a" for n in range(4)] + [f"{host}/2026/11/a-b-c-d"] * 3) == []


@given(st.lists(st.text(alphabet="ab-_/.019%", max_size=30), max_size=8))
def test_patterns_always_compile_and_fit_what_they_were_made_of(paths):
    urls = [f"https://example.com/{path}" for path in paths]
    patterns, number = article_patterns(urls)
    for pattern in (*patterns, *([number] if number else [])):
        re.compile(pattern)
    likely_articles(urls)


@pytest.mark.parametrize(
    ("markup", "family"),
    [
        (b'<meta name="generator" content="WordPress 6.9"><link href="/wp-content/x.css">', "wordpress"),
        (b'<script>Fusion.globalContent={}</script><link href="/pf/resources/a.css">', "arcxp"),
        (b'<meta name="generator" content="Ghost 5.82"><div class="gh-content">', "ghost"),
        (b'<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">', "drupal"),
        (b"<listing-with-preview article-title=x>", "afpims"),
        (b'<div class="Page-articleBody RichTextBody">', "brightspot"),
        (b"<p>Hand-made.</p>", "plain"),
    ],
)
def test_platforms_are_recognised(markup, family):
    assert detect_platform(markup)[0] == family


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<title>Land Despatch | Defense and military news</title>", "Land Despatch"),
        ("<title>Home - The Land Despatch</title>", "The Land Despatch"),
        ("<title>Homepage | Press Office of the Fleet</title>", "Press Office of the Fleet"),
        ("<title>Defense news of today - Land Despatch</title>", "Land Despatch"),
        ("<title>Land Despatch: news of the army</title>", "Land Despatch"),
        ("<title>Home</title>", "land-despatch.example"),
        ("<title>x</title><meta property='og:site_name' content='Despatch  Online'>", "Despatch Online"),
        ("", "land-despatch.example"),
    ],
)
def test_the_outlets_name(head, name):
    page = SitePage(f"<html><head>{head}</head><body><p>Text.</body></html>".encode(), "https://land-despatch.example/")
    assert guesses.publisher(page, "www.land-despatch.example") == name


@pytest.mark.parametrize(
    ("dates", "host", "timezone"),
    [
        (["2026-11-20T08:00:00-05:00"], "a.example", "America/New_York"),
        (["Mon, 20 Jul 2026 08:00:00 -0500"], "a.example", "America/Chicago"),
        (["2026-07-20T08:00:00+01:00"], "a.example", "Europe/London"),
        (["2026-11-20T08:00:00+01:00"], "a.example", "Europe/Paris"),
        (["2026-11-20T08:00:00+02:00"], "a.example", "Europe/Kyiv"),
        (["2026-11-20T08:00:00+02:00", "2026-07-20T08:00:00+03:00"], "a.fi", "Europe/Helsinki"),
        (["2026-11-20T08:00:00+01:00"], "a.be", "Europe/Brussels"),
        (["Fri, 20 Nov 2026 08:00:00 +0000", None, "20 Nov, 2026"], "a.co.uk", "Europe/London"),
        (["2026-11-20T08:00:00-05:00"], "a.co.uk", "America/New_York"),
        (["2026-11-20T08:00:00Z", "yesterday"], "a.example", None),
        (["2026-11-20T08:00:00+99:99"], "a.example", None),
        ([], "a.example", None),
    ],
)
def test_the_zone_fits_every_offset_that_was_printed(dates, host, timezone):
    assert guesses.timezone(dates, host) == timezone


def test_sections_are_pages_above_articles():
    host = "https://example.com"
    articles = [f"{host}/news/army/2026/a-ship-sails", f"{host}/news/navy/2026/b"]
    links = ["/", "/news", "/news/army/", "/news/navy?start=8", "/news/navy", "/news/army/2026", "/about", "/news/army"]
    assert guesses.sections(articles, [host + link for link in links]) == [f"{host}/news/army/", f"{host}/news/navy"]


@pytest.mark.parametrize(
    ("path", "markup", "selector"),
    [
        ("/news", "<ul class='uk-pagination'><a href='/news?start=8'>2</a></ul>", "[class*=pagination] a"),
        ("/news/", "<div class=pager><a href='/news/?page=2'>2</a></div>", "[class*=pager] a"),
        ("/", "<p><a href='/?page=2'>Older</a>", "a[href*='?']"),
        ("/news", "<a rel=next href='/news?start=8'>2</a>", None),
        ("/", "<p><a href='/contact?page=2'>Contact</a> <a href='/?id=12'>Story</a>", None),
        ("/", "<div class=pages><a href='/2026/11/a-ship-sails'>A ship sails</a></div>", None),
        ("/news?start=8", "<ul class='pagination'><a href='/news'>1</a></ul>", None),
    ],
)
def test_links_to_older_pages(path, markup, selector):
    body = f"<html><body>{markup}</body></html>".encode()
    assert guesses.older_pages(body, f"https://example.com{path}", "example.com") == selector
