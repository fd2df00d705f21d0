"""Signs of life, kept where every process can read them."""

from datetime import timedelta

from django.utils import timezone

from marketplace.foundation.models import Heartbeat

ALIVE_FOR = timedelta(seconds=60)


def beat(name: str) -> None:
    """Leave a sign of life."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def is_alive(name: str) -> bool:
    """Was there a sign of life within the last minute?"""
    return Heartbeat.objects.filter(name=name, at__gte=timezone.now() - ALIVE_FOR).exists()
