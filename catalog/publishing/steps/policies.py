"""Judge the documents by the governance policies in force, before anything is built."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.governance.selectors import verdicts_on
from catalog.governance.verdicts import Verdict
from catalog.publishing.governing import shows
from catalog.publishing.steps.step import StepFailed, Work


def policies(work: Work) -> None:
    """Refuse what an enforced policy forbids; tell of what one in grace warns about."""
    verdicts = verdicts_on(work.spec, work.run.product)
    work.facts["verdicts"] = [verdict.as_fact() for verdict in verdicts if shows(verdict)]
    for verdict in verdicts:
        for sentence in _told(verdict):
            work.say(sentence)
    forbidding = [verdict for verdict in verdicts if verdict.forbids]
    if forbidding:
        raise StepFailed(_error(forbidding), _remedy(forbidding))
    kept = sum(verdict.outcome == "pass" for verdict in verdicts)
    if verdicts:
        work.say(_("%(kept)s of %(count)s policies are kept.") % {"kept": kept, "count": len(verdicts)})
    else:
        work.say(_("No policy is in force."))


def _told(verdict: Verdict) -> list[str]:
    """What the log says of one policy; nothing where it is kept."""
    facts = {"name": verdict.name}
    if verdict.forbids:
        heading = _("“%(name)s” is not kept, and it is enforced:")
    elif verdict.warns:
        facts["day"] = date_format(verdict.enforced_from)
        heading = _("“%(name)s” is not kept; from %(day)s it will stand in the way:")
    elif verdict.outcome == "excepted":
        facts["day"] = date_format(verdict.excepted_until)
        return [_("“%(name)s” need not be kept until %(day)s, by exception.") % facts]
    elif verdict.outcome == "unknown":
        heading = _("“%(name)s” cannot be judged:")
    else:
        return []
    return [heading % facts, *(f"  {reason.sentence}" for reason in verdict.reasons)]


def _error(forbidding: list[Verdict]) -> str:
    """The first reason of each policy that forbids: the log has them all."""
    words = ngettext("A policy forbids it: %(reasons)s", "%(count)s policies forbid it: %(reasons)s", len(forbidding))
    reasons = " ".join(verdict.reasons[0].sentence for verdict in forbidding)
    return words % {"count": len(forbidding), "reasons": reasons}


def _remedy(forbidding: list[Verdict]) -> str:
    advice = " ".join(dict.fromkeys(verdict.remedy for verdict in forbidding if verdict.remedy))
    leave = _("Or ask for an exception on the page of the policy, and retry once it is granted.")
    return f"{advice} {leave}".strip()
