import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0014_the_search_knows_routes"),
        ("foundation", "0003_news_has_an_index"),
        ("requests", "0010_rules_quorums_and_narrower_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="GovernedPort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("leased_by", models.CharField(blank=True, editable=False, max_length=120)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveIntegerField(default=0, editable=False, verbose_name="attempts")),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "readers_policy",
                    models.CharField(blank=True, max_length=64, verbose_name="their policy of who reads"),
                ),
                (
                    "data_policy",
                    models.CharField(blank=True, max_length=64, verbose_name="their policy of what is seen"),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told")),
            ],
            options={
                "verbose_name": "port in another system",
                "verbose_name_plural": "ports in other systems",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="connector",
            name="connector_kind_is_known",
        ),
        migrations.AddField(
            model_name="connectormessage",
            name="port",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.outputport",
                verbose_name="port",
            ),
        ),
        migrations.AlterField(
            model_name="connector",
            name="account",
            field=models.CharField(blank=True, max_length=120, verbose_name="user name or attribute there"),
        ),
        migrations.AlterField(
            model_name="connector",
            name="kind",
            field=models.CharField(
                choices=[
                    ("webhook", "Signed webhook"),
                    ("chat", "Chat (Slack, Teams, Mattermost)"),
                    ("servicenow", "ServiceNow"),
                    ("immuta", "Immuta"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="connector",
            name="table",
            field=models.CharField(blank=True, max_length=80, verbose_name="table or warehouse"),
        ),
        migrations.AlterField(
            model_name="connectormessage",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundation.auditevent",
            ),
        ),
        migrations.AddConstraint(
            model_name="connector",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["webhook", "chat", "servicenow", "immuta"])),
                name="connector_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="connectormessage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "failed"])),
                fields=("connector", "port"),
                name="one_open_message_per_connector_and_port",
            ),
        ),
        migrations.AddConstraint(
            model_name="connectormessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event__isnull", False), ("port", None)),
                    models.Q(("event", None), ("port__isnull", False)),
                    _connector="OR",
                ),
                name="a_message_is_about_an_event_or_a_port",
            ),
        ),
        migrations.AddField(
            model_name="governedport",
            name="connector",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="governed", to="requests.connector"
            ),
        ),
        migrations.AddField(
            model_name="governedport",
            name="port",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.outputport",
                verbose_name="port",
            ),
        ),
        migrations.AddConstraint(
            model_name="governedport",
            constraint=models.UniqueConstraint(
                fields=("connector", "port"), name="a_port_is_governed_once_by_a_connector"
            ),
        ),
    ]
