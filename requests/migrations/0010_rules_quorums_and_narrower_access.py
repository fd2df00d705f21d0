from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OVERLAPS = import_module("requests.migrations.0002_grants_do_not_overlap")


def keep_apart_again(apps, schema_editor):
    """SQLite makes a table anew for a column more or less, and forgets what watched over it."""
    if schema_editor.connection.vendor == "sqlite":
        OVERLAPS.let_overlap(apps, schema_editor)
        OVERLAPS.keep_apart(apps, schema_editor)


class Migration(migrations.Migration):
    """Expand: the company has access rules, stages are decided by several people, and access may be narrower."""

    dependencies = [
        ("requests", "0009_rights_without_a_grant"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_apart_again),
        migrations.CreateModel(
            name="AccessRuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(unique=True, verbose_name="version")),
                ("written", models.TextField(verbose_name="as written")),
                ("document", models.JSONField(verbose_name="as read")),
                ("reason", models.TextField(verbose_name="why it was changed")),
            ],
            options={
                "verbose_name": "access rules",
                "verbose_name_plural": "access rules",
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="StageQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="question")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
            ],
            options={
                "verbose_name": "question back",
                "verbose_name_plural": "questions back",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("begins_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
            ],
            options={
                "verbose_name": "stand-in",
                "verbose_name_plural": "stand-ins",
                "ordering": ["-begins_at", "-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="decision",
            options={"ordering": ["at", "pk"], "verbose_name": "decision", "verbose_name_plural": "decisions"},
        ),
        migrations.AddField(
            model_name="approvalstage",
            name="due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="to be answered by"),
        ),
        migrations.AddField(
            model_name="approvalstage",
            name="escalated_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="stewards were asked, too"),
        ),
        migrations.AddField(
            model_name="approvalstage",
            name="needed",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="how many must agree"),
        ),
        migrations.AddField(
            model_name="approvalstage",
            name="needs",
            field=models.CharField(default="any", max_length=8, verbose_name="how many must agree, as the rule says"),
        ),
        migrations.AddField(
            model_name="approvalstage",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reminded"),
        ),
        migrations.AddField(
            model_name="approvalstage",
            name="why",
            field=models.TextField(blank=True, verbose_name="why it was skipped"),
        ),
        migrations.AddField(
            model_name="decision",
            name="only",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="only these columns and rows, if fewer than asked for"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="voice_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="in the place of",
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="only",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="only these columns and rows, where less was given"
            ),
        ),
        migrations.AlterField(
            model_name="approvalstage",
            name="role",
            field=models.CharField(
                choices=[
                    ("owner", "Owner of the product"),
                    ("domain-owner", "Owner of the domain"),
                    ("steward", "Governance steward"),
                    ("data-protection", "Data protection"),
                    ("line", "Line of the requester"),
                ],
                max_length=16,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="approvalstage",
            name="stood_in",
            field=models.BooleanField(default=False, verbose_name="stewards were asked in place of the role"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="stage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="requests.approvalstage"
            ),
        ),
        migrations.AddIndex(
            model_name="approvalstage",
            index=models.Index(condition=models.Q(("state", "open")), fields=["due_at"], name="open_stage_by_due"),
        ),
        migrations.AddConstraint(
            model_name="approvalstage",
            constraint=models.CheckConstraint(condition=models.Q(("needed__gte", 1)), name="a_stage_needs_somebody"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("stage", "by"), name="everybody_decides_once_per_stage"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("stage", "voice_of"), name="one_word_in_the_place_of_each"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("voice_of", None), models.Q(("voice_of", models.F("by")), _negated=True), _connector="OR"
                ),
                name="nobody_stands_in_for_themselves",
            ),
        ),
        migrations.AddField(
            model_name="accessruleset",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="stagequestion",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stagequestion",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="stagequestion",
            name="stage",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="requests.approvalstage"
            ),
        ),
        migrations.AddField(
            model_name="standin",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stands_in_for", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="standin",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="stand_ins", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="accessruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="a_change_of_access_rules_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="access_rules_are_numbered_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="stagequestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)), fields=("stage",), name="one_open_question_per_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="stagequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_question_back_asks_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="stagequestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answered_question_knows_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="standin",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("by")), _negated=True), name="somebody_else_stands_in"
            ),
        ),
        migrations.AddConstraint(
            model_name="standin",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="a_stand_in_ends_after_it_begins"
            ),
        ),
        migrations.RunPython(keep_apart_again, migrations.RunPython.noop),
    ]
