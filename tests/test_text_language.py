"""Language of a text, and tags."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.language import detect_language, language_tag

SENTENCES = [
    line.split("\t") for line in Path(__file__).with_name("languages.tsv").read_text(encoding="utf-8").splitlines()
]
"""Language, whether the tables were tuned on it or it was held out, and a sentence of news."""
LANGUAGES = sorted({language for language, _, _ in SENTENCES})


@pytest.mark.parametrize(("part", "least"), [("tuned", 90), ("held", 91)])
def test_one_sentence_is_enough_mostly_and_never_gives_a_wrong_language(part, least):
    detected = [(language, detect_language(text), text) for language, which, text in SENTENCES if which == part]
    assert [entry for entry in detected if entry[1] not in (entry[0], None)] == []
    assert sum(language == found for language, found, _ in detected) >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_article(language):
    text = " ".join(text for written, which, text in SENTENCES if written == language and which == "held")
    assert detect_language(text) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_quotations_of_another_language_do_no_harm(language):
    text = "\n\n".join(text for written, _, text in SENTENCES if written == language)
    assert detect_language(f"{text} Jürgen Müller, Łukasz Żak, F-35A, MV-22 «Слава Україні» \u4e2d\u56fd") == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Short.",
        "xqz " * 50,
        "1234 5678 " * 20,
        "F-35A, B-21, KC-46A, E-7, CH-53K, MQ-25, MV-22, AH-64E, UH-60M, M1A2, HIMARS, ATACMS, PAC-3, THAAD, SM-6",
        "Maria García, Jürgen Müller, Åsa Öberg, Łukasz Nowak, Zoë Kravitz, François Dupont, Ana Novak, Siân Owen",
        "The mayor.",
        "\u4e2d\u56fd\u65b0\u95fb",
    ],
)
def test_nothing_to_go_by(text):
    assert detect_language(text) is None


def test_a_table_at_the_top_hides_no_text():
    assert detect_language(f"{'Qxz 12 ' * 250}{'The crew said that it was on the way to the port. ' * 20}") == "en"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en_US", "en-US"),
        ("en_US.UTF-8", "en-US"),
        ("EN-us", "en-US"),
        ("en", "en"),
        (" en ", "en"),
        ("de_AT@euro", "de-AT"),
        ("zh-hant-TW", "zh-Hant-TW"),
        ("zh_Hans", "zh-Hans"),
        ("es-419", "es-419"),
        ("en, fr", "en"),
        ("en-x-private", "en"),
        ("haw", "haw"),
        ("english", None),
        ("C.UTF-8", None),
        ("x-default", None),
        ("", None),
        (None, None),
        ("und", None),
        ("UND", None),
        ("mul", None),
        ("zxx", None),
    ],
)
def test_tag(written, tag):
    assert language_tag(written) == tag


@given(st.text() | st.sampled_from(SENTENCES).map(lambda row: row[2]))
def test_any_text(text):
    for tag in (detect_language(text), language_tag(text)):
        assert tag is None or language_tag(tag) == tag
