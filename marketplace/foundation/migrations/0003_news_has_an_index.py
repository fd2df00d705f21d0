from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The last public events are found without passing the scores of all products."""

    dependencies = [("foundation", "0002_events_are_never_changed")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                fields=["-id"], condition=Q(public=True) & ~Q(verb="fitness.scored"), name="event_as_news"
            ),
        ),
    ]
