"""What every way to each field gives, for people who write or mend a site."""

from typing import Any

from newscrawl.extraction.body.clean_body import KnownFields
from newscrawl.extraction.body.site_body import by_generic_reader, by_site
from newscrawl.extraction.extractors import PageContext, all_matches
from newscrawl.extraction.fields import byline, publication_date
from newscrawl.extraction.fields.headline import DESCRIPTION, HEADLINE
from newscrawl.extraction.fields.taxonomy import KEYWORDS, LANGUAGE, SECTION


def alternatives(material: PageContext, claims: KnownFields) -> dict[str, list[tuple[str, Any]]]:
    """Of each field what its ways give, in their order; ways that lead nowhere are left out."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, texts in (
        *(("headline", HEADLINE), ("description", DESCRIPTION)),
        *(("section", SECTION), ("language", LANGUAGE)),
    ):
        found[name] = [(s.way, s.value) for s in all_matches(texts, material)]
    found["keywords"] = [(s.way, s.value) for s in all_matches(KEYWORDS, material)]
    found["date_published"] = [(s.way, s.value.value) for s in all_matches(publication_date.PUBLISHED, material)]
    found["date_modified"] = [(s.way, s.value.value) for s in all_matches(publication_date.MODIFIED, material)]
    found["authors"] = [(s.way, s.value.authors or s.value.agency) for s in all_matches(byline.BYLINE, material)]
    bodies = (
        ("site", by_site(material, claims).body),
        ("generic", by_generic_reader(material, claims).body),
        ("linked_data", material.linked("articleBody")),
    )
    found["body"] = [(way, body) for way, body in bodies if body]
    return found
