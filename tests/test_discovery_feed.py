"""Feeds: RSS 2.0, RSS 1.0, Atom, whole and broken."""

import resource
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.links import Link
from newscrawl.discovery import feed as reading
from newscrawl.discovery.feed import NotAFeed, read_feed
from newscrawl.items import Image

URL = "https://www.example.com/feed/"
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(items, spaces=SPACES, channel=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {spaces}><channel>{channel}{items}</channel></rss>'
    )


def item(inner, link="https://www.example.com/2026/11/a-story/"):
    return f"<item><title>A story</title><link>{link}</link>{inner}</item>"


def read(text, **kwargs):
    return read_feed(text.encode(), URL)


def only(text):
    [link] = read(text)
    return link


def test_an_arc_xp_item_gives_every_hint():
    feed = rss(
        """<item><title><![CDATA[The yard&#8216;s keel is <em>laid</em>]]></title>
        <link>
            https://www.example.com/naval/2026/11/20/keel/
        </link>
        <guid isPermaLink="true">https://www.example.com/naval/2026/11/20/keel/</guid>
        <dc:creator><![CDATA[Rupert Lyle, Ana Sorley]]></dc:creator>
        <description><![CDATA[Work &amp; steel.]]></description>
        <pubDate>Fri, 20 Nov 2026 15:30:00 +0000</pubDate>
        <content:encoded><![CDATA[<p>Steel was <a href="/x">cut</a>.</p><p>More.</p>]]></content:encoded>
        <media:content url="https://www.example.com/keel.jpg?width=1440&amp;height=810" type="image/jpeg" width="1440">
            <media:description type="plain"><![CDATA[A crane. (J. Tamsin/Staff)]]></media:description>
            <media:credit role="author"><![CDATA[(J. Tamsin/Staff)]]></media:credit>
        </media:content></item>""",
        channel="<language>en-us</language>",
    )
    assert only(feed) == Link(
        url="https://www.example.com/naval/2026/11/20/keel/",
        source="feed",
        title="The yard\u2018s keel is laid",
        date="2026-11-20T15:30:00+00:00",
        date_raw="Fri, 20 Nov 2026 15:30:00 +0000",
        description="Work & steel.",
        authors=("Rupert Lyle, Ana Sorley",),
        language="en-US",
        images=(
            Image(
                url="https://www.example.com/keel.jpg?width=1440&height=810",
                caption="A crane. (J. Tamsin/Staff)",
                credit="(J. Tamsin/Staff)",
            ),
        ),
        html='<p>Steel was <a href="/x">cut</a>.</p><p>More.</p>',
    )


@pytest.mark.parametrize(
    ("written", "tag"), [("es-419", "es-419"), ("en_US.UTF-8", "en-US"), ("und", None), ("mul", None)]
)
def test_the_language_of_a_feed(written, tag):
    assert only(rss(item(""), channel=f"<language>{written}</language>")).language == tag


def test_a_wordpress_summary_feed_has_no_full_text():
    link = only(
        rss(
            item(
                """<dc:creator>Jane Roe - Stars and Stripes</dc:creator><dc:creator>Al Vey</dc:creator>
                <category><![CDATA[News]]></category><category>Navy</category><category>News</category>
                <guid isPermaLink="false">https://www.example.com/?p=7</guid>
                <description><![CDATA[<p>The ship tied up on [&#8230;]</p>
                <p>The post <a href="https://www.example.com/a">A story</a> appeared first on <a href="/">Ex</a>.</p>]]>
                </description>"""
            )
        )
    )
    assert link.description == "The ship tied up on…"
    assert link.html is None
    assert link.authors == ("Jane Roe - Stars and Stripes", "Al Vey")
    assert link.keywords == ("News", "Navy")


@pytest.mark.parametrize(
    "encoded",
    [
        "<p>The ship tied up on [&#8230;]</p>",
        '<p>The ship tied up on ... <a href="/a">Continue reading A story</a></p>',
        "<p>The ship tied up. Read more</p>",
        "<p>A short summary.</p><p>The post <a>A story</a> appeared first on <a>Ex</a>.</p>",
        "<p> </p>",
    ],
)
def test_an_excerpt_in_the_place_of_the_text_is_no_text(encoded):
    link = only(
        rss(
            item(f"<description>A short summary.</description><content:encoded><![CDATA[{encoded}]]></content:encoded>")
        )
    )
    assert link.html is None


