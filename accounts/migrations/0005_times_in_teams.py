import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def begin_history(apps, schema_editor):
    """Who is in a team now has been in it since their membership was made; whoever left before is not known."""
    periods = apps.get_model("accounts", "MembershipPeriod").objects
    if periods.exists():
        return
    rows = apps.get_model("accounts", "Membership").objects.values_list("team", "person", "created_at")
    periods.bulk_create(
        (periods.model(team_id=team, person_id=person, since=since) for team, person, since in rows.iterator()),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    """Expand: who was in which team from when until when, so that the record of access is true for past days."""

    dependencies = [
        ("accounts", "0004_messages_go_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="MembershipPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="membership_periods",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="membership_periods",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "verbose_name": "time in a team",
                "verbose_name_plural": "times in teams",
                "ordering": ["team", "person", "since"],
                "indexes": [models.Index(fields=["person", "since"], name="time_in_team_by_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("team", "person"),
                        name="one_open_time_per_team_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="a_time_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.RunPython(begin_history, migrations.RunPython.noop),
    ]
