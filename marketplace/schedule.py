"""What the scheduler asks for, and when. Each is safe to ask for twice."""

from datetime import timedelta

from celery.schedules import crontab
from django.conf import settings


def schedule() -> dict[str, dict]:
    """The entries of Celery beat, by what they are for."""
    sweep = timedelta(seconds=settings.SWEEP_SECONDS)
    return {
        "pulse": _every(timedelta(seconds=10), "marketplace.foundation.tasks.pulse"),
        "publishing that was missed": _every(sweep, "catalog.publishing.tasks.sweep"),
        "trials that were missed": _every(sweep, "catalog.trials.tasks.sweep"),
        "looks at data that were missed": _every(sweep, "catalog.starting.tasks.sweep"),
        "incidents that nobody was told of": _every(sweep, "catalog.incidents.tasks.sweep"),
        "what incidents hang together with": _every(timedelta(minutes=10), "catalog.incidents.tasks.look_around"),
        "what others said long ago": _every(timedelta(hours=6), "catalog.observers.schedules.forget_old"),
        "access that was missed": _every(sweep, "requests.provisioning.tasks.sweep"),
        "messages that were missed, and daily ones": _every(sweep, "accounts.notifications.tasks.sweep"),
        "what other systems are told": _every(sweep, "requests.connectors.tasks.sweep"),
        "what other systems answer": _every(timedelta(minutes=1), "requests.connectors.tasks.hear"),
        "what people were told long ago": _every(timedelta(hours=6), "accounts.notifications.tasks.forget_old"),
        "what other systems were told long ago": _every(timedelta(hours=6), "requests.connectors.tasks.forget_old"),
        "what warehouses were told long ago": _every(timedelta(hours=6), "requests.provisioning.tasks.forget_old"),
        "ports that other systems know wrongly": _every(timedelta(hours=1), "requests.connectors.tasks.reconcile"),
        "rights in the warehouses": {
            "task": "requests.provisioning.tasks.check_drift",
            "schedule": crontab(hour=str(settings.NIGHT_HOUR), minute="20"),
        },
        "reading as every consumer": {
            "task": "requests.provisioning.tasks.verify_again",
            "schedule": crontab(hour=str(settings.NIGHT_HOUR), minute="30"),
        },
        "grants past their last day": _every(timedelta(minutes=1), "requests.grants.tasks.sweep"),
        "recertifications past their deadline": _every(timedelta(minutes=5), "requests.grants.schedules.recertify"),
        "access that nobody uses": _every(timedelta(hours=1), "requests.grants.tasks.offer_return"),
        "old versions past their time": _every(timedelta(minutes=5), "catalog.transitions.schedules.sweep"),
        "products due to be built anew": _every(timedelta(minutes=10), "catalog.publishing.schedules.refresh_due"),
        "products past their last day": _every(timedelta(hours=1), "catalog.publishing.schedules.end_due"),
        "service levels": _every(
            timedelta(minutes=settings.MEASURE_MINUTES), "catalog.service_levels.tasks.measure_all"
        ),
        "roll-ups that were missed": _every(timedelta(minutes=5), "catalog.service_levels.tasks.roll_up_all"),
        "measurements of long ago": _every(timedelta(hours=6), "catalog.service_levels.tasks.forget_old"),
        "new matches of saved searches": _every(timedelta(minutes=15), "catalog.following.schedules.sweep"),
        "approvals nobody can give": _every(timedelta(hours=1), "requests.approvals.schedules.ask_again"),
        "approvals that wait too long": _every(timedelta(minutes=10), "requests.approvals.schedules.keep_time"),
        "files nobody needs": _every(timedelta(hours=1), "catalog.publishing.tasks.sweep_files"),
        "days of policies, exceptions, checkpoints": _every(
            timedelta(hours=1), "catalog.governance.schedules.keep_days"
        ),
        "policy verdicts that were missed": _every(timedelta(minutes=10), "catalog.governance.tasks.sweep"),
        "policies": {
            # After the scores, which policies may ask about.
            "task": "catalog.governance.tasks.judge_all",
            "schedule": crontab(hour=str(settings.NIGHT_HOUR), minute="40"),
        },
        "what the search missed": _every(timedelta(minutes=2), "catalog.search.tasks.sweep"),
        "searchers to be forgotten": _every(timedelta(hours=6), "catalog.search.tasks.forget_people"),
        "what the search knows of products": {
            # After the scores, by which it orders.
            "task": "catalog.search.tasks.refresh_all",
            "schedule": crontab(hour=str(settings.NIGHT_HOUR), minute="50"),
        },
        "rows of trials": _every(timedelta(minutes=10), "catalog.trials.tasks.sweep_files"),
        "fitness that changed or was missed": _every(timedelta(minutes=1), "catalog.fitness.tasks.sweep"),
        "days of fitness functions and waivers": _every(timedelta(hours=1), "catalog.fitness.schedules.keep_days"),
        "values that join products": _every(timedelta(minutes=10), "catalog.comparing.tasks.sweep_joins"),
        "fitness": {
            "task": "catalog.fitness.tasks.score_all",
            "schedule": crontab(hour=str(settings.NIGHT_HOUR), minute="10"),
        },
    }


def _every(period: timedelta, task: str) -> dict:
    # What was asked for while no worker ran is asked for again anyway.
    return {"task": task, "schedule": period, "options": {"expires": period.total_seconds()}}
