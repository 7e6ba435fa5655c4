"""Import arrows never point up: the rooms of the project, and what each may know."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "newscrawl"

GROUND = {
    *(
        "account",
        "arguments",
        "clock",
        "disk",
        "drops",
        "errors",
        "failpoints",
        "faults",
        "items",
        "links",
        "logs",
        "memory",
        "places",
    ),
    *("refusals", "schema", "signals", "site", "spans", "text", "urls"),
}
MAY_IMPORT = {
    **dict.fromkeys(GROUND, GROUND),
    "pages": GROUND | {"pages"},
    "discovery": GROUND | {"discovery"},
    "state": GROUND | {"state"},
    "export": GROUND | {"export", "state"},
    "browser": GROUND | {"browser"},
    "families": GROUND | {"families", "pages", "discovery", "browser"},
    "spiders": GROUND | {"families", "pages", "discovery"},
    "manners": GROUND | {"manners"},
    "middlewares": GROUND | {"middlewares", "manners", "browser"},
    "extensions": GROUND | {"extensions", "state", "export"},
    "pipelines": GROUND | {"pipelines", "middlewares", "extensions", "state", "export"},
    "scrapyd": GROUND | {"scrapyd", "state", "export"},
    "scout": GROUND | {"scout", "families", "pages", "discovery"},
    "replica": {"replica", "errors"},
    "commands": GROUND
    | {"commands", "scout", "extensions", "families", "pages", "discovery", "state", "export", "replica"}
    | {"scrapyd"},
    "settings": set(),
}
PURE = {
    "pages",
    "discovery",
    "state",
    "export",
    "manners",
    "text",
    "urls",
    "items",
    "links",
    "arguments",
    "errors",
    "site",
}
"""Rooms that work without Scrapy's engine, hence without Scrapy."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module == "newscrawl")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    if path == PACKAGE / "__init__.py":
        return
    known = MAY_IMPORT[room(path)]
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "newscrawl" and len(parts) > 1 and parts[1] != "__version__":
            assert parts[1] in known, f"{room(path)} must not know {module}"
        if room(path) in PURE:
            assert parts[0] not in ("scrapy", "twisted"), f"{room(path)} is pure, but imports {module}"


def test_spiders_never_import_spiders():
    for path in (PACKAGE / "spiders").glob("*.py"):
        assert not [module for module in imports(path) if module.startswith("newscrawl.spiders")]


def test_only_the_state_room_speaks_sql():
    for path in MODULES:
        if room(path) != "state":
            assert "sqlite3" not in set(imports(path)), path