ENDINGS = (
    "",
    " Read more",
    " [&#8230;]",
    " &#91;...]",
    " [<b>...</b>]",
    " [sic] [&nbsp;&hellip; ]",
    " [sic]",
    " ... <a href='/a'>Continue reading A story</a>",
    '<p>The post <a href="/a">A story</a> appeared first on <a href="/">Ex</a>.</p>',
    ' Read more</p><p>The post <a href="/a">A story</a> appeared first on <a href="/">Ex</a>.</p>',
)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("word", ["word ", '<a title="1 2 3 > 4 5" href="/a b c">word</a> ', "word <!-- 1 2 3 4 --> "])
def test_a_text_is_known_for_long_by_its_beginning_only_where_it_is(word, ending, monkeypatch):
    texts = [f"<p>{word * count}{ending}</p>" for count in (0, 79, 199, 200, 201, 202, 203, 260, 700)]
    quick = [reading._is_excerpt(text, "word") for text in texts]
    monkeypatch.setattr(reading, "_is_long", lambda text: False)
    assert quick == [reading._is_excerpt(text, "word") for text in texts]


def test_a_long_text_may_end_with_a_link_to_another():
    text = "<p>Words of a story that goes on.</p>" * 40 + "<p>Read more: Navy orders two hulls</p>"
    link = only(rss(item(f"<content:encoded><![CDATA[{text}]]></content:encoded>")))
    assert link.html == text


def test_atom():
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" {SPACES}>
    <title>Ex</title><link rel="self" href="{URL}"/>
    <entry xml:base="https://www.example.com/news/"><title type="html">Q&amp;amp;A: a ship</title>
    <link rel="edit" href="/edit"/><link rel="alternate" type="text/html" href="ship/?utm_source=feed"/>
    <link rel="enclosure" type="image/png" href="/ship.png"/>
    <id>tag:example.com,2026:1</id><published>2026-11-20T15:30:00-05:00</published>
    <updated>2026-11-21T09:00:00Z</updated><author><name>Ines Vale</name><email>i@example.com</email></author>
    <category term="navy" label="Navy"/><summary>Short.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long <b>text</b>.</p></div></content></entry>
    </feed>"""
    link = only(feed)
    assert link.url == "https://www.example.com/news/ship/"
    assert link.title == "Q&A: a ship"
    assert (link.date, link.modified) == ("2026-11-20T15:30:00-05:00", "2026-11-21T09:00:00+00:00")
    assert link.authors == ("Ines Vale",)
    assert link.keywords == ("Navy",)
    assert link.language == "en-GB"
    assert link.images == (Image(url="https://www.example.com/ship.png"),)
    assert "<p>Long <b>text</b>.</p>" in link.html


def test_atom_with_only_updated_has_no_publication_date():
    link = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="/a"/>'
        "<updated>2026-11-21T09:00:00Z</updated></entry></feed>"
    )
    assert (link.date, link.modified) == (None, "2026-11-21T09:00:00+00:00")


def test_rss_1_0():
    feed = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    {SPACES}>
    <channel rdf:about="{URL}"><title>Ex</title><dc:language>en</dc:language></channel>
    <item rdf:about="https://www.example.com/a"><title>A</title><link>https://www.example.com/a</link>
    <dc:date>2026-11-20T15:30:00+09:00</dc:date><dc:creator>Ida</dc:creator><dc:subject>Sea</dc:subject></item></rdf:RDF>"""
    link = only(feed)
    assert (link.url, link.date, link.authors) == ("https://www.example.com/a", "2026-11-20T15:30:00+09:00", ("Ida",))
    assert (link.keywords, link.language) == (("Sea",), "en")


