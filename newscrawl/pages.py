"""The package of version 0.1 that is ``newscrawl.extraction`` now: says so to a site file that still imports it."""

raise ImportError("newscrawl.pages was renamed to newscrawl.extraction; see CHANGELOG.md for the names in it")
