"""JSON Schema of a published line, generated from the Article class.

``python -m newscrawl.schema`` writes it into ``newscrawl/article.schema.json``, which is shipped; a test keeps the two
equal.
"""

import json
from pathlib import Path
from typing import Any

from itemadapter import ItemAdapter

from newscrawl.items import Article

SCHEMA_FILE = Path(__file__).with_name("article.schema.json")


def article_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) that every line of ``output/<site>/*.jsonl`` satisfies. All fields are always present."""
    schema = ItemAdapter.get_json_schema(Article)
    for field in schema["properties"].values():
        # A default would say that the field may be left out.
        field.pop("default", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "newscrawl article",
        "description": "One line of newscrawl's JSON Lines: an article as it stood when it was read.",
        **schema,
        "required": list(schema["properties"]),
    }


if __name__ == "__main__":
    SCHEMA_FILE.write_text(json.dumps(article_schema(), indent=2) + "\n", encoding="utf-8")
