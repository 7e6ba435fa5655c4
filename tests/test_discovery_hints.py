"""Short markup as plain text: the fast reader says what the parser says."""

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.hints import _parsed, _untagged, plain_text, words_of

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", '<a href="/x">', "<a href='b c'>", "</a>", "<br>", "<br />", "<em>", "</em>", "<li>", "</li>"),
        *("<ul>", "</ul>", "<h2>", "</h2>", "<figure>", '<img alt="a > b">', "<img src='a'/>", "<hr>", "<b>", "</b>"),
        *("<span data-x>", "</span>", "<a href=x>", "</a", "<p", "<P>", "<script>x</script>", "<table><tr><td>"),
        *("</table>", "<!-- c -->", "<pre>\n", "<title>", "<svg>", '<a x="1"y="2">', '<i ="q">', "<h1 id='x'"),
        *("&amp;", "&nbsp;", "&#8217;", "&#0;", "&#146;", "&#31;", "&hellip;", "&copy", "&am", "p;", "&notit;", "\0"),
        *("a", "b c", " ", "\n", "é", "…", "&", "<", ">", '"', "'", "="),
    ]
)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_markup_without_a_parser_reads_as_with_one(markup):
    text = _untagged(markup)
    assert text is None or text.split() == _parsed(markup).split()


def test_what_feeds_are_full_of_takes_no_parser():
    markup = '<p class="lead">The <a href="/x" target="_blank">yard&#8217;s</a> keel<br />is <em>laid</em>.</p><p>More.'
    assert _untagged(markup) is not None
    assert plain_text(markup) == "The yard\u2019s keel is laid. More."
    assert words_of("<table><tr><td>One</td><td>two</td></tr></table>") == ["One", "two"]


def test_a_tag_put_together_of_two_pieces_is_text_of_the_parser():
    assert _untagged("</a</ul>&hellip;<p/>>") is None
