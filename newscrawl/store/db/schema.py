"""Tables of the state file, and how an older file becomes a newer one.

``MIGRATIONS[n]`` turns version n into version n+1; version 0 is an empty file. Never change an entry that was released:
append one. Keys are the 32-hex ids as 16-byte blobs, instants are microseconds (:mod:`newscrawl.store.db.types`).
They are written for SQLite; :func:`for_postgresql` makes the same tables for PostgreSQL of them.
"""

import re
from functools import reduce

APPLICATION_ID = 0x6E637277
"""``ncrw``: tells our file from anybody else's SQLite file."""

_FIRST: tuple[str, ...] = (
    """
    CREATE TABLE sites (
        number INTEGER PRIMARY KEY,
        name   TEXT NOT NULL UNIQUE,
        house  TEXT NOT NULL            -- sister sites share it; they never publish one text twice
    )
    """,
    """
    CREATE TABLE pending (              -- links that were found and not read
        number   INTEGER PRIMARY KEY,
        site     INTEGER NOT NULL REFERENCES sites,
        key      BLOB NOT NULL,
        url      TEXT NOT NULL,
        hints    TEXT NOT NULL,         -- JSON: what the source said, but for the full text
        html     BLOB,                  -- the feed's full text, deflated
        dated_at INTEGER NOT NULL,      -- earliest instant its date can mean; found_at when it has none
        found_at INTEGER NOT NULL,
        tries    INTEGER NOT NULL DEFAULT 0,
        next_try INTEGER NOT NULL DEFAULT 0,
        reason   TEXT,                  -- why the last try failed
        UNIQUE (site, key)
    )
    """,
    "CREATE INDEX pending_by_date ON pending (site, dated_at)",
    """
    CREATE TABLE articles (             -- what was published
        number         INTEGER PRIMARY KEY,
        id             BLOB NOT NULL,
        site           INTEGER NOT NULL REFERENCES sites,
        url            TEXT NOT NULL,   -- canonical
        date_published TEXT,
        content_hash   BLOB,
        revision       INTEGER NOT NULL,
        run            TEXT NOT NULL
    )
    """,
    "CREATE INDEX articles_by_text ON articles (content_hash) WHERE content_hash IS NOT NULL",
    """
    CREATE TABLE settled (              -- every key that is done with; all names of an article lead to it
        key        BLOB NOT NULL,
        site       INTEGER NOT NULL REFERENCES sites,
        outcome    TEXT NOT NULL,
        article    INTEGER REFERENCES articles,
        settled_at INTEGER NOT NULL,
        url        TEXT,                -- url and reason are kept where there is no article to tell them
        reason     TEXT,
        PRIMARY KEY (key, site)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE released (             -- read, but outside the span of the run that read it
        key  BLOB NOT NULL,
        site INTEGER NOT NULL REFERENCES sites,
        date TEXT NOT NULL,
        PRIMARY KEY (key, site)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE validators (
        site          INTEGER NOT NULL REFERENCES sites,
        source_url    TEXT NOT NULL,
        etag          TEXT,
        last_modified TEXT,
        PRIMARY KEY (site, source_url)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE coverage (             -- the span through which discovery went without a gap
        site       INTEGER PRIMARY KEY REFERENCES sites,
        start_at   INTEGER NOT NULL,
        through_at INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE runs (
        id         TEXT PRIMARY KEY,
        site       INTEGER NOT NULL REFERENCES sites,
        stem       TEXT NOT NULL,       -- file name of the run without its ending
        started_at INTEGER NOT NULL,
        account    TEXT NOT NULL,       -- JSON: the manifest, as far as it is known
        closed     INTEGER NOT NULL DEFAULT 0,   -- it ended by itself; all its lines are in the file
        filed      INTEGER NOT NULL DEFAULT 0,   -- its files are in place and their lines known here
        bytes      INTEGER NOT NULL DEFAULT 0    -- size of its file
    )
    """,
    "CREATE INDEX runs_unfiled ON runs (site) WHERE NOT filed",
    "CREATE INDEX runs_by_site ON runs (site, started_at)",
    """
    CREATE TABLE outbox (               -- lines that may not be in their file yet
        run    TEXT NOT NULL REFERENCES runs,
        offset INTEGER NOT NULL,        -- bytes from the start of the file
        line   BLOB NOT NULL,
        PRIMARY KEY (run, offset)
    )
    """,
)

