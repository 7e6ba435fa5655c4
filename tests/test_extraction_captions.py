"""Captions apart from credits, and paragraphs that are captions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.fields.captions import caption_in_text, split_caption


@pytest.mark.parametrize(
    ("printed", "caption", "credit"),
    [
        (
            "A drone lands. (U.S. Air Force photo/Lt Col Ada Lark)",
            "A drone lands.",
            "U.S. Air Force photo/Lt Col Ada Lark",
        ),
        ("Soldiers march. (Bo D Li/U.S. Army)", "Soldiers march.", "Bo D Li/U.S. Army"),
        ("The Marlin sails on Nov. 20, 2022. US Navy Photo", "The Marlin sails on Nov. 20, 2022.", "US Navy Photo"),
        ("US Navy Photo", None, "US Navy Photo"),
        ("Photo: Ada Lark", None, "Ada Lark"),
        ("A lander. Credit: NASA", "A lander.", "NASA"),
        ("A ship. Photo courtesy of Gull Yard", "A ship.", "Gull Yard"),
        ("A plane | U.S. Air Force photo by Ada Lark", "A plane", "U.S. Air Force photo by Ada Lark"),
        (
            (
                "200623-N-FP334-1020 PHILIPPINE SEA (June 23, 2020) The ship sails. "
                "(U.S. Navy photo by Mass Communication Specialist 2nd Class Ada Lark/RELEASED)"
            ),
            "PHILIPPINE SEA (June 23, 2020) The ship sails.",
            "U.S. Navy photo by Mass Communication Specialist 2nd Class Ada Lark",
        ),
        (
            "He ran. (Photo by Bo Li / AFP) (Photo by BO LI/AFP via Getty Images)",
            "He ran.",
            "BO LI/AFP via Getty Images",
        ),
        ("The war goes on.(AP Photo/Bo Li)", "The war goes on.", "AP Photo/Bo Li"),
        ("The officer speaks in Gull Point, Md. (Staff)", "The officer speaks in Gull Point, Md.", "Staff"),
        ("Caption: A ship. (HII photo)", "A ship.", "HII photo"),
        ("Getty Images", None, "Getty Images"),
        ("Ada Lark (left) and Bo Li (right)", "Ada Lark (left) and Bo Li (right)", None),
        ("The M1A2 (SEPv3).", "The M1A2 (SEPv3).", None),
        ("The photo shows a ship.", "The photo shows a ship.", None),
        ("A file photo of the ship in 2019.", "A file photo of the ship in 2019.", None),
        ("US Army Gen. Li speaks.", "US Army Gen. Li speaks.", None),
        ("", None, None),
    ],
)
def test_split(printed, caption, credit):
    assert split_caption(printed) == (caption, credit)


@pytest.mark.parametrize(
    ("text", "apart", "credit"),
    [
        ("A flag, 2018. (Ada Lark/AP)", "(Ada Lark / AP)", "Ada Lark/AP"),
        ("An official in 2014.", "Ada Lark", "Ada Lark"),
        ("An officer. (Staff)", "Ada Lark", "Ada Lark"),
        ("An officer.", "Photo by Ada Lark", "Ada Lark"),
        ("An officer.", "", None),
    ],
)
def test_credit_that_stands_apart(text, apart, credit):
    assert split_caption(text, apart).credit == credit


@pytest.mark.parametrize(
    "paragraph",
    [
        *(
            "A drone lands. (U.S. Air Force photo/Lt Col Ada Lark)",
            "US Navy Photo",
            "USNI News Image",
            "Photo: Ada Lark",
        ),
        *("(U.S. Air Force photo/Lt Col Ada Lark)", "A tank near Kyiv (Photo by Ada Lark via Getty Images)"),
        *("200623-N-FP334-1020 PHILIPPINE SEA (June 23, 2020) The ship sails.", "The ship at sea. (Bo Li/Released)"),
        "The Marlin sails on Nov. 20, 2022. US Navy Photo",
    ],
)
def test_paragraph_that_is_a_caption(paragraph):
    assert caption_in_text(paragraph) is not None


@pytest.mark.parametrize(
    "paragraph",
    [
        *(
            "The yard bought two ships (the Marlin and the Petrel).",
            "He called the pictures \u201cfake\u201d (Reuters reported).",
        ),
        *(
            "The images were released.",
            "Officials confirmed the video.",
            "The company sold the art.",
            "He took the photo",
        ),
        *(
            "Troops were shown in the video released",
            "They saw photos courtesy of the Army.",
            "The general was released",
        ),
        *(
            "(The Army declined to comment.)",
            "The missile was seen in a satellite image",
            "Nobody took credit: not one.",
        ),
        "The report (see the annex) has 40 pages; its cover shows a photo by an unknown sailor of the old yard.",
    ],
)
def test_paragraph_of_a_story(paragraph):
    assert caption_in_text(paragraph) is None


@given(st.text(max_size=400), st.none() | st.text(max_size=100))
def test_any_text(text, credit):
    split_caption(text, credit)
    caption_in_text(text)


@pytest.mark.parametrize("unit", ["(", "(a) ", "A ", "Photo ", "photo by ", ". Photo", "U.S. ", "/ ", "Credit: "])
def test_heaps(unit):
    text = unit * (880 // len(unit))
    split_caption(text)
    caption_in_text(text + "photo")
    caption_in_text(text + ")")
