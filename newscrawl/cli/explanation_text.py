"""The answers of ``scrapy explain`` in words: the most important line first, then facts, then what to do."""

import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from newscrawl.cli.explanation import MAX_CANDIDATES, Explanation, FoundArticle, Verdict, verdict_of
from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import Outcome
from newscrawl.core.links import SourceKind
from newscrawl.core.paths import display_path
from newscrawl.core.reasons import Reason, ReasonKind
from newscrawl.core.values import plural
from newscrawl.publishing.locate import ArticleLine
from newscrawl.store import DuplicateRule, LinkState, LinkStory, SiteStatus
from newscrawl.text.unicode import fold
from newscrawl.urls import AddressRule
from newscrawl.urls.clean import split


class Fact(NamedTuple):
    """A label and what is said under it. ``verbatim``: to be copied, so never broken into lines."""

    label: str
    text: str
    verbatim: bool = False


class Advice(NamedTuple):
    """What to do, and the command that does it, if one does."""

    text: str
    command: str = ""


_DUPLICATE = {
    DuplicateRule.SAME_ADDRESS: "its page is that of an article that is published already",
    DuplicateRule.SAME_TEXT: "the same text is published already",
    DuplicateRule.NEARLY_REPEATS: "it nearly repeats that article, and NEWSCRAWL_NEAR_DUPLICATES=drop was set",
}
_SOURCES: dict[str, str] = {
    SourceKind.FEED: "in a feed",
    SourceKind.NEWS_SITEMAP: "in a news sitemap",
    SourceKind.REST: "in the REST list of posts",
    SourceKind.SITEMAP: "in a sitemap",
    SourceKind.ARCHIVE: "on an archive page",
    SourceKind.LISTING: "on a listing page",
}
_RULES = {
    AddressRule.FRONT_PAGE: "it is the front page",
    AddressRule.FILE: "it is a file, not a page",
    AddressRule.EXCLUDED: "its path matches an `exclude` pattern",
    AddressRule.NO_PATTERN: "its path matches no `article` pattern",
}
NO_LINK = LinkStory(state=LinkState.PENDING, site="")
"""A link of which nothing is known."""


def headline_of(answer: Explanation) -> str:
    """The answer in one line."""
    return _HEADLINES[answer.verdict](answer, answer.story or NO_LINK)


def _published(answer: Explanation, _: LinkStory) -> str:
    return f"Published by {answer.site}{_title_of(answer.article)}"


def _other_article(answer: Explanation) -> str:
    if answer.article is None:
        return "an article that was deleted on request"
    return f"an article of {answer.article.site}{_title_of(answer.article)}"


def _refused(_: Explanation, story: LinkStory) -> str:
    by_pipeline = isinstance(story.reason, Reason) and story.reason.kind is ReasonKind.DROPPED
    return f"Refused{' by a pipeline' if by_pipeline else ''}: {_label(story.reason) or 'the reason was not kept'}"


def _given_up(_: Explanation, story: LinkStory) -> str:
    return f"Given up{_after_tries(story.tries, _label(story.reason or story.last_answer))}"


def _postponed(_: Explanation, story: LinkStory) -> str:
    until = f" until {_when(story.next_try)}" if story.next_try else ""
    return f"Postponed{until}{_after_tries(story.tries, _label(story.last_answer))}"


def _after_tries(tries: int | None, last: str) -> str:
    after = f" after {plural(tries, 'failed try', 'failed tries')}" if tries else ""
    return f"{after}{', the last' if tries and tries > 1 else ''}: {last or 'the reason was not kept'}"


def _deleted(_: Explanation, story: LinkStory) -> str:
    return f"Deleted on request{f', {_when(story.settled)}' if story.settled else ''}"


def _ambiguous(answer: Explanation, _: LinkStory) -> str:
    found = len(answer.candidates)
    number = f"more than {MAX_CANDIDATES}" if found > MAX_CANDIDATES else str(found)
    return f"Ambiguous: {number} articles have an id that begins with {fold(answer.given)}"


def _not_an_address(answer: Explanation, _: LinkStory) -> str:
    what = "http or https address" if answer.rejection else "address or id"
    return f"Not an {what}: {fold(answer.given)}"


