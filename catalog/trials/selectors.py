"""Trials as pages and the API show them."""

from django.db.models import QuerySet

from catalog.models import DataProduct, Draft, Trial


def trials_of(user, product: DataProduct) -> QuerySet[Trial]:
    """The trials of a product that this person may see, the newest first, without documents and findings."""
    return product.trials.visible_to(user).select_related("asked_by").defer("bundle", "facts").order_by("-pk")


def last_trial(product: DataProduct) -> Trial | None:
    """The newest trial of a product, with what it found; whoever shows it asks `may_try` first."""
    return product.trials.select_related("asked_by").defer("bundle").order_by("-pk").first()


def is_outdated(trial: Trial, draft: Draft | None) -> bool:
    """Has the draft changed since it was tried?"""
    return draft is None or draft.digest != trial.digest
