"""Asking for one page of a source: conditional headers out, a response worth reading back, or the reason why not."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.core.blocking import AccessDenied, NoBrowser
from newscrawl.core.crawl_state import Validators
from newscrawl.core.errors import ExitStatus, Problem
from newscrawl.core.network_errors import is_forbidden
from newscrawl.crawler.conditional_requests import conditional
from newscrawl.crawler.sources import Source
from newscrawl.urls import Addresses


class SourceFetcher:
    """Sends sources' requests and tells apart refusal, absence, removal and a passing fault.

    A fault that may pass (time-out, 5xx) fails the run only when no source answered at all. What is met at a source
    that is a mere guess fails it only when no other source has served. :meth:`report_failures` decides both at the end.
    """

    def __init__(
        self,
        addresses: Addresses,
        download: Callable[[Request], Awaitable[Response]],
        report: Callable[[Problem], None],
    ) -> None:
        self._addresses = addresses
        self._download = download
        self._report = report
        self._answers = 0
        self._faults: dict[str, str] = {}
        """By the address that was asked for."""
        self._guesses: list[Problem] = []

    async def ask(self, source: Source, url: str, conditions: Validators | None = None) -> Response | None:
        """The response (200, 304, or a 4xx that the caller judges); None after a failure, which is told."""
        headers = conditional(conditions)
        try:
            # Not filtered: a redirect to another host shall be seen, and told as such.
            request = Request(url, callback=NO_CALLBACK, headers=headers, meta=dict(source.meta), dont_filter=True)
            response = await self._download(request)
        except AccessDenied as error:
            self.tell(source, Problem(ExitStatus.BLOCKED, f"{url} refuses us ({error})"))
        except NoBrowser as error:
            self._report(Problem(ExitStatus.OK, str(error)))
        except Exception as error:  # noqa: BLE001 - whatever the network throws, the run goes on to the next source
            if is_forbidden(error):
                self.tell(source, Problem(ExitStatus.BLOCKED, f"{url} may not be asked: {error}"))
            else:
                self._faults[url] = f"{url}: {_in_short(error)}"
        else:
            if not self._addresses.owns(response.url) and urlsplit(response.url).netloc != urlsplit(url).netloc:
                self.tell(source, Problem(ExitStatus.UNREACHABLE, f"{url} has moved to {response.url}"))
            elif response.status >= 500:
                self._faults[url] = f"{url} answers {response.status}"
            else:
                self._answers += 1
                return response
        return None

    def is_transient(self, url: str) -> bool:
        """Whether this address was asked in vain, by a fault that may pass."""
        return url in self._faults

    def tell(self, source: Source, problem: Problem) -> None:
        """Report what was met at a source; of a guess only at the end."""
        if source.optional:
            self._guesses.append(problem)
        else:
            self._report(problem)

    def report_failures(self, served: tuple[str, ...]) -> None:
        """Report what is left: ``served`` are the kinds of sources that listed articles."""
        for problem in self._guesses:
            told = Problem(ExitStatus.OK, f"{problem.text} (a guess; served by {', '.join(served)})")
            self._report(told if served else problem)
        if self._answers:
            for fault in self._faults.values():
                self._report(Problem(ExitStatus.OK, f"{fault}; the next run asks again"))
        elif self._faults:
            first = next(iter(self._faults.values()))
            text = f"can't be reached: {first}; without internet, `make demo` shows the same job"
            self._report(Problem(ExitStatus.UNREACHABLE, text))


def _in_short(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200].rstrip(".")
