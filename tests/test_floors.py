"""Import arrows never point up: the rooms of the project, and what each may know."""

import ast
import re
from pathlib import Path

from newscrawl import store

PACKAGE = Path(__file__).parent.parent / "newscrawl"

GROUND = {"core", "urls", "text", "items", "schema"}
"""Known to every room, and knowing nothing above themselves."""
READERS = {"discovery", "extraction"}
MAY_IMPORT = {
    **dict.fromkeys(GROUND, GROUND),
    "discovery": GROUND | {"discovery"},
    "extraction": GROUND | {"extraction"},
    "store": GROUND | {"store"},
    "publishing": GROUND | {"publishing", "store"},
    "maintenance": GROUND | {"maintenance", "publishing", "store"},
    "crawler": GROUND | READERS | {"crawler"},
    "platforms": GROUND | READERS | {"platforms", "crawler", "browser"},
    "spiders": GROUND | READERS | {"platforms"},
    "browser": GROUND | {"browser"},
    "middlewares": GROUND | {"middlewares", "browser"},
    "extensions": GROUND | {"extensions", "store", "publishing"},
    "pipelines": GROUND | {"pipelines", "middlewares", "extensions"},
    "scrapyd": GROUND | {"scrapyd", "store", "publishing"},
    "devtools": GROUND | READERS | {"devtools", "platforms", "crawler"},
    "testing": {"testing", "core"},
    "cli": GROUND
    | READERS
    | {"cli", "devtools", "platforms", "crawler", "store", "publishing", "extensions", "scrapyd"},
    "settings": set(),
}
MAY_IMPORT["commands"] = MAY_IMPORT["cli"] | {"commands", "maintenance", "testing"}

PURE = {"discovery", "extraction", "store", "publishing", "maintenance", "text", "urls", "items"}
"""Rooms that work without Scrapy's engine, hence without Scrapy."""
PURE_MODULES = {
    *("core/arguments.py", "core/crawl_state.py", "core/date_ranges.py", "core/errors.py", "core/links.py"),
    *("core/run_summary.py", "core/serialization.py", "core/site.py", "core/block_pages.py", "core/values.py"),
    *("middlewares/backoff.py", "middlewares/host_schedule.py", "middlewares/opt_out_signals.py"),
}

CRUMBS = {
    "commands/fetch.py": "Scrapy's command without memory; Scrapy takes a command's name from its module",
    "commands/parse.py": "Scrapy's command without memory; Scrapy takes a command's name from its module",
    "commands/shell.py": "Scrapy's command without memory; Scrapy takes a command's name from its module",
    "core/site.py": "a value that every room knows; in any other module of core it would be a stranger",
    "families.py": "a package of version 0.1, for site files that still import it",
    "pages.py": "a package of version 0.1, for site files that still import it",
}
"""Modules of less than 25 lines, and why. Spiders and ``__init__`` are short by nature."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def relative(path):
    return path.relative_to(PACKAGE).as_posix()


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


def rooms_imported(path):
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == "newscrawl" and len(parts) > 1 and parts[1] != "__version__":
            yield parts[1], module


def test_imports_point_down():
    upward = [
        f"{relative(path)} must not know {module}"
        for path in MODULES
        if path != PACKAGE / "__init__.py"
        for imported, module in rooms_imported(path)
        if imported not in MAY_IMPORT[room(path)]
    ]
    assert upward == []


def test_pure_rooms_work_without_scrapy():
    impure = [
        f"{relative(path)} imports {module}"
        for path in MODULES
        if room(path) in PURE or relative(path) in PURE_MODULES
        for module in imports(path)
        if module.split(".")[0] in ("scrapy", "twisted")
    ]
    assert impure == []
    assert {relative(path) for path in MODULES} >= PURE_MODULES, "a module of the list is gone"


def test_a_module_holds_one_idea():
    sizes = {relative(path): len(path.read_text("utf-8").splitlines()) for path in MODULES if room(path) != "spiders"}
    sizes = {name: lines for name, lines in sizes.items() if not name.endswith("__init__.py")}
    assert [name for name, lines in sizes.items() if lines > 400] == []
    assert {name for name, lines in sizes.items() if lines < 25} == set(CRUMBS)


def test_spiders_never_import_spiders():
    for path in (PACKAGE / "spiders").glob("*.py"):
        assert not [module for module in imports(path) if module.startswith("newscrawl.spiders")]


def test_only_the_store_speaks_sql():
    speakers = [
        relative(path)
        for path in MODULES
        if room(path) != "store"
        and ("sqlite3" in set(imports(path)) or re.search(r"\.execute(many|script)?\(", path.read_text("utf-8")))
    ]
    assert speakers == []


def test_the_store_has_one_door():
    """Whoever is not the store imports its public names, never a module of it; those names exist."""
    by_the_window = [
        f"{relative(path)} imports {name}"
        for path in MODULES
        if room(path) != "store"
        for name in store_names(path)
        if name not in store.__all__
    ]
    assert by_the_window == []
    assert [name for name in store.__all__ if not hasattr(store, name)] == []


def store_names(path):
    """What a module imports of the store: public names, or dotted ones of its modules."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("newscrawl.store"))
        elif isinstance(node, ast.ImportFrom) and node.module == "newscrawl.store":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("newscrawl.store."):
            yield node.module
