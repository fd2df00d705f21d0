"""The search holds at 100,000 products: facts to narrow and count by, words to put typing errors right, synonyms, a log."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

_PADDED = "'  ' || {row}.word || ' '"
BUILD = {
    "sqlite": [
        "CREATE VIRTUAL TABLE catalog_searchspelling USING fts5(padded, content='', tokenize='trigram')",
        "CREATE TRIGGER spelling_learns AFTER INSERT ON catalog_searchword WHEN NEW.kind = 'word' BEGIN "
        f"INSERT INTO catalog_searchspelling(rowid, padded) VALUES (NEW.id, {_PADDED.format(row='NEW')}); END",
        "CREATE TRIGGER spelling_forgets AFTER DELETE ON catalog_searchword WHEN OLD.kind = 'word' BEGIN "
        "INSERT INTO catalog_searchspelling(catalog_searchspelling, rowid, padded) "
        f"VALUES ('delete', OLD.id, {_PADDED.format(row='OLD')}); END",
    ],
    "postgresql": [
        # The names were compared whole; words are, now.
        "DROP INDEX IF EXISTS search_by_likeness",
        "CREATE INDEX word_by_likeness ON catalog_searchword USING gin (word gin_trgm_ops) WHERE kind = 'word'",
        "CREATE INDEX word_by_beginning ON catalog_searchword (kind, word text_pattern_ops)",
        "CREATE INDEX facts_by_beginning ON catalog_searchfacts (title text_pattern_ops) WHERE shown",
    ],
}
REMOVE = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS spelling_learns",
        "DROP TRIGGER IF EXISTS spelling_forgets",
        "DROP TABLE IF EXISTS catalog_searchspelling",
    ],
    "postgresql": [
        "DROP INDEX IF EXISTS facts_by_beginning",
        "DROP INDEX IF EXISTS word_by_beginning",
        "DROP INDEX IF EXISTS word_by_likeness",
        "CREATE INDEX search_by_likeness ON catalog_searchentry USING gin (names gin_trgm_ops)",
    ],
}


def reshape_entries(apps, schema_editor):
    """Take the classification away, which the facts hold, and add the names of columns."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "catalog_searchentry")
    for name, about in found.items():
        if about["index"] and about["columns"] == ["classification"]:
            schema_editor.execute(f'DROP INDEX "{name}"')
    schema_editor.execute("ALTER TABLE catalog_searchentry DROP COLUMN classification")
    schema_editor.execute("ALTER TABLE catalog_searchentry ADD COLUMN column_names text NOT NULL DEFAULT ''")


def restore_entries(apps, schema_editor):
    """The way back."""
    schema_editor.execute("ALTER TABLE catalog_searchentry DROP COLUMN column_names")
    schema_editor.execute("ALTER TABLE catalog_searchentry ADD COLUMN classification varchar(12) NOT NULL DEFAULT ''")
    schema_editor.execute("CREATE INDEX catalog_searchentry_classification ON catalog_searchentry (classification)")


