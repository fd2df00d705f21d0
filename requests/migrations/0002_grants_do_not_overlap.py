"""Two standing grants of one consumer on one port never overlap; the database itself refuses it."""

from django.db import migrations

# The plus tells SQLite to look up consumer and port: it would rather go through everything that stands.
OVERLAPS = (
    "NEW.state IN ('pending', 'active') AND EXISTS (SELECT 1 FROM requests_grant AS other "
    "WHERE other.consumer_id = NEW.consumer_id AND other.port_id = NEW.port_id AND other.id IS NOT NEW.id "
    "AND +other.state IN ('pending', 'active') "
    "AND other.valid_from < NEW.valid_until AND NEW.valid_from < other.valid_until)"
)
KEEP = {
    "sqlite": [
        f"CREATE TRIGGER grants_do_not_overlap_{when.lower()} BEFORE {when} ON requests_grant WHEN {OVERLAPS} "
        "BEGIN SELECT RAISE(ABORT, 'grants_do_not_overlap'); END"
        for when in ("INSERT", "UPDATE")
    ],
    "postgresql": [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        "ALTER TABLE requests_grant ADD CONSTRAINT grants_do_not_overlap EXCLUDE USING gist "
        "(consumer_id WITH =, port_id WITH =, tstzrange(valid_from, valid_until) WITH &&) "
        "WHERE (state IN ('pending', 'active'))",
    ],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS grants_do_not_overlap_insert",
        "DROP TRIGGER IF EXISTS grants_do_not_overlap_update",
    ],
    "postgresql": ["ALTER TABLE requests_grant DROP CONSTRAINT IF EXISTS grants_do_not_overlap"],
}


def keep_apart(apps, schema_editor):
    """Refuse a second standing grant over the same time."""
    for statement in KEEP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def let_overlap(apps, schema_editor):
    """Take the rule away, for the way back."""
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Protect: a right to read is never counted twice."""

    dependencies = [("requests", "0001_access")]
    operations = [migrations.RunPython(keep_apart, let_overlap)]
