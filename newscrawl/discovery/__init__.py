"""Reads the sources that list articles: bytes in, links with their hints out. Pure: no engine, no I/O.

Start at the module of a source: ``feed.py``, ``sitemap.py`` (and ``sitemap_index.py``), ``rest.py``, ``listing.py``.
They share ``tolerant_xml.py``, ``formats.py`` (decompressing, recognizing what is not a feed), ``dates.py`` and
``hints.py``.
"""
