"""Converts the bytes of a page to UTF-8, whatever its headers claim.

Servers and pages declare a wrong encoding more often than they damage the text, so the bytes come first: text that is
valid UTF-8 beyond ASCII is UTF-8 (hardly anything else looks like it). Only then come the HTTP header and the page's
own ``<meta>``.
"""

import codecs
import re
from collections.abc import Iterable

from w3lib.encoding import resolve_encoding

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta\s[^>]{0,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,99}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w:.-]{2,40})""")
_META_WITHIN = 8192
"""Browsers look at the first 1024 bytes; real pages put scripts before their ``<meta charset>``."""
_ESCAPED = frozenset({"iso2022_jp", "iso2022_jp_2", "iso2022_kr"})
"""Encodings whose bytes are all ASCII, so that valid UTF-8 proves nothing."""
_TOLERATED_DAMAGE = 0.1
"""Share of the non-ASCII characters that may be broken in what still counts as UTF-8 (a cut or mixed page)."""


def to_utf8(content: bytes, declared: str | None = None) -> tuple[bytes, str]:
    """Return ``content`` as UTF-8, and the name of the encoding it was in.

    ``declared`` is the HTTP header's charset (a label such as ``latin1``), if any. Never fails: what can't be decoded
    becomes U+FFFD. Content that is UTF-8 already is returned unchanged.
    """
    if marked := _marked_or_wide(content):
        name, length = marked
        return content[length:].decode(name, "replace").encode("utf-8", "replace"), name
    if b"\x1b" in content:
        escaped = [name for name in _claims(content, declared) if name in _ESCAPED]
        if read := _strictly(content, escaped):
            return read
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _not_quite_utf8(content, declared)
    return content, "utf-8"


def _not_quite_utf8(content: bytes, declared: str | None) -> tuple[bytes, str]:
    lenient = content.decode("utf-8", "replace")
    if _damage(content, lenient) <= _TOLERATED_DAMAGE:
        return lenient.encode(), "utf-8"
    claims = [name for name in _claims(content, declared) if name != "utf-8"] or ["cp1252"]
    return _strictly(content, claims) or (content.decode(claims[0], "replace").encode("utf-8", "replace"), claims[0])


def _claims(content: bytes, declared: str | None) -> list[str]:
    """Return the codecs that the header and the page declare, in that order, by the labels of the WHATWG standard."""
    labels = [declared] if declared else []
    found = (pattern.search(content, 0, _META_WITHIN) for pattern in (_XML, _META))
    labels += [claim[1].decode("ascii", "replace") for claim in found if claim]
    return [name for label in labels if (name := resolve_encoding(label))]


def _strictly(content: bytes, names: Iterable[str]) -> tuple[bytes, str] | None:
    """Return the content in UTF-8, decoded by the first of ``names`` that fits all of it."""
    for name in names:
        try:
            return content.decode(name).encode(), name
        except (UnicodeError, LookupError):
            continue
    return None


def _damage(content: bytes, lenient: str) -> float:
    """Return the share of broken characters among those beyond ASCII, after decoding ``content`` as UTF-8."""
    broken = lenient.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    beyond = len(lenient) - len(lenient.encode("ascii", "ignore"))
    return broken / beyond if beyond else 0.0


def _marked_or_wide(content: bytes) -> tuple[str, int] | None:
    """Return the encoding of a byte order mark, with the mark's length; or UTF-16 without a mark, by its zeros."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name, len(mark)
    head = content[:400]
    if head.count(0) * 3 < max(len(head), 1):
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even > 4 * odd:
        return "utf-16-be", 0
    return ("utf-16-le", 0) if odd > 4 * even else None
