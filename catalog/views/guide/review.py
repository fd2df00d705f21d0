"""Last step: everything that is left to mend, what changes, and the way to publish."""

from catalog.governance.ruling import rulings_in_force
from catalog.governance.verdicts import Verdict
from catalog.guide.steps import STEPS, step_for_facts, step_of
from catalog.guide.work import Work
from catalog.models import Proposal
from catalog.spec.trees import text
from catalog.trials.policies import may_try
from catalog.trials.selectors import is_outdated, last_trial
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.navigation import WORDS, address
from catalog.views.guide.ports import port_of, port_of_documents
from catalog.views.guide.step import Forms, GuideStep
from catalog.views.publish_panel import publish_panel

MOST = 100  # violations that are listed


class Review(GuideStep):
    """The whole draft, once more."""

    name = "review"
    template = "catalog/studio/guide/review.html"
    has_form = False

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """None of its own."""
        return {}

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """What is wrong, step by step; what policies want; the panel to publish by; the last trial; proposals."""
        panel = publish_panel(desk.user, desk.product, desk.checked, back=address(desk.product.slug, at))
        tries = may_try(desk.user, desk.product)
        trial = last_trial(desk.product) if tries else None
        proposals = Proposal.objects.filter(product=desk.product, state=Proposal.State.PROPOSED)
        return {
            "groups": _groups(desk, work),
            "policies": _policies(desk, panel["verdicts"], work),
            "hidden": max(len(desk.violations) - MOST, 0),
            "panel": panel,
            "may_try": tries,
            "trial": trial,
            "trial_outdated": trial is not None and is_outdated(trial, desk.draft),
            "proposals": proposals.count(),
            "outputs_url": address(desk.product.slug, At("outputs")),
            "spec": desk.checked.spec,
        }


def _policies(desk: Desk, verdicts: list[Verdict], work: Work) -> list[dict]:
    """What policies want of the draft, each with the step that says it."""
    wanting = [verdict for verdict in verdicts if verdict.forbids or verdict.warns]
    if not wanting:
        return []
    known = {text(port, "name") for _place, port in work.ports()}
    rulings = [ruling for ruling in rulings_in_force() if ruling.rule]
    facts = {(ruling.policy.slug, ruling.policy.version): ruling.rule.facts for ruling in rulings}
    rows = []
    for verdict in wanting:
        step = step_for_facts(facts.get((verdict.policy, verdict.version), ()))
        subjects = [reason.subject.split("/") for reason in verdict.reasons]
        port = next((way[1] for way in subjects if way[0] == "ports" and way[1:2] and way[1] in known), "")
        url = address(desk.product.slug, At(step, port=port)) if step else ""
        rows.append({"verdict": verdict, "label": WORDS[step].label if step else "", "url": url})
    return rows


def _groups(desk: Desk, work: Work) -> list[dict]:
    """The violations by the step that mends them, each with the address where that is."""
    owners = port_of_documents(work)
    known = {text(port, "name") for _place, port in work.ports()}
    groups: dict[str, list[dict]] = {}
    for violation in desk.violations[:MOST]:
        step = step_of(violation, desk.kinds)
        port = port_of(violation, owners, work)
        where = At(step, port=port if port in known else "") if step else None
        row = {"violation": violation, "port": port, "url": address(desk.product.slug, where) if where else ""}
        groups.setdefault(step or "documents", []).append(row)
    return [
        {"step": step, "label": WORDS[step].label if step in WORDS else "", "rows": groups[step]}
        for step in (*STEPS, "documents")
        if step in groups
    ]
