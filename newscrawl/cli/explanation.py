"""Find out what became of an address or an article: from the store, from files, and from the sites' address rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from newscrawl.core.arguments import span_of
from newscrawl.core.crawl_state import Outcome
from newscrawl.crawler.spider import NewsSpider
from newscrawl.publishing.locate import ArticleLine, locate
from newscrawl.store import DuplicateRule, History, LinkState, LinkStory, SiteStatus, Store, StoreSettings
from newscrawl.text.dates import date_in_path
from newscrawl.urls import Addresses, AddressRule, Rejection, clean_url
from newscrawl.urls.clean import split

MAX_CANDIDATES = 10
"""Articles that are listed when the beginning of an id is ambiguous."""
_ID_PREFIX = re.compile(r"[0-9a-f]{4,32}", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/:?#].*)?", re.IGNORECASE | re.DOTALL)


class Verdict(StrEnum):
    """What became of an article or a link; the values are those of ``scrapy explain --json``."""

    PUBLISHED = "published"
    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    REFUSED = "refused"
    GONE = "gone"
    GIVEN_UP = "given_up"
    POSTPONED = "postponed"
    WAITING = "waiting"
    """Found, and not read yet; no try has failed."""
    OUTSIDE_DATE_RANGE = "outside_date_range"
    DELETED = "deleted"
    NO_LONGER_KNOWN = "no_longer_known"
    NEVER_SEEN = "never_seen"
    NOT_AN_ARTICLE = "not_an_article"
    NO_SITE = "no_site"
    AMBIGUOUS_ID = "ambiguous_id"
    UNKNOWN_ID = "unknown_id"
    NOT_AN_ADDRESS = "not_an_address"

    @property
    def answered(self) -> bool:
        """Whether the argument named one article or address, so that there is an answer."""
        return self not in (Verdict.AMBIGUOUS_ID, Verdict.UNKNOWN_ID, Verdict.NOT_AN_ADDRESS)


_BY_OUTCOME = {
    Outcome.PUBLISHED: Verdict.PUBLISHED,
    Outcome.DUPLICATE: Verdict.DUPLICATE,
    Outcome.REFUSED: Verdict.REFUSED,
    Outcome.GONE: Verdict.GONE,
    Outcome.GIVEN_UP: Verdict.GIVEN_UP,
}
_MOST_TELLING = (
    *(Verdict.DELETED, Verdict.PUBLISHED, Verdict.DUPLICATE, Verdict.NEAR_DUPLICATE, Verdict.REFUSED, Verdict.GONE),
    *(Verdict.GIVEN_UP, Verdict.POSTPONED, Verdict.WAITING, Verdict.OUTSIDE_DATE_RANGE),
)
"""Of what several sites know of one address, what is said first."""


def verdict_of(story: LinkStory) -> Verdict:
    """What became of a link, in one word."""
    if story.state is LinkState.DELETED:
        return Verdict.DELETED
    if story.state is LinkState.RELEASED:
        return Verdict.OUTSIDE_DATE_RANGE
    if story.outcome is None:
        return Verdict.POSTPONED if story.tries else Verdict.WAITING
    if story.reason is DuplicateRule.NEARLY_REPEATS:
        return Verdict.NEAR_DUPLICATE
    return _BY_OUTCOME[story.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """A published article: what the store knows of it, and its lines (the first revision first)."""

    id: str
    site: str
    url: str
    revisions: int
    gone: datetime | None
    """When its site began to answer that it is gone."""
    lines: tuple[ArticleLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer to one argument. ``given`` is the argument; all else is there where it is known and of use."""

    given: str
    verdict: Verdict
    site: str | None = None
    id: str | None = None
    """Of the article that was published, or would be."""
    url: str | None = None
    story: LinkStory | None = None
    article: FoundArticle | None = None
    """The one that was published, or the one of which it is a duplicate."""
    other_sites: tuple[LinkStory, ...] = ()
    """What other sites know of the same address."""
    rejection: Rejection | None = None
    """The address rule that fails."""
    status: SiteStatus | None = None
    """Of the site, where the link is not settled."""
    date: str | None = None
    """The date that the address names: a day or a month."""
    candidates: tuple[History, ...] = ()
    """The articles that an ambiguous id may mean; one more than MAX_CANDIDATES where there are more."""

    @property
    def within_complete_span(self) -> bool:
        """Whether all that the site listed on the address's date, or in its whole month, is settled."""
        span, complete = span_of(self.date), self.status.complete if self.status else None
        return span is not None and complete is not None and complete.start <= span[0] and span[1] <= complete.through


