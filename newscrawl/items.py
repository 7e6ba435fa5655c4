"""The published record: one Article a line, its fields in the order declared here.

Names follow schema.org's NewsArticle in snake_case. A field that could not be found is ``None`` or an empty list, never
a guess or a placeholder. Dates are strings (RFC 3339 with offset, or a bare local day) because a JSON line has no dates
and a reader must see exactly what was written.

The classes are slotted, keyword-only and *assignable*: a user's own pipeline may change any field.
"""

from collections.abc import Callable
from dataclasses import InitVar, dataclass, field, fields
from enum import StrEnum
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.core.crawl_state import FetchRecord

SCHEMA_VERSION = 1
"""Grows when a field changes its meaning (not when one is added)."""

INSTANT_OR_DAY = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$"
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
HEX32 = r"^[0-9a-f]{32}$"
WEB_ADDRESS = r"^https?://"


class Provenance(StrEnum):
    """Where a field's value was found. A value that the full text of a feed gave goes by the kind of that source."""

    SITE = "site"
    """The site's own selectors; of the language, the site's setting."""
    H1 = "h1"
    TITLE = "title"
    LINKED_DATA = "linked_data"
    LINKED_PAGE = "linked_page"
    """Linked data on the page, not the article."""
    MICRODATA = "microdata"
    META = "meta"
    OTHER_META = "other_meta"
    """Meta tags whose names are vague."""
    HTML = "html"
    """The ``lang`` attribute."""
    TIME = "time"
    PRINTED = "printed"
    ADDRESS = "address"
    GENERIC = "generic"
    """The generic reader."""
    HINT = "hint"
    """What feed or listing said of the link."""
    BODY = "body"
    BYLINE = "byline"
    DATELINE = "dateline"
    NOTICE = "notice"
    """A reprint or copyright line."""
    PAGE = "page"
    """Around the text."""
    DETECTED = "detected"
    """The language, by the words of the text."""


class FieldGroup(StrEnum):
    """What a field of the record is for."""

    IDENTITY = "identity"
    """Which article it is."""
    CONTENT = "content"
    """What was read."""
    DERIVED = "derived"
    """What publishing computes from the text."""
    BOOKKEEPING = "bookkeeping"
    """What publishing says of the line."""


def _about(
    description: str, *, group: FieldGroup = FieldGroup.CONTENT, never_null: bool = False, **schema: Any
) -> dict[str, Any]:
    """Metadata of a field: its group, and what the JSON Schema says of it.

    ``never_null`` marks a field that may be missing while an article is on its way, and never in a published line.
    """
    if never_null:
        schema |= {"type": "string", "minLength": 1}
    return {"json_schema_extra": {"description": description, **schema}, "group": group}


_identity = partial(_about, group=FieldGroup.IDENTITY)
_derived = partial(_about, group=FieldGroup.DERIVED)
_bookkeeping = partial(_about, group=FieldGroup.BOOKKEEPING)


@dataclass(slots=True, kw_only=True)
class Image:
    """A picture of the article, its caption apart from its credit."""

    url: str = field(metadata=_about("absolute address", pattern=WEB_ADDRESS))
    caption: str | None = field(default=None, metadata=_about("what the picture shows, without the credit"))
    credit: str | None = field(default=None, metadata=_about("who made it, without parentheses or 'Photo by'"))


class _Fetched:
    """Where :attr:`Article.fetch` is kept: a slot that is not a field of the record, so that no exporter shows it."""

    __slots__ = ("fetch",)

    if TYPE_CHECKING:
        fetch: FetchRecord | None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Let a user's subclass have a ``__post_init__`` that knows nothing of ``fetch``."""
        super().__init_subclass__(**kwargs)
        own = vars(cls).get("__post_init__")
        if own is not None and not hasattr(own, "__wrapped__"):
            cls.__post_init__ = _taking_fetch(own)  # type: ignore[method-assign]

    def __post_init__(self, *fetch: Any) -> None:
        """Keep what ``__init__`` was given; a subclass may call it without."""
        if fetch:
            (self.fetch,) = fetch


def _taking_fetch(own: Callable[..., None]) -> Callable[..., None]:
    @wraps(own)
    def post_init(self: _Fetched, *args: Any) -> None:
        if args:
            self.fetch, *args = args  # type: ignore[assignment]
        own(self, *args)

    return post_init


