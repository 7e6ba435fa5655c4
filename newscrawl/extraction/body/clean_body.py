"""Cleans the text of an article: removes promos, and repeats of headline, byline, date and captions.

The words of a block decide, not its place in the theme: the same promo, headline, caption and date are cut from the
head of the text whether they are inside the body's element or around it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from newscrawl.extraction.dom.blocks import Block
from newscrawl.extraction.fields.captions import Caption, caption_in_text, split_caption
from newscrawl.text.boilerplate.detector import Verdict, is_date_line, judge
from newscrawl.text.boilerplate.rule import CutRule
from newscrawl.text.unicode import clean_characters, letters

_HEAD = 8
"""Most blocks that may precede the text: promo, kicker, headline, dek, byline, date, captions."""
_LINK_RUN = 3
_TAIL = 4
"""How many last paragraphs may be an author's bio."""
_BYLINE = re.compile(
    r"^(?:by|words by|story by|written by|posted by|reported by)\s+(?=[A-Z\u00c0-\u024f])", re.IGNORECASE
)
_BIO_VERB = (
    r"(?:\s*\([^()]{1,40}\))?,?\s+(?:is|was|are|were|has|have|covers|writes|reports|joined|serves|served|teaches|works|"
    r"worked|leads|currently|previously|a\s|an\s|the\s|who\s)"
)
_SPACES = re.compile(r"[ \t]+")
_LEADS_AWAY = frozenset((CutRule.HEADING_OF_A_BOX, CutRule.LINK_TO_ANOTHER_STORY, CutRule.TAGS))
_OF_THE_ORIGIN = frozenset((CutRule.REPRINT, CutRule.COPYRIGHT, CutRule.DISTRIBUTED))


@dataclass(slots=True)
class RemovedBlock:
    """A paragraph that was removed, and the rule that did it."""

    text: str
    rule: CutRule


@dataclass(slots=True)
class CleanBody:
    """The clean text and what was removed from it."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """Notes about the origin of the text: reprint and copyright lines."""
    byline: str | None = None
    """A byline printed at the head of the text."""
    date: str | None = None
    """A date printed at the head of the text."""
    links: list[str] = field(default_factory=list)
    """``href`` of the links in the paragraphs that stayed, as written."""
    cuts: list[RemovedBlock] = field(default_factory=list)

    @property
    def body(self) -> str | None:
        """Paragraphs apart by one blank line; None when there are none."""
        return "\n\n".join(self.paragraphs) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFields:
    """Fields that were read elsewhere on the page, to recognize repeats of them at the head and tail of the text."""

    headline: str | None = None
    description: str | None = None
    authors: Sequence[str] = ()
    section: str | None = None
    captions: Sequence[str] = ()
    """Captions of the page's pictures."""
    paid: bool = False
    """The page says that its text is for subscribers: what it does not display is not read."""


def clean(blocks: Iterable[Block], known: KnownFields, promo: re.Pattern[str] | None = None) -> CleanBody:
    """Return the clean text of ``blocks``. ``promo`` is the site's own pattern for whole promotional paragraphs."""
    story = CleanBody()
    kept = _without_boilerplate(_without_link_lists(list(blocks), story), story, promo)
    kept = _without_head(kept, story, known)
    kept = _without_tail(kept, story, known)
    for block, text in kept:
        story.paragraphs.append(text)
        story.links += block.links
    return story


_Piece = tuple[Block, str]


def _without_link_lists(blocks: list[Block], story: CleanBody) -> list[Block]:
    """Remove runs of bare links: at least three in a row, or any below the heading of a box of links."""
    kept: list[Block] = []
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and _is_bare_link(block):
            run.append(block)
            continue
        headed = bool(kept) and _is_box_heading(kept[-1])
        if run and (headed or len(run) >= _LINK_RUN):
            story.cuts += [RemovedBlock(link.text, CutRule.LINKS) for link in run]
        else:
            kept += run
        run = []
        if block is not None:
            kept.append(block)
    return kept


def _is_bare_link(block: Block) -> bool:
    return block.kind in ("p", "item", "heading") and block.link_chars >= 0.85 * len(block.text) > 8


def _is_box_heading(block: Block) -> bool:
    verdict = judge(block.text) if len(block.text) < 60 else None
    return verdict is not None and verdict.rule in _LEADS_AWAY


