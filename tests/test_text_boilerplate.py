"""Boilerplate: what is cut, what must never be, and that a rule can only take whole paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.boilerplate import detector
from newscrawl.text.boilerplate.detector import is_date_line, judge
from newscrawl.text.boilerplate.notices import NOTICES
from newscrawl.text.boilerplate.promos import PROMOS

CUT = {
    "advertisement": ["ADVERTISEMENT", "Advertisement - story continues below", "Sponsored content", "ADV"],
    "share": ["Share:", "Share this article", "Tweet", "Share on Facebook", "Print", "Email"],
    "heading_of_a_box": [
        *("Most Popular", "RELATED STORIES", "Recommended for you", "Read More", "More from Harbor Wire", "Next Page"),
        *("Top News", "The Latest", "Stay Up to Date!", "You may also like"),
    ],
    "link_to_another_story": [
        *("Read Next: Coast Guard finds lost buoy", "Related: What a buoy costs", "READ MORE: Buoys, explained"),
        *("See also: The year in buoys", "Read more about the buoy program", "Click here to view the gallery"),
    ],
    "newsletter": [
        *(
            "Sign up for the Harbor Brief newsletter.",
            "Get the Daily Harbor Briefing",
            "Sign up for our daily newsletter",
        ),
        *("Yes, I want to receive occasional updates from partners", "Thank you for Subscribing to Harbor Push Alerts"),
        "Get the day's top stories delivered straight to your inbox.",
    ],
    "subscription": ["Already a subscriber? Sign in", "Subscribe to continue reading", "Log in"],
    "follow": [
        *(
            "Join our new Harbor Telegram channel and get the news first!",
            "Follow us on Twitter",
            "Like us on Facebook",
        ),
        *("Download the Harbor app for your phone today - FREE!", "Follow Ada Lark on Twitter: @adalark"),
    ],
    "contact": [
        *("Contact the author: ada@harborwire.example", "Email Ada Lark at ada@harborwire.example"),
        "-- Ada Lark can be reached at ada@harborwire.example. Follow her on Twitter @adalark.",
    ],
    "tips": ["Have a news tip? Write to tips@harborwire.example.", "Send us your letters: desk@harborwire.example"],
    "comments": ["Leave a comment", "Comments (12)", "Join the conversation", "Comments are closed."],
    "player": [
        "Listen to this article",
        "Your browser does not support the audio element.",
        "Toggle caption",
        "3 min read",
    ],
    "support": [
        "Support our journalism: become a member today.",
        "Please consider a donation to keep our reporting free.",
    ],
    "affiliate": ["If you buy through our links, we may earn a commission."],
    "tags": ["Tags: buoys, Coast Guard, budget", "Filed under: Navy", "Topics: Ships, Sailors"],
    "feed_tail": ["The post Coast Guard finds lost buoy appeared first on Harbor Wire."],
    "official_banner": ["An official website of the United States government", "Here's how you know"],
    "cookies": ["We use cookies to improve your experience on our site."],
    "separator": ["___", "* * *", "###", "\u2014"],
}
NOTED = {
    "copyright": [
        "(c) 2021 The Gull Point Courier. Distributed by Tribune Content Agency, LLC.",
        "\u00a9 2023 Harbor Wire. All rights reserved.",
        "Visit the Gull Point Courier at www.gullpoint.example",
    ],
    "distributed": ["Distributed by Tribune Content Agency, LLC"],
    "reprint": [
        "This article was originally published by Radio Free Europe/Radio Liberty and is reprinted with permission.",
        "This story first appeared on The Conversation.",
        "Republished with permission from Gull Point Courier.",
    ],
    "correction": [
        "Correction: An earlier version gave the wrong length of the buoy.",
        "CORRECTION (Nov. 3): The buoy is red.",
        "Editor's note: The author served on the cutter.",
        "This story has been updated with a comment from the yard.",
        "An earlier version of this story misspelled the name of the cutter.",
    ],
    "developing": [
        "This was a breaking news story. The details were periodically updated as more information became available.",
        "This is a developing story and will be updated.",
    ],
    "opinion": [
        "All opinion articles are the opinion of the author and not necessarily of Harbor Wire.",
        "The views expressed are those of the author and do not reflect the official position of the Coast Guard.",
    ],
}
KEPT = [
    "Sign up for the draft rose in June, officials said.",
    "Share prices of the yard fell sharply on Monday.",
    "Related stories are common among sailors of that time.",
    "Correction of the course was needed: the ship turned north.",
    "Read more than forty of his letters and a pattern appears.",
    "More than 40 sailors were hurt when the crane fell.",
    "Follow-on forces landed at dawn, two days after the first wave.",
    "Get ready for a long winter, the admiral told the crew.",
    "Join forces with the allies, he urged, or lose the strait.",
    "Print shops on base closed in 2011.",
    "\u201cRead next the orders of the day,\u201d the clerk was told.",
    "The post at the harbor mouth was abandoned in 1944.",
    "The views from the bridge are those that sailors dream of.",
    "UPDATE: The Coast Guard said Tuesday that it had found the buoy.",
    "Advertisements for the new rifle appeared in magazines as early as 1903.",
    "Sign up for a harbor tour for $11.99 a month",
    "Watch: it was the only thing the sailor left behind. He never came back for it.",
    "Contact with the drone was lost over the coast.",
    "Email servers at the base went down for an hour, according to a spokesman.",
    "Comments by the secretary angered the allies.",
    "Copyright law does not cover the works of the federal government, a court found in 1973.",
    "This article of the treaty was never used.",
    "Distributed by night, the leaflets called on soldiers to lay down their arms, he said.",
    "Close to the shore, the boats turned.",
    "Download speeds at sea are slow.",
    "Support for the plan grew among members of the committee, officials said.",
]
ALL = [(rule, text, rule in NOTED) for table in (CUT, NOTED) for rule, texts in table.items() for text in texts]


@pytest.mark.parametrize(("rule", "text", "note"), ALL)
def test_cut(rule, text, note):
    assert judge(text) == (rule, note)


def test_every_rule_has_an_example():
    assert {rule.name for rule in (*PROMOS, *NOTICES)} | {"separator"} == {*CUT, *NOTED}


def test_every_rule_says_why():
    assert all(rule.reason and rule.max_words for rule in (*PROMOS, *NOTICES))


@pytest.mark.parametrize("text", KEPT)
def test_kept(text):
    assert judge(text) is None


BEFORE = st.sampled_from(
    [
        *("He remembers the sign by the gate that read", "The crew laughed when the radio announced"),
        *("Sailors at the base have been told since Monday", "A poster of 1943 showed the words"),
    ]
)
AFTER = st.sampled_from(
    ["and nobody on the pier paid any attention to it.", "which the captain, a quiet man, had never liked at all."]
)


@given(BEFORE, st.sampled_from([text for _, text, _ in ALL if any(map(str.isalpha, text))]), AFTER)
def test_phrase_inside_a_sentence_is_safe(before, phrase, after):
    assert judge(f"{before} {phrase} {after}") is None


@given(st.sampled_from([text for _, text, note in ALL if not note and len(text) < 60]), st.sampled_from(KEPT))
def test_promo_glued_to_a_long_sentence_is_safe(phrase, sentence):
    story = f"{sentence} \u201cIt was a long night for all of us on the water,\u201d the pilot said."
    assert judge(f"{phrase.rstrip('.:!')} {story}") is None


@given(st.text(max_size=1500))
def test_any_text_is_judged(text):
    verdict = judge(text)
    assert verdict is None or verdict.rule


@pytest.mark.parametrize(
    "unit",
    [
        "sign up ",
        "share ",
        "this story ",
        "\u00a9 ",
        "the post appeared ",
        "views of , ",
        "more from ",
        "read more: a ",
        "x can be ",
    ],
)
def test_no_pattern_explodes(unit):
    judge(unit * (detector._LONGEST // len(unit)))


@pytest.mark.parametrize(
    "text",
    [
        *("November 26, 2019", "Updated: Nov 27, 2019 4:14 p.m. ET", "3 May", "Tuesday, 26 November 2019 | 16:14"),
        *("Published on 12/11/2019", "First published March 3, 2020 at 9:15 a.m."),
    ],
)
def test_date_line(text):
    assert is_date_line(text)


@pytest.mark.parametrize("text", ["In May 2019 he left", "2019", "Ships", "On March 3, 2020, the fleet sailed", "May"])
def test_no_date_line(text):
    assert not is_date_line(text)
