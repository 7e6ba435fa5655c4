"""What newscrawl remembers of all sites: links, articles, rechecks, runs, jobs. All SQL and transactions are in here.

Start with :mod:`newscrawl.store.contract`: the :class:`Store` of all sites and the :class:`SiteStore` of one, method by
method. :func:`open_store` opens it; ``sqlite_store``, ``site_store`` and ``site_crawl`` implement it on SQLite. They
call one module a topic:

* ``frontier``: links that wait to be read, validators of sources, checkpoints, coverage;
* ``articles``: what becomes of an arriving article (``candidate``, then ``facts``, ``decide`` and ``apply``), names;
* ``recheck``: when an article is read again, what it is compared with, its revisions;
* ``near_duplicates``: sketches and stories; ``runs``: runs, outbox, files, jobs; ``retention``; ``status``;
* ``db``: the engine: connection and transactions, tables and their migrations, backup.

Nobody outside imports these modules: the names below are all that is public.
"""

from newscrawl.store.articles.candidate import Candidate
from newscrawl.store.contract import SiteStore, Store
from newscrawl.store.db.connection import FILE_NAME, PATIENCE
from newscrawl.store.records import (
    CANCELLED,
    ArticleNames,
    ArticlePlace,
    DuplicateRule,
    History,
    JobRow,
    JobRun,
    KnownFiles,
    LastRun,
    LinkState,
    LinkStory,
    Pruned,
    Published,
    Revision,
    RunEnd,
    RunRow,
    SiteStatus,
    StoryMember,
    Text,
    Tombstone,
)
from newscrawl.store.settings import DEFAULT, StoreSettings
from newscrawl.store.sqlite_store import open_store, rebuild_store
from newscrawl.store.status import weekly_volume_message

__all__ = [
    "CANCELLED",
    "DEFAULT",
    "FILE_NAME",
    "PATIENCE",
    "ArticleNames",
    "ArticlePlace",
    "Candidate",
    "DuplicateRule",
    "History",
    "JobRow",
    "JobRun",
    "KnownFiles",
    "LastRun",
    "LinkState",
    "LinkStory",
    "Pruned",
    "Published",
    "Revision",
    "RunEnd",
    "RunRow",
    "SiteStatus",
    "SiteStore",
    "Store",
    "StoreSettings",
    "StoryMember",
    "Text",
    "Tombstone",
    "open_store",
    "rebuild_store",
    "weekly_volume_message",
]
