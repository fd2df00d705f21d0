"""Contract: answers of functions are kept as evidence alone."""

from django.db import migrations


class Migration(migrations.Migration):
    """Contract: answers of functions are kept as evidence alone."""

    dependencies = [("catalog", "0020_results_become_evidence")]

    operations = [
        migrations.DeleteModel(
            name="FitnessResult",
        ),
    ]
