"""Every SQL statement of the package runs on SQLite and on PostgreSQL.

They are collected from the source. Each is prepared on SQLite, and on PostgreSQL where Debian's package is there, with
tables that are made of one source.
"""

import ast
import importlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import newscrawl
from newscrawl.store.db.connection import Database
from newscrawl.store.db.schema import for_postgresql

PACKAGE = Path(newscrawl.__file__).parent
ENGINE = {
    "connection.py": "opens, begins, commits, checks, migrates: another engine brings its own",
    "backup.py": "copies SQLite's file",
}
"""Modules whose statements are meant for SQLite alone, and why."""
METHODS = ("execute", "executemany", "executescript")
SENDS = re.compile(r"\bexecute(many|script)?\b")
SQLITE_ONLY = {
    r"\b(INSERT|UPDATE) OR \w+": "ON CONFLICT",
    r"\bREPLACE INTO\b": "ON CONFLICT (...) DO UPDATE SET ...",
    r"\browid\b": "the table's key",
    r"\?\d": "? or :name",
    r"\bIS (NOT )?[?:]": "IS [NOT] DISTINCT FROM",
    r"\bINDEXED BY\b": "a condition that lets the index be used",
    r'(?<!")\boffset\b(?!")': '"offset"',
    r"\b(min|max)\(([^()]|\([^()]*\))*,": "CASE",
    r"\b(asked|filed|closed|accepted|reaches) = [01]\b": "TRUE, FALSE, or the column itself",
    r"\b(json_\w+|strftime|unixepoch|julianday|datetime|date|time)\(": "->> or Python",
    r"\b(ifnull|iif|glob|printf|hex|randomblob|group_concat|total|last_insert_rowid|changes|typeof|instr)\(": (
        "coalesce, CASE or Python"
    ),
    r"\b(GLOB|MATCH|REGEXP|PRAGMA|ATTACH|VACUUM|SAVEPOINT)\b|\bsqlite_\w+": "engine matters are in ENGINE's modules",
}
"""What PostgreSQL does not take, or takes otherwise, and what both take."""
BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=Path("none/initdb")).parent


@dataclass(frozen=True)
class Statement:
    """A statement and where it is sent."""

    place: str
    text: str


def calls():
    """Every call in the package that sends SQL: its module's path, the call, and the nodes around it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not SENDS.search(source):
            continue
        tree = ast.parse(source)
        around = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                call = around[node]
                assert isinstance(call, ast.Call), f"{path}:{node.lineno}: a statement sent by another name escapes us"
                assert call.func is node
                yield path, call, around


def place(path, call):
    return f"{path.relative_to(PACKAGE)}:{call.lineno}"


def texts(node, module, around):
    """What a statement's expression can be: module constants, and a loop over constants around it, are followed."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a in texts(node.left, module, around) for b in texts(node.right, module, around)]
    if isinstance(node, ast.JoinedStr):
        known = [""]
        for part in node.values:
            value = part.value if isinstance(part, ast.FormattedValue) else part
            known = [text + more for text in known for more in texts(value, module, around)]
        return known
    assert isinstance(node, ast.Name), f"{module.__name__}:{node.lineno}: {ast.unparse(node)} can't be followed"
    if hasattr(module, node.id):
        return [getattr(module, node.id)]
    outer = around[node]
    while not (isinstance(outer, ast.For) and isinstance(outer.target, ast.Name) and outer.target.id == node.id):
        outer = around[outer]
    return list(ast.literal_eval(outer.iter))


def collected():
    found = []
    for path, call, around in calls():
        if path.name in ENGINE:
            continue
        module = importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
        found += [Statement(place(path, call), text) for text in texts(call.args[0], module, around)]
    return found


STATEMENTS = collected()


def test_no_statement_escapes():
    """As many calls as the words in the source say; each is collected, or its module is the engine's."""
    found = list(calls())
    assert len(found) == sum(len(SENDS.findall(path.read_text(encoding="utf-8"))) for path in PACKAGE.rglob("*.py"))
    places = {place(path, call) for path, call, _ in found if path.name not in ENGINE}
    assert {statement.place for statement in STATEMENTS} == places
    assert len(STATEMENTS) > 100
    assert all(re.match(r"(SELECT|INSERT|UPDATE|DELETE) ", statement.text) for statement in STATEMENTS)


