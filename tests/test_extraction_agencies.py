"""Wire copy: datelines, reprint and copyright lines, names of agencies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.fields.agencies import agency_of, is_outlet
from newscrawl.extraction.fields.dateline import agency_from_notice, read_dateline


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("WASHINGTON (AP) \u2014 The crew", "WASHINGTON", "AP"),
        ("WASHINGTON \u2014 The crew", "WASHINGTON", None),
        ("WASHINGTON: The crew", "WASHINGTON", None),
        ("WASHINGTON - The crew", "WASHINGTON", None),
        ("FORT BRAGG, N.C. \u2014 The crew", "FORT BRAGG, N.C.", None),
        ("GULL POINT, Maine \u2014 The crew", "GULL POINT, Maine", None),
        ("KYIV, Ukraine (AP) \u2014 The crew", "KYIV, Ukraine", "AP"),
        ("TAMPA, Fla. (Tribune News Service) \u2014 The crew", "TAMPA, Fla.", "TNS"),
        ("JERUSALEM, Nov 26 (Reuters) - The crew", "JERUSALEM", "Reuters"),
        ("CAMP LEJEUNE, N.C., Nov. 3, 2023 \u2014 The crew", "CAMP LEJEUNE, N.C.", None),
        ("Washington (Reuters) - The crew", "Washington", "Reuters"),
        ("Oct. 3 (UPI) -- The crew", None, "UPI"),
        ("(AP) \u2014 The crew", None, "AP"),
        ("SAN DIEGO (NNS) -- The crew", "SAN DIEGO", None),
        ("MOSCOW, Nov. 26. /TASS/. The crew", "MOSCOW", "TASS"),
        ("GULL POINT (Gull Point Courier) \u2014 The crew", "GULL POINT", "Gull Point Courier"),
    ],
)
def test_dateline(text, place, agency):
    assert read_dateline(text) == (place, agency)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "The crew \u2014 all nine of them \u2014 left",
            "NATO \u2014 the alliance \u2014 met",
            "UPDATE: The crew left",
        ),
        *(
            "The USS Marlin (CVN 68) \u2014 a ship \u2014 left",
            "Washington \u2014 he knew it well",
            "I \u2014 he said",
            "U.S. \u2014 x",
        ),
        *("Stars and Stripes reported that", "BREAKING: The crew left", "", "\u2014", "CORRECTION: The name"),
    ],
)
def test_no_dateline(text):
    assert read_dateline(text) is None


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            "\u00a9 2020 Los Angeles Times Visit it at www.latimes.com Distributed by Tribune Content Agency, LLC.",
            "TNS",
        ),
        ("(c) 2019 The Gull Point Courier. Distributed by Tribune Content Agency, LLC.", "TNS"),
        ("First published by Radio Free Europe/Radio Liberty and is reprinted by permission.", "RFE/RL"),
        ("This article is republished from The Conversation under a Creative Commons license.", "The Conversation"),
        ("This article originally appeared on Army Times.", "Army Times"),
        ("Copyright 2023 The Associated Press. All rights reserved.", "AP"),
        ("This story was originally published by KFF Health News, a national newsroom.", "KFF Health News"),
        ("Republished with permission from War on the Rocks.", "War on the Rocks"),
        ("Read the original article on Business Insider.", "Business Insider"),
        ("\u00a9 2023 Harbor Wire. All rights reserved.", None),
        ("This story was first published on Monday.", None),
        ("This story was originally published in March.", None),
    ],
)
def test_notice(text, agency):
    assert agency_from_notice(text) == agency


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("AP", "AP"),
        ("(AP)", "AP"),
        ("ASSOCIATED PRESS", "AP"),
        ("dpa", "DPA"),
        ("ap", None),
        ("Ada Lark", None),
        ("", None),
    ],
)
def test_agency_of(text, agency):
    assert agency_of(text) == agency


def test_outlets():
    assert is_outlet("New York Daily News")
    assert not is_outlet("Ada Lark")


@given(st.text(max_size=300))
def test_any_text(text):
    read_dateline(text)
    agency_from_notice(text)
    agency_of(text)


@pytest.mark.parametrize("unit", ["A ", "A, ", "(c) 2020 ", "published by ", "AA.", "-- "])
def test_heaps(unit):
    read_dateline(unit * 500)
    agency_from_notice(unit * 500)
