from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: teams say where they work, so that access rules can ask."""

    dependencies = [
        ("accounts", "0005_times_in_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="region",
            field=models.CharField(
                blank=True,
                help_text="Where it works, as access rules name it; such as EU.",
                max_length=40,
                verbose_name="region",
            ),
        ),
    ]