@dataclass(slots=True, kw_only=True, repr=False)
class Article(_Fetched):
    """An article as it was when it was read.

    ``fetch`` is how its page was fetched: the link that led there, and what the store needs to read it again. It is not
    part of the record, but goes along with ``copy``, ``pickle`` and ``dataclasses.replace``.
    """

    schema_version: int = field(
        default=SCHEMA_VERSION, metadata=_bookkeeping("grows when a field changes its meaning", minimum=1)
    )
    id: str = field(metadata=_identity("first 32 hex digits of SHA-256 of the identity key", pattern=HEX32))
    site: str = field(metadata=_identity("name of the spider", minLength=1))
    publisher: str = field(metadata=_identity("name of the outlet", minLength=1))
    url: str = field(metadata=_identity("address at the end of redirects", pattern=WEB_ADDRESS))
    canonical_url: str = field(
        metadata=_identity("the page's own canonical address, else url without trackers", pattern=WEB_ADDRESS)
    )
    headline: str | None = field(default=None, metadata=_about("title of the article", never_null=True))
    description: str | None = field(default=None, metadata=_about("dek or summary"))
    authors: list[str] = field(default_factory=list, metadata=_about("names of persons only"))
    source_agency: str | None = field(default=None, metadata=_about("wire or partner that the text came from, e.g. AP"))
    date_published: str | None = field(
        default=None,
        metadata=_about("RFC 3339 with offset, or the site's local day", pattern=INSTANT_OR_DAY),
    )
    date_modified: str | None = field(default=None, metadata=_about("like date_published", pattern=INSTANT_OR_DAY))
    date_published_raw: str | None = field(default=None, metadata=_about("the date as it was printed"))
    dateline: str | None = field(default=None, metadata=_about("place printed at the head of the text"))
    section: str | None = field(default=None, metadata=_about("section of the site"))
    keywords: list[str] = field(default_factory=list, metadata=_about("topic words"))
    language: str | None = field(default=None, metadata=_about("BCP 47 language tag"))
    body: str | None = field(
        default=None, metadata=_about("clean text, paragraphs apart by one blank line", never_null=True)
    )
    word_count: int = field(default=0, metadata=_derived("words of body", minimum=0))
    images: list[Image] = field(default_factory=list, metadata=_about("lead image first"))
    links: list[str] = field(default_factory=list, metadata=_about("outbound links of the body, absolute"))
    notes: list[str] = field(
        default_factory=list,
        metadata=_about("editor's note, correction, reprint line, author's bio: cut from the body"),
    )
    free_access: bool | None = field(default=None, metadata=_about("false where the page says it is paid"))
    rights: list[str] = field(default_factory=list, metadata=_about("opt-out signals found, e.g. noai"))
    revision: int = field(
        default=1, metadata=_bookkeeping("1 at first; a change of substance is a new line", minimum=1)
    )
    previous_hash: str | None = field(default=None, metadata=_bookkeeping("content_hash of the revision before"))
    changed_fields: list[str] = field(
        default_factory=list, metadata=_bookkeeping("fields that differ from the revision before")
    )
    content_hash: str | None = field(
        default=None, metadata=_derived("hash of the normalized text", never_null=True, pattern=HEX32)
    )
    near_duplicate_of: str | None = field(
        default=None,
        metadata=_bookkeeping("id of the article this one nearly repeats, as known at writing", pattern=HEX32),
    )
    story_id: str | None = field(
        default=None, metadata=_bookkeeping("id of the story's first article, as known at writing", pattern=HEX32)
    )
    provenance: dict[str, str] = field(
        default_factory=dict,
        metadata=_about("which way served each field", additionalProperties={"type": "string"}),
    )
    reader_version: int = field(default=0, metadata=_bookkeeping("version of the page reader", minimum=0))
    crawled_at: str | None = field(
        default=None, metadata=_bookkeeping("when the page was read", never_null=True, pattern=INSTANT)
    )
    run_id: str | None = field(default=None, metadata=_bookkeeping("run that wrote the line", never_null=True))
    if TYPE_CHECKING:
        fetch: FetchRecord | None = None
    else:
        fetch: InitVar[Any] = None  # of InitVars `fields` knows nothing, and `replace` everything

    def __repr__(self) -> str:
        """Short, since Scrapy logs items: an article in full is a screenful."""
        return f"<Article {self.id} {self.url}>"


del Article.fetch  # type: ignore[misc]  # the default that dataclasses left in the class hides the slot


def field_names(*groups: FieldGroup) -> tuple[str, ...]:
    """Names of the record's fields in these groups, in the order of the record."""
    return tuple(each.name for each in fields(Article) if each.metadata.get("group") in groups)
