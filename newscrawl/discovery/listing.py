"""Reads listing pages (home, section, tag, archive): HTML in, links with hints and the next page out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from newscrawl.core.links import Link, SourceKind
from newscrawl.discovery.cards import cards_of, outer, read_anchor, read_card
from newscrawl.discovery.carriers import read_carriers
from newscrawl.discovery.hints import Hints, joined
from newscrawl.discovery.linked_data import linked_hints
from newscrawl.discovery.listing_rules import Listing
from newscrawl.text.dates import date_in_path
from newscrawl.urls import Addresses, absolute, clean_url

_MOST_PLACES = 8
"""Most places of one article that are read. A picture, a title, a ticker and a top post are four."""
_PAGE_NUMBER = re.compile(r"/page/(\d{1,6})(?:/|$|\?)|[?&](?:paged?|offset|from|start)=(\d{1,9})(?:&|$)")


@dataclass(frozen=True, slots=True)
class ListingPage:
    """Content of a listing page."""

    links: list[Link]
    """One link for each article, in the page's order."""
    next: str | None
    """Address of the next, older page, where the page names it."""


def read_listing(html: str | bytes, url: str, rules: Listing, addresses: Addresses) -> ListingPage:
    """Return the articles that the listing page at ``url`` leads to.

    An article that is linked several times (picture, title, ticker, top post) is one link, with the best hints of all
    those places. Never raises on odd markup; a page without articles gives an empty list.
    """
    tree = LexborHTMLParser(html)
    base = _base(tree, url)
    next_page = _next_page(tree, base, url, rules, addresses)
    linked = list(linked_hints(tree))
    for selector in rules.skip:
        for box in tree.css(selector):
            box.decompose()
    urls: dict[str, str] = {}
    found: dict[str, list[Hints]] = {}
    for address, hints_of_carrier in read_carriers(tree, base, rules.carriers) if rules.carriers else ():
        if addresses.is_article(address) and (carried := addresses.identify(address)):
            urls.setdefault(carried, address)
            found.setdefault(carried, []).append(hints_of_carrier)
    for article, address, hints in _places(tree, base, rules, addresses):
        urls.setdefault(article, address)
        found.setdefault(article, []).extend(hints)
    for written, entry in linked:
        address_of_entry = absolute(base, written)
        article_of_entry = addresses.identify(address_of_entry) if address_of_entry else None
        if article_of_entry in found:
            found[article_of_entry].append(entry)
    return ListingPage([_link(urls[article], hints) for article, hints in found.items()], next_page)


def _link(url: str, places: list[Hints]) -> Link:
    hints = joined(places, date_in_path(url))
    return Link(
        url=url,
        source=SourceKind.LISTING,
        title=hints.title,
        date=hints.date,
        date_raw=hints.date_raw,
        authors=hints.authors,
        keywords=hints.keywords,
        description=hints.description,
    )


def _places(
    tree: LexborHTMLParser, base: str, rules: Listing, addresses: Addresses
) -> Iterator[tuple[str, str, list[Hints]]]:
    """Yield article id, address and hints of every place of the page that leads to an article."""
    links: dict[int, tuple[str, str]] = {}
    anchors = []
    for anchor in outer(tree.css("a[href]")):  # in SVG they may nest
        address = absolute(base, anchor.attributes["href"] or "")
        if address and addresses.is_article(address) and (article := addresses.identify(address)):
            links[anchor.mem_id] = article, address
            anchors.append(anchor)
    read: Counter[str] = Counter()
    any_found = False
    for box in outer([box for selector in rules.cards for box in tree.css(selector)]):
        inside = [one for selector in rules.link for one in box.css(selector) if one.mem_id in links]
        if inside:
            any_found = True
            article, address = links[inside[0].mem_id]
            read[article] += 1
            if read[article] <= _MOST_PLACES:
                same = (one for one in inside if links[one.mem_id][0] == article)
                yield article, address, [read_card(box, rules), *map(read_anchor, islice(same, _MOST_PLACES))]
    if any_found:
        return
    cards = cards_of((links[anchor.mem_id][0], anchor) for anchor in anchors)
    of_card: dict[int, Hints] = {}
    for anchor in anchors:
        article, address = links[anchor.mem_id]
        read[article] += 1
        if read[article] <= _MOST_PLACES:
            card = cards[anchor.mem_id]
            if card.mem_id not in of_card:
                of_card[card.mem_id] = read_card(card, rules)
            yield article, address, [of_card[card.mem_id], read_anchor(anchor)]


def _next_page(tree: LexborHTMLParser, base: str, url: str, rules: Listing, addresses: Addresses) -> str | None:
    here = clean_url(url)
    for selector in rules.next:
        for node in tree.css(selector):
            address = absolute(base, node.attributes.get("href") or "")
            if address and address != here and addresses.owns(address) and _goes_on(address, url):
                return address
    return None


def _goes_on(address: str, url: str) -> bool:
    """Whether the page number grows. WordPress themes disagree on whether "next" means older or newer."""
    there, here = _PAGE_NUMBER.search(address), _PAGE_NUMBER.search(url)
    if there is None:
        return here is None
    return int(there[1] or there[2]) > (int(here[1] or here[2]) if here else 0)


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (node is not None and absolute(url, node.attributes.get("href") or "")) or url
