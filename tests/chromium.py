"""The browser of this machine: tests that need one are skipped where there is none, but never by the project's CI."""

import os
import shutil

import pytest

from newscrawl.browser.executable import SYSTEM_NAMES

CHROMIUM = os.environ.get("NEWSCRAWL_CHROMIUM") or next(filter(None, map(shutil.which, SYSTEM_NAMES)), None)
MISSING = CHROMIUM is None and not os.environ.get("CI")
WHY = "no Chromium on this machine (apt install chromium)"

needs_chromium = pytest.mark.skipif(MISSING, reason=WHY)
