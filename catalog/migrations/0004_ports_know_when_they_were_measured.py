"""Expand: a port knows when its service levels were last measured, so that two schedulers at once measure it once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more column, empty at first."""

    dependencies = [("catalog", "0003_the_search_has_an_index")]
    operations = [
        migrations.AddField(
            "outputport",
            "measured_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last measured"),
        )
    ]
