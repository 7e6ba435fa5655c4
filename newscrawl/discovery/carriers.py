"""Reads custom elements that hold an article's data in attributes, for a script to render: no text, no anchor."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newscrawl.discovery.dates import iso_date, printed_date
from newscrawl.discovery.hints import Hints
from newscrawl.discovery.listing_rules import Carriers
from newscrawl.urls import absolute

_LONGEST = 2_000
"""Most characters of an attribute that are read."""


def read_carriers(tree: LexborHTMLParser, base: str, rules: Carriers) -> Iterator[tuple[str, Hints]]:
    """Yield address and hints of each element, in the page's order."""
    for node in tree.css(",".join(rules.elements)):
        address = next((url for text in _values(node, rules.url) if (url := absolute(base, text))), None)
        if address is None:
            continue
        dates = [(date, text) for text in _values(node, rules.date) if (date := iso_date(text) or printed_date(text))]
        date, raw = max(dates, key=lambda dated: len(dated[0]), default=(None, None))
        yield (
            address,
            Hints(
                title=next(_values(node, rules.title), None),
                is_heading=True,
                date=date,
                date_raw=raw,
                description=next(_values(node, rules.description), None),
            ),
        )


def _values(node: LexborNode, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the values of these attributes, but for empty ones."""
    attributes = node.attributes
    for name in names:
        if text := " ".join((attributes.get(name) or "")[:_LONGEST].split()):
            yield text
