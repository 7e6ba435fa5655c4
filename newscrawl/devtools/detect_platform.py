"""Detects the platform of a page by marks in its markup; the docstrings of ``platforms/`` describe the same marks."""

import re
from types import MappingProxyType
from typing import Final

MARKS: Final = MappingProxyType(
    {
        "wordpress": (
            ("generator WordPress", rb"<meta[^>]{1,80}content=[\"']WordPress\b"),
            ("/wp-content/", rb"/wp-content/"),
            ("a link to its REST route", rb"https://api\.w\.org/"),
        ),
        "arcxp": (
            ("/arc/outboundfeeds/", rb"/arc/outboundfeeds/"),
            ("Fusion", rb"Fusion\.(?:globalContent|contentCache|arcSite)"),
            ("/pf/resources/", rb"/pf/(?:resources|dist)/"),
        ),
        "govexec": (("gemg- classes", rb"\bgemg-"), ("river items", rb"river-item-hed")),
        "afpims": (
            ("ArticleCS", rb"DesktopModules/ArticleCS"),
            ("listing elements", rb"<(?:listing-with-preview|story-card|listing-dashboard-with-preview)\b"),
        ),
        "brightspot": (
            ("RichTextBody", rb"class=[\"'][^\"']{0,200}\bRichTextBody"),
            ("brightspot in addresses", rb"brightspot(?:cdn|\.)"),
            ("bsp- elements", rb"<bsp-[a-z]"),
        ),
        "drupal": (
            ("generator Drupal", rb"<meta[^>]{1,80}content=[\"']Drupal\b"),
            ("its settings", rb"drupal-settings-json|Drupal\.settings"),
            ("/sites/default/files/", rb"/sites/(?:default|[a-z.]+)/files/"),
        ),
        "ghost": (
            ("generator Ghost", rb"<meta[^>]{1,80}content=[\"']Ghost\b"),
            ("gh- classes", rb"class=[\"'](?:[^\"']{0,200} )?gh-"),
            ("/ghost/ scripts", rb"/ghost/(?:api|portal)|ghost-sdk|/public/cards\.min\.(?:css|js)"),
        ),
    }
)
"""Marks of each platform: what it is called, and the pattern that finds it in a page."""

OTHERWISE = "plain"
"""The platform of a site without any mark."""


def detect_platform(body: bytes) -> tuple[str, list[str]]:
    """Return the platform with most marks in a page, and these marks; :data:`OTHERWISE` where there is none."""
    found = {
        platform: [name for name, pattern in marks if re.search(pattern, body, re.IGNORECASE)]
        for platform, marks in MARKS.items()
    }
    platform = max(found, key=lambda name: len(found[name]))
    return (platform, found[platform]) if found[platform] else (OTHERWISE, [])
