from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: the search knows by which terms ports are routed; products get theirs with the night's refresh."""

    dependencies = [
        ("catalog", "0013_people_ask_and_say"),
    ]

    operations = [
        migrations.CreateModel(
            name="RouteTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("document", models.JSONField(verbose_name="rules, purposes and longest duration")),
                ("classifications", models.JSONField(default=list, verbose_name="classifications that are read")),
                ("all_classifications", models.JSONField(default=list, verbose_name="classifications of all columns")),
                ("plain_for", models.JSONField(default=list, verbose_name="teams that read all columns")),
                ("tells", models.JSONField(default=list, verbose_name="what it tells beside the rules")),
            ],
            options={
                "verbose_name": "terms of a route",
                "verbose_name_plural": "terms of routes",
            },
        ),
    ]
