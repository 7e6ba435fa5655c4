"""A site of ours examined: does each of its sources still serve, and does each field of its articles still read?"""

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
from newscrawl.devtools.http import Ask, FetchedPage
from newscrawl.discovery.formats import NotAFeed
from newscrawl.extraction.article import read_article

ARTICLES = 3
FIELDS = ("headline", "body", "date_published", "authors")
"""What an article cannot do without, and its authors."""
_LATELY = timedelta(days=7)
"""The span that sources of many years are requested for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a source answered. ``kind`` is its kind, ``said`` a few words for a person."""

    kind: str
    url: str
    optional: bool
    served: bool
    blocked: bool
    silent: bool
    """It gave no answer, or one that says nothing of the site: a time-out, a server error."""
    said: str
    links: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What an article page came to: the way that served each field, or why there is none."""

    url: str
    ways: dict[str, str]
    problem: str | None = None
    blocked: bool = False


@dataclass(slots=True)
class HealthReport:
    """All that was found of a site."""

    site: str
    findings: list[Finding] = field(default_factory=list)
    articles: list[Read] = field(default_factory=list)

    @property
    def status(self) -> ExitStatus:
        """What a crawl would end with: blocked, not reachable, senseless, or well."""
        sources = [finding for finding in self.findings if not finding.optional] or self.findings
        read = [article for article in self.articles if article.problem is None]
        if any(finding.blocked for finding in sources) or any(article.blocked for article in self.articles):
            return ExitStatus.BLOCKED
        if not any(finding.served for finding in self.findings):
            return ExitStatus.UNREACHABLE if any(finding.silent for finding in sources) else ExitStatus.LAYOUT_CHANGED
        missing = [name for name in FIELDS[:3] if any(name not in article.ways for article in read)]
        if not read or missing or not all(finding.served for finding in sources):
            return ExitStatus.LAYOUT_CHANGED
        return ExitStatus.OK

    def ways(self) -> dict[str, str]:
        """The usual way of each field; ``-`` for one that most articles lack."""
        read = [article for article in self.articles if article.problem is None]
        ways = {name: Counter(article.ways.get(name, "-") for article in read).most_common(1) for name in FIELDS}
        return {name: most[0][0] if most else "-" for name, most in ways.items()}


async def check_health(ask: Ask, spider: type[NewsSpider]) -> HealthReport:
    """Ask each source once and read a few articles: some ten requests."""
    found = HealthReport(spider.name)
    links: dict[str, Link] = {}
    for source in spider().sources(None, ""):
        finding, page = await _source(ask, source, spider)
        found.findings.append(finding)
        for link in page.links:
            links.setdefault(link.url, link)
    for link in _newest(list(links.values())):
        found.articles.append(await _article(ask, link, spider))
    return found


def _newest(links: Sequence[Link]) -> list[Link]:
    dated = sorted(links, key=lambda link: link.date or "", reverse=True)
    return dated[:ARTICLES]


async def _source(ask: Ask, source: Source, spider: type[NewsSpider]) -> tuple[Finding, SourcePage]:
    page = SourcePage([])
    if source.meta:
        return _finding(source, source.url, served=True, said="opened in a browser by crawls only"), page
    span = Span(since=now() - _LATELY)
    step = source.begin(span, now=now())[0] if isinstance(source, DateRangeSource) else None
    url = step.url if step else source.page_url(1) or source.url
    answer = await ask(url)
    if answer.problem is not None:
        return _finding(source, url, served=False, said=answer.problem, answer=answer), page
    parts = 0
    try:
        if isinstance(source, DateRangeSource) and step:
            document = Document(answer.body, answer.url, answer.headers or {})
            read = source.read_answer(step, document, spider.addresses, span)
            page, parts = read.page, len(read.steps)
        else:
            page = source.read(answer.body, answer.url, spider.addresses)
    except NotAFeed as error:
        return _finding(source, url, served=False, said=str(error), answer=answer), page
    said = f"{len(page.links)} articles" if page.links else f"{parts} parts" if parts else "no article"
    served = bool(page.links or parts)
    return _finding(source, url, served=served, said=said, links=len(page.links)), page


def _finding(
    source: Source, url: str, *, served: bool, said: str, answer: FetchedPage | None = None, links: int = 0
) -> Finding:
    silent = answer is not None and not answer.blocked and (answer.status == 0 or answer.status >= 500)
    blocked = answer is not None and answer.blocked
    return Finding(
        kind=source.kind,
        url=url,
        optional=source.optional,
        served=served,
        blocked=blocked,
        silent=silent,
        said=said,
        links=links,
    )


async def _article(ask: Ask, link: Link, spider: type[NewsSpider]) -> Read:
    answer = await ask(link.url)
    if answer.problem is not None:
        return Read(url=link.url, ways={}, problem=answer.problem, blocked=answer.blocked)
    reading = read_article(answer.page(), spider.article, spider.site(), spider.addresses, link=link, now=now())
    if reading.problem:
        return Read(url=answer.url, ways={}, problem=str(reading.problem))
    return Read(url=answer.url, ways={name: way for name, way in reading.article.provenance.items() if name in FIELDS})
