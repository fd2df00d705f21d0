import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Expand: a measurement of a relationship knows the snapshot that it was compared with."""

    dependencies = [("catalog", "0017_service_levels_have_objectives")]

    operations = [
        migrations.AddField(
            "measurement",
            "compared",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.snapshot",
                verbose_name="compared with",
            ),
        ),
    ]
