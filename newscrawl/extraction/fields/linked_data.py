"""Reads a page's JSON-LD, tolerantly.

Real pages hold several scripts, lists, ``@graph``, references by ``@id``, types as lists, entities in the strings, and
JSON that no strict parser takes: raw line breaks, trailing commas, comments, CDATA marks, two values in one script.
All of it is bounded: of a script that nests too deep or holds too many nodes, the first nodes are returned.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ARTICLE_TYPES = frozenset(
    (
        *("NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle"),
        *("BackgroundNewsArticle", "ReviewNewsArticle", "LiveBlogPosting", "TechArticle", "ScholarlyArticle", "Report"),
        *("SocialMediaPosting", "DiscussionForumPosting", "SatiricalArticle", "AdvertiserContentArticle"),
        *("AskPublicNewsArticle", "MedicalScholarlyArticle"),
    )
)
"""schema.org's Article and what is derived from it."""

_NEXT_BEST = ("Recipe", "Review", "ImageGallery", "VideoObject", "PodcastEpisode", "CreativeWork", "ClaimReview")
"""Types taken for the article on pages without an Article node, in order."""

_MAX_SCRIPT = 2_000_000
_MAX_SALVAGED = 100_000
_MAX_NODES = 2_000
_MAX_DEPTH = 12

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>);?\s*$"
)
_STRING_OR_NOISE = re.compile(
    r'("(?:[^"\\]++|\\.)*+(?:"|\Z))|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|,(?=\s{0,99}[}\]])', re.DOTALL
)
_SALVAGED = re.compile(
    r'"(@type|headline|name|datePublished|dateModified|articleSection|description|dateCreated)"\s{0,9}:\s{0,9}'
    r'"((?:[^"\\\n]|\\.){1,2000})"'
)


