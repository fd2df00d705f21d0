"""Find products by their words: one interface over SQLite's FTS5 and PostgreSQL's text search."""
