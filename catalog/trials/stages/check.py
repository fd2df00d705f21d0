"""Judge the documents as publishing would."""

from django.utils.translation import gettext as _

from catalog.models import InputPort
from catalog.publishing.checking import as_facts, check_bundle
from catalog.publishing.steps.step import StepFailed
from catalog.trials.attempt import Attempt
from catalog.trials.obstacles import obstacles

MOST = 200  # violations and changes that are kept


def check(attempt: Attempt) -> None:
    """Say what is wrong and what changes; end only where nothing could be run."""
    checked = attempt.checked = check_bundle(bytes(attempt.trial.bundle))
    attempt.facts["violations"] = as_facts(checked.violations)[:MOST]
    attempt.facts["errors"] = len(checked.errors)
    if found := obstacles(checked):
        raise StepFailed(found[0], _("Mend the draft, save it and try again."))
    attempt.facts["version"] = checked.spec.version
    if checked.demand:
        attempt.facts["changes"] = [change.as_fact() for change in checked.demand.changes[:MOST]]
        attempt.facts["after"] = checked.demand.after
    upstreams, sources = checked.inputs.upstreams, checked.inputs.sources
    attempt.inputs = [
        InputPort(name=wish.name, upstream=upstreams.get(wish.name), source=sources.get(wish.name))
        for wish in checked.spec.inputs
        if wish.name in upstreams or wish.name in sources
    ]
