"""Column edges are found by the column they make and by the one they read, whatever case names are written in."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_search_at_scale")]

    operations = [
        migrations.AddIndex("columnedge", models.Index(models.F("port"), Lower("column"), name="edge_by_made_column")),
        migrations.AddIndex(
            "columnedge", models.Index(models.F("input_port"), Lower("from_column"), name="edge_by_read_column")
        ),
    ]
