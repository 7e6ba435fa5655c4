"""SQLite: connection, schema, backup, and its errors in one line."""
