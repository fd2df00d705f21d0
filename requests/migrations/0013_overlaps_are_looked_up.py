from importlib import import_module

from django.db import migrations

OVERLAPS = import_module("requests.migrations.0002_grants_do_not_overlap")


def keep_apart_by_looking_up(apps, schema_editor):
    """Put the rule back as it is written now; the server of PostgreSQL has looked it up in an index all along."""
    if schema_editor.connection.vendor == "sqlite":
        OVERLAPS.let_overlap(apps, schema_editor)
        OVERLAPS.keep_apart(apps, schema_editor)


class Migration(migrations.Migration):
    """Protect: on SQLite a new grant is compared with those of its consumer and port, not with all that stand."""

    dependencies = [("requests", "0012_exceptions_from_masks")]
    operations = [migrations.RunPython(keep_apart_by_looking_up, migrations.RunPython.noop)]
