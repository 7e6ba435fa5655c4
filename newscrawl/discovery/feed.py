"""Reads RSS 2.0, RSS 1.0 and Atom feeds: bytes in, links with hints out."""

import re
from dataclasses import dataclass

from newscrawl.core.links import Link, SourceKind
from newscrawl.discovery import tolerant_xml
from newscrawl.discovery.dates import feed_date
from newscrawl.discovery.formats import NotAFeed, begins_as_page, looks_like
from newscrawl.discovery.hints import plain_text, words_of
from newscrawl.discovery.media import images
from newscrawl.discovery.tolerant_xml import Element, text_of
from newscrawl.text.language import language_tag
from newscrawl.urls import absolute

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_ITEMS = frozenset({"item", "entry"})

_APPEARED = re.compile(r"The post .{1,400}? appeared first on .{1,200}?\.?$")
"""The line that WordPress puts under every feed item."""
_MARKED_CUT = re.compile(r"\s*\[\s*(?:…|\.\.\.)\s*\]$")
_CUT_OFF = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]\W*$")
_GOES_ON = re.compile(
    r"(?:…|\.\.\.|\b(?:read more|continue reading|read the full \w+)\b[^.]{0,150}?)\W*$", re.IGNORECASE
)
"""How a summary ends. A whole text may end so, too, with a link to another; so only short ones are judged by it."""
_MAYBE_CUT_OFF = re.compile(r"\[(?:\s|<[^<>]*>)*+(?:[….&<]|$)")
_BRACKET = re.compile(r"&(?:#0*91\b|#[xX]0*5[bB]\b|lsqb|lbrack)")
_ANY_TAG = re.compile(r"""<(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""")
_NOT_READ = re.compile(r"<(?:!|script|style|template)", re.IGNORECASE)
_BEGINNING = 2_500
"""Characters of markup that hold somewhat more than 200 words."""
_END, _LONG_END = 300, 700
"""Characters at a text's end that these patterns search (the first one more): each may try every place, and a hostile
text has very many."""

_SUMMARY = 80
"""Words. A text no longer that only repeats the summary is the summary of a feed without full texts."""
_LONG_SUMMARY = 200
"""Words. No feed cuts its texts off later than that."""


def read_feed(body: bytes, url: str, *, channel: str | None = None) -> list[Link]:
    """Return the links of a feed, in its order. ``url`` is the feed's own address, the base of relative links.

    What is not well-formed is repaired; of a feed that was cut off, the whole items are read. A feed without items
    gives an empty list. Raises NotAFeed for anything else: an HTML or block page, JSON, a sitemap, an empty reply, and
    for items of which none has an address. ``channel`` is a regular expression for the feed's title: where it does not
    match, it is another service's feed, and NotAFeed is raised as well.
    """
    text = tolerant_xml.decode(body)
    start = _ROOT.search(text)
    if start is None or begins_as_page(text, start.start()):
        raise NotAFeed(looks_like(text))
    document = tolerant_xml.parse(text, start.start(), items=_ITEMS)
    if document is None:
        raise NotAFeed("XML that can't be read")
    root = document.root
    elements = [element for element in document.items if tolerant_xml.name(element) in _ITEMS]
    title = _channel_title(root)
    if channel and not re.search(channel, title, re.IGNORECASE):
        raise NotAFeed(f"another one, titled {title!r}")
    language = _feed_language(root)
    base = absolute(url, "") or url
    links = [link for element in elements if (link := _Item.of(element).link(base, language))]
    if elements and not links:
        raise NotAFeed(f"a list of {len(elements)} items without addresses")
    return links


