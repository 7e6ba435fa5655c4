"""Recognizes labels above links to other stories ("Related stories"), in the most common languages."""

# ruff: noqa: RUF001 - labels are printed with typographic quotes and dashes

import re

_ELSEWHERE = re.compile(
    r"""\W*(?:
        (?:related|recommended|suggested|similar)
        (?:\s+(?:news|articles?|stories|story|posts?|content|links?|topics?|reading|coverage|videos?|roundups?
        |reads?|for\s+you|by\s+(?:our|the)\s+editors?))?
      | you\s+(?:may|might|will|['’]ll)\s+(?:also\s+)?(?:like|enjoy|love|be\s+interested\s+in)\b.{0,30}
      | more\s+(?:great|top|must[\s-]reads?|like\s+this|from|on|in|stories|news|articles|reading|coverage)\b.{0,50}
      | more\s+about\b.{0,50}
      | (?:read|see|watch)\s+(?:more|next|also|this\s+next)\b.{0,60} | also\s+(?:read|see|on\s+\S+)\b.{0,20}
      | up\s+next | next\s+up | keep\s+reading | continue\s+reading
      | don['’]?t\s+miss(?:\s+(?:this|these|it|out))? | must[\s-](?:reads?|watch|see)\b.{0,20}
      | editor['’]?s?['’]?\s+(?:picks?|choice|recommendations?)
      | (?:trending|popular|hot)(?:\s+(?:now|today|stories|articles|posts|news|topics|on|in)\b.{0,30})?
      | most\s+(?:read|popular|viewed|shared|recent|commented)\b.{0,30} | .{0,40}\bmost\s+read\s+stories\b.{0,20}
      | (?:top|latest|recent|other|featured)\s+(?:stories|news|posts|articles|videos|headlines|picks|reads)\b.{0,30}
      | in\s+other\s+news | elsewhere\s+on\b.{0,30} | further\s+reading | in\s+case\s+you\s+missed\s+it | icymi
      | previously(?:\s+on\b.{0,30})? | explore\s+more | from\s+around\s+the\s+web | around\s+the\s+web
      | lesen\s+sie\s+(?:auch|mehr) | mehr\s+zum\s+thema | das\s+könnte\s+(?:sie|dich)\s+auch\s+interessieren
      | auch\s+interessant | weitere\s+(?:artikel|themen|nachrichten)
      | (?:à\s+)?lire\s+aussi | sur\s+le\s+même\s+(?:sujet|thème) | voir\s+aussi | leia\s+(?:também|mais)
      | veja\s+(?:também|mais) | notícias\s+relacionadas | lea\s+(?:también|más) | lee\s+también
      | (?:te\s+puede\s+interesar|noticias\s+relacionadas|más\s+noticias) | leggi\s+anche
      | ti\s+potrebbe\s+interessare | articoli\s+correlati | (?:читайте|читать|смотрите|см\.)\s+также
      | (?:ещё|еще|материалы|новости|статьи)\s+по\s+теме | по\s+теме | самые\s+популярные.{0,20}
      | похожие\s+(?:статьи|материалы|новости) | 関連(?:記事|ニュース|リンク) | おすすめ記事 | あわせて読みたい
      | 相关(?:阅读|新闻|文章) | 추천\s*기사
      | 관련\s*기사 | lees\s+(?:ook|meer|verder) | læs\s+(?:også|mere) | les\s+(?:også|mer) | läs\s+(?:också|mer|även)
      | lue\s+(?:myös|lisää) | (?:czytaj|zobacz|przeczytaj)\s+(?:też|także|również) | přečtěte\s+si
      | ilgili\s+haberler
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL = re.compile(rf"(?:{_ELSEWHERE.pattern})\W*", re.IGNORECASE | re.VERBOSE)
_PREFIX = re.compile(rf"(?:{_ELSEWHERE.pattern})\s*[:|»›>–—-]\s*\S", re.IGNORECASE | re.VERBOSE)
_LONGEST = 80
_SENTENCE = re.compile(r"(?:\S+\s+){3,}\S*[^\W_][.!?][\"”’)]?")
"""Four words or more with a full stop: "More from the fleet are to follow." is a sentence."""


def is_teaser_label(text: str) -> bool:
    """Whether the whole block is a label such as ``Related stories`` or ``Most read``: links to others follow it."""
    return len(text) <= _LONGEST and _LABEL.fullmatch(text) is not None and not _SENTENCE.fullmatch(text)


def leads_away(text: str) -> bool:
    """Whether the block begins like ``Read more: ...``; the caller checks that the rest of it is a link."""
    return len(text) < 400 and _PREFIX.match(text) is not None
