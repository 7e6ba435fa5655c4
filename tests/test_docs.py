"""What the documents name exists: files, modules, classes, links, commands, settings."""

import ast
import importlib
import re
import runpy
from collections import defaultdict
from pathlib import Path

import pytest
import scrapy.commands

from tests.test_floors import GROUND, MAY_IMPORT

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "newscrawl"
DOCS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").glob("*.md"))]
"""Documents of what is. The changelog also names what was."""
COMMANDS = {
    path.stem
    for folder in (PACKAGE / "commands", Path(scrapy.commands.__file__).parent)
    for path in folder.glob("*.py")
    if path.stem != "__init__"
}
FOLDERS = "newscrawl|tests|benchmarks|deploy|docs"
OF_AN_EXAMPLE = {"newscrawl/spiders/paradeground.py", "tests/fixtures/wordpress/paradeground_"}
"""Files that a document only shows as the result of a command."""


def documents():
    for path in DOCS:
        yield path.relative_to(PROJECT).as_posix(), path.read_text("utf-8")


def code_in(text):
    """Code spans and code blocks."""
    blocks = re.findall(r"^ *```.*?\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    return blocks + re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def definitions():
    """Every class of the package, with the names of its attributes, and every name on the top level of a module."""
    classes, names = defaultdict(set), set()
    for path in PACKAGE.rglob("*.py"):
        names.add(path.stem)
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes[node.name] |= {name for each in node.body for name in defined(each)}
            names.update(defined(node))
    return classes, names


def defined(node):
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


CLASSES, NAMES = definitions()


def test_files_exist():
    missing = [
        f"{document}: {name}"
        for document, text in documents()
        for name in re.findall(rf"(?<![\w/.])(?:{FOLDERS})/[\w/.-]*\w(?![\w<*])", text)
        if not (PROJECT / name).exists() and not any(name.startswith(made) for made in OF_AN_EXAMPLE)
    ]
    assert missing == []


def test_files_of_the_drawing_exist():
    text = (PROJECT / "docs" / "internals.md").read_text("utf-8")
    [drawing] = [block for block in code_in(text) if "PENDING" in block]
    named = re.findall(r"[\w/]+\.py", drawing)
    folder = PACKAGE
    assert len(named) > 15
    for name in named:
        folder = (PACKAGE / name).parent if "/" in name else folder
        assert (folder / Path(name).name).exists(), name


def test_links_lead_somewhere():
    broken = [
        f"{path.name}: {target}"
        for path in (*DOCS, PROJECT / "CHANGELOG.md")
        for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8"))
        if not target.startswith("https://") and not (path.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


def test_dotted_names_exist():
    unknown = []
    for document, text in documents():
        for name in re.findall(r"(?<![\w./])newscrawl(?:\.\w+)+", "\n".join(code_in(text))):
            if name.startswith(("newscrawl.sqlite", "newscrawl.cron")) or exists(name):
                continue
            unknown.append(f"{document}: {name}")
    assert unknown == []


def exists(name):
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_attributes_of_classes_exist():
    unknown = [
        f"{document}: {owner}.{name}"
        for document, text in documents()
        for code in code_in(text)
        for owner, name in re.findall(r"(?<![\w.])([A-Z]\w+)\.([a-z]\w*)", code)
        if owner in CLASSES and name not in CLASSES[owner] and not inherited(owner, name)
    ]
    assert unknown == []


def inherited(owner, name):
    """Whether the attribute of a class is one of its bases'."""
    modules = [path for path in PACKAGE.rglob("*.py") if f"\nclass {owner}(" in path.read_text("utf-8")]
    found = (importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts)) for path in modules)
    return any(hasattr(getattr(module, owner), name) for module in found)


@pytest.mark.parametrize("document", ["glossary", "internals"])
def test_the_code_s_names_in_tables_exist(document):
    text = (PROJECT / "docs" / f"{document}.md").read_text("utf-8")
    cells = re.findall(r"^ *\|(.*)\|$", text, re.MULTILINE)
    form = r"`([A-Z]\w*[a-z]\w*|[A-Z]+_[A-Z_]+|[a-z]+(?:_[a-z]+)+)`"
    named = {name for row in cells for name in re.findall(form, row)}
    methods = set().union(*CLASSES.values())
    assert len(named) > 10
    assert sorted(named - CLASSES.keys() - NAMES - methods - {"ETag"}) == []


def test_the_table_of_rooms_is_that_of_the_imports():
    table = (PROJECT / "docs" / "internals.md").read_text("utf-8").partition("## The rooms")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", table, re.MULTILINE))
    allowed = {room: MAY_IMPORT[room] - GROUND - {room} for room in rows}
    said = {room: set(re.findall(r"`(\w+)`", cell)) - GROUND for room, cell in rows.items()}
    assert said == allowed
    assert set(MAY_IMPORT) - GROUND - {"settings", "cli", "commands"} == set(rows)


def test_commands_exist():
    unknown = [
        f"{document}: scrapy {word}"
        for document, text in documents()
        for code in code_in(text)
        for word in re.findall(r"(?:^|/|\$ |&& |; )scrapy ([a-z][a-z-]*)", code, re.MULTILINE)
        if word not in COMMANDS
    ]
    assert unknown == []


def test_every_command_of_ours_is_documented():
    shown = "\n".join(code for _, text in documents() for code in code_in(text))
    ours = {path.stem for path in (PACKAGE / "commands").glob("*.py")} - {"__init__", "fetch", "parse", "demo"}
    assert sorted(name for name in ours if not re.search(rf"\bscrapy {name}\b", shown)) == []


def test_settings_exist():
    source = "\n".join(path.read_text("utf-8") for path in (*PACKAGE.rglob("*.py"), PROJECT / "deploy" / "start.py"))
    unknown = [
        f"{document}: {name}"
        for document, text in documents()
        for name in re.findall(r"NEWSCRAWL_[A-Z_]+[A-Z]", text)
        if name not in source
    ]
    assert unknown == []


def test_defaults_of_settings_are_those_of_the_documents(monkeypatch):
    text = (PROJECT / "docs" / "running.md").read_text("utf-8")
    rows = re.findall(r"^\| `(NEWSCRAWL_\w+)` \| (\w+) \|", text, re.MULTILINE)
    for name, _ in rows:
        monkeypatch.delenv(name, raising=False)
    settings = runpy.run_path(str(PACKAGE / "settings.py"))
    assert {name: str(settings[name]) for name, _ in rows} == dict(rows)
    assert len(rows) > 5


def test_present_names_in_the_changelog_exist():
    table = (PROJECT / "CHANGELOG.md").read_text("utf-8").partition("### Renamed")[2].partition("\n## ")[0]
    present = []
    for cell in re.findall(r"^\| .*`newscrawl.* \| (.*) \|$", table, re.MULTILINE):
        named = [name.partition("(")[0] for name in re.findall(r"`([\w.]+(?:\([^`]*\))?)`", cell)]
        module = named[0] if ": " in cell else ""
        present += [name if name.startswith("newscrawl") else f"{module}.{name}" for name in named]
    assert len(present) > 20
    assert [name for name in present if not exists(name)] == []
