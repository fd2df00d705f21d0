"""Checkpoints rest on a form."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_one_person_per_address"),
        ("catalog", "0007_the_studio"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckpointForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discovery", "Discovery"),
                            ("lean-inception", "Lean inception"),
                            ("risk-assessment", "System risk assessment"),
                            ("onboarding", "Team onboarding"),
                        ],
                        max_length=20,
                        verbose_name="checkpoint",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in-use", "In use"), ("withdrawn", "Withdrawn")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("questions", models.JSONField(default=list, verbose_name="questions")),
                (
                    "signer",
                    models.CharField(
                        choices=[("platform", "Platform team"), ("governance", "Governance stewards")],
                        max_length=12,
                        verbose_name="signed by",
                    ),
                ),
                ("covers", models.JSONField(blank=True, default=list, verbose_name="what it rests on")),
            ],
            options={
                "verbose_name": "checkpoint form",
                "verbose_name_plural": "checkpoint forms",
                "ordering": ["kind", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "version"), name="one_checkpoint_form_per_kind_and_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in-use")),
                        fields=("kind",),
                        name="one_checkpoint_form_in_use_per_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in-use", "withdrawn"])),
                        name="checkpoint_form_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discovery", "Discovery"),
                            ("lean-inception", "Lean inception"),
                            ("risk-assessment", "System risk assessment"),
                            ("onboarding", "Team onboarding"),
                        ],
                        max_length=20,
                        verbose_name="checkpoint",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being filled in"),
                            ("requested", "Waiting for an answer"),
                            ("signed", "Signed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answers", models.JSONField(blank=True, default=list, verbose_name="questions and answers")),
                ("rests_on", models.JSONField(blank=True, default=dict, verbose_name="what it rests on")),
                ("grounds", models.JSONField(blank=True, default=dict, verbose_name="what was there")),
                ("requested_at", models.DateTimeField(blank=True, null=True, verbose_name="asked for")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checkpoints",
                        to="catalog.dataproduct",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkpoints",
                        to="accounts.team",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkpoints",
                        to="catalog.checkpointform",
                    ),
                ),
            ],
            options={
                "verbose_name": "checkpoint",
                "verbose_name_plural": "checkpoints",
                "ordering": ["product", "kind", "-version"],
                "indexes": [
                    models.Index(fields=["state", "-id"], name="checkpoint_by_state"),
                    models.Index(fields=["team", "kind"], name="checkpoint_by_team_and_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "kind", "version"), name="one_checkpoint_per_product_kind_and_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "requested"])),
                        fields=("product", "kind"),
                        name="one_open_checkpoint_per_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "onboarding"), ("state__in", ["draft", "requested"])),
                        fields=("team", "kind"),
                        name="one_open_checkpoint_per_team_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at", None),
                                ("answered_by", None),
                                ("state__in", ["draft", "requested", "withdrawn"]),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("state__in", ["signed", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="an_answered_checkpoint_knows_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_refused_checkpoint_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", None),
                            models.Q(("answered_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_signs_what_they_asked_for",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="productversion",
            name="parts",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="digests of its parts"),
        ),
    ]
