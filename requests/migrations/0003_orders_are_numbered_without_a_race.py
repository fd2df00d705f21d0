"""Orders get their numbers one after the other, and keep more of what was said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: numbers come from a row, orders keep what was refused, stages know when stewards stood in."""

    dependencies = [
        ("requests", "0002_grants_do_not_overlap"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderSequence",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "order sequence",
                "verbose_name_plural": "order sequences",
            },
        ),
        migrations.AddField(
            model_name="approvalstage",
            name="stood_in",
            field=models.BooleanField(default=False, verbose_name="stewards were asked in place of the owner"),
        ),
        migrations.AddField(
            model_name="order",
            name="refused",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="what could not be ordered"),
        ),
    ]
