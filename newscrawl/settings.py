"""Every setting: its value, and why. Ours begin with NEWSCRAWL_; paths and contacts come from the environment.

Each of ours can be given by an environment variable of the same name, and on the command line with ``-s NAME=VALUE``.
"""

import os
from typing import Final

from scrapy.settings import default_settings

from newscrawl import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES: Final = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"
COMMANDS_MODULE = "newscrawl.commands"
ADDONS: Final = {
    "newscrawl.extensions.addons.ContactAddon": 400,
    "newscrawl.extensions.addons.LoopbackAddon": 500,
}

# --- ours --------------------------------------------------------------------------------------------------------

NEWSCRAWL_OUTPUT = os.environ.get("NEWSCRAWL_OUTPUT", "")
"""Where files and the memory live. Empty: ``output/`` beside scrapy.cfg; needed where that is not (Scrapyd)."""

NEWSCRAWL_CONTACT = os.environ.get("NEWSCRAWL_CONTACT", "")
"""Who runs this crawler: an address or a page that a site's owner can write to. Sent in the User-Agent."""

NEWSCRAWL_REPLICA = os.environ.get("NEWSCRAWL_REPLICA", "")
"""A loopback address that answers for all sites' hosts: for the demo, tests and benchmarks. Empty: the real sites."""

NEWSCRAWL_LISTING_PAGES = os.environ.get("NEWSCRAWL_LISTING_PAGES") or 3
"""How many listing pages the first run of a site takes; later runs page back to where the site is complete."""

NEWSCRAWL_REFUSALS = os.environ.get("NEWSCRAWL_REFUSALS") or 3
"""After so many refusals in a row (403, 429, challenge page) a run sends that host no further requests."""

NEWSCRAWL_TRIES = os.environ.get("NEWSCRAWL_TRIES") or 10
"""A link whose page failed is given up after so many runs; with waits from 1 h to 24 h between, that is five days."""

NEWSCRAWL_PATIENCE = os.environ.get("NEWSCRAWL_PATIENCE") or 120
"""Seconds that a run waits when a host wants a pause (Retry-After, 429, 503); a longer pause is left to later runs."""

NEWSCRAWL_OPT_OUT = os.environ.get("NEWSCRAWL_OPT_OUT") or "record"
"""Signals against mining and training (``noai``, TDM-Reservation, robots.txt against AI crawlers): ``record`` notes
them in ``rights``, ``skip`` leaves such articles and sites out."""

NEWSCRAWL_SCRAPYD_URL = os.environ.get("NEWSCRAWL_SCRAPYD_URL", "")
"""Where Scrapyd listens. Empty: where its own configuration says, which ``make scrapyd`` has made. The password is in
that file, too, or in the environment (SCRAPYD_USERNAME, SCRAPYD_PASSWORD); never in a setting."""

NEWSCRAWL_KEEP_LINKS = os.environ.get("NEWSCRAWL_KEEP_LINKS") or "400d"
"""How long links without an article are known after no source lists them any longer; from 30 days up."""

NEWSCRAWL_KEEP_RUNS = os.environ.get("NEWSCRAWL_KEEP_RUNS") or "400d"
"""How long the state keeps a run that has no file of its own; from 30 days up."""

NEWSCRAWL_REVISIT_WITHIN = os.environ.get("NEWSCRAWL_REVISIT_WITHIN") or "48h"
"""Articles younger than this are rechecked, at growing intervals (a number means hours); 0: none because of its age.
Those that a feed or sitemap marks as changed are rechecked in any case."""

NEWSCRAWL_NEAR_DUPLICATES = os.environ.get("NEWSCRAWL_NEAR_DUPLICATES") or "mark"
"""``mark`` articles that nearly repeat one of any site (``near_duplicate_of``), or ``drop`` them."""

NEWSCRAWL_STORY_WINDOW = os.environ.get("NEWSCRAWL_STORY_WINDOW") or "90d"
"""How far back such an article is looked for (a number means days)."""

