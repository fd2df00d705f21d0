"""What the part “Try” of a product shows before a trial."""

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.models import DataProduct, Draft
from catalog.publishing.checking import check_bundle
from catalog.trials.obstacles import obstacles
from catalog.trials.policies import may_try
from catalog.trials.selectors import is_outdated, trials_of
from catalog.views.studio_frame import studio_frame
from catalog.warehouses.engines import build_limits
from marketplace.foundation.policies import Answer, no

SHOWN = 15


def try_page(user, product: DataProduct, form) -> dict:
    """The choice, the limits, why not where it is not possible, and earlier trials; a fixed number of queries."""
    frame = studio_frame(product, "catalog:product-try")
    trials = list(trials_of(user, product)[:SHOWN])
    for trial in trials:
        trial.product = product
        trial.outdated = is_outdated(trial, frame["draft"])
        trial.seconds = (
            (trial.ended_at - trial.started_at).total_seconds() if trial.ended_at and trial.started_at else None
        )
    running = next((trial for trial in trials if trial.is_open), None)
    may_begin, in_the_way = _may_begin(user, product, running)
    return {
        **frame,
        "form": form,
        "limits": build_limits(),
        "keep_hours": settings.TRIAL_KEEP_HOURS,
        "trials": trials,
        "running": running,
        "may_begin": may_begin,
        "in_the_way": in_the_way,
        "may_see": bool(may_try(user, product)) or product.owner_id in user.team_ids,
    }


def _may_begin(user, product: DataProduct, running) -> tuple[Answer, list[str]]:
    """What the service would refuse is said beside the button, before it is pressed, with all that is in the way."""
    if not (answer := may_try(user, product)):
        return answer, []
    if running:
        return no(_("a trial is on its way")), []
    draft = Draft.objects.filter(product=product).first()
    if draft is None:
        return no(_("there is no draft")), []
    found = obstacles(check_bundle(bytes(draft.bundle)))
    return (no(_("the draft has errors that keep it from running")), found[:20]) if found else (answer, [])