def test_which_address_an_item_has():
    assert only(rss(item("<feedburner:origLink>https://www.example.com/own</feedburner:origLink>"))).url.endswith(
        "/own"
    )
    assert only(rss("<item><guid>https://www.example.com/g</guid></item>")).url == "https://www.example.com/g"
    with pytest.raises(NotAFeed, match="1 items without addresses"):
        read(rss('<item><guid isPermaLink="false">https://www.example.com/?p=1</guid></item>'))
    with pytest.raises(NotAFeed, match="without addresses"):
        read(rss("<item><guid isPermaLink='true'>abc-123</guid><link>mailto:a@example.com</link></item>"))
    assert only(rss(item("", link="/relative/?utm_source=x&amp;a=1"))).url == "https://www.example.com/relative/?a=1"


def test_authors_of_rss_come_without_their_mail_address():
    assert only(rss(item("<author>jane@example.com (Jane Roe)</author>"))).authors == ("Jane Roe",)
    assert only(rss(item("<author>desk@example.com</author>"))).authors == ()


def test_pictures_of_a_group_are_one_and_portraits_none():
    link = only(
        rss(
            item(
                """<media:group><media:content url="/s.jpg" medium="image" width="200"/>
                <media:content url="/l.jpg" medium="image" width="900"/><media:description>A &lt;b&gt;ship&lt;/b&gt;.
                </media:description><media:credit>Ida Vey</media:credit></media:group>
                <media:content url="https://1.gravatar.com/avatar/x" medium="image"/>
                <media:content url="/clip.mp4" type="video/mp4"/><media:thumbnail url="/t.jpg"/>
                <enclosure url="/l.jpg" type="image/jpeg" length="1"/><enclosure url="/p.mp3" type="audio/mpeg"/>"""
            )
        )
    )
    assert link.images == (Image(url="https://www.example.com/l.jpg", caption="A ship.", credit="Ida Vey"),)
    assert only(rss(item('<media:thumbnail url="/t.jpg"/>'))).images == (Image(url="https://www.example.com/t.jpg"),)


def test_dates_that_cannot_be_read_keep_their_spelling():
    link = only(rss(item("<pubDate>last Tuesday</pubDate>")))
    assert (link.date, link.date_raw) == (None, "last Tuesday")


GOOD = item("<description>One &amp; two</description><dc:creator>Zoë</dc:creator>")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("white space and BOM", b"\xef\xbb\xbf\n\n  " + rss(GOOD).encode()),
        ("a warning before it", b"<br />\n<b>Notice</b>: x in <b>/y.php</b><br />\n" + rss(GOOD).encode()),
        ("utf-16", rss(GOOD).encode("utf-16")),
        ("wrong declaration", rss(GOOD).replace("UTF-8", "ISO-8859-1").encode()),
        ("windows-1252 as utf-8", rss(GOOD).encode("cp1252")),
        ("latin-1 declared", rss(GOOD).replace("UTF-8", "ISO-8859-1").encode("latin-1")),
        ("unknown encoding declared", rss(GOOD).replace("UTF-8", "x-none").encode()),
        ("undeclared prefixes", rss(GOOD, spaces="").encode()),
        ("bare ampersand", rss(GOOD.replace("&amp;", "&")).encode()),
        ("HTML entities", rss(GOOD.replace("One", "One&nbsp;").replace("ë", "&euml;")).encode()),
        ("control characters", rss(GOOD.replace("One", "One\x0b\x00")).encode()),
        ("control references", rss(GOOD.replace("One", "One&#11;&#x1F;")).encode()),
        ("cut off in the next item", rss(GOOD + GOOD).encode()[:-100]),
        (
            "cut off in a CDATA section",
            (rss(GOOD)[: -len("</channel></rss>")] + "<item><title><![CDATA[</item>x").encode(),
        ),
        ("junk behind", (rss(GOOD) + "\n<!-- cached -->\n<script>1</script>").encode()),
    ],
)
def test_broken_feeds_give_their_whole_items(name, body):
    [link] = read_feed(body, URL)
    assert link.url == "https://www.example.com/2026/11/a-story/"
    assert link.description == "One & two"
    assert link.authors == ("Zoë",)


def test_an_empty_feed_is_empty():
    assert read(rss("")) == []
    assert read('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>') == []


