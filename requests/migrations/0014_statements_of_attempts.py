import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: what an attempt to carry access out sent to a warehouse server is kept, statement by statement."""

    dependencies = [("requests", "0013_overlaps_are_looked_up")]

    operations = [
        migrations.CreateModel(
            name="SentStatements",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempt", models.PositiveIntegerField(verbose_name="attempt")),
                ("begun_at", models.DateTimeField(auto_now_add=True, verbose_name="begun")),
                ("statements", models.JSONField(default=list, verbose_name="statements")),
                ("beyond", models.PositiveIntegerField(default=0, verbose_name="more of them, not kept")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sent",
                        to="requests.provisioningrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "statements of an attempt",
                "verbose_name_plural": "statements of attempts",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["begun_at"], name="statements_by_moment")],
            },
        ),
    ]
