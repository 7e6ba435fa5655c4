"""Characters: what is cleaned, what stays, and that cleaning settles."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.unicode import clean_characters, fold, letters


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("co\u00adoperation", "cooperation"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\u200bb\ufeffc\u2060d", "abcd"),
        ("ten\u00a0miles\u202f\u2009off", "ten miles  off"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\x93quoted\x94 in cp1252", "\u201cquoted\u201d in cp1252"),
        ("\ue00a Share", " Share"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("half\ud83d surrogate", "half surrogate"),
        ("non\u2011breaking", "non-breaking"),
        ("left\u200e \u202bright\u202c", "left right"),
    ],
)
def test_cleaned(printed, clean):
    assert clean_characters(printed) == clean


@pytest.mark.parametrize(
    "text",
    [
        "\u201cTypographic\u201d quotes, an apostrophe\u2019s place \u2014 and an ellipsis\u2026",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian needs its joiner
        "\U0001f468\u200d\u2708\ufe0f",  # so does an emoji
        "plain ASCII, with\ttab and\nline",
        "Z\u00fcrich, \u041a\u0438\u0457\u0432, \u6771\u4eac, \u20ac5",
    ],
)
def test_left_alone(text):
    assert clean_characters(text) == text


def test_joiner_between_latin_letters_goes():
    assert clean_characters("of\u200cfice") == "office"


@given(st.text())
def test_settles_in_nfc_and_can_be_written(text):
    clean = clean_characters(text)
    assert clean_characters(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    clean.encode("utf-8")
    assert not any(unicodedata.category(c) == "Cc" and c not in "\t\n" for c in clean)


@given(st.text())
def test_folded_is_one_line(text):
    folded = fold(text)
    assert folded == fold(folded) == " ".join(folded.split())


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc"])))
def test_words_stay(text):
    kept = [c for c in clean_characters(text) if c.isalnum()]
    assert kept == [c for c in unicodedata.normalize("NFC", text) if c.isalnum()]


def test_letters_compare_without_quotes_case_and_accents():
    assert letters("\u201cCaf\u00e9\u201d \u2014 Noir!") == letters("'cafe' - NOIR") == "cafenoir"