@pytest.mark.parametrize(
    ("body", "looks_like"),
    [
        (b"", "an empty reply"),
        (b"  \n", "an empty reply"),
        (b'{"code": "rest_no_route"}', "JSON"),
        (b"<!DOCTYPE html><html><head><title>Just a moment...</title>", "an HTML page titled 'Just a moment...'"),
        (
            b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html><head><title>403 Forbidden</title></head></html>',
            "an HTML page titled '403 Forbidden'",
        ),
        (b"<html><body>We moved <rss> to here</body></html>", "an HTML page"),
        (b'<?xml version="1.0"?><urlset><url><loc>x</loc></url></urlset>', "XML with the root <urlset>"),
        (b"Service unavailable", "text that begins 'Service unavailable'"),
        (bytes(range(256)), "text that begins"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body, looks_like):
    with pytest.raises(NotAFeed) as caught:
        read_feed(body, URL)
    assert caught.value.looks_like.startswith(looks_like)


def test_entities_are_inert():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    feed = (
        f'<!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">'
        '<!ENTITY net SYSTEM "http://127.0.0.1:9/x">]>'
        + rss(item("<description>&l11;&file;&net;</description>")).partition("?>")[2]
    )
    assert only(feed).description == "&l11;&file;&net;"


def test_a_feed_of_ten_megabytes_is_read_within_bounds():
    one = item(
        "<description>x</description><content:encoded><![CDATA["
        + "<p>Words of a story.</p>" * 280
        + "]]></content:encoded>"
    )
    feed = rss(one * 1500).encode()
    assert len(feed) > 10_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(read_feed(feed, URL)) == 1500
    assert len(read_feed(feed[:-10], URL)) == 1500
    unit = 1 if sys.platform == "darwin" else 1024
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit < 120_000_000


def test_hostile_shapes_end():
    for body in (
        b"<rss>" + b"<![CDATA[" * 200_000,
        b"<rss>" + b"<a>" * 100_000,
        b"<rss>" + b"&" * 1_000_000,
        b"<rss " * 100_000,
    ):
        with suppress(NotAFeed):
            assert read_feed(body, URL) == []


@given(
    st.binary()
    | st.text().map(lambda text: rss(text).encode())
    | st.text(alphabet="<>/&;![]CDATArssitemlink ").map(str.encode)
)
def test_any_bytes_give_links_or_not_a_feed(body):
    with suppress(NotAFeed):
        read_feed(body, URL)


def test_a_feed_cut_anywhere_gives_its_whole_items():
    item_of = "<description>A &amp; b é</description><content:encoded><![CDATA[<p></item>]]></content:encoded>"
    body = rss("".join(item(item_of, f"https://www.example.com/{number}") for number in range(3))).encode()
    whole = read_feed(body, URL)
    for cut in range(body.index(b"<channel>"), len(body)):
        piece = body[:cut]
        count = piece.count(b"</content:encoded></item>")
        assert read_feed(piece, URL) == whole[:count], piece[-40:]


PIECES = [".", "...", "…", "[", "]", "[...]", " ", "x", "read more", "read the full ", "The post ",
          " appeared first on ", "Gazette", "\n"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(PIECES), st.integers(0, 3_000))
@settings(deadline=None, max_examples=60)
def test_a_hostile_text_is_judged_by_its_end(end, filler, number):
    """Long runs of what the patterns begin with: a pattern that looked at all of it would be at it for minutes."""
    end = " A plain sentence to part them. " * 25 + end
    long, short = (" ".join((filler * count + end).split()) for count in (number, number % 2))
    assert reading._without_appeared(long)[-250:] == reading._without_appeared(short)[-250:]
    assert reading._CUT_OFF.search(long[-reading._END :]) is None or reading._is_excerpt(long, None)
    assert (reading._summary(long) or "")[-250:] == (reading._summary(short) or "")[-250:]


@pytest.mark.parametrize("run", [".", "…", "[...", "[ ... ]", "The post x appeared first on "])
def test_a_long_run_takes_no_long_time(run):
    text = run * (200_000 // len(run)) + "x"
    assert not reading._is_excerpt(text + " word" * 300, None)
    assert len(reading._summary(text + " [...]")) > 190_000
