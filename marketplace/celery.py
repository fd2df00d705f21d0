"""The worker and the scheduler."""

import os

from celery import Celery
from celery.signals import setup_logging, task_failure
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

TRANSPORT_ALIASES["embedded"] = "marketplace.foundation.broker:Transport"
TRANSPORT_ALIASES["redis"] = "marketplace.foundation.redis_broker:Transport"

app = Celery("marketplace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "marketplace.foundation",
        "accounts.notifications",
        "catalog.publishing",
        "catalog.starting",
        "catalog.search",
        "catalog.service_levels",
        "catalog.incidents",
        "catalog.fitness",
        "catalog.trials",
        "catalog.governance",
        "requests.provisioning",
        "requests.grants",
        "requests.connectors",
    ]
)
app.autodiscover_tasks(
    [
        "catalog.publishing",
        "catalog.governance",
        "catalog.transitions",
        "catalog.following",
        "catalog.observers",
        "requests.approvals",
        "requests.grants",
    ],
    related_name="schedules",
)


@app.on_after_configure.connect
def plan(sender, **_):
    """Give the scheduler its entries."""
    from marketplace.schedule import schedule

    sender.conf.beat_schedule = schedule()


@task_failure.connect
def say_that_a_task_broke(sender=None, exception=None, **_):
    """Tell the platform team what nobody would see."""
    from accounts.notifications.troubles import task_broke

    task_broke(sender.name, exception)


@setup_logging.connect
def log_as_django_does(**_):
    """Keep the logging of the settings instead of Celery's own."""
