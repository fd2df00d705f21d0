"""Expand: a snapshot knows the run that built it, so that a run taken up again does not build twice, and when readers left."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Snapshots learn their run and when they stopped being read; the search learns the strictest classification."""

    dependencies = [("catalog", "0001_assets")]
    operations = [
        migrations.AddField(
            "snapshot",
            "run",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="snapshots",
                to="catalog.publishingrun",
            ),
        ),
        migrations.AddField(
            "snapshot",
            "superseded_at",
            models.DateTimeField(blank=True, null=True, verbose_name="readers left it"),
        ),
        migrations.AddConstraint(
            "snapshot",
            models.UniqueConstraint(fields=["run", "port"], name="one_snapshot_per_run_and_port"),
        ),
        migrations.AddField(
            "searchentry",
            "classification",
            models.CharField(
                blank=True, db_index=True, default="", max_length=12, verbose_name="strictest classification"
            ),
            preserve_default=False,
        ),
    ]
