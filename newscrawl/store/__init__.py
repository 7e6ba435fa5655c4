"""What newscrawl remembers. All SQL and every transaction are in here."""
