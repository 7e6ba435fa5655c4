"""What of an article is compared when it is read again, and whether a difference is one of substance. Pure."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from difflib import SequenceMatcher

from newscrawl.core.arguments import span_of
from newscrawl.items import Article
from newscrawl.text.fingerprint import normalized

FIELDS = ("headline", "authors", "date_published", "body")
"""What makes a revision when it changes, in the order of the record."""
MARK = 8
"""Bytes of a paragraph's mark: among the hundreds of paragraphs that are ever compared none meet by chance."""
_NOTHING = bytes(MARK)
_DIVIDED = re.compile(r"[$€£¥]\d+(?:[.,:]\d+)*%?|\d+(?:[.,:]\d+)+%?|\d+%")
"""Numbers of which digits alone don't tell the value."""
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_LABEL = re.compile(r"[^:]{2,30}:\s+(?=\S)")
_SHORT = 40
"""Words. House lines are short; a longer paragraph may stand in one other article for good reasons (wire copy)."""
_SAME_MINUTE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSignature:
    """What is compared. ``marks`` are the headline's and those of the paragraphs; ``ways`` tell how fields were read.

    ``story`` and ``near`` are the 32-hex ids that the article's lines carry: they stay as they were at first.
    """

    marks: bytes
    authors: tuple[str, ...]
    date_published: str | None
    ways: Mapping[str, str]
    reader_version: int
    story: str | None = None
    near: str | None = None

    @classmethod
    def of(cls, article: Article, way: str | None = None) -> "ContentSignature":
        """What an article has to be compared by; ``way`` tells more exactly how its text was found."""
        ways = {name: str(article.provenance[name]) for name in FIELDS if name in article.provenance}
        if way and "body" in ways:
            ways["body"] = f"{ways['body']} {way}"
        marks = mark(str(article.headline)) if article.headline else _NOTHING
        return cls(
            marks=marks + b"".join(mark(paragraph) for paragraph in paragraphs(article.body)),
            authors=tuple(map(str, article.authors or ())),
            date_published=None if article.date_published is None else str(article.date_published),
            ways=ways,
            reader_version=article.reader_version,
            story=article.story_id,
            near=article.near_duplicate_of,
        )

    @classmethod
    def unpack(cls, facts: str, marks: bytes) -> "ContentSignature":
        """What was packed."""
        authors, date, ways, reader_version, story, near = json.loads(facts)
        return cls(
            marks=marks,
            authors=tuple(authors),
            date_published=date,
            ways=ways,
            reader_version=reader_version,
            story=story,
            near=near,
        )

    def pack(self) -> str:
        """All but the marks, as JSON."""
        facts = (self.authors, self.date_published, self.ways, self.reader_version, self.story, self.near)
        return json.dumps(facts, ensure_ascii=True, separators=(",", ":"), default=str)

    @property
    def headline(self) -> bytes | None:
        """Its mark."""
        return None if self.marks[:MARK] == _NOTHING else self.marks[:MARK]

    @property
    def text(self) -> list[bytes]:
        """Marks of its paragraphs."""
        return split(self.marks)[1:]

    def after(self, former: "ContentSignature") -> "ContentSignature":
        """The reading as what the next is compared with: what it did not find stands as it was found before."""
        kept = {
            "marks": former.marks[:MARK] + self.marks[MARK:] if self.headline is None else self.marks,
            "authors": self.authors or former.authors,
            "date_published": self.date_published or former.date_published,
            "ways": {**former.ways, **self.ways},
        }
        return replace(self, **kept, story=former.story, near=former.near)  # type: ignore[arg-type]  # a dict of several kinds

    def brought_up(self, reading: "ContentSignature") -> "ContentSignature":
        """The base where ``reading`` shows no change: fields that were found another way, or more exactly, follow."""
        marks = self.marks
        if reading.headline and self._read_otherwise("headline", reading):
            marks = reading.marks[:MARK] + marks[MARK:]
        date = reading.date_published
        more_exact = len(date or "") > len(self.date_published or "")
        taken: dict[str, str] = {
            name: reading.ways[name]
            for name in FIELDS[:3]
            if name in reading.ways and self._read_otherwise(name, reading)
        }
        return replace(
            self,
            marks=marks,
            authors=reading.authors if "authors" in taken and reading.authors else self.authors,
            date_published=date if date and ("date_published" in taken or more_exact) else self.date_published,
            ways={**self.ways, **taken},
        )

    def read_alike(self, reading: "ContentSignature") -> bool:
        """Whether both texts were found the same way by the same reader; else differences tell nothing."""
        one, other = self.ways.get("body", ""), reading.ways.get("body", "")
        # What is read back from a line does not know the selector.
        same_way = one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")
        return same_way and self.reader_version == reading.reader_version

    def _read_otherwise(self, name: str, reading: "ContentSignature") -> bool:
        return self.ways.get(name) != reading.ways.get(name)

    def changes(
        self,
        reading: "ContentSignature",
        *,
        text: str | None,
        former_text: str | None,
        publisher_group: Callable[[Collection[bytes]], Mapping[bytes, int]],
    ) -> list[str]:
        """Names of the fields in which ``reading`` differs in substance.

        ``house`` tells in how many other articles of the site these marks stand. ``text`` is the body of the reading,
        ``former_text`` that of this one, if it is still kept. A field that was not found now has not changed.
        """
        ways = {name for name in FIELDS if name in self.ways and self._read_otherwise(name, reading)}
        changed = {
            "headline": bool(reading.headline and self.headline) and reading.headline != self.headline,
            "authors": bool(reading.authors) and _names(reading.authors) != _names(self.authors),
            "date_published": other_date(self.date_published, reading.date_published),
            "body": _other_text(self.text, reading.text, text, former_text, publisher_group),
        }
        return [name for name in FIELDS if changed[name] and (name == "body" or name not in ways)]