def _without_boilerplate(blocks: Iterable[Block], story: CleanBody, promo: re.Pattern[str] | None) -> list[_Piece]:
    kept: list[_Piece] = []
    for block in blocks:
        text = _tidy(block.text)
        if not text:
            continue
        if block.kind == "caption":
            _keep_caption(split_caption(text), story)
        elif "\n" in text and block.kind != "pre":
            lines = [line for line in text.split("\n") if not _is_cut(line, story, promo)]
            if lines:
                kept.append((block, " ".join(lines)))
        elif not _is_cut(text, story, promo):
            kept.append((block, text))
    return kept


def _tidy(text: str) -> str:
    text = clean_characters(text)
    if "\n" not in text:
        return " ".join(text.split())
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _is_cut(text: str, story: CleanBody, promo: re.Pattern[str] | None) -> bool:
    """Whether a paragraph is removed; its note or caption is kept in ``story``."""
    if promo and promo.fullmatch(text):
        story.cuts.append(RemovedBlock(text, CutRule.SITE_PROMO))
        return True
    if verdict := judge(text):
        _note(text, verdict, story)
        return True
    if caption := caption_in_text(text):
        story.cuts.append(RemovedBlock(text, CutRule.CAPTION))
        _keep_caption(caption, story)
        return True
    return False


def _note(text: str, verdict: Verdict, story: CleanBody) -> None:
    story.cuts.append(RemovedBlock(text, verdict.rule))
    if verdict.note and text not in story.notes:
        story.notes.append(text)
        if verdict.rule in _OF_THE_ORIGIN:
            story.notices.append(text)


def _keep_caption(caption: Caption, story: CleanBody) -> None:
    if (caption.text or caption.credit) and caption not in story.captions:
        story.captions.append(caption)


def _without_head(pieces: list[_Piece], story: CleanBody, known: KnownFields) -> list[_Piece]:
    """Remove leading pieces that repeat what precedes a text: headline, dek, byline, date, caption."""
    headline = letters(known.headline or "")
    dek = letters(known.description or "")
    section = letters(known.section or "")
    authors = {letters(name) for name in known.authors}
    pictured = {letters(caption) for caption in known.captions} - {""}
    start = 0
    for block, text in pieces[:_HEAD]:
        key = letters(text)
        if headline and (key == headline or (block.kind == "heading" and key in headline)):
            rule = CutRule.HEADLINE
        elif block.kind == "heading" and dek and (key == dek or (len(key) > 40 and dek.startswith(key[:40]))):
            rule = CutRule.DESCRIPTION
        elif is_date_line(text):
            rule, story.date = CutRule.DATE, story.date or text
        elif _is_byline(text, key, authors):
            rule, story.byline = CutRule.BYLINE, story.byline or text
        elif key in pictured:
            rule = CutRule.CAPTION
        elif section and key == section:
            rule = CutRule.SECTION
        else:
            break
        story.cuts.append(RemovedBlock(text, rule))
        start += 1
    return pieces[start:]


def _is_byline(text: str, key: str, authors: set[str]) -> bool:
    words = len(text.split())
    if key in authors or key.removeprefix("by") in authors:
        return True
    if words > 25 or not _BYLINE.match(text):
        return False
    return any(author in key for author in authors) or (words <= 10 and text[-1] not in ".!?:" and text.istitle())


def _without_tail(pieces: list[_Piece], story: CleanBody, known: KnownFields) -> list[_Piece]:
    """Remove authors' bios at the end, and headings that no longer have anything below them."""
    first = max(1, len(pieces) - _TAIL)
    # A pattern of its own for every byline costs more than all else here: only for authors that the tail names.
    names = [name for name in known.authors if name and any(name in text for _, text in pieces[first:])]
    if names:
        who = "|".join(map(re.escape, names))
        is_bio = re.compile(
            rf"(?:by |about (?:the author:? ?)?)?(?:(?:Dr|Prof|[A-Z][\w.]{{1,10}})\.?\s){{0,3}}(?:{who}){_BIO_VERB}"
        )
        rest: list[_Piece] = []
        for block, text in pieces[first:]:
            if is_bio.match(text) and len(text.split()) <= 120 and "\u201c" not in text:
                story.cuts.append(RemovedBlock(text, CutRule.BIO))
                story.notes.append(text)
            else:
                rest.append((block, text))
        pieces = pieces[:first] + rest
    while pieces and pieces[-1][0].kind == "heading":
        story.cuts.append(RemovedBlock(pieces.pop()[1], CutRule.HEADING_OF_NOTHING))
    return pieces
