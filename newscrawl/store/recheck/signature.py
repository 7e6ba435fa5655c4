"""What of an article is compared when it is read again, and what a difference means. Pure."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
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
"""Words. Lines of a site are short; a longer paragraph may be in one other article for good reasons (wire copy)."""
_SAME_MINUTE = timedelta(seconds=60)
_KINSHIP = 0.3
"""Share of the paragraphs that an article has in common with itself, wherever it moves and however it is edited."""
_CUT = 0.5
"""A page with fewer of the article's paragraphs than this share, and no others, may be a teaser."""
SHORT_TEXT = 40
"""Words. A text no longer may be a notice that many stories begin with: "This is breaking news, more to follow"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSignature:
    """What is compared: ``marks`` are hashes of headline and paragraphs, ``provenance`` says how fields were read.

    ``story`` and ``near`` are the 32-hex ids that the article's lines carry: they stay as they were at first.
    """

    marks: bytes
    authors: tuple[str, ...]
    date_published: str | None
    provenance: Mapping[str, str]
    reader_version: int
    story: str | None = None
    near: str | None = None
    body_selector: str | None = None
    """The site's selector that found the body; None for another extractor, or where read back from a line."""

    @classmethod
    def of(cls, article: Article, body_selector: str | None = None) -> "ContentSignature":
        """What an article has to be compared by."""
        found = article.provenance
        provenance = {name: str(found[name]) for name in FIELDS if name in found}
        marks = mark(str(article.headline)) if article.headline else _NOTHING
        return cls(
            marks=marks + b"".join(mark(paragraph) for paragraph in paragraphs(article.body)),
            authors=tuple(map(str, article.authors or ())),
            date_published=None if article.date_published is None else str(article.date_published),
            provenance=provenance,
            reader_version=article.reader_version,
            story=article.story_id,
            near=article.near_duplicate_of,
            body_selector=body_selector if "body" in provenance else None,
        )

    @classmethod
    def unpack(cls, facts: str, marks: bytes) -> "ContentSignature":
        """What was packed."""
        authors, date, provenance, reader_version, story, near, *more = json.loads(facts)
        if more:
            (selector,) = more
        else:  # version 2 of the state kept extractor and selector as one text
            extractor, _, selector = provenance.get("body", "").partition(" ")
            provenance |= {"body": extractor} if extractor else {}
        return cls(
            marks=marks,
            authors=tuple(authors),
            date_published=date,
            provenance=provenance,
            reader_version=reader_version,
            story=story,
            near=near,
            body_selector=selector or None,
        )

    def pack(self) -> str:
        """All but the marks, as JSON."""
        facts = (self.authors, self.date_published, self.provenance, self.reader_version, self.story, self.near)
        return json.dumps((*facts, self.body_selector), ensure_ascii=True, separators=(",", ":"), default=str)

    @property
    def headline(self) -> bytes | None:
        """Its mark."""
        return None if self.marks[:MARK] == _NOTHING else self.marks[:MARK]

    @property
    def text(self) -> list[bytes]:
        """Marks of its paragraphs."""
        return split(self.marks)[1:]

    def after(self, former: "ContentSignature") -> "ContentSignature":
        """The reading as what the next is compared with: what it did not find is kept as it was found before."""
        kept = {
            "marks": former.marks[:MARK] + self.marks[MARK:] if self.headline is None else self.marks,
            "authors": self.authors or former.authors,
            "date_published": self.date_published or former.date_published,
            "provenance": {**former.provenance, **self.provenance},
        }
        if "body" not in self.provenance:
            kept["body_selector"] = former.body_selector
        return replace(self, **kept, story=former.story, near=former.near)  # type: ignore[arg-type]  # a dict of several kinds

    def brought_up(self, reading: "ContentSignature") -> "ContentSignature":
        """Return the base where ``reading`` shows no change, with fields that are more exact or of other extractors."""
        marks = self.marks
        if reading.headline and self._read_otherwise("headline", reading):
            marks = reading.marks[:MARK] + marks[MARK:]
        date = reading.date_published
        more_exact = len(date or "") > len(self.date_published or "")
        taken: dict[str, str] = {
            name: reading.provenance[name]
            for name in FIELDS[:3]
            if name in reading.provenance and self._read_otherwise(name, reading)
        }
        return replace(
            self,
            marks=marks,
            authors=reading.authors if "authors" in taken and reading.authors else self.authors,
            date_published=date if date and ("date_published" in taken or more_exact) else self.date_published,
            provenance={**self.provenance, **taken},
        )

    def read_alike(self, reading: "ContentSignature") -> bool:
        """Whether both texts were found by the same extractor and reader; else differences prove nothing."""
        if (
            self.provenance.get("body") != reading.provenance.get("body")
            or self.reader_version != reading.reader_version
        ):
            return False
        # What is read back from a line does not know the selector.
        return self.body_selector == reading.body_selector or None in (self.body_selector, reading.body_selector)

    def _read_otherwise(self, name: str, reading: "ContentSignature") -> bool:
        return self.provenance.get(name) != reading.provenance.get(name)

    def changes(
        self,
        reading: "ContentSignature",
        *,
        text: str | None,
        former_text: str | None,
        repeated: Mapping[bytes, int],
    ) -> list[str]:
        """Names of the fields in which ``reading`` differs in substance.

        ``repeated`` says in how many other articles of the site each of :meth:`paragraphs_in_question` is found.
        ``text`` is the body of the reading, ``former_text`` that of this one, if it is still kept. A field that was not
        found now has not changed.
        """
        otherwise = {name for name in FIELDS if name in self.provenance and self._read_otherwise(name, reading)}
        changed = {
            "headline": bool(reading.headline and self.headline) and reading.headline != self.headline,
            "authors": bool(reading.authors) and _names(reading.authors) != _names(self.authors),
            "date_published": other_date(self.date_published, reading.date_published),
            "body": _Difference.of(self, reading, text, former_text).in_substance(repeated),
        }
        return [name for name in FIELDS if changed[name] and (name == "body" or name not in otherwise)]

    def paragraphs_in_question(
        self, reading: "ContentSignature", *, text: str | None, former_text: str | None
    ) -> set[bytes]:
        """Marks of the paragraphs that differ: whether that means anything depends on who else has them."""
        return _Difference.of(self, reading, text, former_text).in_question


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
    """Whether the dates can't be the same instant. A mere day, or missing seconds, do not make them differ."""
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


