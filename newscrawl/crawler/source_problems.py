"""What a run reports of a site's sources: one function for each fact, from typed values to one line.

Each line names the address, what was observed there, and what to do next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from newscrawl.core.block_pages import blocked_by
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.values import plural
from newscrawl.crawler.sources import Source, SourcePage
from newscrawl.discovery.formats import NotAFeed


@dataclass(frozen=True, slots=True)
class TransientFault:
    """A failure that may pass: a server error (``status``), or what the network said (``error``)."""

    url: str
    status: int | None = None
    error: str = ""

    def __str__(self) -> str:
        return f"{self.url} returned HTTP {self.status}" if self.status else f"{self.url}: {self.error}"


def access_denied(url: str, how: str) -> Problem:
    """The site refused the request; ``how`` is a status (``403``) or what its answer looks like."""
    return Problem(ExitStatus.BLOCKED, f"Access denied at {url} ({f'HTTP {how}' if how.isdecimal() else how})")


def disallowed(url: str, detail: str = "") -> Problem:
    """robots.txt forbids the request, or what a page requests in the browser, as ``detail`` says."""
    return Problem(ExitStatus.BLOCKED, f"{url}: {detail}" if detail else f"robots.txt disallows {url}")


def moved(url: str, target: str) -> Problem:
    """A source redirects to a host that is not the site's."""
    return Problem(ExitStatus.UNREACHABLE, f"{url} redirects to another site, {target}; check the site's addresses")


def bad_status(url: str, status: int) -> Problem:
    """A source's address gives an error that will not pass."""
    return Problem(ExitStatus.UNREACHABLE, f"{url} returned HTTP {status}; check whether the source has moved")


def unreadable(source: Source, url: str, body: bytes, error: NotAFeed | None) -> Problem:
    """An answer without links (``error``: it is not even a document of this kind): a block page, or a changed site."""
    if mark := blocked_by(body):
        return access_denied(url, f"the page says {mark!r}")
    if error is None:
        return Problem(ExitStatus.LAYOUT_CHANGED, f"No article links found at {url}; the page layout may have changed")
    return Problem(ExitStatus.LAYOUT_CHANGED, f"Expected {source.document} at {url}, got {error.looks_like}")


def only_offsite(url: str, page: SourcePage) -> Problem:
    """All that a source lists is on another site's hosts."""
    return Problem(
        ExitStatus.LAYOUT_CHANGED,
        f"{url} lists only articles of another site ({_host(page.offsite)}); check the source's address",
    )


def mostly_offsite(url: str, page: SourcePage) -> Problem:
    """Most of what a source lists is on another site's hosts."""
    skipped = plural(len(page.offsite), "entry", "entries")
    return Problem(ExitStatus.OK, f"{url}: skipped {skipped} on other hosts ({_host(page.offsite)})")


def mostly_unrecognized(url: str, page: SourcePage) -> Problem:
    """Most of what a source lists does not look like the site's articles."""
    skipped, first = plural(len(page.unrecognized), "entry", "entries"), page.unrecognized[0]
    text = f"{url}: skipped {skipped} that no article pattern of the site matches ({first}); check `addresses`"
    return Problem(ExitStatus.OK, text)


def optional_source(problem: Problem, served: Sequence[str]) -> Problem:
    """A source that the site only inherits from its platform failed, and others served."""
    return Problem(ExitStatus.OK, f"{problem.text} (optional source; used instead: {', '.join(served)})")


def transient(fault: TransientFault) -> Problem:
    """A source failed by a fault that may pass, and others answered."""
    return Problem(ExitStatus.OK, f"{fault}; will be retried in the next run")


def unreachable(fault: TransientFault) -> Problem:
    """No source answered at all; ``fault`` is the first failure."""
    text = f"The site can't be reached ({fault}); without internet access, try `make demo`"
    return Problem(ExitStatus.UNREACHABLE, text)


def incomplete_backfill(cutoff: datetime) -> Problem:
    """The run did not get back to the ``since`` that was requested, but a later one may."""
    text = f"Back-fill incomplete: did not reach {_minute(cutoff)}. Re-run with the same `since`"
    return Problem(ExitStatus.UNREACHABLE, text)


def gap(oldest: datetime, cutoff: datetime) -> Problem:
    """The site lists nothing as old as the cutoff any longer, so articles may have been missed for good."""
    text = (
        f"The site's sources go back only to {_minute(oldest)}, not to {_minute(cutoff)}; articles between may be "
        "missing: crawl it more often"
    )
    return Problem(ExitStatus.OK, text)


def _host(urls: Sequence[str]) -> str:
    return urlsplit(urls[0]).netloc


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
