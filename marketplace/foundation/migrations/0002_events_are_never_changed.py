"""The audit is append-only in the database itself: no update, no delete, whoever asks."""

from django.db import migrations

PROTECT = {
    "sqlite": [
        "CREATE TRIGGER IF NOT EXISTS events_are_not_changed BEFORE UPDATE ON foundation_auditevent "
        "BEGIN SELECT RAISE(ABORT, 'Events are never changed.'); END",
        "CREATE TRIGGER IF NOT EXISTS events_are_not_deleted BEFORE DELETE ON foundation_auditevent "
        "BEGIN SELECT RAISE(ABORT, 'Events are never deleted.'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION events_are_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'Events are never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$",
        "CREATE OR REPLACE TRIGGER events_are_not_changed BEFORE UPDATE OR DELETE ON foundation_auditevent "
        "FOR EACH ROW EXECUTE FUNCTION events_are_never_changed()",
        "CREATE OR REPLACE TRIGGER events_are_not_emptied BEFORE TRUNCATE ON foundation_auditevent "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_are_never_changed()",
    ],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS events_are_not_changed",
        "DROP TRIGGER IF EXISTS events_are_not_deleted",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS events_are_not_changed ON foundation_auditevent",
        "DROP TRIGGER IF EXISTS events_are_not_emptied ON foundation_auditevent",
    ],
}


def protect(apps, schema_editor):
    """Refuse every change of an event that is there."""
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps, schema_editor):
    """Take the protection away, for the way back."""
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Protect: what happened stays as it was written."""

    dependencies = [("foundation", "0001_what_happened")]
    operations = [migrations.RunPython(protect, lift)]
