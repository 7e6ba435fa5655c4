"""Summary of a run: its counters as types, what they say about the site, and the lines printed at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from newscrawl.core.errors import ExitStatus, Problem, worst
from newscrawl.core.reasons import Reason
from newscrawl.core.values import plural

_TOO_FEW_TO_ASSESS = 3

_SETTLED_WORDS = {"gone": "removed (404/410)"}
"""What a reader calls an outcome, where its name does not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """The counters of a run that a summary needs, read once from Scrapy's stats."""

    found: int = 0
    known: int = 0
    left_over: int = 0
    outside_span: int = 0
    sources_unchanged: int = 0
    pages_read: int = 0
    missing: int = 0
    """Pages answered with 404; not yet settled while the site has given no other page."""
    denied: int = 0
    """Pages that the site refused."""
    not_requested: int = 0
    """Pages not requested because their host had refused too many, or wants a pause."""
    from_feed: int = 0
    undated: int = 0
    written: int = 0
    revisions: int = 0
    rechecked: int = 0
    recheck_unchanged: int = 0
    recheck_gone: int = 0
    recheck_failed: Mapping[Reason, int] = field(default_factory=dict)
    unusable: Mapping[Reason, int] = field(default_factory=dict)
    put_off: Mapping[Reason, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    """By :class:`newscrawl.core.reasons.DropReason`, or the name that a pipeline of the user counts under."""
    settled: Mapping[str, int] = field(default_factory=dict)
    """By :class:`newscrawl.core.crawl_state.Outcome`."""

    @classmethod
    def of(cls, figures: Mapping[str, int]) -> Self:
        """Read the counters of Scrapy's stats, without their prefix ``newscrawl/``."""
        return cls(
            found=figures.get("found", 0),
            known=figures.get("known", 0),
            left_over=figures.get("left_over", 0),
            outside_span=figures.get("outside_span", 0),
            sources_unchanged=figures.get("sources_unchanged", 0),
            pages_read=figures.get("pages/read", 0),
            missing=figures.get("pages/missing", 0),
            denied=figures.get("refused/answers", 0),
            not_requested=figures.get("refused/not_asked", 0),
            from_feed=figures.get("from_feed", 0),
            undated=figures.get("undated", 0),
            written=figures.get("written", 0),
            revisions=figures.get("revisions", 0),
            rechecked=figures.get("revisits/made", 0),
            recheck_unchanged=figures.get("revisits/unchanged", 0),
            recheck_gone=figures.get("revisits/gone", 0),
            recheck_failed=_reasons(figures, "revisits/failed/"),
            unusable=_reasons(figures, "pages/unusable/"),
            put_off=_reasons(figures, "put_off/"),
            dropped=_under(figures, "dropped/"),
            settled=_under(figures, "settled/"),
        )


@dataclass(slots=True, kw_only=True)
class RunSummary:
    """What one run did. ``figures`` are the counters under ``newscrawl/`` of Scrapy's stats, without that prefix."""

    site: str
    figures: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0
    pending: int = 0
    file: Path | None = None
    trial: bool = False
    opened: bool = True
    """False when the run ended before it began (another one under way, storage not usable)."""

    @property
    def status(self) -> ExitStatus:
        """The run's exit status."""
        return worst(problem.status for problem in self.problems)

    def lines(self) -> list[str]:
        """Return the summary, most important first, problems last; of a run that found nothing only the problems."""
        counts = RunCounts.of(self.figures)
        failed = self.status is not ExitStatus.OK and not (counts.found or counts.left_over)
        if not self.opened or failed:
            return [f"{self.site}: {problem.text}" for problem in self.problems]
        details = (_discovered(counts), _rechecked(counts), _skipped(counts), self._pending(counts))
        problems = (
            f"{'note' if problem.status is ExitStatus.OK else 'error'}: {problem.text}" for problem in self.problems
        )
        return [self._headline(counts), *(f"  {line}" for line in (*filter(None, details), *problems))]

    def report(self) -> dict[str, Any]:
        """Return the same for a program (``scrapy crawl --report``)."""
        return {
            "site": self.site,
            "status": int(self.status),
            "written": self.figures.get("written", 0),
            "pending": self.pending,
            "seconds": round(self.seconds, 3),
            "file": str(self.file) if self.file else None,
            "troubles": [problem.entry() for problem in self.problems],
            "figures": grouped(self.figures),
        }

    def _headline(self, counts: RunCounts) -> str:
        if not counts.written:
            return f"{self.site}: nothing new ({self.seconds:.1f} s)"
        new = counts.written - counts.revisions
        parts = [plural(new, "new article")] if new else []
        parts += [plural(counts.revisions, "revision")] if counts.revisions else []
        where = f", written to {self.file}" if self.file else " (trial: nothing remembered)" if self.trial else ""
        return f"{self.site}: {', '.join(parts)} in {self.seconds:.1f} s{where}"

    def _pending(self, counts: RunCounts) -> str:
        why = f" ({_listed(counts.put_off)})" if counts.put_off else ""
        return f"{self.pending} pending, will be retried{why}" if self.pending else ""


def grouped(figures: Mapping[str, int]) -> dict[str, int | dict[str, int]]:
    """Return the counters as a manifest holds them: ``dropped/duplicate`` is ``duplicate`` under ``dropped``."""
    groups: dict[str, dict[str, int]] = {}
    for name, count in sorted(figures.items()):
        head, _, rest = name.partition("/")
        groups.setdefault(head, {})[rest] = count
    return {head: group[""] if group.keys() == {""} else group for head, group in groups.items()}


def assess(counts: RunCounts) -> list[Problem]:
    """Return what the counters of a run say about its site, beyond the problems that were reported on the way.

    Blocked: pages were requested, none was given. Layout changed, or unreachable: of at least three pages requested,
    more than half held nothing that can be read or are gone, or failed.
    """
    problems = []
    # A refused page says nothing about the layout: the refusals are assessed by themselves.
    unusable = {reason: count for reason, count in counts.unusable.items() if count and not reason.denied}
    failed = {reason: count for reason, count in counts.put_off.items() if reason.unreachable}
    useless, failures = sum(unusable.values()) + counts.missing, sum(failed.values())
    tried = max(counts.pages_read, useless) + failures
    if counts.denied and not counts.pages_read:
        text = f"blocked: access to {plural(counts.denied, 'page')} denied, none given"
        more = f"; {counts.not_requested} more not requested" if counts.not_requested else ""
        problems.append(Problem(ExitStatus.BLOCKED, text + more))
    elif counts.not_requested:
        text = f"blocked after {plural(counts.pages_read, 'page')}; {counts.not_requested} more not requested"
        problems.append(Problem(ExitStatus.BLOCKED, text))
    if tried >= _TOO_FEW_TO_ASSESS and useless * 2 > tried:
        missing = [f"{counts.missing} missing"] if counts.missing else []
        what = ", ".join([*missing, *([_listed(unusable)] if unusable else [])])
        text = f"{useless} of {tried} pages unusable ({what}); the site's layout may have changed"
        problems.append(Problem(ExitStatus.LAYOUT_CHANGED, text))
    if tried >= _TOO_FEW_TO_ASSESS and failures * 2 > tried:
        problems.append(Problem(ExitStatus.UNREACHABLE, f"{failures} of {tried} pages failed ({_listed(failed)})"))
    return problems


def _discovered(counts: RunCounts) -> str:
    parts = (
        (counts.sources_unchanged, plural(counts.sources_unchanged, "source") + " unchanged"),
        (counts.found, plural(counts.found, "link") + " found"),
        (counts.known, f"{counts.known} known"),
        (counts.left_over, f"{counts.left_over} left over from earlier runs"),
        (counts.outside_span, f"{counts.outside_span} outside the requested date range"),
        (counts.pages_read, plural(counts.pages_read, "page") + " read"),
        (counts.from_feed, f"{counts.from_feed} made from the feed's text"),
        (counts.undated, f"{counts.undated} undated"),
    )
    return ", ".join(text for count, text in parts if count)


def _rechecked(counts: RunCounts) -> str:
    if not counts.rechecked:
        return ""
    results = {
        "failed": sum(counts.recheck_failed.values()),
        "removed": counts.recheck_gone,
        "unchanged": counts.recheck_unchanged,
    }
    known = ", ".join(f"{count} {word}" for word, count in results.items() if count)
    return f"{plural(counts.rechecked, 'published article')} rechecked{f' ({known})' if known else ''}"


def _skipped(counts: RunCounts) -> str:
    named = {**counts.dropped, **{_SETTLED_WORDS.get(name, name): count for name, count in counts.settled.items()}}
    parts = [f"{count} {name.replace('_', ' ')}" for name, count in sorted(named.items())]
    return f"skipped: {', '.join(parts)}" if parts else ""


def _listed(reasons: Mapping[Reason, int]) -> str:
    return ", ".join(
        f"{count} {reason.label}" for reason, count in sorted(reasons.items(), key=lambda item: str(item[0]))
    )


def _under(figures: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): count for name, count in figures.items() if name.startswith(prefix)}


def _reasons(figures: Mapping[str, int], prefix: str) -> dict[Reason, int]:
    return {Reason.parse(name): count for name, count in _under(figures, prefix).items()}
