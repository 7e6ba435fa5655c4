"""Fetching one page of a source: conditional headers out, a response worth reading back, or the reason why not."""

from urllib.parse import urlsplit

from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.core.blocking import AccessDenied, BrowserFault, NoBrowser
from newscrawl.core.crawl_state import Validators
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.network_errors import is_forbidden
from newscrawl.crawler import source_problems as problems
from newscrawl.crawler.running_crawl import RunningCrawl
from newscrawl.crawler.source_problems import TransientFault
from newscrawl.crawler.sources import Source
from newscrawl.urls import Addresses


class SourceFetcher:
    """Sends sources' requests, and distinguishes refusal, absence, removal and a passing fault.

    A fault that may pass (time-out, 5xx) fails the run only when no source answered at all. A problem of an optional
    source fails it only when no other source has served. :meth:`report_failures` decides both at the end.
    """

    def __init__(self, addresses: Addresses, crawl: RunningCrawl) -> None:
        self._addresses = addresses
        self._crawl = crawl
        self._answers = 0
        self._faults: dict[str, TransientFault] = {}
        """By the address that was requested."""
        self._optional_problems: list[Problem] = []

    async def fetch(self, source: Source, url: str, validators: Validators | None = None) -> Response | None:
        """The response (200, 304, or a 4xx that the caller judges); None after a failure, which is reported."""
        # Not filtered: a redirect to another host must be seen here, to be reported as such.
        request = Request(
            url, callback=NO_CALLBACK, headers=conditional(validators), meta=dict(source.meta), dont_filter=True
        )
        try:
            response = await self._crawl.download(request)
        except AccessDenied as error:
            self.report(source, problems.access_denied(url, str(error)))
        except NoBrowser as error:
            self._crawl.report(Problem(ExitStatus.OK, str(error)))
        except Exception as error:  # noqa: BLE001 - whatever the network raises, the run goes on to the next source
            if is_forbidden(error):
                detail = str(error) if isinstance(error, BrowserFault) else ""
                self.report(source, problems.disallowed(url, detail))
            else:
                self._faults[url] = TransientFault(url, error=_in_short(error))
        else:
            if not self._addresses.owns(response.url) and urlsplit(response.url).netloc != urlsplit(url).netloc:
                self.report(source, problems.moved(url, response.url))
            elif response.status >= 500:
                self._faults[url] = TransientFault(url, status=response.status)
            else:
                self._answers += 1
                return response
        return None

    def is_transient(self, url: str) -> bool:
        """Whether the request for this address failed by a fault that may pass."""
        return url in self._faults

    def report(self, source: Source, problem: Problem) -> None:
        """Report a source's problem; an optional source's only at the end, when it is known what served."""
        if source.optional:
            self._optional_problems.append(problem)
        else:
            self._crawl.report(problem)

    def report_failures(self, served: tuple[str, ...]) -> None:
        """Report what was held back; ``served`` are the kinds of sources that listed articles."""
        for problem in self._optional_problems:
            self._crawl.report(problems.optional_source(problem, served) if served else problem)
        if self._answers:
            for fault in self._faults.values():
                self._crawl.report(problems.transient(fault))
        elif self._faults:
            self._crawl.report(problems.unreachable(next(iter(self._faults.values()))))


def validators_of(response: Response) -> Validators | None:
    """The validators of a response, for the next conditional request; None where it has none."""
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    if not etag and not modified:
        return None
    return Validators(
        etag=etag.decode("latin-1") if etag else None,
        last_modified=modified.decode("latin-1") if modified else None,
        size=len(response.body),
    )


def conditional(validators: Validators | None) -> dict[str, str]:
    """Headers of a request for a page only if it has changed."""
    headers = {}
    if validators and validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators and validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def _in_short(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200].rstrip(".")
