"""Whether two readings can be of one article, and whether one can be believed to be the article at all. Pure."""

from newscrawl.core.arguments import span_of
from newscrawl.store.recheck.content_signature import ContentSignature, other_date

_KINSHIP = 0.3
"""Share of the paragraphs that an article has in common with itself, wherever it moves and however it is edited."""
_CUT = 0.5
"""A page with fewer of the article's paragraphs than this share, and no others, may be a teaser."""
NOTICE = 40
"""Words. A text no longer may be a notice that many stories begin with: "This is breaking news, more to follow"."""


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
    """Whether two articles of one short text (:data:`NOTICE`) are different stories that begin with the same notice."""
    if not (one.headline and other.headline and one.date_published and other.date_published):
        return False
    return one.headline != other.headline and other_date(one.date_published, other.date_published)


def same_instant(one: str | None, other: str | None) -> bool:
    """Whether both dates name the very same instant, with a time of day that was not made up."""
    first, second = span_of(one), span_of(other)
    exact = first is not None and first == second and first[0] == first[1]
    return exact and "T00:00" not in f"{one}{other}"