@dataclass(frozen=True, slots=True)
class _Difference:
    """In which paragraphs two readings of one article differ."""

    former: Sequence[bytes]
    now: Sequence[bytes]
    text: str | None
    former_text: str | None
    differing: frozenset[bytes]
    words: Mapping[bytes, str]
    """The paragraphs themselves, by mark, as far as the texts are known."""
    unlabeled: Mapping[bytes, bytes]
    """Marks of the differing paragraphs without a label before a colon."""

    @classmethod
    def of(
        cls, base: ContentSignature, reading: ContentSignature, text: str | None, former_text: str | None
    ) -> "_Difference":
        former, now = base.text, reading.text
        if not now or former == now:
            return cls(former, now, text, former_text, frozenset(), {}, {})
        differing = frozenset(
            one
            for tag, start, end, begin, stop in SequenceMatcher(a=former, b=now, autojunk=False).get_opcodes()
            if tag != "equal"
            for one in (*former[start:end], *now[begin:stop])
        )
        words = {mark(paragraph): paragraph for paragraph in (*paragraphs(text), *paragraphs(former_text))}
        unlabeled = {one: mark(_LABEL.sub("", words[one], count=1)) for one in differing if one in words}
        return cls(former, now, text, former_text, differing, words, unlabeled)

    @property
    def in_question(self) -> set[bytes]:
        return {*self.differing, *self.unlabeled.values()}

    def in_substance(self, repeated: Mapping[bytes, int]) -> bool:
        """Whether paragraphs of the article differ, its publisher's own lines, which come and go, aside."""
        if not self.differing:
            return False
        boilerplate = {one for one in self.differing if self._is_boilerplate(one, repeated)}
        left, right = ([one for one in side if one not in boilerplate] for side in (self.former, self.now))
        if left == right or not right:
            return False
        if self.former_text is None:
            return True
        # A paragraph that was split, or two that were joined, say the same.
        before, after = (
            essence("\n".join(one for one in paragraphs(body) if mark(one) not in boilerplate))
            for body in (self.former_text, self.text)
        )
        return before != after

    def _is_boilerplate(self, one: bytes, repeated: Mapping[bytes, int]) -> bool:
        times = max(repeated.get(one, 0), repeated.get(self.unlabeled.get(one, one), 0))
        return times > 1 or (times == 1 and one in self.words and len(self.words[one].split()) <= _SHORT)


def is_same_article(base: ContentSignature, reading: ContentSignature) -> bool:
    """Whether a page can be the same article, edited: an address may lead anywhere after a while."""
    if reading.headline == base.headline is not None:
        return True
    one, other = set(base.text), set(reading.text)
    return len(one & other) >= _KINSHIP * min(len(one), len(other)) > 0


def is_truncated(base: ContentSignature, reading: ContentSignature) -> bool:
    """Whether the page shows the beginning of the article only, its last paragraph perhaps broken off."""
    left = set(reading.text)
    return len(left) <= _CUT * len(base.text) and len(left - set(base.text)) <= 1


def looks_replaced(base: ContentSignature, reading: ContentSignature) -> bool:
    """Whether a page at the article's address may be something else: a teaser, a notice that the site is repaired."""
    if not base.text or not reading.text:
        return False
    return is_truncated(base, reading) or not is_same_article(base, reading)


def other_story(one: ContentSignature, other: ContentSignature) -> bool:
    """Whether two articles of one :data:`SHORT_TEXT` are different stories that begin with the same notice."""
    if not (one.headline and other.headline and one.date_published and other.date_published):
        return False
    return one.headline != other.headline and other_date(one.date_published, other.date_published)


def same_instant(one: str | None, other: str | None) -> bool:
    """Whether both dates name the very same instant, with a time of day that was not made up."""
    first, second = span_of(one), span_of(other)
    exact = first is not None and first == second and first[0] == first[1]
    return exact and "T00:00" not in f"{one}{other}"
