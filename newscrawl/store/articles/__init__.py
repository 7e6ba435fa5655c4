"""The articles that were published: their names, their texts, and what an arriving article is to them."""
