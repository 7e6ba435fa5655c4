"""Daily reports in one frame with other facts each day, made up: the pairs that must not count as one text."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

_FIRST_DAY = date(2026, 9, 1)
_SHIPS = ("Ardent", "Bellwether", "Castellan", "Dauntless", "Everglade", "Falconer", "Gallant", "Halberd", "Iroquois")
_PLACES = (
    *("the northern Gulf of Arden", "the Sea of Osmar", "port in Callow Bay", "the eastern Lirian Sea"),
    *("her home port of Marrow Point", "the Strait of Penn", "dry dock at Tidewell", "the southern Corran Basin"),
)
_FIRMS = (
    "Harrow Dynamics",
    "Tolland Marine",
    "Brightwell Systems",
    "Osprey & Lane",
    "Kestrel Forge",
    "Northgate Avionics",
)
_TOWNS = (
    "Millbrook, Virginia",
    "Eastlake, Ohio",
    "Carver, Texas",
    "Dunmore, Maine",
    "Salt Creek, Utah",
    "Ashby, Florida",
)
_WORK = (
    "engine overhauls",
    "radar spares",
    "hull repairs",
    "flight simulators",
    "cable harnesses",
    "depot-level tests",
)
_TYPES = ("firm-fixed-price", "cost-plus-fixed-fee", "indefinite-delivery", "fixed-price incentive")
_OFFICES = ("Naval Supply Office, Tidewell", "Army Contracting Bureau, Eastlake", "Air Materiel Command, Carver")
_VERBS = ("began", "postponed", "ended", "rehearsed", "inspected", "approved", "questioned", "praised", "cancelled")
_NOUNS = ("the winter exercise", "a hospital visit", "its new radar", "the pier works", "a rescue drill", "two patrols")
_WHO = ("The brigade", "A parliamentary panel", "The coast guard", "The ministry", "An allied squadron", "The shipyard")


def series(days: int) -> dict[str, list[str]]:
    """Each kind of report, so many editions of it, a day apart (the fleet tracker: a week)."""
    kinds: dict[str, Callable[[random.Random, date], str]] = {
        "fleet tracker": _fleet_tracker,
        "daily briefing": _briefing,
        "contract list": _contracts,
    }
    return {
        kind: [
            make(
                random.Random(f"{kind} {day}"), _FIRST_DAY + timedelta(days=day * (7 if kind == "fleet tracker" else 1))
            )
            for day in range(days)
        ]
        for kind, make in kinds.items()
    }


def framed(share: float, days: int, words: int = 500) -> list[str]:
    """Reports of so many words, of which ``share`` is the same in each, in paragraphs between those that are new."""
    frame = list(_paragraphs(random.Random("frame"), round(words * share)))
    reports = []
    for day in range(days):
        fresh = list(_paragraphs(random.Random(f"fresh {day}"), round(words * (1 - share))))
        count = max(len(frame), len(fresh))
        spread = sorted(
            [(place * count / len(frame), 0, text) for place, text in enumerate(frame)]
            + [(place * count / max(1, len(fresh)), 1, text) for place, text in enumerate(fresh)]
        )
        reports.append("\n\n".join(text for _, _, text in spread))
    return reports


def sentence(chance: random.Random) -> str:
    """A sentence of about twenty words with facts of its own."""
    return (
        f"{chance.choice(_WHO)} {chance.choice(_VERBS)} {chance.choice(_NOUNS)} in {chance.choice(_PLACES)} after "
        f"{chance.randint(2, 90)} days, {chance.choice(_SHIPS)} captain {_name(chance)} told {_name(chance)} on "
        f"{chance.choice(('Monday', 'Tuesday', 'Friday'))} {chance.choice(('by letter', 'at sea', 'in the capital'))}."
    )


def _paragraphs(chance: random.Random, words: int) -> Iterator[str]:
    while words > 0:
        text = " ".join(sentence(chance) for _ in range(min(2, 1 + words // 30)))
        words -= len(text.split())
        yield text


def _name(chance: random.Random) -> str:
    return "".join(
        chance.choice(("ba", "cor", "del", "fen", "gar", "li", "mo", "nis", "ra", "tol")) for _ in "123"
    ).title()


def _fleet_tracker(chance: random.Random, day: date) -> str:
    """Where the ships are: the make-up of each group is the same every week."""
    afloat = chance.randint(88, 112)
    lines = [
        (
            "Here is roughly where the fleet's strike groups and amphibious groups are as of "
            f"{day:%B} {day.day}, {day.year}, pieced together from public statements of the navy and from photographs "
            "that it released. Where a ship has not been seen for a week, we give the last place known and say so."
        ),
        (
            f"Ships in the battle force: {chance.randint(288, 299)}. Under way: {afloat}. "
            f"Deployed: {afloat - chance.randint(9, 30)}."
        ),
    ]
    for number, ship in enumerate(_SHIPS):
        steady = random.Random(ship)
        lines.append(
            f"The carrier {ship} (CV-{60 + number}) is in {chance.choice(_PLACES)}. {sentence(chance)} "
            f"{sentence(chance)}"
        )
        lines.append(
            f"Carrier Strike Group {number + 3}: Carrier {ship}, home port "
            f"{steady.choice(_PLACES).removeprefix('port in ')}. Carrier Air Wing {number + 11}, embarked, has nine "
            f"squadrons and one detachment: the {_name(steady)}s, the {_name(steady)}s and the {_name(steady)}s fly "
            f"strike fighters, the {_name(steady)}s electronic warfare. "
            f"Cruiser {_name(steady)}, destroyers {_name(steady)}, {_name(steady)} and {_name(steady)} sail with it."
        )
    lines.append(
        "In addition to these groups, ships not under a strike group serve with the fleets at sea, and submarines are "
        "under way whose whereabouts the navy does not tell. Cutters of the coast guard patrol far from home as well."
    )
    return "\n\n".join(lines)


def _briefing(chance: random.Random, day: date) -> str:
    items = "\n\n".join(
        f"{title}. {sentence(chance)} {sentence(chance)}"
        for title in ("At sea", "On land", "In the air", "In parliament", "Industry", "One more thing")
    )
    return (
        f"Good morning, this is your defense briefing for {day:%A}, {day:%B} {day.day}. Here is what you need to know "
        "before the first coffee, put together overnight by our desk from its own reporting and from agencies. Was "
        f"this forwarded to you? You can sign up on our page and get it at six every weekday.\n\n{items}\n\n"
        "That is all for today. The briefing is written by the morning desk and edited by the night desk; tips, praise "
        "and complaints reach us by replying to this letter. We read every one of them. For yesterday's edition, look "
        "at our archive. For the week's best long reads wait for Saturday's letter, which is sent to members."
    )


def _contracts(chance: random.Random, day: date) -> str:
    entries = []
    for _ in range(9):
        town, year = chance.choice(_TOWNS), day.year + chance.randint(1, 5)
        entries.append(
            f"{chance.choice(_FIRMS)}, {town}, has been awarded a maximum ${chance.randint(7_500_000, 950_000_000):,} "
            f"{chance.choice(_TYPES)} contract for {chance.choice(_WORK)}. Work will be performed in "
            f"{chance.choice(_TOWNS)}, and is expected to be completed by {chance.choice(('March', 'June', 'August'))} "
            f"{year}. Fiscal {day.year} operation and maintenance funds in the amount of "
            f"${chance.randint(100_000, 9_000_000):,} are being obligated at the time of award. The "
            f"{chance.choice(_OFFICES)}, is the contracting activity (N{chance.randint(10**9, 10**10)})."
        )
    return "\n\n".join([f"Contracts for {day:%B} {day.day}, {day.year}", *entries, "*Small business"])
