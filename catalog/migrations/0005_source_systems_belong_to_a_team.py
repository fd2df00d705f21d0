"""Raw data has no access policy, so it is read by products of one team alone, where one is named."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_one_person_per_address"),
        ("catalog", "0004_ports_know_when_they_were_measured"),
    ]
    operations = [
        migrations.AddField(
            model_name="sourcesystem",
            name="team",
            field=models.ForeignKey(
                blank=True,
                help_text="Raw data is read by products of this team alone; without one, by those of every team.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="source_systems",
                to="accounts.team",
                verbose_name="only for products of",
            ),
        ),
    ]