_HEADLINES: dict[Verdict, Callable[[Explanation, LinkStory], str]] = {
    Verdict.PUBLISHED: _published,
    Verdict.DUPLICATE: lambda answer, _: f"Duplicate of {_other_article(answer)}",
    Verdict.NEAR_DUPLICATE: lambda answer, _: f"Dropped as a near-duplicate of {_other_article(answer)}",
    Verdict.REFUSED: _refused,
    Verdict.GONE: lambda answer, story: f"Gone: {answer.site} answered {_label(story.reason) or 'HTTP 404 or 410'}",
    Verdict.GIVEN_UP: _given_up,
    Verdict.POSTPONED: _postponed,
    Verdict.WAITING: lambda answer, _: f"Waiting: {answer.site} lists it, and no run has read it yet",
    Verdict.OUTSIDE_DATE_RANGE: lambda _, story: f"Left for another date range: its date is {story.date}",
    Verdict.DELETED: _deleted,
    Verdict.NO_LONGER_KNOWN: lambda answer, _: f"No longer known to {answer.site}",
    Verdict.NEVER_SEEN: lambda answer, _: f"Never seen: no source of {answer.site} has listed it yet",
    Verdict.NOT_AN_ARTICLE: lambda answer, _: f"Not an article's address by the rules of {answer.site}",
    Verdict.NO_SITE: lambda answer, _: f"No site crawls {_host(answer)}",
    Verdict.AMBIGUOUS_ID: _ambiguous,
    Verdict.UNKNOWN_ID: lambda answer, _: f"No published article has an id that begins with {fold(answer.given)}",
    Verdict.NOT_AN_ADDRESS: _not_an_address,
}


def advice_for(answer: Explanation) -> tuple[Advice, ...]:
    """What to do next, if there is anything to do."""
    advise = _ADVICE.get(answer.verdict)
    return advise(answer) if advise else ()


def _see_changes(answer: Explanation) -> tuple[Advice, ...]:
    article = answer.article
    return (Advice("see what changed:", f"scrapy diff {article.id}"),) if article and article.revisions > 1 else ()


def _read_page(answer: Explanation, text: str) -> tuple[Advice, ...]:
    return (Advice(text, f"scrapy read {shlex.quote(answer.url)}" if answer.url else ""),)


def _crawl_since(answer: Explanation, date: str | None, text: str) -> Advice:
    day = (date or "DATE")[:10]
    return Advice(text, f"scrapy crawl {answer.site} -a since={day}{'-01' if len(day) == len('2026-11') else ''}")


def _find_unseen(answer: Explanation) -> tuple[Advice, ...]:
    site, date, status = answer.site, answer.date, answer.status
    if status is None or status.last_run is None:
        return (Advice(f"{site} was never crawled:", f"scrapy crawl {site}"),)
    if answer.within_complete_span:
        return _read_page(
            answer,
            f"{site} is complete on that date, so its sources do not list this address; see whether its page is there:",
        )
    if status.complete and date and _is_after(date, status.complete.through):
        return (Advice("it is newer than what was crawled:", f"scrapy crawl {site}"),)
    older = status.complete is not None and date is not None and _is_before(date, status.complete.start)
    return (_crawl_since(answer, date, f"it {'is' if older else 'may be'} older than what was crawled:"),)


def _change_rules(answer: Explanation) -> tuple[Advice, ...]:
    if answer.rejection is None or answer.rejection.rule not in (AddressRule.EXCLUDED, AddressRule.NO_PATTERN):
        return ()
    return _read_page(answer, f"if it is one, change `addresses` of {answer.site}; see what its page gives:")


_ADVICE: dict[Verdict, Callable[[Explanation], tuple[Advice, ...]]] = {
    Verdict.PUBLISHED: _see_changes,
    **dict.fromkeys(
        (Verdict.GIVEN_UP, Verdict.REFUSED, Verdict.GONE),
        lambda answer: _read_page(answer, "it is not tried again; see what its page gives now:"),
    ),
    **dict.fromkeys(
        (Verdict.POSTPONED, Verdict.WAITING),
        lambda answer: (
            Advice(
                f"the next run{' after that' if (answer.story or NO_LINK).next_try else ''} reads it:",
                f"scrapy crawl {answer.site}",
            ),
        ),
    ),
    Verdict.OUTSIDE_DATE_RANGE: lambda answer: (
        _crawl_since(answer, (answer.story or NO_LINK).date, "crawl its date, too:"),
    ),
    Verdict.NO_LONGER_KNOWN: lambda answer: (
        Advice("its date was crawled; a link without an article is kept as long as NEWSCRAWL_KEEP_LINKS says"),
        _crawl_since(answer, answer.date, "try it again:"),
    ),
    Verdict.NEVER_SEEN: _find_unseen,
    Verdict.NOT_AN_ARTICLE: _change_rules,
    Verdict.NO_SITE: lambda answer: (Advice("add the site:", f"scrapy newsite https://{_host(answer)}/"),),
    Verdict.AMBIGUOUS_ID: lambda _: (Advice("give more characters of the id"),),
    Verdict.UNKNOWN_ID: lambda _: (Advice("give its address: only published articles are known by their ids"),),
    Verdict.NOT_AN_ADDRESS: lambda _: (Advice("give an http or https address, or 4 to 32 hex digits of an id"),),
}


