from django.db import migrations


def aside(apps, schema_editor):
    """PostgreSQL reads the row of each product that has a word: without the texts a tenth of the pages hold them all."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE catalog_searchentry SET (toast_tuple_target = 128)")


def inside(apps, schema_editor):
    """As PostgreSQL does unasked: up to two thousand bytes in the row."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE catalog_searchentry RESET (toast_tuple_target)")


class Migration(migrations.Migration):
    """The search reads what it needs; what was written before moves when it is written again."""

    dependencies = [("catalog", "0024_wishes_can_be_hidden")]
    operations = [migrations.RunPython(aside, inside)]
