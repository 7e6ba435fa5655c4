"""From an article's page to the record. Pure: no engine, no I/O."""
