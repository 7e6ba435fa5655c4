"""The memory of all sites in one SQLite file. All SQL of the project is in this room."""
