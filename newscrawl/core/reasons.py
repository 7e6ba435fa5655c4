"""Reasons why a page gave no article, or an article was dropped: types, whose texts are made at the edge.

``str()`` of each is the word under which it is counted in Scrapy's stats, in manifests and in the state file. These
words are a public contract: change what people read where messages are composed, never here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class ReasonKind(StrEnum):
    """Kinds of failure. Those under ``_WITH_DETAIL`` say more in :attr:`Reason.detail`."""

    HTTP = "HTTP"
    """Answered with an error status, which is the detail."""
    DENIED = "refused"
    """The site refused this request; the detail is the status, or ``challenge page``."""
    BLOCKED = "blocked"
    """The site refused so often that the request was not sent."""
    NOT_REACHABLE = "not reachable"
    """The host, or the browser, failed so often that the request was not sent."""
    NOT_REQUESTED = "not asked"
    """The same of a published article that was due for a recheck."""
    MISSING = "missing"
    """Answered with 404 or 410 before the site has given any other page."""
    NOT_HTML = "not a page"
    """Answered with a content type that holds no article; the detail names it."""
    NO_BODY = "no body"
    NOT_AN_ARTICLE = "not an article"
    """An index, a video or an error page under the address of an article."""
    OTHER_HOST = "led to another host"
    TOO_SLOW = "took too long to read"
    NO_FEED_TEXT = "no text in the feed"
    """The article was made of the feed's text, and the feed holds none any longer."""
    PIPELINE_FAILED = "a pipeline failed"
    DROPPED = "dropped"
    """A pipeline dropped the article; the detail is its message."""

    BROWSER_FAILED = "browser failed"
    DISALLOWED = "forbidden by robots.txt"
    TOO_MANY_REDIRECTS = "redirects without end"
    TOO_LARGE = "too large"
    TIMED_OUT = "timed out"
    UNKNOWN_HOST = "no such host"
    CONNECTION_REFUSED = "connection refused"
    BAD_CERTIFICATE = "bad certificate"
    INCOMPLETE = "cut off"
    CONNECTION_FAILED = "connection failed"


_WITH_DETAIL = {
    ReasonKind.HTTP: "HTTP ",
    ReasonKind.DENIED: "refused: ",
    ReasonKind.NOT_HTML: "not a page but ",
    ReasonKind.DROPPED: "",
}
"""What comes before the detail. The empty one is last: it takes every text."""

_UNREACHABLE = frozenset(
    (
        ReasonKind.TIMED_OUT,
        ReasonKind.UNKNOWN_HOST,
        ReasonKind.CONNECTION_REFUSED,
        ReasonKind.BAD_CERTIFICATE,
        ReasonKind.INCOMPLETE,
        ReasonKind.CONNECTION_FAILED,
    )
)


_LABELS = {
    ReasonKind.HTTP: "HTTP {}",
    ReasonKind.DENIED: "access denied ({})",
    ReasonKind.NOT_HTML: "not HTML but {}",
    ReasonKind.OTHER_HOST: "redirected to another host",
    ReasonKind.NOT_REQUESTED: "not requested",
    ReasonKind.DISALLOWED: "disallowed by robots.txt",
    ReasonKind.TOO_MANY_REDIRECTS: "too many redirects",
    ReasonKind.INCOMPLETE: "incomplete",
}
"""What a person reads, where it is not the text of ``str()``."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a page gave no article: its kind, and what more is known."""

    kind: ReasonKind
    detail: str = ""

    @classmethod
    def http(cls, status: int) -> Self:
        """Reason of an answer with this error status."""
        return cls(ReasonKind.HTTP, str(status))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str()`` wrote; any other text is the message of a pipeline that dropped an article."""
        if text in _PLAIN:
            return cls(ReasonKind(text))
        kind, prefix = next(item for item in _WITH_DETAIL.items() if text.startswith(item[1]))
        return cls(kind, text.removeprefix(prefix))

    def __str__(self) -> str:
        return _WITH_DETAIL[self.kind] + self.detail if self.kind in _WITH_DETAIL else self.kind.value

    @property
    def label(self) -> str:
        """The reason as a person reads it."""
        return _LABELS.get(self.kind, "{}").format(self.detail or self)

    @property
    def unreachable(self) -> bool:
        """Whether it says that the site can't be reached: the connection failed, or the server did (HTTP 5xx)."""
        return self.kind in _UNREACHABLE or (self.kind is ReasonKind.HTTP and self.detail.startswith("5"))

    @property
    def denied(self) -> bool:
        """Whether the site answers, but not to us."""
        return self.kind in (ReasonKind.DENIED, ReasonKind.BLOCKED)


_PLAIN = frozenset(kind.value for kind in ReasonKind if kind not in _WITH_DETAIL)


class DropReason(StrEnum):
    """Why a pipeline of this project dropped an article; counted under ``newscrawl/dropped/``."""

    NO_HEADLINE = "no_headline"
    NO_BODY = "no_body"
    OPTED_OUT = "opted_out"
    """The site reserves its texts, and NEWSCRAWL_OPT_OUT=skip obeys that."""
    DUPLICATE = "duplicate"
    """The same article, or the same text, is published already."""
    NEAR_DUPLICATE = "near_duplicate"
    """It nearly repeats an article of any site, and NEWSCRAWL_NEAR_DUPLICATES says to drop such."""
