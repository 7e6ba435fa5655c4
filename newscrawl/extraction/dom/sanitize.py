"""Removes from markup what would take the parser seconds or gigabytes.

The HTML standard's tree construction is quadratic in places: an unclosed ``<b>`` is opened again in every paragraph
that follows (18 kB can become a million nodes), each ``<div>`` looks through all its ancestors, each attribute of a tag
is compared with the others. Browsers cap such things; so does this module, and only on pages that look dangerous,
because a close check costs as much as parsing.
"""

import re
from collections import Counter

# Without its guard each of these takes more than eight seconds, or 3 GB, for a page of less than 1 MB (measured; the
# pages are in the tests): 100,000 nested <div>, 25,000 unclosed <b>, a tag with 100,000 attributes, 60,000 <html> with
# an attribute each, 50,000 <option>.

MAX_DEPTH = 256
"""Deepest nesting kept on a page that is checked closely; browsers keep 512, real pages use 60."""

_MANY_TAGS = 5_000
_MANY_COPIES = 500_000
"""Nodes that unclosed formatting elements may multiply to: about 200 MB."""
_MAX_ATTRIBUTES = 500
_LONG_TAG = 20_000
"""A tag with dangerously many attributes is at least this long, in bytes."""
_MOST = {b"html": 8, b"body": 8, b"option": 2_000, b"optgroup": 2_000}
"""Most occurrences kept of elements whose number alone costs quadratic time."""

_FORMATTING_TAG = re.compile(rb"<[biusecfntBIUSECFNT](?:[\s/>]|(?:ig|ode|m|ont|obr|mall|trike|trong|t)[\s/>])")
"""Loose (it matches ``<bm>`` too, and no capitals inside), because it is run over every page: 0.1 ms for 130 kB."""
_OPENING = re.compile(rb"<(?:!--|/?([a-z][^\s/>\x00]{0,64}))", re.IGNORECASE)
_NAME = re.compile(rb"<[a-z][\w:-]*(?=[\s/])", re.IGNORECASE)
_REST_OF_TAG = re.compile(rb"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>?""")
_QUOTED = re.compile(rb"""=\s*+(?:"[^"]*+"|'[^']*+')""")

_FORMATTING = frozenset(b"b big code em font i nobr s small strike strong tt u".split())
_RAW_TEXT = frozenset(b"script style textarea title iframe noembed noframes xmp".split())
_NEVER_DEEP = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "
    b"p li td th tr dd dt tbody thead tfoot colgroup option optgroup rb rt rp rtc html head body".split()
)
"""They can't nest without another element between: they hold nothing, or the next of the kind ends them."""


def sanitize(markup: bytes) -> bytes:
    """Return the markup without what would make its parsing explode. Ordinary pages are returned unchanged."""
    tags = markup.count(b"<")
    if tags < 200 and len(markup) < _LONG_TAG:
        return markup
    copies = len(_FORMATTING_TAG.findall(markup)) * tags
    if tags <= _MANY_TAGS and copies <= _MANY_COPIES and not _has_flooded_tag(markup):
        return markup
    return _cut(markup, without_formatting=copies > _MANY_COPIES)


def _has_flooded_tag(markup: bytes) -> bool:
    """Whether some tag has too many attributes. Looks only where no other tag begins for half of ``_LONG_TAG``."""
    window = _LONG_TAG // 2
    for start in range(0, len(markup) - window, window):
        if markup.find(b"<", start, start + window) < 0:
            name = _NAME.match(markup, max(markup.rfind(b"<", 0, start), 0))
            rest = _REST_OF_TAG.match(markup, name.end()) if name else None
            if rest and _is_flooded(rest[0]):
                return True
    return False


def _is_flooded(rest_of_tag: bytes) -> bool:
    if len(rest_of_tag) <= _MAX_ATTRIBUTES:
        return False
    return len(_QUOTED.sub(b" ", rest_of_tag).split(None, _MAX_ATTRIBUTES + 1)) > _MAX_ATTRIBUTES


class _Nesting:
    """Tracks open elements, and whether a tag would make the tree too deep or an element too frequent."""

    def __init__(self) -> None:
        self._depth = 0
        self._seen: Counter[bytes] = Counter()
        self._open: Counter[bytes] = Counter()
        self._dropped: Counter[bytes] = Counter()

    def allows_start(self, name: bytes) -> bool:
        """Whether a start tag of that name may stay."""
        if name in _MOST:
            self._seen[name] += 1
            return self._seen[name] <= _MOST[name]
        if name in _NEVER_DEEP:
            return True
        if self._depth >= MAX_DEPTH:
            self._dropped[name] += 1
            return False
        self._open[name] += 1
        self._depth += 1
        return True

    def allows_end(self, name: bytes) -> bool:
        """Whether an end tag of that name may stay (one that closes nothing is left out)."""
        if name in _NEVER_DEEP:
            return True
        if self._dropped[name]:
            self._dropped[name] -= 1
            return False
        if not self._open[name]:
            return False
        self._open[name] -= 1
        self._depth -= 1
        return True


def _cut(markup: bytes, *, without_formatting: bool) -> bytes:
    """Remove the tags that go too far; the text between them stays."""
    kept: list[bytes] = []
    nesting = _Nesting()
    done = position = 0
    while (found := _OPENING.search(markup, position)) is not None:
        start, position = found.span()
        if found[1] is None:
            end = markup.find(b"-->", position)
            position = len(markup) if end < 0 else end + 3
            continue
        name = found[1].lower()
        is_end = markup.startswith(b"</", start)
        rest = _REST_OF_TAG.match(markup, position)
        position = rest.end() if rest else position
        if without_formatting and name in _FORMATTING:
            allowed = False
        else:
            allowed = nesting.allows_end(name) if is_end else nesting.allows_start(name)
        content_end = _raw_text_end(markup, name, position) if name in _RAW_TEXT and not is_end else position
        if not allowed:
            kept.append(markup[done:start])
            done = content_end
        elif rest and _is_flooded(rest[0]):
            kept += (markup[done:start], b"<%b>" % name)
            done = position
        position = content_end
    kept.append(markup[done:])
    return b"".join(kept)


def _raw_text_end(markup: bytes, name: bytes, position: int) -> int:
    """Return where the end tag of a raw text element starts; the end of the text when there is none."""
    found = re.compile(rb"</" + name + rb"(?=[\s/>])", re.IGNORECASE).search(markup, position)
    return found.start() if found else len(markup)
