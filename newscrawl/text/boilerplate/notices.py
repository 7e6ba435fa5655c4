"""Rules for notices: lines that are not part of the story but about it, so that they are kept as notes."""

# ruff: noqa: RUF001 - lines are printed with typographic quotes and dashes

from typing import Final

from newscrawl.text.boilerplate.promos import STORY
from newscrawl.text.boilerplate.rule import CutRule, Rule

NOTICES: Final = (
    Rule(
        name=CutRule.COPYRIGHT,
        reason="copyright lines; who holds the right may be the agency",
        forms=(
            r"(?:copyright|\(c\)|©)[\s©()c,]*(?:(?:19|20)\d\d\b.*|[^.]{0,60}all rights reserved.*)",
            (
                r".{0,80}\ball rights reserved\b\.?(?:\s+(?:this|no part|terms|privacy|material|reproduction|use of|"
                r"unauthori[sz]ed|republication|registered|site|contact)\b.{0,250})?"
            ),
            r"this material may not be (?:published|reproduced).*",
            r"visit [^.!?]{1,80} at (?:https?://|www\.)\S+|(?:©|\(c\))\s?[^.]{2,60}",
        ),
        max_words=80,
        note=True,
        guarded=True,
    ),
    Rule(
        name=CutRule.DISTRIBUTED,
        reason="syndicates name themselves in the last line",
        forms=(r"distributed by .{2,100}",),
        max_words=12,
        note=True,
        guarded=True,
    ),
    Rule(
        name=CutRule.REPRINT,
        reason="where the text stood first",
        forms=(
            (
                rf"(?:this|the (?:following|above)|a version of this) {STORY}\b.{{0,140}}?\b"
                r"(?:(?:originally|first|previously) (?:published|appeared|posted|ran)|"
                r"(?:re)?(?:published|printed|posted) (?:here )?(?:with|under|from|by|courtesy)|appeared (?:first|"
                r"originally)|"
                r"(?:is|was) (?:produced|reported|published|provided) (?:in|by|as|through|under))\b.{1,400}"
            ),
            (
                r"(?:originally|first) (?:published|appeared|posted) (?:by|in|on|at) "
                r"(?!\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day).{1,200}"
            ),
            r"(?:reprinted|republished|reproduced) (?:here )?(?:with|from|by|under|courtesy).{1,200}",
            r"read the original (?:article|story).{0,80}|this (?:article|story) .{0,40}creative commons.{0,200}",
        ),
        max_words=80,
        note=True,
        guarded=True,
    ),
    Rule(
        name=CutRule.CORRECTION,
        reason="corrections and editors' notes, marked as such",
        forms=(
            (
                r"(?:corrections?|clarifications?|editor['’]?s?['’]? (?:note|update|correction)|eds?\.? note|"
                r"author['’]?s note|note to (?:readers|editors)|publisher['’]?s note|disclaimer|disclosures?)"
                r"\s?(?:\([^()]{1,60}\)|,? \w+\.? \d{1,2}(?:, \d{4})?)?\s?[:—–]\s?\S.*"
            ),
            (
                rf"(?:this|the) {STORY} (?:has been|was|is being) "
                r"(?:updated|corrected|amended|edited|revised|modified|changed)\b.*"
            ),
            rf"an? (?:earlier|previous|original|prior) version of this {STORY}\b.*",
            (
                r"(?:the|a) (?:headline|photo caption|caption) (?:on|of|to|for|in|accompanying) (?:this|"
                r"an earlier).{0,300}"
            ),
        ),
        max_words=150,
        note=True,
    ),
    Rule(
        name=CutRule.DEVELOPING,
        reason="the text was or will be changed",
        forms=(
            r"this (?:is|was|remains) a (?:breaking|developing)\b.{0,200}",
            (
                rf"(?:this|breaking|developing) (?:news )?{STORY}.{{0,40}}(?:will be updated|check back|"
                rf"refresh)\b.{{0,120}}"
            ),
            (
                r"(?:please )?(?:check|come) back (?:for|soon|later)\b.{0,80}|"
                r"(?:the )?details were periodically updated.{0,120}"
            ),
            r"(?:story|more) (?:developing|to come|to follow)\.{0,3}…?",
        ),
        max_words=45,
        note=True,
        guarded=True,
    ),
    Rule(
        name=CutRule.OPINION,
        reason="whose opinion it is",
        forms=(
            r"all opinion articles\b.{0,500}",
            (
                r"(?:(?:the|any) )?(?:views?|opinions?|statements?|positions?)\b[\w ,/]{0,60}\b"
                r"(?:expressed|are|stated|presented|contained|belong)\b.{0,500}"
            ),
            r"(?:this|the) (?:op-?ed|article|commentary|column) (?:is|reflects|represents)\b.{0,500}",
        ),
        needs=r"\b(?:authors?|writers?|columnists?)\b.{0,120}\b(?:own|alone|not|do|does|solely|necessarily|those)\b|"
        r"\bdo(?:es)? not (?:necessarily )?(?:reflect|represent)|not necessarily",
        max_words=100,
        note=True,
        guarded=True,
    ),
)
