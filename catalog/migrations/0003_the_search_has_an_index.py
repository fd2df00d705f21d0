"""The words of the search are indexed by the database: FTS5 on SQLite, weighted text search on PostgreSQL."""

from django.db import migrations

FIELDS = "names, labels, columns, texts"


def _values(row):
    return ", ".join(f"{row}.{field}" for field in FIELDS.split(", "))


_FORGET = (
    f"INSERT INTO catalog_search(catalog_search, rowid, {FIELDS}) VALUES ('delete', OLD.product_id, {_values('OLD')});"
)
_LEARN = f"INSERT INTO catalog_search(rowid, {FIELDS}) VALUES (NEW.product_id, {_values('NEW')});"
BUILD = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE catalog_search USING fts5({FIELDS}, content='catalog_searchentry', "
        "content_rowid='product_id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
        f"CREATE TRIGGER search_learns AFTER INSERT ON catalog_searchentry BEGIN {_LEARN} END",
        f"CREATE TRIGGER search_forgets AFTER DELETE ON catalog_searchentry BEGIN {_FORGET} END",
        f"CREATE TRIGGER search_relearns AFTER UPDATE ON catalog_searchentry BEGIN {_FORGET} {_LEARN} END",
        "INSERT INTO catalog_search(catalog_search) VALUES ('rebuild')",
    ],
    "postgresql": [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE EXTENSION IF NOT EXISTS unaccent",
        "CREATE TEXT SEARCH CONFIGURATION marketplace (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION marketplace ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple",
        "ALTER TABLE catalog_searchentry ADD COLUMN document tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('marketplace'::regconfig, names), 'A') || "
        "setweight(to_tsvector('marketplace'::regconfig, labels), 'B') || "
        "setweight(to_tsvector('marketplace'::regconfig, columns), 'C') || "
        "setweight(to_tsvector('marketplace'::regconfig, texts), 'D')) STORED",
        "CREATE INDEX search_by_word ON catalog_searchentry USING gin (document)",
        "CREATE INDEX search_by_likeness ON catalog_searchentry USING gin (names gin_trgm_ops)",
    ],
}
REMOVE = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS search_learns",
        "DROP TRIGGER IF EXISTS search_forgets",
        "DROP TRIGGER IF EXISTS search_relearns",
        "DROP TABLE IF EXISTS catalog_search",
    ],
    "postgresql": [
        "DROP INDEX IF EXISTS search_by_likeness",
        "DROP INDEX IF EXISTS search_by_word",
        "ALTER TABLE catalog_searchentry DROP COLUMN IF EXISTS document",
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS marketplace",
    ],
}


def build(apps, schema_editor):
    """Index what is there, and everything that follows."""
    for statement in BUILD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    """Take the index away, for the way back."""
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Index: the search finds words by their weight."""

    dependencies = [("catalog", "0002_snapshots_know_their_run")]
    operations = [migrations.RunPython(build, remove)]
