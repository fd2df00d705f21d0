"""People save searches; what is new and what is fit is found by an index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_checkpoints_have_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("query", models.CharField(max_length=2000, verbose_name="search")),
                ("known", models.BinaryField(default=b"")),
                ("fresh", models.JSONField(default=list, editable=False, verbose_name="new matches")),
                ("looked_at", models.DateTimeField(verbose_name="last looked")),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="follow",
            name="one_follows_a_product_or_a_domain",
        ),
        migrations.AddIndex(
            model_name="fitnessscore",
            index=models.Index(condition=models.Q(("latest", True)), fields=["-score"], name="score_latest_best_first"),
        ),
        migrations.AddIndex(
            model_name="productversion",
            index=models.Index(
                condition=models.Q(("state", "published")), fields=["-published_at"], name="version_by_publishing"
            ),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="saved_searches", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="follow",
            name="search",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follow",
                to="catalog.savedsearch",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("domain", None), ("product__isnull", False), ("search", None)),
                    models.Q(("domain__isnull", False), ("product", None), ("search", None)),
                    models.Q(("domain", None), ("product", None), ("search__isnull", False)),
                    _connector="OR",
                ),
                name="one_follows_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(fields=["looked_at"], name="saved_search_by_look"),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(fields=("person", "name"), name="one_saved_search_per_person_and_name"),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                fields=("person", "query"), name="one_saved_search_per_person_and_query"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("query", ""), _negated=True)),
                name="a_saved_search_has_a_name_and_words",
            ),
        ),
    ]
