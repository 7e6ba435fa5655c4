"""What a loopback server answers: prepared pages, and the faults that a script puts in their place."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import NamedTuple, Self

_WORTH_GZIP = 500
"""Bytes below which compressing makes a reply no smaller."""


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """A request as it reached the server, and the log's line of it."""

    time: float
    """Seconds since 1970."""
    scheme: str
    """``https`` where the crawler requested that; the server itself speaks plain HTTP."""
    method: str
    host: str
    target: str
    """Path and query."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""
    status: int = 0
    """What was answered; 0 for a connection that was reset or left hanging."""

    @property
    def url(self) -> str:
        """The requested address."""
        return f"{self.scheme}://{self.host}{self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A reply. Its body is compressed once, when the page is made, and kept only so."""

    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    last_modified: datetime | None = None
    wire: "_Wire" = field(repr=False)

    @classmethod
    def of(
        cls,
        body: str | bytes = b"",
        *,
        status: int = 200,
        content_type: str = "text/html; charset=utf-8",
        headers: tuple[tuple[str, str], ...] = (),
        last_modified: datetime | None = None,
    ) -> Self:
        """A page with this body. A page of status 200 gets an ETag of its body."""
        data = body.encode() if isinstance(body, str) else body
        etag = f'"{hashlib.blake2b(data, digest_size=8).hexdigest()}"' if status == HTTPStatus.OK else None
        about = [("Content-Type", content_type), *headers]
        if etag:
            about.append(("ETag", etag))
        if last_modified:
            about.append(("Last-Modified", format_datetime(last_modified.astimezone(UTC), usegmt=True)))
        return cls(
            status=status,
            content_type=content_type,
            headers=headers,
            etag=etag,
            last_modified=last_modified,
            wire=_Wire.of(status, about, data),
        )

    @classmethod
    def xml(cls, body: str | bytes, *, last_modified: datetime | None = None) -> Self:
        """A feed or sitemap."""
        return cls.of(body, content_type="application/rss+xml; charset=utf-8", last_modified=last_modified)

    @classmethod
    def text(cls, body: str) -> Self:
        """Plain text, as robots.txt is."""
        return cls.of(body, content_type="text/plain; charset=utf-8")

    @classmethod
    def redirect(cls, location: str, status: int = 301) -> Self:
        """A redirect to an absolute or relative address."""
        return cls.of(status=status, headers=(("Location", location),))

    @classmethod
    def refusal(cls, status: int = 403, *, retry_after: str | None = None) -> Self:
        """A short error page of this status."""
        phrase = HTTPStatus(status).phrase
        return cls.of(
            f"<html><head><title>{status} {phrase}</title></head><body><h1>{phrase}</h1></body></html>",
            status=status,
            headers=(("Retry-After", retry_after),) if retry_after else (),
        )

    def reply(self, headers: Mapping[str, str]) -> tuple[int, bytes, bytes]:
        """Status, head and body for a request with these headers: whole or 304, compressed or not."""
        if self.etag and self._is_fresh(headers):
            return HTTPStatus.NOT_MODIFIED, self.wire.not_modified, b""
        if self.wire.zipped and "gzip" in headers.get("accept-encoding", ""):
            return self.status, self.wire.zipped_head, self.wire.body
        return self.status, self.wire.head, gzip.decompress(self.wire.body) if self.wire.zipped else self.wire.body

    def _is_fresh(self, headers: Mapping[str, str]) -> bool:
        if known := headers.get("if-none-match"):
            tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
            return "*" in tags or self.etag in tags
        since = headers.get("if-modified-since")
        if not since or self.last_modified is None:
            return False
        try:
            return self.last_modified.astimezone(UTC).replace(microsecond=0) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):  # no date, or one without a zone
            return False


class _Wire(NamedTuple):
    """A page as bytes, ready to be sent."""

    head: bytes
    zipped_head: bytes
    not_modified: bytes
    body: bytes
    zipped: bool

    @classmethod
    def of(cls, status: int, about: list[tuple[str, str]], body: bytes) -> "_Wire":
        zipped = len(body) > _WORTH_GZIP
        packed = gzip.compress(body, 6, mtime=0) if zipped else body
        return cls(
            head=head(status, [*about, ("Content-Length", str(len(body)))]),
            zipped_head=head(
                status,
                [
                    *about,
                    ("Content-Encoding", "gzip"),
                    ("Vary", "Accept-Encoding"),
                    ("Content-Length", str(len(packed))),
                ],
            ),
            not_modified=head(HTTPStatus.NOT_MODIFIED, about[1:]),
            body=packed,
            zipped=zipped,
        )


def head(status: int, headers: list[tuple[str, str]]) -> bytes:
    """Status line and headers of a reply as bytes."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status} {phrase}\r\n{lines}\r\n".encode("latin-1")


@dataclass(frozen=True, slots=True)
class Delay:
    """Fault: the usual answer, so many seconds later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hang:
    """Fault: no answer; the connection stays open until the client gives up."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Fault: the connection is closed without an answer.

    On a connection that was in use before, Twisted asks again by itself, as browsers do: there, script it twice.
    """


@dataclass(frozen=True, slots=True)
class Truncated:
    """Fault: head and half of the body of the usual answer, then the connection is closed."""


PendingPage = Page | Delay | Hang | Reset | Truncated
Answer = Page | Callable[[ReceivedRequest], Page]
