"""Expand: days on which functions answer the same share one row of evidence."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: days on which functions answer the same share one row of evidence."""

    dependencies = [("catalog", "0018_measurements_know_what_they_compared")]

    operations = [
        migrations.AddField(
            model_name="fitnessscore",
            name="failing",
            field=models.TextField(blank=True, verbose_name="functions that fail"),
        ),
        migrations.AddField(
            model_name="fitnessscore",
            name="held_back",
            field=models.CharField(blank=True, max_length=300, verbose_name="why the band is no better"),
        ),
        migrations.AddField(
            model_name="fitnessscore",
            name="known",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="percent known"),
        ),
        migrations.AlterField(
            model_name="fitnessscore",
            name="scored_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="scored"),
        ),
        migrations.CreateModel(
            name="FitnessEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("answers", models.BinaryField(verbose_name="answers")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="first answered so")),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fitness_evidence",
                        to="catalog.dataproduct",
                    ),
                ),
            ],
            options={
                "verbose_name": "fitness evidence",
                "verbose_name_plural": "fitness evidence",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="fitnessscore",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="scores",
                to="catalog.fitnessevidence",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitnessevidence",
            constraint=models.UniqueConstraint(
                fields=("product", "digest"), name="one_evidence_per_product_and_answers"
            ),
        ),
    ]
