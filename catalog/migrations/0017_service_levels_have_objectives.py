import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: promises have objectives over a window, and what was measured is put together by hour and by day."""

    dependencies = [
        ("catalog", "0016_promises_in_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceLevelObjective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("rule", models.CharField(max_length=200, verbose_name="rule")),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="kept for at least (%)",
                    ),
                ),
                (
                    "window",
                    models.CharField(
                        choices=[
                            ("rolling", "The last days"),
                            ("month", "Calendar month"),
                            ("quarter", "Calendar quarter"),
                        ],
                        default="rolling",
                        max_length=8,
                        verbose_name="window",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(default=30, verbose_name="days")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("default", "Of the marketplace"),
                            ("contract", "Stated by the contract"),
                            ("owner", "Set by the owner"),
                        ],
                        default="default",
                        max_length=8,
                        verbose_name="where it is from",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="promised now")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("kept", "Kept"),
                            ("at_risk", "At risk"),
                            ("broken", "Broken"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "state_now",
                    models.CharField(
                        choices=[
                            ("kept", "Kept"),
                            ("at_risk", "At risk"),
                            ("broken", "Broken"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="state now",
                    ),
                ),
                ("kept", models.BigIntegerField(default=0, verbose_name="seconds kept")),
                ("at_risk", models.BigIntegerField(default=0, verbose_name="seconds at risk")),
                ("broken", models.BigIntegerField(default=0, verbose_name="seconds broken")),
                ("unknown", models.BigIntegerField(default=0, verbose_name="seconds unknown")),
                ("ahead", models.BigIntegerField(default=0, verbose_name="seconds to come")),
                ("burn_short", models.FloatField(null=True, verbose_name="burn rate of the last hour")),
                ("burn_middle", models.FloatField(null=True, verbose_name="burn rate of the last 6 hours")),
                ("burn_long", models.FloatField(null=True, verbose_name="burn rate of the last 3 days")),
                ("measured_from", models.DateTimeField(null=True, verbose_name="measured since")),
                ("rolled_up_to", models.DateTimeField(null=True, verbose_name="known until")),
                (
                    "port",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="objectives", to="catalog.outputport"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "service level objective",
                "verbose_name_plural": "service level objectives",
                "ordering": ["port", "rule"],
            },
        ),
        migrations.CreateModel(
            name="MeasuredPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "grain",
                    models.CharField(choices=[("hour", "Hour"), ("day", "Day")], max_length=4, verbose_name="grain"),
                ),
                ("begins_at", models.DateTimeField(verbose_name="begins")),
                ("kept", models.PositiveIntegerField(default=0, verbose_name="seconds kept")),
                ("at_risk", models.PositiveIntegerField(default=0, verbose_name="seconds at risk")),
                ("broken", models.PositiveIntegerField(default=0, verbose_name="seconds broken")),
                ("unknown", models.PositiveIntegerField(default=0, verbose_name="seconds unknown")),
                ("least", models.FloatField(null=True, verbose_name="least value")),
                ("most", models.FloatField(null=True, verbose_name="greatest value")),
                ("mean", models.FloatField(null=True, verbose_name="mean value")),
                ("last", models.FloatField(null=True, verbose_name="last value")),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="periods",
                        to="catalog.servicelevelobjective",
                    ),
                ),
            ],
            options={
                "verbose_name": "measured period",
                "verbose_name_plural": "measured periods",
                "ordering": ["-begins_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="servicelevelobjective",
            constraint=models.UniqueConstraint(fields=("port", "rule"), name="one_objective_per_port_and_rule"),
        ),
        migrations.AddConstraint(
            model_name="servicelevelobjective",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gt", 0), ("percent__lte", 100)), name="objective_is_a_percentage"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevelobjective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("window__in", ["month", "quarter"]),
                    models.Q(("days__gte", 1), ("days__lte", 366), ("window", "rolling")),
                    _connector="OR",
                ),
                name="a_rolling_objective_has_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevelobjective",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["kept", "at_risk", "broken", "unknown"])),
                name="objective_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="measuredperiod",
            constraint=models.UniqueConstraint(
                fields=("objective", "grain", "begins_at"), name="one_period_per_objective"
            ),
        ),
        migrations.AddConstraint(
            model_name="measuredperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kept__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.Value(90000), "-", models.F("at_risk")
                                ),
                                "-",
                                models.F("broken"),
                            ),
                            "-",
                            models.F("unknown"),
                        ),
                    )
                ),
                name="a_period_is_at_most_a_day",
            ),
        ),
    ]