@dataclass(frozen=True, slots=True)
class _Item:
    """One item or entry, its children by name."""

    element: Element
    named: list[tuple[str, Element]]
    """The children in their order, each with its name."""
    children: dict[str, list[Element]]

    @classmethod
    def of(cls, element: Element) -> "_Item":
        named = [(tolerant_xml.name(child), child) for child in element]
        children: dict[str, list[Element]] = {}
        for name, child in named:
            children.setdefault(name, []).append(child)
        return cls(element, named, children)

    def link(self, base: str, language: str | None) -> Link | None:
        if own_base := self.element.base:
            base = absolute(base, own_base) or base
        url = self._address(base)
        if url is None:
            return None
        summary = self._first("description", "summary", "dcterms:abstract")
        full = self._first("content:encoded", "content")
        published = self._dated("pubdate", "published", "dc:date", "dcterms:issued", "issued", "dcterms:created")
        modified = self._dated("updated", "dcterms:modified", "modified")
        return Link(
            url=url,
            source=SourceKind.FEED,
            title=plain_text(self._first("title", "dc:title")),
            date=published[0],
            date_raw=published[1],
            modified=modified[0],
            description=_summary(summary),
            authors=self._authors(),
            keywords=self._keywords(),
            language=language_tag(self._first("dc:language", "language"))
            or language_tag(_language_of(self.element))
            or language,
            images=images(self.named, base),
            html=full if full and not _is_excerpt(full, summary) else None,
        )

    def _first(self, *names: str) -> str | None:
        """Return the text of the first child, by order of names, that has one."""
        for name in names:
            for child in self.children.get(name, ()):
                if text := _text(child).strip():
                    return text
        return None

    def _address(self, base: str) -> str | None:
        written = [_text(child) for child in self.children.get("feedburner:origlink", ())]
        written += [
            _text(child).strip() or child.get("href", "")
            for child in self.children.get("link", ())
            if child.get("rel", "alternate") == "alternate"
        ]
        written += [
            _text(child)
            for child in self.children.get("guid", ())
            if child.get("isPermaLink", "true").strip().lower() == "true"
            and _text(child).strip().startswith(("http://", "https://"))
        ]
        return next((url for text in written if text.strip() and (url := absolute(base, text))), None)

    def _dated(self, *names: str) -> tuple[str | None, str | None]:
        """Return the first date that can be parsed, and its own spelling; if none can, the first spelling."""
        spellings = [text for name in names for child in self.children.get(name, ()) if (text := _text(child).strip())]
        for spelling in spellings:
            if date := feed_date(spelling):
                return date, spelling
        return None, spellings[0] if spellings else None

    def _authors(self) -> tuple[str, ...]:
        printed = [plain_text(_text(child)) for child in self.children.get("dc:creator", ())]
        if not any(printed):
            printed = [plain_text(_person(child)) for child in self.children.get("author", ())]
        return tuple(dict.fromkeys(part for part in printed if part))

    def _keywords(self) -> tuple[str, ...]:
        words = [
            child.get("label") or _text(child).strip() or child.get("term")
            for name in ("category", "dc:subject")
            for child in self.children.get(name, ())
        ]
        for child in self.children.get("media:keywords", ()):
            words += _text(child).split(",")
        return tuple(dict.fromkeys(word for raw in words if (word := plain_text(raw))))


def _text(element: Element) -> str:
    """Return the text of an element; for Atom's XHTML content its markup."""
    if element.get("type") == "xhtml":
        return tolerant_xml.markup(element)
    return text_of(element)


def _person(element: Element) -> str:
    """Return the name in Atom's ``author``, or in RSS's (``jane@example.com (Jane Roe)``)."""
    for child in element:
        if tolerant_xml.name(child) == "name":
            return _text(child)
    text = _text(element).strip()
    if in_parentheses := re.search(r"\(([^()]{1,200})\)\s*$", text):
        return in_parentheses[1]
    return "" if re.fullmatch(r"\S+@\S+", text) else text


def _summary(markup: str | None) -> str | None:
    text = plain_text(markup)
    if text is None:
        return None
    text = _without_appeared(text)
    if text.endswith("]"):
        text = text[:-_END] + _MARKED_CUT.sub("…", text[-_END:])
    return text or None


def _without_appeared(text: str) -> str:
    end = text[-_LONG_END:]
    found = _APPEARED.search(end)
    return (text[:-_LONG_END] + end[: found.start()]).rstrip() if found else text


def _is_excerpt(full: str, summary: str | None) -> bool:
    """Whether the element of the full text holds only its beginning."""
    if _is_long(full):
        return False
    words = words_of(full)
    text = " ".join(words[-_LONG_END // 2 :])  # of a long text only the end
    kept = _without_appeared(text)
    count, end = len(words) - 1 - (text.count(" ") - kept.count(" ")), kept[-_END:]
    return (
        not kept
        or _CUT_OFF.search(end) is not None
        or (count < _LONG_SUMMARY and _goes_on(end))
        or (count < _SUMMARY and kept == _summary(summary))
    )


def _is_long(full: str) -> bool:
    """Whether a text is certainly more than an excerpt; most texts need not be read whole for that.

    Its first words are counted, too few rather than too many, up to the line that WordPress puts under it.
    """
    if _MAYBE_CUT_OFF.search(full) or _BRACKET.search(full):
        return False
    end = full.rfind("The post ") if "appeared first on" in full else len(full)
    beginning = full[: min(end, _BEGINNING)]
    beginning = beginning[: beginning.rfind("<")]
    if _NOT_READ.search(beginning):
        return False
    text = _ANY_TAG.sub("", beginning)
    return "<" not in text and len(text.split(None, _LONG_SUMMARY + 1)) > _LONG_SUMMARY + 1


def _goes_on(end: str) -> bool:
    """Whether these last words say that the text continues elsewhere. Most hold nothing that the pattern can match."""
    return ("…" in end or "..." in end or "read" in end.lower()) and _GOES_ON.search(end) is not None


def _channel_title(root: Element) -> str:
    for element in root.iter():
        name = tolerant_xml.name(element)
        if name in _ITEMS:
            break
        if name == "title" and (title := plain_text(_text(element))):
            return title
    return ""


def _feed_language(root: Element) -> str | None:
    for element in root.iter():
        name = tolerant_xml.name(element)
        if name in _ITEMS:
            break
        if name in ("language", "dc:language") and (tag := language_tag(_text(element))):
            return tag
    return language_tag(_language_of(root))


def _language_of(element: Element) -> str | None:
    language: str | None = element.get("{http://www.w3.org/XML/1998/namespace}lang")
    return language
