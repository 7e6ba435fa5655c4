"""What every way to each field gives, for people who write or mend a site."""

from typing import Any

from newscrawl.pages import byline, when
from newscrawl.pages.cleaning import Claims
from newscrawl.pages.headline import DESCRIPTION, HEADLINE
from newscrawl.pages.story import by_generic_reader, by_site
from newscrawl.pages.topics import KEYWORDS, LANGUAGE, SECTION
from newscrawl.pages.ways import Material, all_served


def alternatives(material: Material, claims: Claims) -> dict[str, list[tuple[str, Any]]]:
    """Of each field what its ways give, in their order; ways that lead nowhere are left out."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, texts in (
        *(("headline", HEADLINE), ("description", DESCRIPTION)),
        *(("section", SECTION), ("language", LANGUAGE)),
    ):
        found[name] = [(s.way, s.value) for s in all_served(texts, material)]
    found["keywords"] = [(s.way, s.value) for s in all_served(KEYWORDS, material)]
    found["date_published"] = [(s.way, s.value.value) for s in all_served(when.PUBLISHED, material)]
    found["date_modified"] = [(s.way, s.value.value) for s in all_served(when.MODIFIED, material)]
    found["authors"] = [(s.way, s.value.authors or s.value.agency) for s in all_served(byline.BYLINE, material)]
    bodies = (
        ("site", by_site(material, claims).body),
        ("generic", by_generic_reader(material, claims).body),
        ("linked_data", material.linked("articleBody")),
    )
    found["body"] = [(way, body) for way, body in bodies if body]
    return found
