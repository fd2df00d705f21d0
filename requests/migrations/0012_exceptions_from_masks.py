import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: masked columns of a port may be seen plain by one consumer, for a time."""

    dependencies = [
        ("accounts", "0006_teams_work_in_regions"),
        ("catalog", "0014_the_search_knows_routes"),
        ("requests", "0011_ports_in_other_systems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MaskException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("columns", models.JSONField(verbose_name="columns seen plain")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Being set up"),
                            ("active", "In force"),
                            ("failed", "Could not be set up"),
                            ("expired", "Expired"),
                            ("revoked", "Revoked"),
                            ("returned", "Given back"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("valid_from", models.DateTimeField(verbose_name="from")),
                ("valid_until", models.DateTimeField(verbose_name="until")),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="opened")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("end_reason", models.TextField(blank=True, verbose_name="why it ended")),
            ],
            options={
                "verbose_name": "exception from masks",
                "verbose_name_plural": "exceptions from masks",
                "ordering": ["valid_until", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="accessrequest",
            name="one_waiting_request_per_consumer_and_port",
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="adds_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="additions",
                to="requests.accessrequest",
                verbose_name="the access that it adds to",
            ),
        ),
        migrations.AddField(
            model_name="accessrequest",
            name="plain",
            field=models.JSONField(blank=True, null=True, verbose_name="masked columns to be seen plain"),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("adds_to", None), ("state", "waiting")),
                fields=("consumer", "port"),
                name="one_waiting_request_per_consumer_and_port",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("adds_to__isnull", False), ("state", "waiting")),
                fields=("consumer", "port"),
                name="one_waiting_exception_per_consumer_and_port",
            ),
        ),
        migrations.AddField(
            model_name="maskexception",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="maskexception",
            name="grant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exceptions", to="requests.grant"
            ),
        ),
        migrations.AddField(
            model_name="maskexception",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="exception", to="requests.accessrequest"
            ),
        ),
        migrations.AddIndex(
            model_name="maskexception",
            index=models.Index(fields=["grant", "state"], name="exception_by_grant"),
        ),
        migrations.AddIndex(
            model_name="maskexception",
            index=models.Index(fields=["state", "valid_until"], name="exception_by_last_moment"),
        ),
        migrations.AddConstraint(
            model_name="maskexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                name="an_exception_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="maskexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ["pending", "active"])),
                    models.Q(("ended_at__isnull", False), ("state__in", ["failed", "expired", "revoked", "returned"])),
                    _connector="OR",
                ),
                name="an_ended_exception_knows_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="maskexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "active"), _negated=True), ("opened_at__isnull", False), _connector="OR"
                ),
                name="an_exception_in_force_was_verified",
            ),
        ),
        migrations.AddConstraint(
            model_name="maskexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "revoked"), _negated=True),
                    models.Q(("end_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_revoked_exception_has_a_reason",
            ),
        ),
    ]
