"""The scheduler asks for what exists."""

from marketplace.celery import app
from marketplace.schedule import schedule


def test_every_entry_names_a_task_that_workers_know():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in schedule().values()} <= set(app.tasks)


def test_the_scheduler_has_the_entries():
    assert app.conf.beat_schedule == schedule()
