"""Reads WordPress' REST route of articles (``/wp-json/wp/v2/posts``): JSON in, links with hints out.

``date_gmt`` and ``modified_gmt`` are UTC, written without a Z; ``date`` is the site's local time. ``before`` and
``after`` are compared with local times, and versions before 5.3 ignore an offset in them: so requests use local
time, with a margin.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from newscrawl.core.date_ranges import Span
from newscrawl.core.links import Link, SourceKind
from newscrawl.discovery.dates import iso_date
from newscrawl.discovery.formats import NotAFeed, looks_like
from newscrawl.discovery.hints import plain_text
from newscrawl.urls import absolute

PER_PAGE = 100
"""Most articles of one WordPress response."""
_FIELDS = "id,date,date_gmt,modified_gmt,link,title,excerpt,content,_links,_embedded"
_WIDEST_OFFSET = timedelta(hours=14)
_LOCAL = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Posts:
    """A response of the route: its articles, newest first, and the local time of the oldest as printed."""

    links: list[Link]
    oldest: datetime | None


def posts_url(route: str, span: Span, *, before: datetime | None = None, page: int = 1) -> str:
    """Return the address of the articles of a span; ``before``: only those that are older than this local time."""
    parameters = {"per_page": str(PER_PAGE), "orderby": "date", "order": "desc"}
    if span.since:
        parameters["after"] = f"{span.since - _WIDEST_OFFSET:{_LOCAL}}"
    if before or span.until:
        parameters["before"] = f"{before or (span.until and span.until + _WIDEST_OFFSET):{_LOCAL}}"
    if page > 1:
        parameters["page"] = str(page)
    parameters |= {"_embed": "author,wp:term", "_fields": _FIELDS}
    parts = urlsplit(route)
    query = [*parse_qsl(parts.query), *parameters.items()]
    return urlunsplit(parts._replace(query=urlencode(query, safe=":,")))


def older_posts_url(url: str, posts: Posts) -> str | None:
    """Return the address of what is older than the articles that ``url`` gave.

    Not the next page by number, which moves when an article is added or withdrawn meanwhile. Articles of one second
    that fill a whole response are paged by number. None where the response held no time.
    """
    if posts.oldest is None:
        return None
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    before = f"{posts.oldest + timedelta(seconds=1):{_LOCAL}}"
    if query.get("before") == before:
        query["page"] = str(int(query.get("page", "1")) + 1)
    else:
        query["before"] = before
        query.pop("page", None)
    return urlunsplit(parts._replace(query=urlencode(query, safe=":,")))


def read_posts(body: bytes, url: str) -> Posts:
    """Return the articles of a response. Raises NotAFeed for anything that is not a list of them."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        text = body.decode("utf-8", "replace")
        raise NotAFeed("JSON that can't be read" if looks_like(text) == "JSON" else looks_like(text)) from error
    if not isinstance(data, list):
        message = data.get("message") or data.get("code") if isinstance(data, dict) else None
        raise NotAFeed(f"JSON that says {str(message)[:100]!r}" if message else "JSON without a list of articles")
    links = [link for post in data if isinstance(post, dict) and (link := _link(post, url))]
    if data and not links:
        raise NotAFeed(f"a list of {len(data)} entries without addresses")
    times = [time for post in data if isinstance(post, dict) and (time := _local(post.get("date")))]
    return Posts(links, min(times, default=None))


def _link(post: dict[str, Any], base: str) -> Link | None:
    written = _string(post.get("link"))
    url = absolute(base, written) if written else None
    if url is None:
        return None
    raw = _string(post.get("date_gmt")) or _string(post.get("date"))
    embedded = post.get("_embedded")
    embedded = embedded if isinstance(embedded, dict) else {}
    terms = [term for group in _list(embedded.get("wp:term")) for term in _list(group) if isinstance(term, dict)]
    sections = [term for term in terms if term.get("taxonomy") == "category"]
    html = _rendered(post, "content")
    return Link(
        url=url,
        source=SourceKind.REST,
        title=plain_text(_rendered(post, "title")),
        date=_utc(post.get("date_gmt")) or _day(post.get("date")),
        date_raw=raw,
        modified=_utc(post.get("modified_gmt")),
        description=plain_text(_rendered(post, "excerpt")),
        authors=tuple(_names(embedded.get("author"))),
        section=next(_names(sections), None),
        keywords=tuple(dict.fromkeys(_names([term for term in terms if term.get("taxonomy") == "post_tag"]))),
        html=html if html and html.strip() and not _protected(post) else None,
    )


def _rendered(post: dict[str, Any], name: str) -> str | None:
    value = post.get(name)
    return _string(value.get("rendered")) if isinstance(value, dict) else _string(value)


def _protected(post: dict[str, Any]) -> bool:
    content = post.get("content")
    return isinstance(content, dict) and content.get("protected") is True


def _names(things: Any) -> Iterator[str]:
    for thing in _list(things):
        if isinstance(thing, dict) and (name := plain_text(_string(thing.get("name")))):
            yield name


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _utc(value: Any) -> str | None:
    text = (_string(value) or "").strip()
    has_offset = text.endswith(("Z", "z")) or "+" in text[10:] or "-" in text[10:]
    return iso_date(text if has_offset or "T" not in text else f"{text}+00:00")


def _day(value: Any) -> str | None:
    return iso_date((_string(value) or "")[:10])


def _local(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(_string(value) or "").replace(tzinfo=None)
    except ValueError:
        return None
