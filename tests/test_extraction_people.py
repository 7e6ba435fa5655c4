"""Bylines: persons, agencies, desks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extraction.fields.authors import person, read_bylines

HOUSE = ("American Military News", "AMN Staff", "Editorial Staff")


@pytest.mark.parametrize(
    ("printed", "authors", "agency"),
    [
        ("By Ada Lark", ["Ada Lark"], None),
        ("Tyler Hlavac - Stars and Stripes", ["Tyler Hlavac"], "Stars and Stripes"),
        ("Tribune News Service - Kim Hjelmgaard", ["Kim Hjelmgaard"], "TNS"),
        ("By Tara Copp, AP", ["Tara Copp"], "AP"),
        ("By Lolita C. Baldor, The Associated Press", ["Lolita C. Baldor"], "AP"),
        ("The Associated Press", [], "AP"),
        ("By Adelle M. Banks, Religion News Service", ["Adelle M. Banks"], "Religion News Service"),
        ("Christopher Brennan - New York Daily News", ["Christopher Brennan"], "New York Daily News"),
        ("Ada Lark - Gull Point Courier", ["Ada Lark"], "Gull Point Courier"),
        ("KIM GAMEL | STARS AND STRIPES", ["Kim Gamel"], "Stars and Stripes"),
        ("By Phil Stewart and Idrees Ali (Reuters)", ["Phil Stewart", "Idrees Ali"], "Reuters"),
        ("Radio Free Europe/Radio Liberty", [], "RFE/RL"),
        ("By Paul Szoldra, Task & Purpose", ["Paul Szoldra"], "Task & Purpose"),
        ("By The Associated Press and Ada Lark", ["Ada Lark"], "AP"),
        ("Ada Lark for Stars and Stripes", ["Ada Lark"], "Stars and Stripes"),
        ("Noah Robertson, Bryant Harris, Jen Judson", ["Noah Robertson", "Bryant Harris", "Jen Judson"], None),
        ("Ada Lark with Bo Li and Cy Doe", ["Ada Lark", "Bo Li", "Cy Doe"], None),
        ("Ana Rossi e Ugo Bianchi", ["Ana Rossi", "Ugo Bianchi"], None),
        ("Leo Shane III, Bryant Harris", ["Leo Shane III", "Bryant Harris"], None),
        ("John Smith, Jr. and Jane Doe", ["John Smith Jr.", "Jane Doe"], None),
        ("By JOHN MCDONALD and MARY O'REILLY", ["John McDonald", "Mary O'Reilly"], None),
        ("Gina Scinta, Deputy CTO, Thales TCT", ["Gina Scinta"], None),
        ("Staff writer Ada Lark", ["Ada Lark"], None),
        ("Ada Lark, Staff Writer", ["Ada Lark"], None),
        ("Lt. Gen. David Deptula (Ret.)", ["David Deptula"], None),
        ("By Mass Communication Specialist 2nd Class Evan Diaz", ["Evan Diaz"], None),
        ("Spc. John Doe, 5th Mobile Public Affairs Detachment", ["John Doe"], None),
        ("by Jeff Foust \u2014 November 18, 2019", ["Jeff Foust"], None),
        ("Ada Lark (@adalark) ada@x.example", ["Ada Lark"], None),
        ("Ludwig van Beethoven", ["Ludwig van Beethoven"], None),
        ("Melissa Heikkil\u00e4 and Tate Ryan-Mosley", ["Melissa Heikkil\u00e4", "Tate Ryan-Mosley"], None),
        (
            "\u041e\u043b\u0435\u043d\u0430 \u041a\u043e\u0432\u0430\u043b\u044c",
            ["\u041e\u043b\u0435\u043d\u0430 \u041a\u043e\u0432\u0430\u043b\u044c"],
            None,
        ),
        ("Emily Post", ["Emily Post"], None),
        ("Laura Baisas |", ["Laura Baisas"], None),
        ("Editorial Staff", [], None),
        ("AMN Staff", [], None),
        ("American Military News", [], None),
        ("News Staff", [], None),
        ("US Navy", [], None),
        ("U.S. Air Force Public Affairs", [], None),
        ("https://www.facebook.com/adalark", [], None),
        ("ada@harborwire.example", [], None),
        ("", [], None),
    ],
)
def test_byline(printed, authors, agency):
    byline = read_bylines([printed], HOUSE)
    assert (byline.authors, byline.agency) == (authors, agency)


def test_own_name_is_no_agency():
    byline = read_bylines(["Kim Gamel | Stars and Stripes"], ["Stars and Stripes"])
    assert (byline.authors, byline.agency, byline.names_organization) == (["Kim Gamel"], None, True)


def test_several_bylines_once_each():
    assert read_bylines(["By Ada Lark", "Ada Lark", "ADA LARK", "Bo Li"]).authors == ["Ada Lark", "Bo Li"]


def test_one_word_counts_only_where_the_source_says_person():
    assert read_bylines(["Madonna"]).authors == []
    assert read_bylines(["Madonna"], persons=True).authors == ["Madonna"]


@given(st.text(max_size=200))
def test_any_text(text):
    for name in read_bylines([text], HOUSE).authors:
        assert name == name.strip()
        assert not any(map(str.isdigit, name))
        assert "@" not in name
        assert "://" not in name


@given(st.text(max_size=80))
def test_a_name_is_read_again_as_itself(text):
    name = person(text)
    if name is not None:
        assert person(name) is not None


@pytest.mark.parametrize("unit", ["by ", "and ", "A. ", "O'", "St. ", "- ", "(", "Lt. ", "writer "])
def test_heaps(unit):
    read_bylines([unit * 2000], HOUSE)
