"""Turns an article's page into a record. Pure: no engine, no I/O.

Start at ``article.py``: ``read_article`` tries an ordered list of extractors for each field (``extractors.py``) and
fills the record (``record_builder.py``). ``rules.py`` holds what a site may set. ``dom/`` parses the page into blocks,
``body/`` finds and cleans the text, ``fields/`` reads everything else.
"""
