"""Rules that remove a paragraph from a text, and the form of one for boilerplate."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

_OF_A_STORY = re.compile(
    r"[“”„«»]|\"\S|\b(?:said|says|told|added|according to|announced|testified|wrote|he|she|his|her|had|"
    r"officials|spokes(?:man|woman|person))\b",
    re.IGNORECASE,
)
_NEW_SENTENCE = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Gen|Col|Sgt|Maj|Adm|Sen|Rep|Gov|Cpl))(?<!\bLt)[.!?]['\"’”]?\s+[A-Z]")  # noqa: RUF001 - typographic


class CutRule(StrEnum):
    """Why a paragraph was removed from a text: as a line that all sites share, or by its place on the page."""

    ADVERTISEMENT = "advertisement"
    SHARE = "share"
    HEADING_OF_A_BOX = "heading_of_a_box"
    LINK_TO_ANOTHER_STORY = "link_to_another_story"
    NEWSLETTER = "newsletter"
    SUBSCRIPTION = "subscription"
    FOLLOW = "follow"
    CONTACT = "contact"
    TIPS = "tips"
    COMMENTS = "comments"
    PLAYER = "player"
    SUPPORT = "support"
    AFFILIATE = "affiliate"
    TAGS = "tags"
    FEED_TAIL = "feed_tail"
    OFFICIAL_BANNER = "official_banner"
    COOKIES = "cookies"
    COPYRIGHT = "copyright"
    DISTRIBUTED = "distributed"
    REPRINT = "reprint"
    CORRECTION = "correction"
    DEVELOPING = "developing"
    OPINION = "opinion"
    SEPARATOR = "separator"

    LINKS = "links"
    """One of a run of bare links."""
    SITE_PROMO = "site_promo"
    """By a pattern of the site's own rules."""
    CAPTION = "caption"
    HEADLINE = "headline"
    DESCRIPTION = "description"
    DATE = "date"
    BYLINE = "byline"
    SECTION = "section"
    BIO = "bio"
    HEADING_OF_NOTHING = "heading_of_nothing"
    """Everything below the heading was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of boilerplate: a whole paragraph that reads like one of ``forms`` (regular expressions, case aside).

    ``needs`` is searched in it, too. ``guarded`` spares a paragraph with signs of a story (a quotation, a
    speaker), ``one_sentence`` one that goes on. ``note`` keeps what is cut.
    """

    name: CutRule
    reason: str
    forms: tuple[str, ...]
    max_words: int
    needs: str = ""
    note: bool = False
    guarded: bool = False
    one_sentence: bool = False
    _form: re.Pattern[str] = field(init=False, repr=False)
    _needs: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_form", re.compile(self.pattern, re.IGNORECASE | re.DOTALL))
        object.__setattr__(self, "_needs", re.compile(self.needs, re.IGNORECASE))

    @property
    def pattern(self) -> str:
        """All forms as one regular expression."""
        return "|".join(self.forms)

    def covers(self, paragraph: str) -> bool:
        """Whether the whole paragraph falls under the rule, all its guards considered."""
        return (
            self._form.fullmatch(paragraph) is not None
            and len(paragraph.split()) <= self.max_words
            and self._needs.search(paragraph) is not None
            and not (self.guarded and _OF_A_STORY.search(paragraph))
            and not (self.one_sentence and _NEW_SENTENCE.search(paragraph))
        )
