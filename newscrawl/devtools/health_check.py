"""Checks a site of the project: whether each source still answers, and each field of its articles is still read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from newscrawl.core.clock import now
from newscrawl.core.date_ranges import Span
from newscrawl.core.errors import ExitStatus
from newscrawl.core.links import Link
from newscrawl.crawler.date_range_sources import DateRangeSource, Document
from newscrawl.crawler.sources import Source, SourcePage
from newscrawl.crawler.spider import NewsSpider
from newscrawl.devtools.http import Fetch, FetchedPage
from newscrawl.discovery.formats import NotAFeed
from newscrawl.extraction.article import read_article

ARTICLES = 3
FIELDS = ("headline", "body", "date_published", "authors")
"""Required fields of an article, and its authors."""
_LATELY = timedelta(days=7)
"""The span that sources of many years are requested for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """The result of fetching a source; ``detail`` describes it for people."""

    kind: str
    url: str
    optional: bool
    served: bool
    blocked: bool
    silent: bool
    """There was no answer, or a meaningless one: a time-out, a server error."""
    detail: str
    links: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCheck:
    """The result of reading an article page: the provenance of each field, or why there is no article."""

    url: str
    provenance: dict[str, str]
    problem: str | None = None
    blocked: bool = False


@dataclass(slots=True)
class HealthReport:
    """All results of a site."""

    site: str
    findings: list[SourceCheck] = field(default_factory=list)
    articles: list[ArticleCheck] = field(default_factory=list)

    @property
    def status(self) -> ExitStatus:
        """Exit status of a crawl with these results: blocked, unreachable, layout changed, or OK."""
        sources = [finding for finding in self.findings if not finding.optional] or self.findings
        read = [article for article in self.articles if article.problem is None]
        if any(finding.blocked for finding in sources) or any(article.blocked for article in self.articles):
            return ExitStatus.BLOCKED
        if not any(finding.served for finding in self.findings):
            return ExitStatus.UNREACHABLE if any(finding.silent for finding in sources) else ExitStatus.LAYOUT_CHANGED
        missing = [name for name in FIELDS[:3] if any(name not in article.provenance for article in read)]
        if not read or missing or not all(finding.served for finding in sources):
            return ExitStatus.LAYOUT_CHANGED
        return ExitStatus.OK

    def provenance(self) -> dict[str, str]:
        """Return the usual provenance of each field; ``-`` for one that most articles lack."""
        read = [article for article in self.articles if article.problem is None]
        usual = {name: Counter(article.provenance.get(name, "-") for article in read).most_common(1) for name in FIELDS}
        return {name: most[0][0] if most else "-" for name, most in usual.items()}


async def check_health(fetch: Fetch, spider: type[NewsSpider]) -> HealthReport:
    """Fetch each source once and read a few articles: some ten requests."""
    found = HealthReport(spider.name)
    links: dict[str, Link] = {}
    for source in spider().sources(None, ""):
        finding, page = await _source(fetch, source, spider)
        found.findings.append(finding)
        for link in page.links:
            links.setdefault(link.url, link)
    for link in _newest(list(links.values())):
        found.articles.append(await _article(fetch, link, spider))
    return found


def _newest(links: Sequence[Link]) -> list[Link]:
    dated = sorted(links, key=lambda link: link.date or "", reverse=True)
    return dated[:ARTICLES]


async def _source(fetch: Fetch, source: Source, spider: type[NewsSpider]) -> tuple[SourceCheck, SourcePage]:
    page = SourcePage([])
    if source.meta:
        return _source_check(source, source.url, served=True, detail="opened in a browser by crawls only"), page
    span = Span(since=now() - _LATELY)
    step = source.begin(span, now=now())[0] if isinstance(source, DateRangeSource) else None
    url = step.url if step else source.page_url(1) or source.url
    answer = await fetch(url)
    if answer.problem is not None:
        return _source_check(source, url, served=False, detail=answer.problem, answer=answer), page
    parts = 0
    try:
        if isinstance(source, DateRangeSource) and step:
            document = Document(answer.body, answer.url, answer.headers or {})
            read = source.read_answer(step, document, spider.addresses, span)
            page, parts = read.page, len(read.steps)
        else:
            page = source.read(answer.body, answer.url, spider.addresses)
    except NotAFeed as error:
        return _source_check(source, url, served=False, detail=str(error), answer=answer), page
    detail = f"{len(page.links)} articles" if page.links else f"{parts} parts" if parts else "no article"
    served = bool(page.links or parts)
    return _source_check(source, url, served=served, detail=detail, links=len(page.links)), page


def _source_check(
    source: Source, url: str, *, served: bool, detail: str, answer: FetchedPage | None = None, links: int = 0
) -> SourceCheck:
    silent = answer is not None and not answer.blocked and (answer.status == 0 or answer.status >= 500)
    blocked = answer is not None and answer.blocked
    return SourceCheck(
        kind=source.kind,
        url=url,
        optional=source.optional,
        served=served,
        blocked=blocked,
        silent=silent,
        detail=detail,
        links=links,
    )


async def _article(fetch: Fetch, link: Link, spider: type[NewsSpider]) -> ArticleCheck:
    answer = await fetch(link.url)
    if answer.problem is not None:
        return ArticleCheck(url=link.url, provenance={}, problem=answer.problem, blocked=answer.blocked)
    reading = read_article(answer.page(), spider.article, spider.site(), spider.addresses, link=link, now=now())
    if reading.problem:
        return ArticleCheck(url=answer.url, provenance={}, problem=str(reading.problem))
    provenance = {name: str(given) for name, given in reading.article.provenance.items() if name in FIELDS}
    return ArticleCheck(url=answer.url, provenance=provenance)