def paragraphs(body: str | None) -> list[str]:
    """The paragraphs of a body."""
    return [paragraph for paragraph in (body or "").split("\n\n") if paragraph.strip()]


def essence(text: str) -> bytes:
    """What of a text counts: letters and digits in one spelling, and how its numbers are divided.

    So "1.5 million" is not "15 million", while "1,000" is "1000", and quotes, dashes and white space are nothing.
    """
    numbers = (_THOUSANDS.sub("", number) for number in _DIVIDED.findall(text))
    divided = (number for number in numbers if not number.isdigit())
    return b"\0".join((normalized(text), *(number.encode() for number in divided)))


def mark(text: str) -> bytes:
    """Eight bytes that tell a paragraph."""
    return hashlib.blake2b(essence(text), digest_size=MARK).digest()


def split(marks: bytes) -> list[bytes]:
    """The marks, one by one."""
    return [marks[start : start + MARK] for start in range(0, len(marks), MARK)]


def _names(authors: Collection[str]) -> frozenset[bytes]:
    """The order of a byline means nothing: sites sort it by alphabet, or by who was added last."""
    return frozenset(normalized(name) for name in authors)


def other_date(former: str | None, now: str | None) -> bool:
    """Whether the dates can't be the same instant. That one is a mere day, or lacks its seconds, is no difference."""
    if not now or now == former:
        return False
    one, other = span_of(former), span_of(now)
    if one is None or other is None:
        return other is not None
    if one[0] == one[1] and other[0] == other[1]:
        apart = abs(one[0] - other[0])
        return apart >= _SAME_MINUTE or (apart > timedelta() and bool(one[0].second and other[0].second))
    if former and len(former) == len(now):
        return former != now
    return one[1] < other[0] or other[1] < one[0]


def _other_text(
    former: Sequence[bytes],
    now: Sequence[bytes],
    text: str | None,
    former_text: str | None,
    publisher_group: Callable[[Collection[bytes]], Mapping[bytes, int]],
) -> bool:
    """Whether paragraphs of the story differ; the house's own lines, which come and go, aside."""
    if not now or list(former) == list(now):
        return False
    differing = {
        one
        for tag, start, end, begin, stop in SequenceMatcher(a=former, b=now, autojunk=False).get_opcodes()
        if tag != "equal"
        for one in (*former[start:end], *now[begin:stop])
    }
    words = {mark(paragraph): paragraph for paragraph in (*paragraphs(text), *paragraphs(former_text))}
    labelled = {one: mark(_LABEL.sub("", words[one], count=1)) for one in differing if one in words}
    counts = publisher_group({*differing, *labelled.values()})

    def is_house_text(one: bytes) -> bool:
        times = max(counts.get(one, 0), counts.get(labelled.get(one, one), 0))
        return times > 1 or (times == 1 and one in words and len(words[one].split()) <= _SHORT)

    lines = {one for one in differing if is_house_text(one)}
    left, right = ([one for one in side if one not in lines] for side in (former, now))
    if left == right or not right:
        return False
    if former_text is None:
        return True
    # A paragraph that was parted, or two that were joined, say the same.
    before, after = (
        essence("\n".join(one for one in paragraphs(body) if mark(one) not in lines)) for body in (former_text, text)
    )
    return before != after
