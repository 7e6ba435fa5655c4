"""Parses XML as sites really serve it: decoded, repaired where needed, never dangerous.

Everything before the root element is cut off, and with it every document type: no entity can be declared, so none can
be expanded or fetched.
"""

import html
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

Element: TypeAlias = etree._Element

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31};))?")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(body: bytes) -> str:
    """Return the text of an XML document, whatever it declares.

    What decodes as UTF-8 is UTF-8: a document in another encoding hardly ever does. Else the declared encoding counts,
    else Windows-1252, which is what is meant where UTF-8 is declared and wrong.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark if encoding == "utf-8" else b"").decode(encoding, "replace")
    if body[:2] == b"<\x00":
        return body.decode("utf-16-le", "replace")
    text = getincrementaldecoder("utf-8")("replace").decode(body)  # leaves out half a character at the end
    wrong = text.count("\ufffd")
    if not wrong or wrong * 10 < sum(not character.isascii() for character in text):
        return text
    declared = _DECLARED.search(body[:1024])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return body.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeError):
            pass
    return body.decode("cp1252", "replace")


class Document(NamedTuple):
    """A document's root element, and its items at any depth, in their order."""

    root: Element
    items: list[Element]


def parse(text: str, start: int, *, items: frozenset[str]) -> Document | None:
    """Return the document whose root element begins at ``start``; None where it can't be parsed.

    One that is not well-formed (bare ampersands, HTML entities, control characters, undeclared prefixes, cut off) is
    repaired; what follows its last whole item is left out then. ``items`` are the local names of item elements.
    """
    text = text[start:]
    root = _parsed(text, recover=False)
    if root is not None:
        spellings = (f"{{*}}{spelling}" for name in items for spelling in (name, name.upper(), name.title()))
        if found := list(root.iter(*spellings)):
            return Document(root, found)
    else:
        root = _parsed(_repaired(text, items), recover=True)
    if root is None:
        return None
    return Document(root, [element for element in root.iter() if local_name(element) in items])


@lru_cache(maxsize=256)
def _local_name(tag: object, prefix: str | None) -> str:
    return _name(tag, prefix).rpartition(":")[2]


def markup(element: Element) -> str:
    """Return the content of an element, as HTML."""
    inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return f"{element.text or ''}{inner}"


def name(element: Element) -> str:
    """Return the name of an element in lower case, with the usual prefix of its namespace, whichever the document uses.

    Empty for comments and processing instructions.
    """
    return _name(element.tag, element.prefix)


def local_name(element: Element) -> str:
    """Return the name of an element in lower case, without any prefix."""
    return _local_name(element.tag, element.prefix)


def text_of(element: Element) -> str:
    """Return all text inside an element."""
    if len(element):
        return "".join(element.itertext())
    return element.text or ""


@lru_cache(maxsize=256)  # a document has thousands of elements and a dozen names
def _name(tag: object, prefix: str | None) -> str:
    if not isinstance(tag, str):
        return ""
    namespace, brace, local = tag.rpartition("}")
    if not brace:
        return tag.lower()
    key = namespace[1:].rstrip("/#").lower()
    prefix = _PREFIXES.get(key, prefix)
    return f"{prefix}:{local}".lower() if prefix else local.lower()


_PREFIXES = MappingProxyType(
    {
        "http://www.w3.org/2005/atom": "",
        "http://purl.org/atom/ns": "",
        "http://purl.org/rss/1.0": "",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
        "http://purl.org/rss/1.0/modules/content": "content",
        "http://purl.org/dc/elements/1.1": "dc",
        "http://purl.org/dc/terms": "dcterms",
        "http://search.yahoo.com/mrss": "media",
        "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    }
)


def _parsed(text: str, *, recover: bool) -> Element | None:
    parser = etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):  # ValueError: characters that XML does not know
        return None


def _repaired(text: str, items: frozenset[str]) -> str:
    names = "|".join(sorted(items))
    item_end = re.compile(rf"(?:.*</(?:\w+:)?(?:{names})\s*>)", re.DOTALL)
    item_start = re.compile(rf"<(?:\w+:)?(?:{names})(?:[\s>]|$)")
    pieces: list[str] = []
    cut: tuple[int, int] | None = None
    for piece, literal in _sections(_ILLEGAL.sub("", text)):
        if not literal and (end := item_end.match(piece)):
            cut = (len(pieces), end.end())
        elif not literal and cut is None and (begin := item_start.search(piece)):
            cut = (len(pieces), begin.start())
        pieces.append(piece)
    if cut is not None:
        pieces[cut[0]] = pieces[cut[0]][: cut[1]]
        del pieces[cut[0] + 1 :]
    return "".join(piece if piece.startswith("<![CDATA[") else _REFERENCE.sub(_reference, piece) for piece in pieces)


def _sections(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces, each with whether it is a CDATA section; one that is cut off is left out."""
    position = 0
    while (begin := text.find("<![CDATA[", position)) >= 0:
        end = text.find("]]>", begin)
        yield text[position:begin], False
        if end < 0:
            return
        yield text[begin : end + 3], True
        position = end + 3
    yield text[position:], False


def _reference(match: re.Match[str]) -> str:
    """Return a character reference that XML accepts, for one that it may not."""
    decimal, hexadecimal, named = match.groups()
    if named:
        return match[0] if named in _OF_XML else html.escape(html.unescape(match[0]), quote=False)
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        legal = code in (9, 10, 13) or 32 <= code < 0x110000
        return match[0] if legal and not _ILLEGAL.match(chr(code)) else ""
    return "&amp;"
