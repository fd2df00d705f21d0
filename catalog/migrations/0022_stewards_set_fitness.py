"""Stewards say how functions count; owners dispute answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Stewards say how functions count; owners dispute answers."""

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("catalog", "0021_results_are_evidence")]

    operations = [
        migrations.CreateModel(
            name="FitnessDispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("function", models.CharField(max_length=90, verbose_name="function")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("disputed", "Disputed"),
                            ("waived", "Waived"),
                            ("refused", "Stands"),
                            ("ended", "Ended"),
                        ],
                        default="disputed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("outcome", models.CharField(blank=True, max_length=14, verbose_name="what was disputed")),
                ("valid_until", models.DateField(verbose_name="last day")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disputed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fitness_disputes",
                        to="catalog.dataproduct",
                    ),
                ),
            ],
            options={
                "verbose_name": "dispute about fitness",
                "verbose_name_plural": "disputes about fitness",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="FitnessFunctionSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("function", models.CharField(max_length=90, unique=True, verbose_name="function")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("grace", "In grace"), ("enforced", "Enforced")],
                        default="enforced",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("enforced_from", models.DateField(blank=True, null=True, verbose_name="counts from")),
                ("weight", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="weight")),
                ("owner", models.CharField(blank=True, max_length=120, verbose_name="who answers for it")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="revision")),
            ],
            options={
                "verbose_name": "setting of a fitness function",
                "verbose_name_plural": "settings of fitness functions",
                "ordering": ["function"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "grace", "enforced"])),
                        name="fitness_function_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "grace"), _negated=True),
                            ("enforced_from__isnull", False),
                            _connector="OR",
                        ),
                        name="a_function_in_grace_knows_until_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weight", None), models.Q(("weight__gte", 1), ("weight__lte", 20)), _connector="OR"
                        ),
                        name="a_function_weighs_1_to_20",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="fitnessdispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["disputed", "waived"])),
                fields=("product", "function"),
                name="one_open_dispute_per_product_and_function",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitnessdispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_dispute_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="fitnessdispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "disputed")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["waived", "refused"]),
                    ),
                    ("state", "ended"),
                    _connector="OR",
                ),
                name="a_decided_dispute_knows_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitnessdispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_refused_dispute_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="fitnessdispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("disputed_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_waives_their_own_result",
            ),
        ),
    ]