_REVISIONS: tuple[str, ...] = (
    """
    CREATE TABLE readings (             -- how a published article stood when it was read last, and its next visit
        article       INTEGER PRIMARY KEY REFERENCES articles,
        site          INTEGER NOT NULL REFERENCES sites,
        url           TEXT,             -- where its page is, if not at its canonical address
        other_url     TEXT,             -- where the same text was found, too: asked when the page is gone
        facts         TEXT,             -- JSON: what it is compared with, but for the text
        marks         BLOB,             -- 8 bytes of the headline, then 8 of each paragraph
        first_read_at INTEGER NOT NULL,
        read_at       INTEGER NOT NULL,
        hinted_at     INTEGER,          -- the newest change that a source told of
        modified_at   INTEGER,          -- the newest change that the article itself told of
        feed_mark     BLOB,             -- of the feed's full text, where the article was made of it
        etag          TEXT,
        last_modified TEXT,
        next_visit    INTEGER,
        hints         TEXT,             -- what the source said of it, while a visit is planned
        html          BLOB,             -- the feed's full text that the visit is to read, deflated
        asked         INTEGER NOT NULL DEFAULT 0,    -- a source asked for the planned visit
        young_until   INTEGER NOT NULL DEFAULT 0,    -- so long it is visited because of its age
        tries         INTEGER NOT NULL DEFAULT 0,    -- failed visits in a row
        idle          INTEGER NOT NULL DEFAULT 0,    -- visits in a row that a source asked for in vain
        reason        TEXT,             -- why the last visit failed
        gone_at       INTEGER
    )
    """,
    "CREATE INDEX readings_by_visit ON readings (site, next_visit) WHERE next_visit IS NOT NULL",
    "CREATE INDEX readings_by_site ON readings (site, article)",
    """
    CREATE TABLE revisions (            -- the revisions of an article, and their texts while they are kept
        article  INTEGER NOT NULL REFERENCES articles,
        revision INTEGER NOT NULL,
        at       INTEGER NOT NULL,      -- when it was read
        changed  TEXT NOT NULL,         -- names of fields, apart by spaces
        hash     BLOB,                  -- of its text, once a later revision has another
        content  BLOB,                  -- deflated JSON; NULL when it is kept no longer
        PRIMARY KEY (article, revision)
    )
    """,  # not WITHOUT ROWID: there a text of more than 1 kB takes a page of its own
    "CREATE INDEX revisions_by_text ON revisions (hash) WHERE hash IS NOT NULL",
    "CREATE INDEX revisions_by_time ON revisions (at) WHERE content IS NOT NULL",
)
"""Articles are read again, and their texts kept for a while."""

_STORIES: tuple[str, ...] = (
    """
    CREATE TABLE sketches (             -- of the articles that new ones are compared with
        article  INTEGER PRIMARY KEY REFERENCES articles,
        at       INTEGER NOT NULL,      -- published or seen
        story    BLOB,                  -- id of the story's first article, where it is another one
        shingles INTEGER NOT NULL,      -- different ones of the text
        marks    BLOB NOT NULL          -- the smallest of their hashes, four bytes each
    )
    """,
    "CREATE INDEX sketches_by_time ON sketches (at)",
    """
    CREATE TABLE postings (             -- articles to compare with a text that has this mark
        mark    INTEGER NOT NULL,
        article INTEGER NOT NULL REFERENCES articles,
        PRIMARY KEY (mark, article)
    ) WITHOUT ROWID
    """,
)
"""Near-duplicates of all sites, and the stories they make."""