class Node(Mapping[str, Any]):
    """A JSON-LD node. Values are read by meaning: a string, a list and a reference are treated alike."""

    def __init__(self, fields: dict[str, Any], index: Mapping[str, dict[str, Any]]) -> None:
        self._fields = fields
        self._index = index

    def __getitem__(self, key: str) -> Any:
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    @property
    def types(self) -> tuple[str, ...]:
        """The node's types without their vocabulary (``NewsArticle``)."""
        return _types(self._fields)

    def texts(self, key: str) -> list[str]:
        """The strings of a field, entities resolved, white space folded; of a node its name."""
        return [text for value in self._values(key) if (text := _text(value))]

    def text(self, key: str) -> str | None:
        """The first string of a field."""
        return next(iter(self.texts(key)), None)

    def nodes(self, key: str) -> list["Node"]:
        """The nodes of a field, references followed."""
        return [Node(value, self._index) for value in self._values(key) if isinstance(value, dict)]

    def addresses(self, key: str) -> list[str]:
        """The addresses of a field: strings, or the ``url``, ``contentUrl`` or ``@id`` of its nodes."""
        named = (
            next((value[k] for k in ("url", "contentUrl", "@id") if isinstance(value.get(k), str)), None)
            if isinstance(value, dict)
            else value
            for value in self._values(key)
        )
        return [html.unescape(address.strip()) for address in named if isinstance(address, str) and address.strip()]

    def _values(self, key: str) -> list[Any]:
        value = self._fields.get(key)
        if value is None:
            return []
        values = value if isinstance(value, list) else [value]
        flat = [inner for entry in values for inner in (entry if isinstance(entry, list) else [entry])]
        return [self._follow(entry) for entry in flat[:200]]

    def _follow(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
            return self._index.get(value["@id"], value)
        return value


class LinkedData:
    """All JSON-LD of one page: ``nodes`` are the top-level ones, not the parts of others."""

    def __init__(self, scripts: Iterable[str]) -> None:
        values = [value for script in scripts for value in parse_script(script)]
        index: dict[str, dict[str, Any]] = {}
        tops = list(_flatten(values, index))
        self.nodes = [Node(fields, index) for fields in tops]

    def article(self, url: str, headline: str | None = None) -> Node | None:
        """Return the node of the article that the page at ``url`` shows, or None.

        A page may describe several (a blog's list, related stories): the one that names this page's address wins,
        then the one with its headline, then the first.
        """
        articles = [node for node in self.nodes if not ARTICLE_TYPES.isdisjoint(node.types)]
        if not articles:
            articles = [node for kind in _NEXT_BEST for node in self.nodes if kind in node.types]
        if len(articles) < 2:
            return articles[0] if articles else None
        key = _page_key(url)
        for node in articles:
            named = (*node.addresses("url"), *node.addresses("mainEntityOfPage"), *node.addresses("@id"))
            if any(_page_key(address) == key for address in named):
                return node
        wanted = _letters(headline or "")
        return next(
            (node for node in articles if wanted and _letters(node.text("headline") or "") == wanted), articles[0]
        )

    def first(self, *types: str) -> Node | None:
        """Return the first node of one of ``types``."""
        return next((node for kind in types for node in self.nodes if kind in node.types), None)


def parse_script(script: str) -> list[Any]:
    """Return the JSON values of a ``<script type="application/ld+json">``; an empty list when it can't be read."""
    script = script[:_MAX_SCRIPT]
    for repair in (_as_it_is, _unwrapped, _without_noise):
        try:
            values = list(_decode_all(repair(script)))
        except (ValueError, RecursionError):
            continue
        if values:
            return values
    found = {key: _unescape_json(value) for key, value in reversed(_SALVAGED.findall(script[:_MAX_SALVAGED]))}
    return [found] if "@type" in found else []


def _as_it_is(script: str) -> str:
    return script


def _unwrapped(script: str) -> str:
    script = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    return html.unescape(script) if '"' not in script else script


def _without_noise(script: str) -> str:
    return _STRING_OR_NOISE.sub(lambda found: found[1] or "", _unwrapped(script))


def _decode_all(script: str) -> Iterator[Any]:
    """Yield the values of ``script``, one after another. Raw line breaks in strings are accepted."""
    decoder = json.JSONDecoder(strict=False)
    position, end = 0, len(script)
    while True:
        while position < end and script[position] in " \t\r\n,;\ufeff":
            position += 1
        if position >= end:
            return
        try:
            value, position = decoder.raw_decode(script, position)
        except ValueError:
            if position == 0 or script[position] in "[{":
                raise
            return
        yield value


def _unescape_json(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _flatten(values: list[Any], index: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return the top-level nodes, in order; add every node with an ``@id`` to ``index``."""
    stack = [(value, 0, True) for value in reversed(values)]
    seen = 0
    while stack and seen < _MAX_NODES:
        value, depth, stands_alone = stack.pop()
        seen += 1
        if isinstance(value, list):
            if depth < _MAX_DEPTH:
                stack += [(entry, depth + 1, stands_alone) for entry in reversed(value[:_MAX_NODES])]
        elif isinstance(value, dict):
            if isinstance(name := value.get("@id"), str) and len(value) > len(index.get(name, ())):
                index[name] = value
            graph = value.get("@graph")
            if stands_alone and graph is None and ("@type" in value or "headline" in value):
                yield value
            if depth < _MAX_DEPTH:
                for key, inner in reversed(value.items()):
                    if isinstance(inner, dict | list):
                        alone = stands_alone and (key in ("@graph", "mainEntity") or _is_article(key, inner))
                        stack.append((inner, depth + 1, alone))


def _is_article(key: str, value: Any) -> bool:
    """Whether a page's node holds its article in ``mainEntityOfPage`` (inverted, yet common)."""
    return key == "mainEntityOfPage" and isinstance(value, dict) and not ARTICLE_TYPES.isdisjoint(_types(value))


def _types(fields: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = fields.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return tuple(re.split(r"[/#:]", kind)[-1] for kind in named if isinstance(kind, str))


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "@value", "headline", "text") if value.get(key)), None)
        if isinstance(value, list):
            value = next((entry for entry in value if isinstance(entry, str)), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(html.unescape(str(value)).split()) or None


def _page_key(address: str) -> str:
    """Return host and path of an address in a loose form: enough to distinguish the articles of one page."""
    bare = re.sub(r"^https?://(?:www\.|m\.|amp\.)?", "", address.strip().lower())
    return re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, html.unescape(text).casefold()))
