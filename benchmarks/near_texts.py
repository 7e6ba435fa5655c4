"""Bodies to look for copies of, and what other sites make of a body."""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extraction_data import OddData, half_of

from newscrawl.testing.bulk import Bulk

SHORTEST = 40
"""Words of a body that takes part; it has two sentences at least, else there is nothing to edit."""
LEAD = 25
"""Words of a lead at least: the first sentence, and the next where it is shorter."""

_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+|\n+")  # noqa: RUF001 - typographic
_HOUSE_LINES = (
    "This report reached us from a partner agency and is printed here with its consent.",
    "Every morning our letter brings the day's stories to your inbox, free of charge and before breakfast.",
)
_LOCAL = (
    "Families at the base outside our town have followed the matter closely, its mayor told this newspaper.",
    "About four hundred people from the county serve there, among them the reserve company from the old mill.",
    "A council meeting on the subject, moved twice because of the snow, is now to be held in the school's gym.",
)


@dataclass(frozen=True, slots=True)
class Body:
    """The true text of an article. ``half``: ``tune`` or ``test``, the same for all of a host."""

    name: str
    text: str
    half: str


def load(folders: Sequence[Path]) -> list[Body]:
    """The bodies of sets of real pages (``ground-truth.json``). Raises OddData."""
    bodies = []
    for folder in folders:
        truth = folder / "ground-truth.json"
        try:
            entries = json.loads(truth.read_bytes()).values()
            bodies += [Body(entry["url"], entry["articleBody"], half_of(entry["url"])) for entry in entries]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise OddData(f"{truth}: not a set of pages ({type(error).__name__}: {error})") from error
    return [body for body in bodies if len(body.text.split()) >= SHORTEST and len(list(_sentences(body.text))) > 1]


def made(count: int) -> list[Body]:
    """Bodies from a seed, where no real ones are at hand: from briefs of forty words to a thousand."""
    site = Bulk(count=count)
    chance = random.Random("lengths")
    bodies = []
    for number in range(count):
        wanted, sentences = chance.choice((SHORTEST, 80, 200, 500, 1000)), []
        for sentence in _sentences("\n".join((*site.story(number).text, *site.story(number + count).text))):
            if wanted <= 0:
                break
            wanted -= len(sentence.split())
            sentences.append(sentence)
        bodies.append(Body(f"made {number}", " ".join(sentences), ("tune", "test")[number % 2]))
    return bodies


def edits(others: Sequence[str], seed: str) -> dict[str, Callable[[str], str]]:
    """What becomes of a body elsewhere. ``others``: texts that new leads are taken from."""
    chance = random.Random(seed)
    leads = [sentence for text in others for sentence in _sentences(text) if 10 <= len(sentence.split()) <= 40]

    def dropped(text: str) -> str:
        sentences = list(_sentences(text))
        gone = set(chance.sample(range(len(sentences)), max(1, round(len(sentences) / 10))))
        return " ".join(sentence for place, sentence in enumerate(sentences) if place not in gone)

    def lead(text: str) -> str:
        sentences, words = list(_sentences(text)), 0
        while words < LEAD and len(sentences) > 1:
            words += len(sentences.pop(0).split())
        fresh: list[str] = []
        while sum(len(sentence.split()) for sentence in fresh) < words:
            fresh.append(chance.choice(leads))
        return " ".join([*fresh, *sentences])

    def half(text: str) -> str:
        sentences, words = [], len(text.split()) / 2
        for sentence in _sentences(text):
            if words <= 0:
                break
            words -= len(sentence.split())
            sentences.append(sentence)
        return " ".join(sentences)

    def publisher_group(text: str) -> str:
        sentences = list(_sentences(text))
        place = chance.randint(1, len(sentences))
        return " ".join((_HOUSE_LINES[0], *sentences[:place], *_LOCAL, *sentences[place:], _HOUSE_LINES[1]))

    def light(text: str) -> str:
        return " ".join("elsewhere" if chance.random() < 0.01 else word for word in text.split())

    return {
        "10 % of sentences dropped": dropped,
        "lead rewritten": lead,
        "cut to half": half,
        "house lines, local paragraph": publisher_group,
        "one word in a hundred changed": light,
        "cut to half, house lines, local": lambda text: publisher_group(half(text)),
    }


def _sentences(text: str) -> Iterator[str]:
    return (sentence for sentence in _END.split(text) if sentence)