_YEARS: tuple[str, ...] = (
    "ALTER TABLE articles ADD COLUMN forgotten_at INTEGER",  # deleted on request: nothing but its names is kept
    "ALTER TABLE released ADD COLUMN released_at INTEGER NOT NULL DEFAULT 0",
    "UPDATE released SET released_at = strftime('%s', 'now') * 1000000",  # else they went at the first pruning
    "CREATE INDEX articles_by_site ON articles (site, date_published)",
    "CREATE INDEX settled_without_article ON settled (settled_at) WHERE article IS NULL",
    "CREATE INDEX released_by_time ON released (released_at)",
    """
    CREATE TABLE purges (               -- forgotten articles whose lines may still be in a file of the site
        article INTEGER PRIMARY KEY REFERENCES articles,
        site    INTEGER NOT NULL REFERENCES sites
    )
    """,
    """
    CREATE TABLE months (               -- files that hold all runs of a month
        site  INTEGER NOT NULL REFERENCES sites,
        month TEXT NOT NULL,            -- 2026-10
        bytes INTEGER NOT NULL,
        PRIMARY KEY (site, month)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE chores (               -- how far the upkeep of the file has come
        name  TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
)
"""What keeps the file small, and what is deleted on request."""

_WALKS: tuple[str, ...] = (
    """
    CREATE TABLE walks (
        site       INTEGER NOT NULL REFERENCES sites,
        source_url TEXT NOT NULL,
        since_at   INTEGER,             -- the span that was asked for; NULL where it is open
        until_at   INTEGER,
        began_at   INTEGER NOT NULL,    -- when a run first asked: later articles were not seen
        steps      TEXT NOT NULL,       -- JSON: what is left to ask, in order
        reaches    INTEGER NOT NULL,    -- the source is known to go back to the beginning of the span
        PRIMARY KEY (site, source_url)
    ) WITHOUT ROWID
    """,
)
"""How far an interrupted back-fill of a source has come."""

_HOSTS: tuple[str, ...] = (
    "ALTER TABLE validators ADD COLUMN size INTEGER",  # bytes of the body when it was seen in full
    "ALTER TABLE readings ADD COLUMN size INTEGER",
)
"""What answers 304 save."""

_JOBS: tuple[str, ...] = (
    """
    CREATE TABLE jobs (                 -- what was given to Scrapyd, whether or not it came to a run
        id           TEXT PRIMARY KEY,
        site         TEXT NOT NULL,     -- its name
        arguments    TEXT NOT NULL,     -- JSON, as the settings
        settings     TEXT NOT NULL,
        scheduled_at INTEGER NOT NULL,
        accepted     INTEGER NOT NULL DEFAULT 0,
        retry_of     TEXT UNIQUE,       -- a job that died is done again once
        run          TEXT,
        status       INTEGER,           -- exit status and reason of a job that came to no run
        reason       TEXT
    )
    """,
    "CREATE INDEX jobs_by_time ON jobs (scheduled_at)",
)
"""Jobs of a scheduler."""

_STORIES_OF_LINKS: tuple[str, ...] = (
    "ALTER TABLE settled ADD COLUMN found_at INTEGER",
    "ALTER TABLE settled ADD COLUMN source TEXT",  # the kind of source that found it
    "ALTER TABLE settled ADD COLUMN tries INTEGER",  # that failed
    "ALTER TABLE settled ADD COLUMN answer TEXT",  # why the last of them failed
    "ALTER TABLE settled ADD COLUMN run TEXT",  # the run that settled it
    "ALTER TABLE settled ADD COLUMN repeats INTEGER REFERENCES articles",  # the article that it nearly repeats
    """
    UPDATE settled SET reason = 'nearly_repeats', repeats = (
        SELECT named.article FROM settled AS named
        WHERE named.key = bytes_of_hex(substr(settled.reason, 16)) AND named.article IS NOT NULL LIMIT 1
    ) WHERE article IS NULL AND outcome = 'duplicate' AND reason LIKE 'nearly repeats %'
    """,
    "UPDATE readings SET reason = 'looks_replaced' WHERE reason = 'hardly the article any more'",
    "UPDATE readings SET reason = 'other_article' WHERE reason = 'leads to another article'",
)
"""What became of each link, and why: codes instead of sentences."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    (*_REVISIONS, *_STORIES, *_YEARS, *_WALKS, *_HOSTS, *_JOBS),
    _STORIES_OF_LINKS,
)

_POSTGRESQL: tuple[tuple[str, str], ...] = (
    (r"INTEGER PRIMARY KEY(?! REFERENCES)", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
    (r"\b(closed|filed|asked|accepted)(\s+)INTEGER NOT NULL DEFAULT 0", r"\1\2BOOLEAN NOT NULL DEFAULT FALSE"),
    (r"\b(reaches\s+)INTEGER", r"\1BOOLEAN"),
    (r"\bINTEGER\b", "BIGINT"),
    (r"\bBLOB\b", "BYTEA"),
    (r"\b(account\s+)TEXT", r"\1JSON"),
    (r"\bTEXT\b", 'TEXT COLLATE "C"'),
    (r"\boffset\b", '"offset"'),
    (r"\) WITHOUT ROWID", ")"),
)
"""What PostgreSQL writes differently, in order. Columns that hold a Python bool are BOOLEAN (0 and 1 in SQLite): both
engines take TRUE, FALSE and such a column as a condition. Texts sort by their bytes, as in SQLite. ``account`` is JSON
because ``->>`` looks into it; a driver is to hand it out as text."""


def for_postgresql() -> list[str]:
    """Statements that make the tables of the newest version in an empty PostgreSQL database."""
    # A new database has no rows to bring up to date.
    ours = (one for migration in MIGRATIONS for one in migration if not one.lstrip().startswith("UPDATE"))
    return [reduce(_rewritten, _POSTGRESQL, statement) for statement in ours]


def _rewritten(statement: str, rule: tuple[str, str]) -> str:
    pattern, instead = rule
    return re.sub(pattern, instead, statement)
