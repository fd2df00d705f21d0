import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: people give their word about promises that no machine can measure."""

    dependencies = [
        ("catalog", "0015_columns_have_glossary_terms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=200, verbose_name="rule")),
                ("statement", models.TextField(verbose_name="what was promised")),
                ("kept", models.BooleanField(verbose_name="kept")),
                ("note", models.TextField(verbose_name="what it rests on")),
                ("attested_at", models.DateTimeField(verbose_name="attested")),
                ("expires_at", models.DateTimeField(verbose_name="good until")),
                (
                    "attested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "port",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attestations",
                        to="catalog.outputport",
                    ),
                ),
            ],
            options={
                "verbose_name": "attestation",
                "verbose_name_plural": "attestations",
                "ordering": ["-attested_at"],
                "indexes": [models.Index(fields=["port", "rule", "-attested_at"], name="attestation_by_rule")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("attested_at"))),
                        name="attestation_expires_after_it_was_given",
                    )
                ],
            },
        ),
    ]