NEWSCRAWL_KEEP_TEXTS = os.environ.get("NEWSCRAWL_KEEP_TEXTS") or "90d"
"""How long after a change both texts are kept for ``scrapy diff`` (a number means days); 0: not at all."""

NEWSCRAWL_CHROMIUM = os.environ.get("NEWSCRAWL_CHROMIUM", "")
"""The browser for the few listings that need one. Empty: Playwright's own where it is installed, else the system's."""

NEWSCRAWL_BROWSER_TIMEOUT = os.environ.get("NEWSCRAWL_BROWSER_TIMEOUT") or 60
"""Seconds in which a page in the browser must be ready, waits between its requests apart."""

NEWSCRAWL_BROWSER_MEMORY = os.environ.get("NEWSCRAWL_BROWSER_MEMORY") or 1000
"""Megabytes that the browser may hold: over that it is restarted after the page, at twice as much at once."""

# --- politeness -----------------------------------------------------------------------------------------------------

USER_AGENT = f"newscrawl/{__version__} (+https://github.com/newscrawl/newscrawl)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawl"
DOWNLOAD_DELAY = 1.0  # seconds between two requests to one host; varied from half to one and a half
# One at a time: a site is one host, and requests already handed to the downloader would go out even after it refused.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # a page gives one article; Scrapy makes this many tasks for every response, 100 by default
AUTOTHROTTLE_ENABLED = True  # slower when the site answers slowly
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
COOKIES_ENABLED = False  # articles need none, sites track by them, and they cost a fifth of the speed
REFERER_ENABLED = False
DEFAULT_REQUEST_HEADERS: Final = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9,*;q=0.5",
}

# --- bounds: a hostile or broken server must not hold or fill the machine -----------------------------------------

DOWNLOAD_TIMEOUT = 30  # seconds; Scrapy's 180 hold a slot for three minutes
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # bytes; Scrapy's default is 1 GiB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default takes any certificate
REDIRECT_MAX_TIMES = 8
METAREFRESH_ENABLED = False  # news pages refresh themselves to count views
RETRY_TIMES = 2
RETRY_HTTP_CODES: Final = [500, 502, 503, 504, 522, 524, 408]  # not 429: that is a refusal; retrying is rude
# A name that is not resolved now will not be in a second either; the link stays pending.
RETRY_EXCEPTIONS: Final = [error for error in default_settings.RETRY_EXCEPTIONS if "ResolveHost" not in str(error)]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # it is counted, and tried again in a later run
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # runs Python sent to a local port
MEMUSAGE_LIMIT_MB = 2048

# --- components ----------------------------------------------------------------------------------------------------

ITEM_PIPELINES: Final = {
    "newscrawl.pipelines.clean.CleanPipeline": 100,
    "newscrawl.pipelines.rights.RightsPipeline": 150,
    "newscrawl.pipelines.require.RequirePipeline": 200,
    "newscrawl.pipelines.publish.PublishPipeline": 300,
}
DOWNLOADER_MIDDLEWARES: Final = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newscrawl.middlewares.robots.OffsiteMiddleware": 50,
    # Engine side of Scrapy's retry (550): see a request's last word only.
    "newscrawl.middlewares.robots.RobotsMiddleware": 530,
    "newscrawl.middlewares.unreachable_hosts.UnreachableHostsMiddleware": 540,
    # Downloader side of it: a challenge page that comes as 503 is a refusal, not a fault to be tried again.
    "newscrawl.middlewares.blocked_hosts.BlockedHostsMiddleware": 560,
    "newscrawl.middlewares.opt_out.OptOutMiddleware": 565,
    # Below all that retries, so that every try takes its turn.
    "newscrawl.middlewares.throttle.ThrottleMiddleware": 570,
}
EXTENSIONS: Final = {
    "newscrawl.extensions.run.RunExtension": 100,
    "newscrawl.extensions.progress.ProgressExtension": 200,
}

# --- output and logs -------------------------------------------------------------------------------------------------

FEED_EXPORT_ENCODING = "utf-8"  # what users write with -o: real letters, not \\u escapes
LOG_LEVEL = "INFO"
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"  # a duplicate is not worth a warning; the manifest counts it
STATS_DUMP = True
