"""A task that breaks tells the platform team, once a day, and never breaks the worker."""

from celery import shared_task
from django.db import DatabaseError

from accounts.notifications import troubles
from marketplace.celery import app  # noqa: F401 — connects


@shared_task(name="tests.stumble")
def stumble():
    raise ZeroDivisionError


def test_a_task_that_breaks_tells_the_platform_team_once_a_day(petra, ada):
    for _ in range(3):
        stumble.apply()

    told = petra.notifications.get()
    assert (told.kind, told.tone) == ("platform", "trouble")
    assert "tests.stumble" in told.text
    assert not ada.notifications.exists()


def test_when_nobody_can_be_told_the_worker_goes_on(db, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(troubles, "platform_team", away)

    assert stumble.apply().state == "FAILURE"
