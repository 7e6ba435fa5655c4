"""Sketches: how much of a text stands in another, told from a sample."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.shingles import WORDS, shingles, words
from newscrawl.text.sketch import SIZE, Sketch, contained, overlap, sketch

SUBJECTS = (
    "The brigade",
    "A panel",
    "The coast guard",
    "The ministry",
    "An allied squadron",
    "The shipyard",
    "A judge",
)
VERBS = ("began", "postponed", "ended", "rehearsed", "inspected", "approved", "questioned", "praised", "cancelled")
THINGS = ("the winter drill", "a port visit", "its new radar", "the pier works", "a rescue", "two patrols", "the audit")
HOUSE = (
    "This report reached us from a partner agency and is printed here with its consent.",
    "Every morning our letter brings the day's stories to your inbox, free of charge and before breakfast.",
)
LOCAL = "Families in our county have followed it closely, the mayor told this newspaper on his way to the old mill."


def sentence(chance):
    acts = [f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(THINGS)}" for _ in "12"]
    return f"{acts[0]} after {chance.randint(2, 9999)} days, {acts[1]} number {chance.randint(2, 9999)}."


def story(seed, length):
    """Sentences, of so many words together at least."""
    chance = random.Random(f"story {seed}")
    sentences = []
    while sum(len(one.split()) for one in sentences) < length:
        sentences.append(sentence(chance))
    return sentences


def near(one, other):
    return overlap(sketch(" ".join(one)), sketch(" ".join(other)))


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. Navy\u2019s ships", "the us navys ships"),
        ("THE US NAVY'S\n\nships", "the us navys ships"),
        ("anti-ship — and air/sea--now…then", "antiship and air sea now then"),
        ("Straße \ufb01x \uff12\uff16", "strasse fix 26"),
        ("Élysée e\u0301te\u0301", "élysée été"),
        ("国防部 says", "国 防 部 says"),
        (" \u201c \u201d — ", ""),
    ],
)
def test_words_have_one_spelling(text, expected):
    assert [word.decode() for word in words(text)] == expected.split()


def test_a_shingle_is_a_run_of_words_where_it_stands():
    text = "one two three four five six seven eight"
    found = shingles(text)
    assert sorted(found.values()) == [0, 1, 2]
    for place in range(3):
        (alone,) = shingles(" ".join(text.split()[place : place + WORDS]))
        assert found[alone] == place, "wherever it stands"
    assert len(shingles("a short one")) == 1
    assert shingles("—") == {}


@given(st.text())
def test_any_text_has_words_and_shingles(text):
    found, places = words(text), shingles(text)
    assert bool(found) == bool(places)
    assert len(places) <= max(1, len(found) - WORDS + 1)


# --- sketches --------------------------------------------------------------------------------------------------------


@given(st.text() | st.lists(st.sampled_from(("war", "peace", "navy", "ship", "é")), max_size=400).map(" ".join))
def test_a_sketch_is_a_sorted_sample_and_survives_packing(text):
    found = sketch(text)
    if found is None:
        assert not words(text)
        return
    assert list(found.marks) == sorted(set(found.marks))
    assert len(found.marks) == len(found.places) == min(SIZE, found.shingles)
    assert max(found.places) < 16
    assert all(0 <= mark < 1 << 28 for mark in found.marks)
    packed = found.pack()
    assert len(packed) == 4 * len(found.marks)
    assert Sketch.unpack(packed, found.shingles) == found


@pytest.mark.parametrize("text", [None, "", " \n", "—", "\ufeff"])
def test_no_sketch_without_a_word(text):
    assert sketch(text) is None


def test_half_a_surrogate_pair_is_no_trouble():
    assert sketch("one \ud800 two") is not None


def test_kept_sketches_stay_comparable():
    """They lie in state files for months: whoever changes how they are made needs a migration, too."""
    found = sketch("The navy ordered two hulls on Monday. Élan — Straße.")
    assert found.pack().hex() == "c088dd4df87e6d64ccfbcde6940077f8"
    assert found.shingles == 4


@given(st.lists(st.integers(0, 300), max_size=60), st.lists(st.integers(0, 300), max_size=60))
def test_of_short_texts_it_tells_exactly(one, other):
    texts = [" ".join(f"w{number}" for number in numbers) for numbers in (one, other)]
    first, second = (set(shingles(text)) for text in texts)
    if first and second:
        assert contained(*map(sketch, texts)) == len(first & second) / len(first)


def test_of_long_texts_it_is_a_good_estimate():
    whole = story("whole", 4000)
    for part in (0.25, 0.5, 0.75):
        cut = whole[: round(len(whole) * part)]
        assert contained(sketch(" ".join(cut)), sketch(" ".join(whole))) == 1.0
        assert contained(sketch(" ".join(whole)), sketch(" ".join(cut))) == pytest.approx(part, abs=0.15)


# --- nearly the same -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [3, 40, 300, 1000, 5000])
def test_equal_texts_have_all_in_common(length):
    text = " ".join(story(length, length))
    found = overlap(sketch(text), sketch(text.upper().replace(" ", "\n\n")))
    assert found.share == found.resemblance == 1.0


@pytest.mark.parametrize("length", [80, 300, 1000, 5000])
@pytest.mark.parametrize("seed", range(5))
def test_copies_are_nearly_the_same(length, seed):
    text = story(f"{length} {seed}", length)
    chance = random.Random(seed)
    assert near(text, [one for one in text if chance.random() > 0.1] or text)
    assert near(text, text[: (len(text) + 1) // 2])
    assert near(text, [HOUSE[0], *text[:2], LOCAL, *text[2:], HOUSE[1]])
    if length >= 300:
        assert near(text, [sentence(chance), sentence(chance), *text[2:]])


def test_a_brief_of_forty_words_behaves():
    brief = story("brief", 40)
    assert len(" ".join(brief).split()) < 60
    assert near(brief, [HOUSE[0], *brief]).share == 1.0
    assert near(brief, brief[:1]), "cut to half"
    assert not near(brief, story("another brief", 40))
    assert not near(brief, [*brief[:1], *story("another brief", 40)]), "half of it is news"


def test_what_two_texts_share_by_the_way_is_no_copy():
    one, other = story("one", 300), story("other", 300)
    assert not near(one, other)
    assert not near([*one, *HOUSE], [*other, *HOUSE]), "house lines"
    assert not near([*one, *story("quote", 60)], [*other, *story("quote", 60)]), "a long quotation"
    brief = story("brief", 45)
    assert not near(brief, [*one, *brief, *other]), "a brief in a round-up"


def report(day, frame, share, length=600):
    """A day's edition: paragraphs of the frame between those that are new."""
    steady, fresh = story(f"frame {frame}", round(length * share)), story(f"day {frame} {day}", length * (1 - share))
    count = max(len(steady), len(fresh))
    spread = [(place * count / len(steady), one) for place, one in enumerate(steady)]
    spread += [(place * count / len(fresh), one) for place, one in enumerate(fresh)]
    return [one for _, one in sorted(spread)]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.6])
def test_reports_of_one_frame_with_other_facts_are_not_merged(share):
    editions = [sketch(" ".join(report(day, share, share))) for day in range(8)]
    for place, one in enumerate(editions):
        assert not any(overlap(one, other) for other in editions[:place])


def test_the_same_share_in_one_piece_is_a_copy():
    """A report is told from a copy by where it is new, not by how much."""
    text = story("text", 600)
    sixths = len(text) * 2 // 3
    assert near(text, [*story("new start", 600)[: len(text) - sixths - 1], *text[-sixths:]])
