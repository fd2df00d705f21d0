import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FORMATS = [
    ("plain", "Results of this API"),
    ("oors", "Open Observability Results (draft)"),
    ("openlineage", "OpenLineage"),
    ("monte-carlo", "Monte Carlo"),
]
OUTCOMES = [
    ("taken", "Taken"),
    ("older", "Taken into the history: something newer is known"),
    ("dataset-unknown", "No port is known by this name"),
    ("not-yours", "Whoever sent it may not speak of this port"),
    ("result-too-old", "Too old"),
    ("result-ahead-of-time", "Not yet"),
    ("result-not-read", "Cannot be read"),
    ("too-large", "Too large"),
]
STATUSES = [("kept", "Kept"), ("at_risk", "At risk"), ("broken", "Broken"), ("unknown", "Unknown")]


class Migration(migrations.Migration):
    """Expand: other systems tell what they measured; what of it cannot be taken is kept."""

    dependencies = [
        ("catalog", "0026_incidents_have_a_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Observer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("slug", models.SlugField(unique=True, verbose_name="short name")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("monte-carlo", "Monte Carlo"),
                            ("signed", "Any system that signs (Standard Webhooks)"),
                        ],
                        default="monte-carlo",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("secret_name", models.CharField(max_length=120, verbose_name="environment variable with the secret")),
                ("is_on", models.BooleanField(default=True, verbose_name="is heard")),
                ("heard_at", models.DateTimeField(blank=True, null=True, verbose_name="last heard")),
            ],
            options={
                "verbose_name": "observer",
                "verbose_name_plural": "observers",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=["monte-carlo", "signed"]), name="observer_kind_is_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DatasetName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("source", models.CharField(max_length=60, verbose_name="said by")),
                ("name", models.CharField(max_length=400, verbose_name="called")),
                (
                    "port",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="foreign_names",
                        to="catalog.outputport",
                    ),
                ),
                (
                    "tied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "name elsewhere",
                "verbose_name_plural": "names elsewhere",
                "ordering": ["source", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "name"), name="one_port_per_source_and_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("source", models.CharField(max_length=60, verbose_name="said by")),
                ("format", models.CharField(choices=FORMATS, max_length=12, verbose_name="format")),
                ("dataset", models.CharField(blank=True, max_length=400, verbose_name="about")),
                ("check_name", models.CharField(blank=True, max_length=300, verbose_name="what was checked")),
                ("thread", models.CharField(blank=True, max_length=200, verbose_name="trouble")),
                (
                    "status",
                    models.CharField(choices=STATUSES, default="unknown", max_length=8, verbose_name="status"),
                ),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=20, verbose_name="what became of it")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("document", models.JSONField(blank=True, default=dict, verbose_name="as it was told")),
                (
                    "reading",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="as it was understood"),
                ),
                ("measured_at", models.DateTimeField(blank=True, null=True, verbose_name="measured")),
                ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="received")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="looked at")),
                (
                    "monitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="outside_results",
                        to="catalog.monitor",
                    ),
                ),
                (
                    "observer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="results",
                        to="catalog.observer",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "result of another system",
                "verbose_name_plural": "results of other systems",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(condition=~Q(thread=""), fields=["source", "thread"], name="outside_result_by_thread"),
                    models.Index(fields=["monitor", "thread"], name="outside_result_by_monitor"),
                    models.Index(
                        condition=Q(settled_at=None) & ~Q(outcome__in=["taken", "older"]),
                        fields=["source", "dataset"],
                        name="outside_result_left_over",
                    ),
                ],
            },
        ),
    ]
