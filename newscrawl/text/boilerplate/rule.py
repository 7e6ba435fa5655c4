"""What one boilerplate rule is."""

import re
from dataclasses import dataclass, field

_OF_A_STORY = re.compile(
    r"[“”„«»]|\"\S|\b(?:said|says|told|added|according to|announced|testified|wrote|he|she|his|her|had|"
    r"officials|spokes(?:man|woman|person))\b",
    re.IGNORECASE,
)
_NEW_SENTENCE = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Gen|Col|Sgt|Maj|Adm|Sen|Rep|Gov|Cpl))(?<!\bLt)[.!?]['\"’”]?\s+[A-Z]")  # noqa: RUF001 - typographic


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of boilerplate: a whole paragraph that reads like one of ``forms`` (regular expressions, case aside).

    ``needs`` is searched in it, too. ``guarded`` spares a paragraph with signs of a story (a quotation, somebody who
    said something), ``one_sentence`` one that goes on. ``note`` keeps what is cut.
    """

    name: str
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
