import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def remember_when_they_opened(apps, schema_editor):
    """A grant opened when its first run succeeded; where no run tells, when it was verified for the last time."""
    runs = apps.get_model("requests", "ProvisioningRun").objects
    first = runs.filter(grant=OuterRef("pk"), aim="open", state="succeeded").order_by("ended_at").values("ended_at")[:1]
    verified = apps.get_model("requests", "Grant").objects.filter(verified_at__isnull=False, opened_at=None)
    verified.update(opened_at=Coalesce(Subquery(first), F("verified_at")))


class Migration(migrations.Migration):
    """Expand: grants know since when, suspensions, announcements, and campaigns that are carried out."""

    dependencies = [
        ("catalog", "0013_people_ask_and_say"),
        ("requests", "0007_other_systems_and_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GrantAnnouncement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                ("reason", models.TextField(verbose_name="reason")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted")),
                ("lift_reason", models.TextField(blank=True, verbose_name="why it was lifted")),
            ],
            options={
                "verbose_name": "suspension",
                "verbose_name_plural": "suspensions",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="grantreview",
            name="a_decided_review_knows_who_and_when",
        ),
        migrations.AddField(
            model_name="grant",
            name="opened_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="opened"),
        ),
        migrations.AddField(
            model_name="grantreview",
            name="escalated_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="passed on to the stewards"),
        ),
        migrations.AddField(
            model_name="grantreview",
            name="evidence",
            field=models.JSONField(blank=True, default=dict, verbose_name="what was known of its use"),
        ),
        migrations.AddField(
            model_name="grantreview",
            name="pool",
            field=models.ManyToManyField(blank=True, related_name="grant_reviews", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="recertification",
            name="otherwise",
            field=models.CharField(
                choices=[("end", "Access ends"), ("escalate", "The stewards decide")],
                default="end",
                max_length=10,
                verbose_name="what becomes of those not confirmed",
            ),
        ),
        migrations.AlterField(
            model_name="grantreview",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for a decision"),
                    ("confirmed", "Confirmed"),
                    ("ended", "Ended"),
                    ("gone", "Ended meanwhile in another way"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="grantreview",
            index=models.Index(fields=["campaign", "state"], name="review_by_campaign"),
        ),
        migrations.AddConstraint(
            model_name="grantreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("reviewer", None), ("state", "waiting")),
                    models.Q(("decided_at__isnull", False), ("reviewer__isnull", False), ("state", "confirmed")),
                    models.Q(("decided_at__isnull", False), ("state__in", ["ended", "gone"])),
                    _connector="OR",
                ),
                name="a_decided_review_knows_who_and_when",
            ),
        ),
        migrations.AddField(
            model_name="grantannouncement",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="announcements", to="requests.grant"
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suspensions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="port",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suspensions",
                to="catalog.outputport",
            ),
        ),
        migrations.AddField(
            model_name="suspension",
            name="suspended_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="grantannouncement",
            constraint=models.UniqueConstraint(fields=("grant", "kind"), name="nothing_is_announced_twice"),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("port",), name="a_port_is_suspended_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("person",), name="a_person_is_suspended_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", None), ("port__isnull", False)),
                    models.Q(("person__isnull", False), ("port", None)),
                    _connector="OR",
                ),
                name="a_port_or_a_person_is_suspended",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_suspension_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", None)),
                    models.Q(("lifted_at__gte", models.F("since")), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_lifted_suspension_knows_who_and_when",
            ),
        ),
        migrations.RunPython(remember_when_they_opened, migrations.RunPython.noop),
    ]
