import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """People state what a task needs; columns are found by name and term, however they are written."""

    dependencies = [
        ("accounts", "0002_one_person_per_address"),
        ("catalog", "0011_columns_can_be_walked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RequirementProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("task", models.TextField(blank=True, max_length=1000, verbose_name="task")),
                ("wanted", models.JSONField(blank=True, default=list, verbose_name="columns or terms")),
                (
                    "freshness",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="age at most, in seconds"),
                ),
                (
                    "history",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="history at least, in seconds"),
                ),
                (
                    "completeness",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="completeness at least, in per cent"
                    ),
                ),
                ("fitness", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fitness at least")),
                ("licences", models.JSONField(blank=True, default=list, verbose_name="licences accepted")),
                ("regions", models.JSONField(blank=True, default=list, verbose_name="regions accepted")),
                ("purpose", models.CharField(blank=True, max_length=80, verbose_name="purpose to be allowed")),
                (
                    "classification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("public", "Public"),
                            ("internal", "Internal"),
                            ("confidential", "Confidential"),
                            ("restricted", "Restricted"),
                        ],
                        max_length=12,
                        verbose_name="strictest classification accepted",
                    ),
                ),
                ("without_waiting", models.BooleanField(default=False, verbose_name="access without waiting")),
            ],
            options={
                "verbose_name": "requirement profile",
                "verbose_name_plural": "requirement profiles",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(django.db.models.functions.text.Upper("name"), name="column_by_upper_name"),
        ),
        migrations.AddIndex(
            model_name="column",
            index=models.Index(django.db.models.functions.text.Upper("business_name"), name="column_by_upper_term"),
        ),
        migrations.AddField(
            model_name="requirementprofile",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requirement_profiles",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="requirementprofile",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requirement_profiles",
                to="accounts.team",
                verbose_name="team",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", False), ("team__isnull", True)),
                    models.Q(("person__isnull", True), ("team__isnull", False)),
                    _connector="OR",
                ),
                name="a_profile_is_of_a_person_or_a_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementprofile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("person", "name"),
                name="one_profile_per_person_and_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementprofile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("team__isnull", False)),
                fields=("team", "name"),
                name="one_profile_per_team_and_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completeness", None), ("completeness__range", (1, 100)), _connector="OR"),
                    models.Q(("fitness", None), ("fitness__range", (1, 100)), _connector="OR"),
                ),
                name="what_a_profile_asks_can_be_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("classification__in", ["", "public", "internal", "confidential", "restricted"])),
                name="profile_classification_is_known",
            ),
        ),
    ]
