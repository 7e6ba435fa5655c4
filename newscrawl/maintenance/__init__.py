"""Upkeep of files and store: merging months, rebuilding the store from the lines."""
