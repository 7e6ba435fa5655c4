"""The package of version 0.1 that is ``newscrawl.platforms`` now: says so to a site file that still imports it."""

raise ImportError("newscrawl.families was renamed to newscrawl.platforms; see CHANGELOG.md for the names in it")
