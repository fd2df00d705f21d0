import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIGURE = [
    ("volume", "Rows"),
    ("interval", "Time between builds"),
    ("nulls", "Empty values"),
    ("distinct", "Different values"),
    ("mean", "Mean"),
]
FIGURES = ["volume", "interval", "nulls", "distinct", "mean"]


class Migration(migrations.Migration):
    """Expand: figures that are not as usual are kept, with what people say about them and how closely they are watched."""

    dependencies = [
        ("catalog", "0027_others_observe_our_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Anomaly",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(choices=FIGURE, max_length=8, verbose_name="figure")),
                ("column", models.CharField(blank=True, max_length=200, verbose_name="column")),
                ("value", models.FloatField(verbose_name="value")),
                ("low", models.FloatField(verbose_name="usual from")),
                ("high", models.FloatField(verbose_name="usual to")),
                ("severe", models.BooleanField(default=False, verbose_name="far out")),
                ("found_at", models.DateTimeField(verbose_name="found")),
                (
                    "said",
                    models.CharField(
                        blank=True,
                        choices=[("", "Nobody has said yet"), ("expected", "Expected"), ("wrong", "Really wrong")],
                        default="",
                        max_length=8,
                        verbose_name="said",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="why")),
                ("said_at", models.DateTimeField(blank=True, null=True, verbose_name="said at")),
                (
                    "port",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="anomalies",
                        to="catalog.outputport",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="anomalies", to="catalog.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "anomaly",
                "verbose_name_plural": "anomalies",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["port", "snapshot"], name="anomaly_by_port")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("snapshot", "figure", "column"), name="one_anomaly_per_build_and_figure"
                    ),
                    models.CheckConstraint(condition=models.Q(("figure__in", FIGURES)), name="anomaly_figure_is_known"),
                    models.CheckConstraint(
                        condition=models.Q(("said__in", ["", "expected", "wrong"])), name="anomaly_word_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(choices=FIGURE, max_length=8, verbose_name="figure")),
                ("column", models.CharField(blank=True, max_length=200, verbose_name="column")),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("low", "Low"), ("normal", "Normal"), ("high", "High")],
                        default="normal",
                        max_length=8,
                        verbose_name="sensitivity",
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="set")),
                (
                    "port",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watches", to="catalog.outputport"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "watch",
                "verbose_name_plural": "watches",
                "ordering": ["port", "figure", "column"],
                "constraints": [
                    models.UniqueConstraint(fields=("port", "figure", "column"), name="one_watch_per_figure"),
                    models.CheckConstraint(condition=models.Q(("figure__in", FIGURES)), name="watch_figure_is_known"),
                    models.CheckConstraint(
                        condition=models.Q(("sensitivity__in", ["low", "normal", "high"])),
                        name="watch_sensitivity_is_known",
                    ),
                ],
            },
        ),
    ]
