import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """How many values the columns of ports have in common, counted once per pair of snapshots."""

    dependencies = [
        ("catalog", "0022_stewards_set_fitness"),
    ]

    operations = [
        migrations.CreateModel(
            name="PortJoins",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pairs", models.JSONField(blank=True, default=list, verbose_name="pairs of columns")),
                ("keys", models.JSONField(blank=True, default=list, verbose_name="columns looked at")),
                ("looked_at", models.DateTimeField(verbose_name="looked")),
                (
                    "port",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="joins", to="catalog.outputport"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "joins of a port",
                "verbose_name_plural": "joins of ports",
                "ordering": ["port"],
                "indexes": [models.Index(fields=["looked_at"], name="joins_by_time")],
            },
        ),
    ]
