"""The account of a run: its figures, what they say about the site, and the few lines a person reads at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.core.errors import ExitStatus, Problem, worst
from newscrawl.core.network_errors import UNREACHABLE

_TOO_FEW_TO_JUDGE = 3


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
        return worst(self.problems)

    def lines(self) -> list[str]:
        """The summary, most important first, a line a trouble at the end; of a run that came to nothing only those."""
        failed = self.status is not ExitStatus.OK and not any(self.figures.get(name) for name in ("found", "left_over"))
        if not self.opened or failed:
            return [f"{self.site}: {problem.text}" for problem in self.problems]
        told = [line for line in (self._found(), self._revisited(), self._let_go(), self._put_off()) if line]
        told += [
            f"{'note' if problem.status is ExitStatus.OK else 'error'}: {problem.text}" for problem in self.problems
        ]
        return [self._headline(), *(f"  {line}" for line in told)]

    def report(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "site": self.site,
            "status": int(self.status),
            "written": self.figures.get("written", 0),
            "pending": self.pending,
            "seconds": round(self.seconds, 3),
            "file": str(self.file) if self.file else None,
            "troubles": [{"status": int(problem.status), "text": problem.text} for problem in self.problems],
            "figures": grouped(self.figures),
        }

    def _headline(self) -> str:
        written, revisions = self.figures.get("written", 0), self.figures.get("revisions", 0)
        if not written:
            return f"{self.site}: nothing new ({self.seconds:.1f} s)"
        new = written - revisions
        parts = [f"{new} new article{'s' if new != 1 else ''}"] if new else []
        parts += [f"{revisions} revision{'s' if revisions != 1 else ''}"] if revisions else []
        what = ", ".join(parts)
        where = f", written to {self.file}" if self.file else " (trial: nothing remembered)" if self.trial else ""
        return f"{self.site}: {what} in {self.seconds:.1f} s{where}"

    def _found(self) -> str:
        parts = []
        for name, text in (
            ("sources_unchanged", "sources unchanged"),
            ("found", "links found"),
            ("known", "known"),
            ("left_over", "left over from earlier runs"),
            ("outside_span", "outside the asked span"),
            ("pages/read", "pages read"),
            ("from_feed", "made from the feed's text"),
            ("undated", "undated"),
        ):
            if self.figures.get(name):
                parts.append(f"{self.figures[name]} {text}")
        return ", ".join(parts)

    def _revisited(self) -> str:
        made = self.figures.get("revisits/made")
        if not made:
            return ""
        came_to = {name: self.figures.get(f"revisits/{name}", 0) for name in ("unchanged", "gone")}
        came_to["failed"] = sum(_under(self.figures, "revisits/failed/").values())
        told = _listed({name: count for name, count in came_to.items() if count})
        return f"{made} published article{'s' if made != 1 else ''} read again{f' ({told})' if told else ''}"

    def _let_go(self) -> str:
        reasons = {**_under(self.figures, "dropped/"), **_under(self.figures, "settled/")}
        return f"let go: {_listed(reasons)}" if reasons else ""

    def _put_off(self) -> str:
        reasons = _under(self.figures, "put_off/")
        tail = f" ({_listed(reasons)})" if reasons else ""
        return f"{self.pending} pending, tried again in later runs{tail}" if self.pending else ""


def grouped(figures: Mapping[str, int]) -> dict[str, int | dict[str, int]]:
    """The figures as a manifest holds them: ``dropped/duplicate`` is ``duplicate`` under ``dropped``."""
    groups: dict[str, dict[str, int]] = {}
    for name, count in sorted(figures.items()):
        head, _, rest = name.partition("/")
        groups.setdefault(head, {})[rest] = count
    return {head: group[""] if group.keys() == {""} else group for head, group in groups.items()}


def judge(figures: Mapping[str, int]) -> list[Problem]:
    """What the figures of a run say about its site, beyond what was met on the way.

    Blocked: pages were asked for, none was given. Senseless, or not reachable: of at least three pages asked for, more
    than half held nothing that can be read or are gone, or failed.
    """
    problems = []
    read = figures.get("pages/read", 0)
    refused, not_asked = figures.get("refused/answers", 0), figures.get("refused/not_asked", 0)
    unusable = {**_under(figures, "pages/unusable/"), "missing": figures.get("pages/missing", 0)}
    unusable = {why: count for why, count in unusable.items() if count and not why.startswith("refused")}
    failed = {why: count for why, count in _under(figures, "put_off/").items() if why in UNREACHABLE or "HTTP 5" in why}
    tried = max(read, sum(unusable.values())) + sum(failed.values())
    if refused and not read:
        text = f"blocked: {refused} answer{'s' if refused != 1 else ''} refused, none given"
        problems.append(Problem(ExitStatus.BLOCKED, f"{text}; {not_asked} more not asked for" if not_asked else text))
    elif not_asked:
        problems.append(Problem(ExitStatus.BLOCKED, f"blocked after {read} pages; {not_asked} more not asked for"))
    if tried >= _TOO_FEW_TO_JUDGE and sum(unusable.values()) * 2 > tried:
        text = f"of {tried} pages {_listed(unusable)}: has the site's layout changed?"
        problems.append(Problem(ExitStatus.LAYOUT_CHANGED, text))
    if tried >= _TOO_FEW_TO_JUDGE and sum(failed.values()) * 2 > tried:
        problems.append(Problem(ExitStatus.UNREACHABLE, f"of {tried} pages {_listed(failed)}"))
    return problems


def _under(figures: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): count for name, count in figures.items() if name.startswith(prefix)}


def _listed(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {why.replace('_', ' ')}" for why, count in sorted(reasons.items()))