def build(apps, schema_editor):
    """What finds words that are alike, and words by their beginning."""
    for statement in BUILD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    """Take it away, for the way back."""
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Facts, words, synonyms and the log of the search."""

    dependencies = [
        ("accounts", "0002_one_person_per_address"),
        ("catalog", "0009_saved_searches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Not by Django's way of remaking the table on SQLite, which would lose the triggers that the index follows.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="searchentry", name="classification"),
                migrations.AddField(
                    model_name="searchentry",
                    name="column_names",
                    field=models.TextField(blank=True, default="", verbose_name="names of columns, one a line"),
                ),
            ],
            database_operations=[migrations.RunPython(reshape_entries, restore_entries)],
        ),
        migrations.CreateModel(
            name="LoggedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="at")),
                ("text", models.CharField(max_length=400, verbose_name="as typed")),
                ("words", models.CharField(db_index=True, max_length=400, verbose_name="as understood")),
                ("filters", models.JSONField(blank=True, default=dict, verbose_name="narrowed by")),
                ("hits", models.PositiveIntegerField(verbose_name="products found")),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "search",
                "verbose_name_plural": "searches",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="SearchFacts",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_facts",
                        to="catalog.dataproduct",
                    ),
                ),
                ("shown", models.BooleanField(verbose_name="everybody may find it")),
                ("title", models.CharField(max_length=200, verbose_name="words of the name")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("deprecated", "Deprecated"),
                            ("retired", "Retired"),
                        ],
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "archetype",
                    models.CharField(
                        choices=[
                            ("source-aligned", "Source-aligned"),
                            ("aggregate", "Aggregate"),
                            ("consumer-aligned", "Consumer-aligned"),
                        ],
                        max_length=20,
                        verbose_name="archetype",
                    ),
                ),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("excellent", "Excellent"),
                            ("good", "Good"),
                            ("fair", "Fair"),
                            ("poor", "Poor"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=10,
                        verbose_name="fitness",
                    ),
                ),
                (
                    "classification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("public", "Public"),
                            ("internal", "Internal"),
                            ("confidential", "Confidential"),
                            ("restricted", "Restricted"),
                        ],
                        max_length=12,
                        verbose_name="strictest classification",
                    ),
                ),
                (
                    "freshness",
                    models.CharField(
                        choices=[
                            ("kept", "Kept"),
                            ("at_risk", "At risk"),
                            ("broken", "Broken"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=8,
                        verbose_name="freshness",
                    ),
                ),
                (
                    "profile",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Concat(
                            models.F("status"),
                            models.Value("/"),
                            models.F("archetype"),
                            models.Value("/"),
                            models.F("band"),
                            models.Value("/"),
                            models.F("classification"),
                            models.Value("/"),
                            models.F("freshness"),
                        ),
                        output_field=models.CharField(max_length=80),
                    ),
                ),
                ("many", models.TextField(blank=True)),
                ("score", models.PositiveSmallIntegerField(null=True, verbose_name="fitness score")),
                ("uses", models.PositiveIntegerField(default=0, verbose_name="consumers")),
                ("published_at", models.DateTimeField(null=True, verbose_name="published")),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.domain"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.team"
                    ),
                ),
            ],
            options={
                "verbose_name": "facts for the search",
                "verbose_name_plural": "facts for the search",
            },
        ),
        migrations.CreateModel(
            name="SearchFacet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("value", models.CharField(max_length=200)),
                (
                    "facts",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facets",
                        to="catalog.searchfacts",
                    ),
                ),
            ],
            options={
                "verbose_name": "facet of a product",
                "verbose_name_plural": "facets of products",
            },
        ),
        migrations.CreateModel(
            name="SearchTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=14)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("products", models.IntegerField()),
            ],
            options={
                "verbose_name": "count of a facet",
                "verbose_name_plural": "counts of facets",
                "indexes": [models.Index(fields=["kind", "value"], name="tally_by_value")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("word", "Word"), ("column", "Column")], max_length=6)),
                ("word", models.CharField(max_length=120)),
                ("products", models.IntegerField()),
            ],
            options={
                "verbose_name": "word of the catalog",
                "verbose_name_plural": "words of the catalog",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "word"), name="one_row_per_word"),
                    models.CheckConstraint(
                        condition=models.Q(("products__gte", 0)), name="a_word_has_no_fewer_than_no_products"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("term", models.CharField(db_index=True, max_length=120, verbose_name="term")),
                ("meaning", models.CharField(db_index=True, max_length=120, verbose_name="means the same as")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["term", "meaning"],
            },
        ),
        migrations.AddIndex(
            model_name="searchfacts",
            index=models.Index(fields=["shown", "title", "id"], name="facts_by_title"),
        ),
        migrations.AddIndex(
            model_name="searchfacts",
            index=models.Index(fields=["shown", "owner", "status"], name="facts_by_team"),
        ),
        migrations.AddConstraint(
            model_name="searchfacts",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", models.F("product"))), name="facts_have_the_id_of_their_product"
            ),
        ),
        migrations.AddIndex(
            model_name="searchfacts",
            index=models.Index(fields=["shown", "-score", "-uses"], name="facts_by_fitness"),
        ),
        migrations.AddIndex(
            model_name="searchfacts",
            index=models.Index(fields=["shown", "-published_at"], name="facts_by_day"),
        ),
        migrations.AddIndex(
            model_name="searchfacet",
            index=models.Index(fields=["kind", "value", "facts"], name="facet_by_value"),
        ),
        migrations.AddConstraint(
            model_name="searchfacet",
            constraint=models.UniqueConstraint(fields=("facts", "kind", "value"), name="one_facet_per_product"),
        ),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.UniqueConstraint(fields=("term", "meaning"), name="one_synonym_per_pair"),
        ),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("term", ""), _negated=True),
                    models.Q(("meaning", ""), _negated=True),
                    models.Q(("term", models.F("meaning")), _negated=True),
                ),
                name="a_synonym_joins_two_terms",
            ),
        ),
        migrations.RunPython(build, remove),
    ]
