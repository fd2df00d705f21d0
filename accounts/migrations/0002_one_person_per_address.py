"""Expand: an e-mail address signs in one person only, however it is written."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """Empty addresses do not count."""

    dependencies = [("accounts", "0001_people")]
    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="one_person_per_address",
                violation_error_message="Somebody else uses this e-mail address.",
            ),
        ),
    ]
