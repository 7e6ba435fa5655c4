"""Addresses: spelling, identity, a site's rules."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.urls import Addresses, absolute, article_id, clean_url, strict_key
from newscrawl.urls.trackers import TRACKERS

AMN = Addresses(host="americanmilitarynews.com", article=(r"^/\d{4}/\d{2}/[^/]+/?$",), exclude=(r"^/2016/01/old-",))
SIGHTLINE = Addresses(
    host="www.defensenews.com",
    mirrors=("www.armytimes.com",),
    publisher_group="sightline",
    article=(r"/\d{4}/\d{2}/\d{2}/[^/]+/?$",),
    exclude=(r"^/video/",),
    path_key=r"/(\d{4}/\d{2}/\d{2})/([^/]+)/?$",
)
NUMBERED = Addresses(host="www.example.com", number=r"/(\d{5,})/?$|[?&]id=(\d+)")


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("  HTTPS://Example.COM:443/A/b/?utm_source=x&id=7&fbclid=y#top\n", "https://example.com/A/b/?id=7"),
        ("http://example.com:80", "http://example.com/"),
        ("http://example.com:8080/x", "http://example.com:8080/x"),
        ("https://user:secret@example.com/x", "https://example.com/x"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://example.com/a b/é%7e%c3%a9?q=ü|", "https://example.com/a%20b/%C3%A9~%C3%A9?q=%C3%BC%7C"),
        ("https://example.com/100%/%zz/%2541", "https://example.com/100%25/%25zz/%2541"),
        ("https://example.com/a/../b/./c/..", "https://example.com/b/"),
        ("https://example.com//a///b", "https://example.com//a///b"),
        ("https://example.com/x?b=2&a=1&OREF=home&cmpid=9", "https://example.com/x?b=2&a=1"),
        ("https://example.com/x?a=1&amp;utm_medium=rss&amp;b=2", "https://example.com/x?a=1&b=2"),
        ("https://example.com/x?", "https://example.com/x"),
        ("https://example.com/x?share=twitter&nb=1", "https://example.com/x"),
        ("https://exam\nple.com/\tx", "https://example.com/x"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        ("http://127.0.0.1:8099/x", "http://127.0.0.1:8099/x"),
    ],
)
def test_clean_url(written, clean):
    assert clean_url(written) == clean


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "example.com/x",
        "/2026/11/x/",
        "//example.com/x",
        "javascript:void(0)",
        "data:text/html,<p>",
        "mailto:desk@example.com",
        "ftp://example.com/x",
        "https://",
        "https:///x",
        "https://exa mple.com/x",
        "https://example.com:99999/x",
        "https://example.com:port/x",
        "https://example.com:0/x",
        "http://[::1",
        "http://[zz]/",
        "http://999.1.1.1/",
        "https://-example.com/",
        "https://example..com/",
        "https://example.com\\@evil.example/x",
        "https://example.com/a\x00b",
        "https://example.com/a\x7fb",
        "https://" + "a" * 300 + ".com/",
        "http://\ud800.com/",
    ],
)
def test_what_is_no_web_address_is_none(junk):
    assert clean_url(junk) is None
    assert strict_key(junk, AMN) is None
    assert AMN.identify(junk) is None
    assert AMN.canonical(junk, None) is None
    assert not AMN.owns(junk)
    assert not AMN.is_article(junk)


@pytest.mark.parametrize("name", sorted(TRACKERS))
def test_every_tracker_goes_in_any_case(name):
    assert clean_url(f"https://example.com/x?{name}=1&keep=2&{name.upper()}=3") == "https://example.com/x?keep=2"


@pytest.mark.parametrize(
    "same",
    [
        "http://americanmilitarynews.com/2018/03/a-story/",
        "https://www.americanmilitarynews.com/2018/03/a-story",
        "https://m.americanmilitarynews.com/2018/03/a-story/",
        "https://amp.americanmilitarynews.com/2018/03/a-story/",
        "https://americanmilitarynews.com/2018/03/a-story/amp/",
        "https://americanmilitarynews.com/2018/03/a-story/amp",
        "https://americanmilitarynews.com/amp/2018/03/a-story/",
        "https://americanmilitarynews.com/2018/03/a-story/?amp=1",
        "https://americanmilitarynews.com/2018/03/a-story/?amp",
        "https://americanmilitarynews.com/2018/03/a-story/?outputType=amp",
        "https://americanmilitarynews.com/2018/03/a-story/index.html",
        "https://americanmilitarynews.com//2018//03/A-Story/",
        "https://americanmilitarynews.com/2018/03/a-story/?utm_campaign=DailyEmails&utm_source=AM_Email#comments",
    ],
)
def test_forms_of_one_address_share_the_key(same):
    assert strict_key(same, AMN) == "americanmilitarynews.com/2018/03/a-story"
    assert AMN.identify(same) == article_id("americanmilitarynews.com/2018/03/a-story")


@pytest.mark.parametrize(
    "other",
    [
        "https://americanmilitarynews.com/2018/03/a-story-2/",
        "https://americanmilitarynews.com/2018/04/a-story/",
        "https://americanmilitarynews.com/?p=123",
        "https://blog.americanmilitarynews.com/2018/03/a-story/",
        "https://example.com/2018/03/a-story/",
        "https://americanmilitarynews.com/2018/03/a-story/?page=2",
    ],
)
def test_other_articles_have_other_keys(other):
    assert strict_key(other, AMN) != "americanmilitarynews.com/2018/03/a-story"


def test_query_order_and_empty_values_do_not_matter():
    assert strict_key("https://example.com/?p=1&b", AMN) == strict_key("https://www.example.com/?b=&p=1", AMN)
    assert strict_key("https://example.com/?p=1", AMN) != strict_key("https://example.com/?p=2", AMN)


def test_sister_hosts_and_sections_share_the_key_by_path_key():
    ids = {
        SIGHTLINE.identify("https://www.defensenews.com/pentagon/2024/06/20/a-story/"),
        SIGHTLINE.identify("https://www.armytimes.com/news/pentagon-congress/2024/06/20/A-story/?amp=1"),
        replace(SIGHTLINE, host="www.navytimes.com").identify("https://navytimes.com/news/2024/06/20/a-story"),
    }
    assert len(ids) == 1
    assert SIGHTLINE.identify("https://www.defensenews.com/pentagon/2024/06/21/a-story/") not in ids


def test_the_sites_own_number_goes_first():
    assert strict_key("https://www.example.com/policy/2026/05/a-slug/413870/", NUMBERED) == "example.com#413870"
    assert strict_key("https://example.com/other/slug/413870?oref=x", NUMBERED) == "example.com#413870"
    assert strict_key("https://example.com/no-number/", NUMBERED) == "example.com/no-number"
    assert strict_key("https://other.example/x/413870/", NUMBERED) == "other.example/x/413870"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://americanmilitarynews.com/2018/03/a-story/", True),
        ("https://www.americanmilitarynews.com/2018/03/a-story/amp/", True),
        ("https://americanmilitarynews.com/2018/03/a-story/?utm_source=x", True),
        ("https://americanmilitarynews.com/", False),
        ("https://americanmilitarynews.com/ai/an-import/", False),
        ("https://americanmilitarynews.com/2018/03/", False),
        ("https://americanmilitarynews.com/2018/03/photo.jpg", False),
        ("https://americanmilitarynews.com/2016/01/old-story/", False),
        ("https://example.com/2018/03/a-story/", False),
        ("https://americanmilitarynews.com.evil.example/2018/03/a-story/", False),
    ],
)
def test_is_article(url, expected):
    assert AMN.is_article(url) is expected


def test_without_an_article_rule_any_path_but_the_root_counts():
    anything = Addresses(host="example.com")
    assert anything.is_article("https://example.com/hello")
    assert not anything.is_article("https://example.com/")
    assert not anything.is_article("https://example.com/report.pdf")


def test_canonical_is_believed_only_as_an_article_of_the_site():
    url = "http://www.americanmilitarynews.com/2018/03/a-story/?utm_source=x"
    story = "https://americanmilitarynews.com/2018/03/a-story/"
    assert AMN.canonical(url, story) == story
    assert AMN.canonical(url, "/2018/03/a-story/#x") == "http://www.americanmilitarynews.com/2018/03/a-story/"
    for claim in (
        "https://americanmilitarynews.com/",
        "https://partner.example/2018/03/a-story/",
        "",
        "javascript:1",
        None,
    ):
        assert AMN.canonical(url, claim) == "http://www.americanmilitarynews.com/2018/03/a-story/"


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"host": "https://example.com"}, ValueError, "'host'"),
        ({"host": "Example.com"}, ValueError, "'host'"),
        ({"host": ""}, ValueError, "'host'"),
        ({"host": None}, TypeError, "'host'"),
        ({"mirrors": "www.example.com"}, TypeError, "'mirrors'"),
        ({"mirrors": ("a b",)}, ValueError, "'mirrors'"),
        ({"article": r"^/\d+"}, TypeError, "'article'"),
        ({"article": (r"^/(\d+",)}, ValueError, "'article'"),
        ({"exclude": ("[",)}, ValueError, "'exclude'"),
        ({"number": r"\d+"}, ValueError, "'number' needs a group"),
        ({"number": 7}, TypeError, "'number'"),
        ({"path_key": "("}, ValueError, "'path_key'"),
    ],
)
def test_wrong_rules_fail_when_made_and_name_the_field(wrong, error, message):
    with pytest.raises(error, match=message):
        Addresses(**{"host": "example.com", **wrong})


def test_article_id_is_32_hex_digits():
    assert len(article_id("x")) == 32
    assert set(article_id("x")) <= set("0123456789abcdef")


texts = st.text() | st.text(alphabet="htps:/.%?&=#[]@ab0123 \t\n\x00é-").map(lambda text: f"https://{text}")
urls = st.builds(
    lambda host, path, query: f"https://{host}/{path}?{query}",
    st.sampled_from(["example.com", "www.Example.com:443", "bücher.example", "[::1]:9"]),
    st.text(alphabet="aB%2fé4/. ~;'<", max_size=20),
    st.text(alphabet="ab=&%4;utm_é ", max_size=20),
)


@given(texts | urls)
def test_nothing_raises_and_cleaning_twice_is_cleaning_once(text):
    cleaned = clean_url(text)
    for rules in (AMN, SIGHTLINE, NUMBERED):
        assert (rules.identify(text) is None) == (cleaned is None)
        assert not rules.is_article(text) or rules.owns(text)
        assert rules.canonical(text, text) == cleaned
    if cleaned is not None:
        assert clean_url(cleaned) == cleaned
        assert cleaned.isascii()
        assert strict_key(cleaned, AMN) == strict_key(text, AMN)


@given(texts, texts)
def test_absolute_never_raises(base, href):
    found = absolute(base, href)
    assert found is None or clean_url(found) == found


SPELLINGS = st.text(alphabet="abZ09-._~/%?&=;:@!$'()*+, \u00e9[]\\\t", max_size=30)


@given(
    st.sampled_from(["https", "http", "HTTPS"]), st.sampled_from(["example.com", "a..b", "-a.b", "10.0.0.1"]), SPELLINGS
)
def test_an_address_that_is_clean_already_is_found_to_be(scheme, host, path):
    url = f"{scheme}://{host}/{path}".strip()
    assert clean_url(url) == clean_url(f"{url}#"), "a fragment is dropped, and takes the long way"
