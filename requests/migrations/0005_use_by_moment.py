from django.db import migrations, models


class Migration(migrations.Migration):
    """Reads and orders of a span of days are found without looking at all others."""

    dependencies = [("requests", "0004_baskets_and_recertifications")]

    operations = [
        migrations.AddIndex(
            model_name="accessrequest", index=models.Index(fields=["created_at"], name="request_by_moment")
        ),
        migrations.AddIndex(model_name="dataread", index=models.Index(fields=["at"], name="read_by_moment")),
    ]
