"""JSON-LD as it is found on real pages."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.fields.linked_data import LinkedData, parse_script

URL = "https://news.example/2025/11/story/"


def article(*scripts, url=URL, headline=None):
    return LinkedData(scripts).article(url, headline)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "A\nB",}',
        '<!-- {"@type": "NewsArticle", "headline": "A B"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "A B"}\n//]]>',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;A B&quot;}",
        '{"@type": "NewsArticle", // the type\n "headline": "A B" /* not "C" */};',
        '{"@type": "NewsArticle", "headline": "A B"} {"@type": "Organization"}',
        '{"@type": ["NewsArticle", "Thing"], "headline": ["A B", "C"]}',
        '[[{"@type": "http://schema.org/NewsArticle", "headline": "A &amp;nbsp;B"}]]',
        '{"@type": "NewsArticle", "headline": "A B", "description": "a "bad" quote"}',
        '{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "headline": "A B"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "A B"}}',
    ],
)
def test_tolerant(script):
    assert article(script).text("headline").replace("&nbsp;", " ").split() == ["A", "B"]


def test_author_by_reference_into_a_person_with_a_list_of_types():
    node = article(
        json.dumps(
            {
                "@graph": [
                    {"@type": "Organization", "@id": "#org", "name": "Harbor Wire"},
                    {"@type": "Article", "author": {"@id": "#ada"}, "publisher": {"@id": "#org"}},
                    {"@type": ["Person"], "@id": "#ada", "name": "Ada Lark"},
                ]
            }
        )
    )
    assert [person.text("name") for person in node.nodes("author")] == ["Ada Lark"]
    assert node.text("publisher") == "Harbor Wire"


def test_article_among_others_is_the_one_of_this_page():
    other = {"@type": "NewsArticle", "headline": "Other", "url": "https://news.example/2025/11/other/"}
    this = {"@type": "NewsArticle", "headline": "This", "mainEntityOfPage": {"@id": URL.replace("https", "http")}}
    assert article(json.dumps([other, this])).text("headline") == "This"
    assert (
        article(json.dumps([other, {"@type": "Article", "headline": "My\u2019s"}]), headline="My's").text("headline")
        == "My\u2019s"
    )
    assert article(json.dumps([other, other])).text("headline") == "Other"


def test_a_blogs_list_holds_no_article_of_the_page():
    blog = {"@type": "Blog", "headline": "Blog", "blogPost": [{"@type": "BlogPosting", "headline": "One"}]}
    assert article(json.dumps(blog)) is None


def test_no_article():
    assert article('{"@type": "WebSite", "name": "X"}') is None
    assert article("") is None
    assert article("not json at all") is None


@pytest.mark.parametrize("kind", ["Recipe", "VideoObject", "ImageGallery"])
def test_next_best(kind):
    assert article(json.dumps({"@type": kind, "name": "A"})).types == (kind,)


def test_addresses_of_strings_and_nodes():
    node = article(json.dumps({"@type": "Article", "image": ["/a.jpg", {"@type": "ImageObject", "url": "/b.jpg"}, 7]}))
    assert node.addresses("image") == ["/a.jpg", "/b.jpg"]


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 500_000,
        '{"a":' * 200_000,
        "[" + "{}," * 500_000 + "{}]",
        '"' + "\\" * 1_000_001,
        "/*" * 500_000,
        '"a' * 300_000,
        '"headline":"' * 100_000,
        "9" * 1_000_000,
        '{"@type":"Article","author":' + "[" * 50_000 + "]" * 50_000 + "}",
    ],
)
def test_bombs(bomb):
    began = time.process_time()
    LinkedData([bomb]).article(URL)
    assert time.process_time() - began < 20


def test_a_reference_to_itself_ends():
    node = article('{"@type": "Article", "@id": "#a", "author": {"@id": "#a"}}')
    assert node.texts("author") == []


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "author", "name", "headline", "image", "url"]), inner, max_size=5
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json(value):
    node = article(json.dumps(value))
    if node is not None:
        for key in ("headline", "author", "image", "name"):
            assert all(isinstance(text, str) for text in (*node.texts(key), *node.addresses(key)))
            node.nodes(key)


@given(st.text(alphabet='{}[]",:\\/*\n@typeNewsArticle<!-- ', max_size=300))
def test_any_script(script):
    assert isinstance(parse_script(script), list)