def facts_of(answer: Explanation) -> Iterator[Fact]:
    """What is known, the most important first."""
    if answer.verdict is Verdict.DELETED:
        return
    article, duplicate = answer.article, answer.verdict in (Verdict.DUPLICATE, Verdict.NEAR_DUPLICATE)
    if article and not duplicate:
        yield from _of_article(article)
    yield from _of_address(answer)
    if answer.story:
        yield from _of_story(answer.story)
    if article and duplicate:
        yield from _of_article(article, "original")
    if answer.status and not answer.rejection:
        yield from _of_site(answer.site or "", answer.status)
    for other in answer.other_sites:
        yield Fact("also", _on_other_site(other))
    for candidate in answer.candidates[:MAX_CANDIDATES]:
        where = "deleted on request" if candidate.forgotten else candidate.url
        yield Fact(candidate.id, f"{candidate.site}  {where}", verbatim=True)


def _of_address(answer: Explanation) -> Iterator[Fact]:
    story, article, rejection = answer.story, answer.article, answer.rejection
    if story and isinstance(story.reason, DuplicateRule):
        yield Fact("because", _DUPLICATE[story.reason])
    if answer.url and (article is None or article.url != answer.url):
        yield Fact("link" if article else "address", answer.url, verbatim=True)
    if answer.id and not article:
        yield Fact("id", answer.id, verbatim=True)
    if rejection and answer.verdict is Verdict.NOT_AN_ARTICLE:
        yield Fact("because", _RULES[rejection.rule])
        if rejection.path:
            yield Fact("path", rejection.path, verbatim=True)
        for number, pattern in enumerate(rejection.patterns):
            yield Fact("" if number else "pattern", pattern, verbatim=True)


def _of_article(article: FoundArticle, label: str = "address") -> Iterator[Fact]:
    newest = article.lines[-1] if article.lines else None
    yield Fact(label, article.url, verbatim=True)
    if newest and newest.url != article.url:
        yield Fact("read at", newest.url, verbatim=True)
    yield Fact("id", article.id, verbatim=True)
    if newest:
        yield Fact("dated", fold(newest.date_published or "no date"))
    yield from _lines(article)
    if article.gone:
        yield Fact("gone", f"removed from the site since {_when(article.gone)}")


def _lines(article: FoundArticle) -> Iterator[Fact]:
    if not article.lines:
        yield Fact("line", f"in no file of output folder {article.site}; were files moved away?")
    for line in article.lines:
        label = "line" if article.revisions == 1 else f"revision {line.revision}"
        yield Fact(label, f"{display_path(line.path)}:{line.line}", verbatim=True)
        if _title(line) != _title(article.lines[-1]):
            yield Fact("", f"its headline: {_title(line)}")
        if not line.finished:
            yield Fact("", "its run has not finished; the next run of the site completes the file of a killed one")


def _of_story(story: LinkStory) -> Iterator[Fact]:
    if story.found:
        source = _SOURCES.get(story.source or "")
        yield Fact("found", _when(story.found) + (f", {source}" if source else ""))
    if story.tries and story.last_answer and story.outcome not in (None, Outcome.GIVEN_UP):
        yield Fact(
            "tries", f"{plural(story.tries, 'failed try', 'failed tries')}, the last: {_label(story.last_answer)}"
        )
    if story.settled:
        label = "settled" if story.outcome else "read"
        yield Fact(label, _when(story.settled) + (f", in run {story.run}" if story.run else ""))


def _of_site(site: str, status: SiteStatus) -> Iterator[Fact]:
    if status.last_run:
        yield Fact("last run", f"{site}, {_when(status.last_run.started)}: {status.last_run.ended}")
    if status.complete and status.complete.start < status.complete.through:
        yield Fact("complete", f"{site}, {_when(status.complete.start)} to {_when(status.complete.through)}")


def _on_other_site(story: LinkStory) -> str:
    of = f" of an article of {story.article.site}" if story.article and story.article.site != story.site else ""
    return f"{story.site}: {verdict_of(story).value.replace('_', ' ')}{of}"


def _label(reason: Reason | DuplicateRule | None) -> str:
    return fold(reason.label) if isinstance(reason, Reason) else ""


def _title_of(article: FoundArticle | None) -> str:
    return f": {_title(article.lines[-1])}" if article and article.lines else ""


def _title(line: ArticleLine) -> str:
    return fold(line.headline or "") or "(no headline)"


def _host(answer: Explanation) -> str:
    parts = split(answer.url or "")
    return parts.netloc if parts else ""


def _is_after(date: str, instant: datetime) -> bool:
    span = span_of(date)
    return span is not None and span[0] > instant


def _is_before(date: str, instant: datetime) -> bool:
    span = span_of(date)
    return span is not None and span[1] < instant


def _when(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