@dataclass(frozen=True, slots=True, kw_only=True)
class Explainer:
    """Answers arguments of ``scrapy explain``. Changes nothing."""

    store: Store
    root: Path
    spiders: Mapping[str, type[NewsSpider]]
    settings: StoreSettings
    now: datetime

    def explain(self, given: str) -> Explanation:
        """Say what became of the article or address. Raises StorageProblem."""
        text = given.strip()
        if _ID_PREFIX.fullmatch(text):
            return self._of_id(given, text.lower())
        if _BARE.fullmatch(text):
            text = f"https://{text}"
        url = clean_url(text)
        if url is None:
            rejection = Rejection(AddressRule.NOT_HTTP) if _SCHEME.match(text) else None
            return Explanation(given=given, verdict=Verdict.NOT_AN_ADDRESS, rejection=rejection)
        return self._of_url(given, url)

    def _of_id(self, given: str, prefix: str) -> Explanation:
        found = {history.id: history for history in self.store.histories(prefix, limit=MAX_CANDIDATES + 1)}
        if not found:
            return Explanation(given=given, verdict=Verdict.UNKNOWN_ID)
        if len(found) > 1:
            return Explanation(given=given, verdict=Verdict.AMBIGUOUS_ID, candidates=tuple(found.values()))
        (history,) = found.values()
        stories = sorted(self.store.explain(history.id), key=lambda story: story.site != history.site)
        return self._known(given, stories)

    def _of_url(self, given: str, url: str) -> Explanation:
        owners = {name: spider for name, spider in self.spiders.items() if spider.addresses.owns(url)}
        # A site whose spider is gone went by its host, unless its rules said more.
        names = [spider.identify(url) for spider in owners.values()] or [_usual_name(url)]
        stories = {story.site: story for name in dict.fromkeys(names) for story in self.store.explain(name)}
        if stories:
            return self._known(given, sorted(stories.values(), key=lambda story: story.site not in owners), url)
        if not owners:
            return Explanation(given=given, verdict=Verdict.NO_SITE, url=url)
        return self._judge(given, url, owners)

    def _known(self, given: str, stories: list[LinkStory], url: str | None = None) -> Explanation:
        first, *others = sorted(stories, key=lambda story: _MOST_TELLING.index(verdict_of(story)))
        verdict = verdict_of(first)
        if verdict is Verdict.DELETED:
            return Explanation(given=given, verdict=verdict, site=first.site, story=first)
        article = self._article(first)
        return Explanation(
            given=given,
            verdict=verdict,
            site=first.site,
            id=article.id if article and verdict is Verdict.PUBLISHED else None,
            url=first.url or url,
            story=first,
            article=article,
            other_sites=tuple(others),
            status=None if first.state is LinkState.SETTLED else self.store.site_status(first.site),
        )

    def _article(self, story: LinkStory) -> FoundArticle | None:
        place = story.article
        if place is None:
            return None
        histories = [one for one in self.store.histories(place.id, limit=MAX_CANDIDATES) if one.id == place.id]
        return FoundArticle(
            id=place.id,
            site=place.site,
            url=place.url,
            revisions=place.revision,
            gone=histories[0].gone if histories else None,
            lines=tuple(locate(self.root, place)),
        )

    def _judge(self, given: str, url: str, owners: Mapping[str, type[NewsSpider]]) -> Explanation:
        """What the site that owns the host makes of an address that was never stored; of several, one that takes it."""
        rejections = {name: spider.addresses.rejection(url) for name, spider in owners.items()}
        name, rejection = min(rejections.items(), key=lambda item: item[1] is not None)
        status, date = self.store.site_status(name), date_in_path(url)
        verdict = Verdict.NEVER_SEEN
        if rejection is not None:
            verdict = Verdict.NOT_AN_ARTICLE
        elif date is not None and self._kept_no_longer(date) and _was_crawled(status, date):
            verdict = Verdict.NO_LONGER_KNOWN
        return Explanation(
            given=given,
            verdict=verdict,
            site=name,
            id=None if rejection else owners[name].identify(url),
            url=url,
            rejection=rejection,
            status=status,
            date=date,
        )

    def _kept_no_longer(self, date: str) -> bool:
        span = span_of(date)
        return span is not None and span[1] < self.now - self.settings.keep_links


def _usual_name(url: str) -> str:
    parts = split(url)
    host = parts.host if parts else ""
    return Addresses(host=host).identify(url) or ""


def _was_crawled(status: SiteStatus, date: str) -> bool:
    """Whether the site is complete on this day, or in a part of this month."""
    span, complete = span_of(date), status.complete
    return span is not None and complete is not None and span[0] <= complete.through and span[1] >= complete.start
