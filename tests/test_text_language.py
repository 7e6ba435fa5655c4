"""Language of a text, and tags."""

# ruff: noqa: E501 - sentences in their own languages

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.language import detect_language, language_tag

TEXTS = {
    "en": "The crew of the cutter said that it had found the buoy in the water and that it was on the way to the port.",
    "de": "Die Besatzung hat die Boje in der Nacht gefunden und ist nun auf dem Weg in den Hafen, wie sie mit Freude sagte.",
    "fr": "L'\u00e9quipage a trouv\u00e9 la bou\u00e9e dans la nuit et il est en route pour le port avec les marins de la ville.",
    "es": "La tripulaci\u00f3n encontr\u00f3 la boya en la noche y los marineros van por el puerto con una carga que es de la ciudad.",
    "uk": "\u0415\u043a\u0456\u043f\u0430\u0436 \u0437\u043d\u0430\u0439\u0448\u043e\u0432 \u0431\u0443\u0439 \u0443 \u043c\u043e\u0440\u0456 \u0442\u0430 \u0439\u0434\u0435 \u0434\u043e \u043f\u043e\u0440\u0442\u0443, \u0449\u043e \u043d\u0430 \u0431\u0435\u0440\u0435\u0437\u0456, \u0456 \u0446\u0435 \u0432\u0456\u043d \u0437\u0440\u043e\u0431\u0438\u0432 \u0437\u0430 \u0434\u0435\u043d\u044c",
    "ja": "\u4e57\u7d44\u54e1\u306f\u6d77\u3067\u30d6\u30a4\u3092\u898b\u3064\u3051\u3001\u6e2f\u3078\u5411\u304b\u3063\u3066\u3044\u308b\u3068\u8a00\u3063\u305f\u3002\u6d77\u306f\u9759\u304b\u3060\u3063\u305f\u3068\u3044\u3046\u3002\u591c\u306e\u9593\u305a\u3063\u3068\u63a2\u3057\u3066\u3044\u305f\u306e\u3067\u3042\u308b\u3002",
}


@pytest.mark.parametrize("language", TEXTS)
def test_detected(language):
    assert detect_language(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "Short.", "xqz " * 50, "1234 5678 " * 20])
def test_nothing_to_go_by(text):
    assert detect_language(text) is None


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en_US", "en-US"),
        ("EN-us", "en-US"),
        ("en", "en"),
        ("zh-hant-TW", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("english", None),
        ("", None),
        (None, None),
        ("und", None),
    ],
)
def test_tag(written, tag):
    assert language_tag(written) == tag


@given(st.text())
def test_any_text(text):
    detect_language(text)
    language_tag(text)
