"""Facts of a site, and the stories that are invented for it."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from newscrawl.testing.newsroom.stories import Story

_NEWEST = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)
_SPACING = timedelta(hours=7, minutes=13)

_WHO = ("Engineers", "Medics", "Cooks", "Riggers", "Divers", "Sappers", "Gunners", "Pilots", "Signallers", "Carpenters")
_UNITS = (
    "9th Brigade",
    "Lorne squadron",
    "91st wing",
    "harbor command",
    "Orme garrison",
    "reserve fleet",
    "Ardle yard",
)
_DID = (
    "mend",
    "move",
    "test",
    "rebuild",
    "repaint",
    "measure",
    "open",
    "close",
    "guard",
    "lengthen",
    "survey",
    "clear",
)
_WHAT = ("bridge", "runway", "lighthouse", "breakwater", "hangar", "ferry", "tunnel", "workshop", "crane", "pontoon")
_WHERE = ("Orme", "Selden", "Cape Harrow", "Vasa", "Port Amery", "Calder", "Hollin", "Dunmore", "Lonmay", "Gull Point")
_WHEN = ("before dawn", "in nine days", "under fog", "ahead of winter", "after the storm", "at low tide", "in the rain")
_FIRST = ("Ada", "Owen", "Marta", "Jonas", "Irene", "Walter", "Nadia", "Hollis", "Pia", "Tomas", "Leah", "Carl", "Rosa")
_LAST = ("Lark", "Pryce", "Keane", "Ekdahl", "Falk", "Osei", "Brook", "Carrow", "Reuter", "Novak", "Denison", "Lind")
_SENTENCES = (
    "{who} of the {unit} have begun to {did} the old {what} at {where}, {number} weeks after it was found unsafe.",
    "The work is to last until spring and will cost about ${number} million, {person} told reporters on {day}.",
    "“We had {number} days and no crane, so we began with the {what},” {person} of the {unit} said.",
    "Nobody was hurt when a wall of the {what} near {where} gave way {when}, although {number} people were close by.",
    "A second {what} stands in {where}; it has served the {unit} for {number} years without a pause.",
    "Officials in {where} asked for {number} more {helpers} last month and were given a third of them.",
    "On {day} the {unit} is to {did} what is left, {when} if the weather allows it.",
    "That leaves {number} families on the far side of the {what}, who cross by boat {when}.",
    "The plan was drawn by {person}, who once served with the {unit} in {where} and knows every stone of it.",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """A site of the server by its facts alone. All addresses are whole ones.

    ``platform`` is one of ``newscrawl.testing.newsroom.platforms.PLATFORMS``. ``article`` is the path of an article
    with the fields ``{date}`` (``{date:%Y/%m/%d}``), ``{slug}`` and ``{number}`` (of eight digits, ``{number:.5}`` are
    the first five, which already tell articles apart). ``listings`` holds, of each listing, the addresses of its first,
    second ... page. ``zone`` is the IANA time zone in which it prints dates.
    """

    host: str
    name: str
    platform: str
    article: str
    timezone: str = "UTC"
    language: str = "en"
    feeds: tuple[str, ...] = ()
    listings: tuple[tuple[str, ...], ...] = ()
    news_sitemaps: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    count: int = 8

    @property
    def home(self) -> str:
        """Address of the home page, without the slash."""
        return f"https://{self.host}"

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """The site's articles, newest first: what a crawl is to find. The same host has the same ones each time."""
        return tuple(map(self._story, range(self.count)))

    def _story(self, place: int) -> Story:
        chance = random.Random(f"{self.host} {place}")  # noqa: S311 - no secret
        # Titles of one site begin with different words.
        title = " ".join(
            (
                _WHO[(place + len(self.host)) % len(_WHO)],
                "of the",
                chance.choice(_UNITS),
                chance.choice(_DID),
                chance.choice(_WHAT),
                "at",
                chance.choice(_WHERE),
                chance.choice(_WHEN),
            )
        )
        slug = title.lower().replace(" ", "-")
        number = f"{10_000 + len(self.host) * 100 + place}{chance.randrange(1000):03}"
        date = (_NEWEST - place * _SPACING).astimezone(ZoneInfo(self.timezone))
        path = self.article.format(date=date, slug=slug, number=number)
        text = tuple(" ".join(_sentence(chance) for _ in range(3)) for _ in range(6))
        return Story(
            url=f"{self.home}{path}",
            title=title,
            date=date,
            byline=(_person(chance),),
            description=_sentence(chance),
            caption=f"The {chance.choice(_WHAT)} at {chance.choice(_WHERE)} on a quiet morning.",
            credit=_person(chance),
            tags=(chance.choice(_WHAT),),
            text=text,
            number=int(number),
        )


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"


def _sentence(chance: random.Random) -> str:
    return chance.choice(_SENTENCES).format(
        who=chance.choice(_WHO),
        helpers=chance.choice(_WHO).lower(),
        unit=chance.choice(_UNITS),
        did=chance.choice(_DID),
        what=chance.choice(_WHAT),
        where=chance.choice(_WHERE),
        when=chance.choice(_WHEN),
        person=_person(chance),
        day=chance.choice(_DAYS),
        number=chance.randint(2, 90),
    )