def test_no_idiom_of_one_engine():
    wrong = [
        f"{statement.place}: {match[0]!r}: write {instead}"
        for statement in STATEMENTS
        for idiom, instead in SQLITE_ONLY.items()
        if (match := re.search(idiom, re.sub("'[^']*'", "''", statement.text)))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_idioms_are_recognized():
    for text in (
        "INSERT OR IGNORE INTO a VALUES (?)",
        "SELECT rowid FROM a",
        "SELECT 1 FROM a WHERE b = ?1",
        "SELECT 1 FROM a WHERE b IS NOT ?",
        "SELECT offset FROM a",
        "UPDATE a SET b = max(coalesce(b, 1), ?)",
        "UPDATE runs SET filed = 1",
        "SELECT json_extract(a, '$.b') FROM a",
    ):
        assert any(re.search(idiom, text) for idiom in SQLITE_ONLY), text
    for text in (
        'SELECT "offset", max(a), coalesce(max(coalesce(a, 1)), 0) FROM b',
        "UPDATE a SET tries = 0, filed = TRUE",
    ):
        assert not any(re.search(idiom, text) for idiom in SQLITE_ONLY), text


def parameters(text):
    names = re.findall(r":(\w+)", text)
    return dict.fromkeys(names) if names else (None,) * re.sub("'[^']*'", "", text).count("?")


def test_sqlite_prepares_every_statement():
    database = Database.in_memory()
    with database.read() as connection:
        for statement in STATEMENTS:
            assert connection.execute(f"EXPLAIN {statement.text}", parameters(statement.text)).fetchall(), statement
    database.close()


PLANS = {
    "FROM settled WHERE article IS NULL AND settled_at > 0": "INDEX settled_without_article (settled_at>?)",
    "FROM settled WHERE article IS NULL AND settled_at <": "INDEX settled_without_article (settled_at<?)",
    "FROM runs WHERE site = ? AND NOT filed": "INDEX runs_by_site (site=?)",
    "UPDATE readings SET next_visit = NULL, hints = NULL WHERE site": "readings_by_visit (site=? AND next_visit<?)",
    "FROM postings WHERE mark IN": "PRIMARY KEY (mark=?)",
    "FROM sketches JOIN articles ON articles.number = article JOIN sites": "SEARCH sketches USING INTEGER PRIMARY KEY",
    "FROM articles JOIN sites ON sites.number = articles.site WHERE content_hash": "articles_by_text (content_hash=?)",
    "FROM revisions JOIN articles": "INDEX revisions_by_text (hash=?)",
    "FROM revisions WHERE content IS NOT NULL AND at": "INDEX revisions_by_time (at<?)",
}
"""How SQLite finds the rows of statements that large states depend on, by some of their words."""


def test_indexes_are_used():
    database = Database.in_memory()
    for words, plan in PLANS.items():
        found = {statement.text for statement in STATEMENTS if words in statement.text}
        assert found, words
        for text in found:
            with database.read() as connection:
                steps = connection.execute(f"EXPLAIN QUERY PLAN {text}", parameters(text)).fetchall()
            said = [step[3] for step in steps]
            assert any(plan in step for step in said), (words, said)
            assert not any(step.startswith("SCAN") for step in said), (words, said)
    database.close()


def numbered(text):
    """The statement with PostgreSQL's parameters; a name that occurs twice is one of them."""
    names = list(dict.fromkeys(re.findall(r":(\w+)", text)))
    count = 0

    def parameter(match):
        nonlocal count
        if match[0].startswith(("'", '"')):
            return match[0]
        count += 1
        return f"${names.index(match[1]) + 1 if match[1] else count}"

    return re.sub(r"""'[^']*'|"[^"]*"|\?|:(\w+)""", parameter, text)


class Server:
    """A PostgreSQL of our own, with the package's tables, for as long as the tests of this file run."""

    def __init__(self, folder):
        self.folder = folder
        self.user = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
            user = next(entry for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody"))
            os.chown(folder, user.pw_uid, user.pw_gid)
            self.user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        options = ("--auth=trust", "--username=newscrawl", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.call("initdb", "--pgdata", folder / "data", *options)
        settings = ("listen_addresses=", "fsync=off", "max_connections=5")
        words = [word for setting in settings for word in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [BINARIES / "postgres", "-D", folder / "data", "-k", folder, *words],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                **self.user,
            )

    def call(self, program, *words, check=True):
        done = subprocess.run(
            [BINARIES / program, *words],
            check=False,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **self.user,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def wait(self):
        deadline = time.monotonic() + 60
        while self.call("pg_isready", "-h", self.folder, check=False).returncode:
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.05)

    def run(self, lines, *, stop=True):
        """Run a script; gives what it printed and, by the number of its line, what failed."""
        script = self.folder / "script.sql"
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        script.chmod(0o644)
        words = ("-h", self.folder, "-U", "newscrawl", "-d", "postgres", "--no-psqlrc", "-qAt", "-f", script)
        done = self.call("psql", *words, "-v", f"ON_ERROR_STOP={int(stop)}", check=stop)
        return done.stdout, {int(number): said for number, said in re.findall(r":(\d+): ERROR:\s+(.*)", done.stderr)}

    def end(self):
        self.process.send_signal(signal.SIGINT)  # its fast shutdown
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def server():
    if not (BINARIES / "initdb").exists():
        reason = "no PostgreSQL here (Debian's package postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="newscrawl-"))  # a short path: sockets take no long one
    server = None
    try:
        server = Server(folder)
        server.wait()
        server.run([" ".join(re.sub("--.*", "", statement).split()) + ";" for statement in for_postgresql()])
        yield server
    finally:
        if server:
            server.end()
        shutil.rmtree(folder)


@pytest.mark.xdist_group("postgresql")
def test_both_engines_have_the_same_tables(server):
    columns = (
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY table_name, ordinal_position;"
    )
    stdout, _ = server.run([columns])
    theirs = [tuple(line.split("|")) for line in stdout.splitlines()]
    kinds = {"bigint": "INTEGER", "boolean": "INTEGER", "bytea": "BLOB", "text": "TEXT", "json": "TEXT"}
    database = Database.in_memory()
    with database.read() as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        ours = [
            (table, column, kind)
            for (table,) in tables
            for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})")
        ]
    database.close()
    assert [(table, column, kinds[kind]) for table, column, kind in theirs] == ours


@pytest.mark.xdist_group("postgresql")
def test_postgresql_prepares_every_statement(server):
    lines = [f"PREPARE s{number} AS {numbered(one.text)};" for number, one in enumerate(STATEMENTS)]
    stdout, failed = server.run([*lines, "SELECT count(*) FROM pg_prepared_statements;"], stop=False)
    wrong = [f"{STATEMENTS[line - 1].place}: {said}\n  {lines[line - 1]}" for line, said in failed.items()]
    assert not wrong, "\n".join(wrong)
    assert stdout.split() == [str(len(STATEMENTS))]
