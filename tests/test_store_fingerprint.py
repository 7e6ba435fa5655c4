"""One hash for one text, however it is spaced, quoted or capitalised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.fingerprint import content_hash, normalized


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We\u2019re ready,” he said.", '"We\'re ready," he said.'),
        ("A — B \u2013 C - D", "a b c d"),
        ("First.\n\nSecond.", "First. Second."),
        ("non\u00a0breaking\u2009space\u200b", "non breaking space"),
        ("Straße", "STRASSE"),
        ("Cafe\u0301", "café"),
        ("ﬁrst ﬂight of F\u201135", "first flight of f-35"),
        ("ΚΑΛΟΣ", "καλος"),
        ("\uff26\uff13\uff15", "F35"),
        ("wait…", "wait..."),
        ("«ПТАХА»", "птаха"),
        ("#tag_one", "tag one"),
    ],
)
def test_same_text(one, other):
    assert content_hash(one) == content_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("F-35", "F-36"), ("now", "not"), ("öl", "ol"), ("١٢", "١٣"), ("Київ", "Кийв"), ("first second", "second first")],
)
def test_other_text(one, other):
    assert content_hash(one) != content_hash(other)


@pytest.mark.parametrize("nothing", [None, "", " \n", "“—…”", "\u200b"])
def test_nothing_to_hash(nothing):
    assert content_hash(nothing) is None


def test_form():
    assert content_hash("Hello, World") == "936a185caaa266bb9cbe981e9e05cb78"  # of sha256(b"helloworld")


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "S")), min_size=1))
def test_white_space_and_quotes_never_matter(text):
    quoted = text.replace("e", "“e”").replace(" ", "\u00a0 \n")
    assert content_hash(f"  {quoted}\t—") == content_hash(text)


@given(st.text(st.characters(max_codepoint=0x52F)))  # Latin, Greek, Cyrillic
def test_normalised_text_is_its_own_normal_form(text):
    plain = normalized(text)
    assert plain == normalized(plain.decode("utf-8", "surrogatepass"))


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_case_never_matters_in_latin(text):
    assert content_hash(text) == content_hash(text.casefold())


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_a_hash_or_none(text):
    assert content_hash(text) is None or len(content_hash(text)) == 32
