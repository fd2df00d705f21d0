"""What the Studio needs: verdicts, exceptions, migration periods, proposals, trials, followers.

Checkpoints are made anew by the next migration; nothing had written one before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_one_person_per_address"),
        ("catalog", "0006_policies_and_checkpoints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "follow",
                "verbose_name_plural": "follows",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="KeptPort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "kept port",
                "verbose_name_plural": "kept ports",
                "ordering": ["period", "port"],
            },
        ),
        migrations.CreateModel(
            name="MigrationNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("breaks", models.JSONField(default=list, verbose_name="what breaks")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="acknowledged")),
                ("moved_at", models.DateTimeField(blank=True, null=True, verbose_name="moved to the new version")),
            ],
            options={
                "verbose_name": "migration notice",
                "verbose_name_plural": "migration notices",
                "ordering": ["period", "port", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MigrationPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("ended", "Ended")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("guidance", models.TextField(blank=True, verbose_name="what consumers should do")),
                ("ends_at", models.DateTimeField(verbose_name="old version readable until")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "migration period",
                "verbose_name_plural": "migration periods",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PolicyException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("policy_slug", models.SlugField(max_length=80, verbose_name="policy")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for an answer"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                            ("ended", "Ended"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("valid_until", models.DateField(verbose_name="last day")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "policy exception",
                "verbose_name_plural": "policy exceptions",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PolicyVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pass", "Kept"),
                            ("fail", "Not kept"),
                            ("excepted", "Not kept, by exception"),
                            ("not-applicable", "Not applicable"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=16,
                        verbose_name="outcome",
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons")),
                ("evaluated_at", models.DateTimeField(verbose_name="evaluated")),
            ],
            options={
                "verbose_name": "policy verdict",
                "verbose_name_plural": "policy verdicts",
                "ordering": ["policy", "product"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("port", models.CharField(max_length=120, verbose_name="output port")),
                ("column", models.CharField(blank=True, max_length=200, verbose_name="column")),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("primary-key", "Key"),
                            ("required", "Never empty"),
                            ("unique", "No repeats"),
                            ("range", "Range"),
                            ("enum", "Allowed values"),
                            ("classification", "Classification"),
                        ],
                        max_length=16,
                        verbose_name="about",
                    ),
                ),
                ("value", models.JSONField(verbose_name="value")),
                ("why", models.TextField(verbose_name="why")),
                ("evidence", models.JSONField(blank=True, default=dict, verbose_name="figures")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("accepted", "Accepted"), ("dismissed", "Dismissed")],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("leased_by", models.CharField(blank=True, editable=False, max_length=120)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveIntegerField(default=0, editable=False, verbose_name="attempts")),
                ("bundle", models.BinaryField(verbose_name="documents")),
                ("digest", models.CharField(max_length=64)),
                ("revision", models.PositiveIntegerField(verbose_name="revision of the draft")),
                ("sample_rows", models.PositiveIntegerField(blank=True, null=True, verbose_name="rows of each input")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting for a worker"),
                            ("running", "Running"),
                            ("succeeded", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Stopped"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=40, verbose_name="what it is at")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="what was found")),
                ("locations", models.JSONField(blank=True, default=dict)),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("remedy", models.TextField(blank=True, verbose_name="what to do")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("discarded_at", models.DateTimeField(blank=True, null=True, verbose_name="files removed")),
            ],
            options={
                "verbose_name": "trial",
                "verbose_name_plural": "trials",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="dataproduct",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
        migrations.AddField(
            model_name="productversion",
            name="guidance",
            field=models.TextField(blank=True, verbose_name="what consumers should do"),
        ),
        migrations.AddField(
            model_name="productversion",
            name="notice_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days of notice"),
        ),
        migrations.AddConstraint(
            model_name="dataproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("status__in", ["deprecated", "retired"]), _connector="OR"),
                name="only_what_is_deprecated_has_a_last_day",
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="domain",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follows",
                to="catalog.domain",
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="follows", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="product",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follows",
                to="catalog.dataproduct",
            ),
        ),
        migrations.AddField(
            model_name="keptport",
            name="contract",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.datacontract"
            ),
        ),
        migrations.AddField(
            model_name="keptport",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.accesspolicy"
            ),
        ),
        migrations.AddField(
            model_name="keptport",
            name="port",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="kept", to="catalog.outputport"
            ),
        ),
        migrations.AddField(
            model_name="keptport",
            name="snapshot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.snapshot"
            ),
        ),
        migrations.AddField(
            model_name="migrationnotice",
            name="acknowledged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="migrationnotice",
            name="consumer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="migration_notices", to="accounts.consumer"
            ),
        ),
        migrations.AddField(
            model_name="migrationnotice",
            name="port",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="migration_notices", to="catalog.outputport"
            ),
        ),
        migrations.AddField(
            model_name="migrationperiod",
            name="after",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="migration_period",
                to="catalog.productversion",
            ),
        ),
        migrations.AddField(
            model_name="migrationperiod",
            name="before",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="periods_as_old", to="catalog.productversion"
            ),
        ),
        migrations.AddField(
            model_name="migrationperiod",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="migration_periods", to="catalog.dataproduct"
            ),
        ),
        migrations.AddField(
            model_name="migrationnotice",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="catalog.migrationperiod"
            ),
        ),
        migrations.AddField(
            model_name="keptport",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="kept_ports", to="catalog.migrationperiod"
            ),
        ),
        migrations.AddField(
            model_name="policyexception",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="policyexception",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="policy_exceptions", to="catalog.dataproduct"
            ),
        ),
        migrations.AddField(
            model_name="policyexception",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="policyverdict",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="verdicts", to="catalog.governancepolicy"
            ),
        ),
        migrations.AddField(
            model_name="policyverdict",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="policy_verdicts", to="catalog.dataproduct"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="catalog.dataproduct"
            ),
        ),
        migrations.AddField(
            model_name="trial",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="trial",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="trials", to="catalog.dataproduct"
            ),
        ),
        migrations.DeleteModel(
            name="Checkpoint",
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("domain__isnull", True), ("product__isnull", False)),
                    models.Q(("domain__isnull", False), ("product__isnull", True)),
                    _connector="OR",
                ),
                name="one_follows_a_product_or_a_domain",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("product__isnull", False)),
                fields=("person", "product"),
                name="one_follow_per_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("domain__isnull", False)), fields=("person", "domain"), name="one_follow_per_domain"
            ),
        ),
        migrations.AddConstraint(
            model_name="migrationperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "open")),
                    models.Q(("ended_at__isnull", False), ("state", "ended")),
                    _connector="OR",
                ),
                name="an_ended_migration_period_knows_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="migrationperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("before", models.F("after")), _negated=True),
                name="a_version_does_not_migrate_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="migrationnotice",
            constraint=models.UniqueConstraint(
                fields=("period", "port", "consumer"), name="one_notice_per_period_port_and_consumer"
            ),
        ),
        migrations.AddConstraint(
            model_name="migrationnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acknowledged_at", None), ("acknowledged_by", None)),
                    models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                    _connector="OR",
                ),
                name="an_acknowledged_notice_knows_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="migrationnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("moved_at", None), ("acknowledged_at__isnull", False), _connector="OR"),
                name="who_moved_has_acknowledged",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptport",
            constraint=models.UniqueConstraint(fields=("period", "port"), name="one_kept_port_per_period_and_port"),
        ),
        migrations.AddConstraint(
            model_name="policyexception",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["requested", "granted"])),
                fields=("policy_slug", "product"),
                name="one_open_exception_per_policy_and_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="an_exception_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="policyexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "requested")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["granted", "refused"]),
                    ),
                    ("state", "ended"),
                    _connector="OR",
                ),
                name="a_decided_exception_knows_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_refused_exception_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("requested_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_grants_themselves_an_exception",
            ),
        ),
        migrations.AddIndex(
            model_name="policyverdict",
            index=models.Index(fields=["product", "outcome"], name="verdict_by_product"),
        ),
        migrations.AddConstraint(
            model_name="policyverdict",
            constraint=models.UniqueConstraint(fields=("policy", "product"), name="one_verdict_per_policy_and_product"),
        ),
        migrations.AddConstraint(
            model_name="policyverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["pass", "fail", "excepted", "not-applicable", "unknown"])),
                name="verdict_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=("product", "port", "column", "aspect"), name="one_proposal_per_column_and_aspect"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "accepted", "dismissed"])), name="proposal_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "proposed")),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="a_decided_proposal_knows_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=("product",),
                name="one_open_trial_per_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "running", "succeeded", "failed", "cancelled"])),
                name="trial_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="trial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("started_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                ),
                name="trial_ends_after_it_began",
            ),
        ),
        # A new version may be in grace while the one before is still enforced.
        migrations.RemoveConstraint(model_name="governancepolicy", name="one_version_of_a_policy_in_force"),
        migrations.AddField(
            model_name="governancepolicy",
            name="shipped",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="governancepolicy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "grace")), fields=("slug",), name="one_version_of_a_policy_in_grace"
            ),
        ),
        migrations.AddConstraint(
            model_name="governancepolicy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "enforced")), fields=("slug",), name="one_version_of_a_policy_enforced"
            ),
        ),
        migrations.CreateModel(
            name="DataProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("leased_by", models.CharField(blank=True, editable=False, max_length=120)),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("attempts", models.PositiveIntegerField(default=0, editable=False, verbose_name="attempts")),
                ("port", models.CharField(max_length=120, verbose_name="output port")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting for a worker"),
                            ("running", "Running"),
                            ("succeeded", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=40, verbose_name="what it is at")),
                ("done", models.PositiveIntegerField(default=0, editable=False)),
                ("of", models.PositiveIntegerField(default=0, editable=False)),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="figures")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("remedy", models.TextField(blank=True, verbose_name="what to do")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="data_profiles",
                        to="catalog.dataproduct",
                    ),
                ),
            ],
            options={
                "verbose_name": "look at data",
                "verbose_name_plural": "looks at data",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("product", "port"),
                        name="one_open_data_profile_per_port",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "succeeded", "failed"])),
                        name="data_profile_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("started_at", None),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="data_profile_ends_after_it_began",
                    ),
                ],
            },
        ),
    ]
