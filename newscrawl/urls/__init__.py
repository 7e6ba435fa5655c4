"""Addresses of articles: how they are spelt, and which of them mean the same article.

Two forms are made of an address. ``clean_url`` is for people: the address as the site writes it, without trackers and
fragment. ``strict_key`` is for comparing: one string for all the addresses under which a site serves one article.
Nothing here raises on odd input; what is not a web address gives None or False.
"""

from newscrawl.urls.clean import absolute, clean_url
from newscrawl.urls.identity import Addresses, article_id, strict_key

__all__ = ["Addresses", "absolute", "article_id", "clean_url", "strict_key"]
