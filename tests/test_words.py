"""Private words and translated idioms stay out of the package's names, docstrings and messages."""

import ast
import io
import re
import tokenize
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "newscrawl"
DOCUMENTS = (PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md")))
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

BANNED_NAMES = frozenset(
    (
        *(
            "agenda",
            "akin",
            "anew",
            "asked",
            "berth",
            "chores",
            "colour",
            "desk",
            "disbelieved",
            "excursion",
            "families",
        ),
        *(
            "family",
            "fleet",
            "fruitful",
            "ground",
            "house",
            "inquiry",
            "ledger",
            "likeness",
            "manners",
            "mend",
            "mended",
        ),
        *("parted", "recognise", "replica", "said", "sail", "scout", "sighting", "sisters", "spanning", "standing"),
        *("survey", "tame", "tell", "told", "trouble", "troubles", "visit", "visits", "vouch", "voyage", "voyages"),
        *("way", "ways"),
    )
)
"""Words of identifiers. Each has a standard term: see docs/glossary.md."""

NAMES_OF_CONTRACTS = {"NEWSCRAWL_REPLICA": "setting and environment variable"}
"""Identifiers that are public contracts, and whose."""

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
    "put off (retry later)": r"\bputs? off\b",
    "is no X (is not a)": r"(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b)[a-z]",
    "any more (no longer)": r"\bany more\b",
    "no more (no longer)": r"\b(?:is|are|was|were) no more\b",
    "makes no sense (invalid)": r"\b(?:make|makes|made) no sense\b",
    "parted (split)": r"\bparted\b",
    "lies, stands (is)": r"\b(?:lies|lay|stands|stood)\b",
    "trouble (problem)": r"\btroubles?\b",
    "house (publisher)": r"(?<!White )\bhouses?\b",
    "desk": r"\bdesks?\b",
    "visit (recheck, fetch)": r"\b(?:re)?visit(?:s|ed|ing)?\b",
    "way (extractor, provenance)": r"\b(?:(?:which|each|every|first|other|one|this|its) ways?|ways)"
    r" (?:to a|of a|of the|give|gave|serve|that)",
    "fruitful (first that matches)": r"\bfruitful\b",
    "fetches in (downloads)": r"\bfetch(?:es|ed)? in\b",
    "British spelling": r"\b(?:(?:(?:capital|character|final|general|initial|minim|maxim|normal|organ|recogn|serial|"
    r"summar)is(?:e|es|ed|er|ing|ation))|(?:behavi|col|fav|hon|neighb)our\w*|licence|catalogue|centre|grey|judgement|labelled|"
    r"spelt|travelled|modelled)\b",
}

ALLOWED = {
    "troubles": "key of a manifest and of `scrapy crawl --report`",
    "not asked": "counter in manifests and in the state",
    "refused/not_asked": "counter in manifests",
    "asked": "key of `scrapy sites --json`",
    "house": "key of manifests, and an attribute of sites in version 0.1",
    "One line of newscrawl's JSON Lines: an article as it stood when it was read.": "description in the JSON Schema",
    "asked/": "counter in manifests: requests by host",
    r"\b(closed|filed|asked|accepted)(\s+)INTEGER NOT NULL DEFAULT 0": "columns of the state",
    "memory.visit": "name of a fail point",
    "revisits/made": "counter in manifests",
    "revisits/unchanged": "counter in manifests",
    "newscrawl/revisits/unchanged": "counter of a crawl",
    "revisits/gone": "counter in manifests",
    "revisits/failed/": "counter in manifests",
    "which way served each field": "description in the published JSON Schema",
}
"""Whole string constants that are public contracts, and whose."""


SQL = re.compile(r"\s*(ALTER|CREATE|DELETE|INSERT|SELECT|UPDATE) ")
"""Names of columns, and comments of released migrations, are a contract of the state file."""

DATA = {
    "devtools/anonymize.py": "words that stay",
    "extraction/fields/authors.py": "words of printed bylines",
    "extraction/fields/dateline.py": "words of printed lines",
    "testing/newsroom/facts.py": "sentences of made-up news",
    "text/boilerplate/detector.py": "words of printed lines",
    "text/boilerplate/notices.py": "words of printed lines",
    "text/boilerplate/promos.py": "words of printed lines",
    "text/boilerplate/rule.py": "words of printed lines",
}
"""Modules whose strings, but for docstrings, quote what others write; and what it is."""


def offenses(path):
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name in names(node):
            if name in NAMES_OF_CONTRACTS:
                continue
            if banned := BANNED_NAMES.intersection(words_of(name)):
                yield node.lineno, f"name {name}: {', '.join(sorted(banned))}"
    quotes = path.relative_to(PACKAGE).as_posix() in DATA
    for line, text in [*(docstrings(tree) if quotes else strings(tree)), *comments(source)]:
        for label, pattern in BANNED_TEXTS.items():
            if found := re.search(pattern, text, re.IGNORECASE):
                yield line, f"{label}: ...{text[max(found.start() - 30, 0) : found.end() + 20]!r}"


def words_of(name):
    return (word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name))


def strings(tree):
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and not (node.value in ALLOWED or SQL.match(node.value))
        ):
            yield node.lineno, node.value


def docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield from strings(node)


def comments(source):
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


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


def test_names_and_texts_use_the_terms_of_the_field():
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {what}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, what in offenses(path)
    ]
    assert found == []


def test_documents_use_them_too():
    found = [
        f"{path.name}: {label}: {hit[0]}"
        for path in DOCUMENTS
        for text in [CODE.sub("", path.read_text(encoding="utf-8"))]
        for label, pattern in BANNED_TEXTS.items()
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]
    assert found == []
