"""Private words and translated idioms stay out of the package's names, docstrings and messages."""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "newscrawl"

NOT_YET_CLEAN = frozenset()
"""Rooms that still have such words. To be emptied, never to grow."""

BANNED_NAMES = frozenset(
    (
        *("agenda", "akin", "anew", "asked", "berth", "chores", "colour", "disbelieved", "excursion", "fleet", "house"),
        *("inquiry", "ledger", "likeness", "mend", "mended", "recognise", "sail", "scout", "sighting", "sisters"),
        *("spanning", "survey", "tame", "tell", "told", "trouble", "troubles", "vouch", "voyage", "voyages"),
    )
)
"""Words of identifiers. Each has a standard term: see docs/glossary.md."""

BANNED_TEXTS = {
    "told (reported, said)": r"\btold\b",
    "asked (requested, fetched)": r"\basked\b",
    "anew (again)": r"\banew\b",
    "mend (fix, repair)": r"\bmend(?:s|ed|ing)?\b",
    "hence (so)": r"\bhence\b",
    "somebody (someone)": r"\bsomebody\b",
    "came to nothing (failed)": r"\b(?:came|comes|come) to nothing\b",
    "in vain": r"\bin vain\b",
    "let go (skipped)": r"\blet go\b",
    "is no X (is not a)": r"(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b)[a-z]",
    "any more (no longer)": r"\bany more\b",
    "no more (no longer)": r"\b(?:is|are|was|were) no more\b",
    "makes no sense (invalid)": r"\b(?:make|makes|made) no sense\b",
    "parted (split)": r"\bparted\b",
    "stands (is)": r"\bstands\b",
    "trouble (problem)": r"\btroubles?\b",
    "British spelling": r"\b(?:(?:(?:character|final|general|initial|minim|maxim|normal|organ|recogn|serial|summar)is"
    r"(?:e|es|ed|er|ing|ation))|(?:behavi|col|fav|hon|neighb)our\w*|licence|catalogue|centre|labelled|travelled)\b",
}

ALLOWED = {
    "troubles": "key of a manifest and of `scrapy crawl --report`",
    "not asked": "counter in manifests and in the state",
    "refused/not_asked": "counter in manifests",
    "asked": "key of `scrapy sites --json`",
    "asked/": "counter in manifests: requests by host",
    r"\b(closed|filed|asked|accepted)(\s+)INTEGER NOT NULL DEFAULT 0": "columns of the state",
}
"""Whole string constants that are public contracts, and whose."""


SQL = re.compile(r"\s*(ALTER|CREATE|DELETE|INSERT|SELECT|UPDATE) ")
"""Names of columns, and comments of released migrations, are a contract of the state file."""

DATA = {"testing/newsroom/facts.py": "sentences of made-up news"}
"""Modules that quote what others write, and what it is."""


def offenses(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for name in names(node):
            if banned := BANNED_NAMES.intersection(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())):
                yield node.lineno, f"name {name}: {', '.join(sorted(banned))}"
        if path.relative_to(PACKAGE).as_posix() in DATA:
            continue
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or SQL.match(node.value):
            continue
        if node.value not in ALLOWED:
            for label, pattern in BANNED_TEXTS.items():
                if found := re.search(pattern, node.value, re.IGNORECASE):
                    yield node.lineno, f"{label}: ...{node.value[max(found.start() - 30, 0) : found.end() + 20]!r}"


def names(node):
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.arg():
            return [node.arg]
        case ast.Name(ctx=ast.Store()):
            return [node.id]
        case ast.Attribute(ctx=ast.Store()):
            return [node.attr]
        case ast.alias(asname=str()):
            return [node.asname]
    return []


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_names_and_texts_use_the_terms_of_the_field():
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {what}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if room(path) not in NOT_YET_CLEAN
        for line, what in offenses(path)
    ]
    assert found == []


def test_rooms_that_are_not_yet_clean_exist():
    assert {room(path) for path in PACKAGE.rglob("*.py")} >= NOT_YET_CLEAN
