import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

CAUSES = [
    ("source", "The source delivered it so"),
    ("upstream", "A product upstream"),
    ("transformation", "Our transformation"),
    ("pipeline", "Warehouse or pipeline"),
    ("promise", "The promise was wrong"),
    ("expected", "It was meant to be so"),
    ("false-alarm", "False alarm"),
    ("other", "Something else"),
    ("mended", "It mended itself"),
    ("superseded", "It is not promised any more"),
]
KINDS = [
    ("breach", "Broken promise"),
    ("anomaly", "Something unusual"),
    ("report", "Reported by a person"),
    ("outside", "Told by another system"),
]
LINES = [
    ("opened", "Opened"),
    ("joined", "Another promise broke"),
    ("mended", "A promise is kept again"),
    ("suspected", "Probable cause found"),
    ("acknowledged", "Taken on"),
    ("assigned", "Given to somebody"),
    ("commented", "Comment"),
    ("weighed", "Severity changed"),
    ("resolved", "Resolved"),
    ("reopened", "Opened again"),
]
AT_ONCE = 500


def tell_the_life(apps, schema_editor):
    """What is known of incidents from before, as breaches and lines; people were told of them when they opened."""
    incidents, breaches, lines = (apps.get_model("catalog", name) for name in ("Incident", "Breach", "IncidentEntry"))
    incidents.objects.filter(monitor=None, opened_by__isnull=False).update(kind="report")
    incidents.objects.filter(told_at=None).update(told_at=F("opened_at"))
    incidents.objects.exclude(resolved_at=None).filter(cause_kind="").update(cause_kind="other")
    without = incidents.objects.filter(entries=None).order_by("pk")
    while batch := list(without[:AT_ONCE]):
        lines.objects.bulk_create(line for one in batch for line in _lines(lines, one))
    unbroken = incidents.objects.filter(monitor__isnull=False, breaches=None).order_by("pk")
    while batch := list(unbroken[:AT_ONCE]):
        breaches.objects.bulk_create(
            breaches(
                incident=one,
                monitor_id=one.monitor_id,
                title=one.title,
                detail=one.detail,
                opened_at=one.opened_at,
                ended_at=one.resolved_at,
            )
            for one in batch
        )


def _lines(lines, one):
    yield lines(
        incident=one, kind="opened", actor_id=one.opened_by_id, at=one.opened_at, text=one.title, told_at=one.opened_at
    )
    if one.acknowledged_at:
        yield lines(incident=one, kind="acknowledged", at=one.acknowledged_at)
    if one.resolved_at:
        yield lines(incident=one, kind="resolved", at=one.resolved_at, text=one.cause, told_at=one.resolved_at)


class Migration(migrations.Migration):
    """Expand: incidents have breaches, a timeline, somebody who looks after them, a suspect, and products they reach."""

    dependencies = [
        ("catalog", "0025_words_lie_beside_their_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "dataproduct",
            "criticality",
            models.CharField(blank=True, default="", max_length=8, verbose_name="criticality"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "dataproduct",
            models.CheckConstraint(
                condition=Q(criticality__in=["", "low", "medium", "high", "critical"]),
                name="product_criticality_is_known",
            ),
        ),
        migrations.AddField(
            "monitor", "source", models.CharField(default="marketplace", max_length=60, verbose_name="measured by")
        ),
        migrations.AddField(
            "monitor",
            "beside",
            models.CharField(blank=True, default="", max_length=200, verbose_name="about the promise"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "monitor",
            models.CheckConstraint(
                condition=Q(active=False) | Q(source="marketplace"), name="what_others_measure_stands_beside"
            ),
        ),
        migrations.AddField(
            "incident",
            "snapshot",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="incidents",
                to="catalog.snapshot",
            ),
        ),
        migrations.AddField(
            "incident",
            "kind",
            models.CharField(choices=KINDS, default="breach", max_length=8, verbose_name="kind"),
        ),
        migrations.AddField(
            "incident",
            "link",
            models.URLField(blank=True, default="", max_length=500, verbose_name="where the other system shows it"),
            preserve_default=False,
        ),
        migrations.AddField(
            "incident",
            "assignee",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="incidents",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who looks after it",
            ),
        ),
        migrations.AddField(
            "incident", "began_at", models.DateTimeField(blank=True, null=True, verbose_name="came about")
        ),
        migrations.AddField(
            "incident", "told_at", models.DateTimeField(blank=True, null=True, verbose_name="people told")
        ),
        migrations.AddField(
            "incident",
            "cause_kind",
            models.CharField(blank=True, choices=CAUSES, default="", max_length=16, verbose_name="kind of cause"),
            preserve_default=False,
        ),
        migrations.AddField(
            "incident",
            "suspect",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="consequences",
                to="catalog.incident",
                verbose_name="probable cause upstream",
            ),
        ),
        migrations.AddField(
            "incident",
            "affected",
            models.ManyToManyField(
                blank=True,
                related_name="affecting_incidents",
                to="catalog.dataproduct",
                verbose_name="products downstream",
            ),
        ),
        migrations.AlterField("incident", "opened_at", models.DateTimeField(verbose_name="noticed")),
        migrations.AlterField(
            "incident", "acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="taken on")
        ),
        migrations.AlterField(
            "incident",
            "opened_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "incident",
            "severity",
            models.CharField(
                choices=[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("critical", "Critical")],
                default="medium",
                max_length=8,
                verbose_name="severity",
            ),
        ),
        migrations.AddConstraint(
            "incident",
            models.UniqueConstraint(
                condition=Q(resolved_at=None, snapshot__isnull=False),
                fields=("port", "snapshot"),
                name="one_open_incident_per_port_and_snapshot",
            ),
        ),
        migrations.AddConstraint(
            "incident",
            models.CheckConstraint(
                condition=Q(began_at=None) | Q(began_at__lte=F("opened_at")),
                name="incident_began_before_it_was_noticed",
            ),
        ),
        migrations.AddConstraint(
            "incident",
            models.CheckConstraint(
                condition=Q(severity__in=["low", "medium", "high", "critical"]), name="incident_severity_is_known"
            ),
        ),
        migrations.AddConstraint(
            "incident",
            models.CheckConstraint(
                condition=Q(suspect=None) | ~Q(suspect=F("id")), name="incident_does_not_suspect_itself"
            ),
        ),
        migrations.AddIndex(
            "incident", models.Index(condition=Q(resolved_at=None), fields=["-opened_at"], name="incident_open")
        ),
        migrations.AddIndex("incident", models.Index(fields=["port", "-opened_at"], name="incident_by_port")),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("detail", models.TextField(blank=True, verbose_name="detail")),
                ("opened_at", models.DateTimeField(verbose_name="noticed")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="mended")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breaches", to="catalog.incident"
                    ),
                ),
                (
                    "monitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breaches", to="catalog.monitor"
                    ),
                ),
            ],
            options={
                "verbose_name": "breach",
                "verbose_name_plural": "breaches",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None), fields=("monitor",), name="one_open_breach_per_monitor"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=LINES, max_length=12, verbose_name="what")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts")),
                ("tells", models.BooleanField(default=False, verbose_name="people are told")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="catalog.incident"
                    ),
                ),
            ],
            options={
                "verbose_name": "line of an incident",
                "verbose_name_plural": "lines of incidents",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=Q(tells=True, told_at=None), fields=["at"], name="incident_entry_untold")
                ],
            },
        ),
        migrations.RunPython(tell_the_life, migrations.RunPython.noop, elidable=True),
    ]
