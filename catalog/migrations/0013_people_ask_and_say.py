"""People look for products that nobody offers, ask about those there are, and review what they read."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_one_person_per_address"),
        ("catalog", "0012_requirement_profiles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProductQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("text", models.TextField(verbose_name="text")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden")),
                ("hidden_because", models.TextField(blank=True, verbose_name="why it is hidden")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="product_questions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="catalog.dataproduct"
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProductAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("text", models.TextField(verbose_name="text")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden")),
                ("hidden_because", models.TextField(blank=True, verbose_name="why it is hidden")),
                ("by_owner", models.BooleanField(default=False, verbose_name="of the owning team")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="product_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="catalog.productquestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProductReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("text", models.TextField(verbose_name="text")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden")),
                ("hidden_because", models.TextField(blank=True, verbose_name="why it is hidden")),
                (
                    "stars",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="stars",
                    ),
                ),
                ("reply", models.TextField(blank=True, verbose_name="reply of the owning team")),
                ("replied_at", models.DateTimeField(blank=True, null=True, verbose_name="replied")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="product_reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hidden_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="catalog.dataproduct"
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="catalog.productversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WantedProduct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("need", models.TextField(verbose_name="what it must answer")),
                ("terms", models.JSONField(blank=True, default=list, verbose_name="columns or terms")),
                ("purpose", models.CharField(max_length=300, verbose_name="purpose")),
                ("needed_by", models.DateField(blank=True, null=True, verbose_name="needed by")),
                ("words", models.TextField(blank=True, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("picked-up", "Picked up"),
                            ("answered", "Answered"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="why")),
                ("moved_at", models.DateTimeField(blank=True, null=True, verbose_name="last moved")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wanted_products",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wanted_products",
                        to="catalog.domain",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers_wanted",
                        to="catalog.dataproduct",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_wanted_products",
                        to="accounts.team",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "verbose_name": "wanted product",
                "verbose_name_plural": "wanted products",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="WantedVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="why")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wanted_votes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wanted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="catalog.wantedproduct"
                    ),
                ),
            ],
            options={
                "verbose_name": "vote for a wanted product",
                "verbose_name_plural": "votes for wanted products",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="productquestion",
            index=models.Index(fields=["product", "-id"], name="question_by_product"),
        ),
        migrations.AddConstraint(
            model_name="productquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_productquestion_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="productquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at", None), ("hidden_because", ""), ("hidden_by", None)),
                    models.Q(
                        ("hidden_at__isnull", False),
                        ("hidden_by__isnull", False),
                        models.Q(("hidden_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_hidden_productquestion_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="productanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_productanswer_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="productanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at", None), ("hidden_because", ""), ("hidden_by", None)),
                    models.Q(
                        ("hidden_at__isnull", False),
                        ("hidden_by__isnull", False),
                        models.Q(("hidden_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_hidden_productanswer_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="productanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at", None), ("accepted_by", None)),
                    models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False), ("hidden_at", None)),
                    _connector="OR",
                ),
                name="an_accepted_answer_is_shown_and_knows_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="productanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at__isnull", False)),
                fields=("question",),
                name="one_accepted_answer_per_question",
            ),
        ),
        migrations.AddConstraint(
            model_name="productreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="a_productreview_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="productreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at", None), ("hidden_because", ""), ("hidden_by", None)),
                    models.Q(
                        ("hidden_at__isnull", False),
                        ("hidden_by__isnull", False),
                        models.Q(("hidden_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_hidden_productreview_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="productreview",
            constraint=models.UniqueConstraint(fields=("product", "author"), name="one_review_per_product_and_person"),
        ),
        migrations.AddConstraint(
            model_name="productreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="a_review_has_one_to_five_stars"
            ),
        ),
        migrations.AddConstraint(
            model_name="productreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at", None), ("replied_by", None), ("reply", "")),
                    models.Q(
                        ("replied_at__isnull", False),
                        ("replied_by__isnull", False),
                        models.Q(("reply", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_reply_knows_when_and_by_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="wantedproduct",
            index=models.Index(fields=["state", "-id"], name="wanted_by_state"),
        ),
        migrations.AddConstraint(
            model_name="wantedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "picked-up", "answered", "declined", "withdrawn"])),
                name="wanted_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="wantedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("product", None), ("state", "open"), ("taken_by", None)),
                    models.Q(("state", "open"), _negated=True),
                    _connector="OR",
                ),
                name="what_is_open_is_nobodys_yet",
            ),
        ),
        migrations.AddConstraint(
            model_name="wantedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "picked-up"), _negated=True), ("taken_by__isnull", False), _connector="OR"
                ),
                name="what_is_picked_up_has_a_team",
            ),
        ),
        migrations.AddConstraint(
            model_name="wantedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "answered"), _negated=True), ("product__isnull", False), _connector="OR"
                ),
                name="an_answer_is_a_product",
            ),
        ),
        migrations.AddConstraint(
            model_name="wantedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_decline_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="wantedproduct",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("need", ""), _negated=True)),
                name="a_wanted_product_says_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="wantedvote",
            constraint=models.UniqueConstraint(fields=("wanted", "person"), name="one_vote_per_wanted_and_person"),
        ),
    ]
