"""Addresses of articles: cleans them, and recognizes which of them are the same article.

Start at ``identity.py``. An address has two forms. ``clean_url`` is for people: the address as the site writes it,
without trackers and fragment. ``strict_key`` is for comparing: one string for all the addresses under which a site
serves one article. Nothing here raises on odd input; what is not a web address gives None or False.
"""

from newscrawl.urls.clean import absolute, clean_url
from newscrawl.urls.identity import Addresses, AddressRule, Rejection, article_id, strict_key

__all__ = ["AddressRule", "Addresses", "Rejection", "absolute", "article_id", "clean_url", "strict_key"]
