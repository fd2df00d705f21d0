"""One line of an order in plain words, on three axes: approval, validity, provisioning."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from requests.grants.windows import last_day
from requests.models import AccessRequest, ApprovalStage, Grant, Order
from requests.selectors.readable import Readable

Provisioning = Grant.Provisioning


@dataclass(frozen=True)
class Axis:
    """A state with its word and a sentence; `state` gives it its tone."""

    state: str
    word: str
    sentence: str = ""


@dataclass(frozen=True)
class LineShown:
    """One port of an order: what came of it, said so that nobody believes in access that was not verified."""

    line: AccessRequest
    grant: Grant | None
    stages: Sequence[ApprovalStage]
    checks: Sequence[dict]
    readable: Readable
    approval: Axis
    validity: Axis
    provisioning: Axis
    summary: str

    @property
    def moving(self) -> bool:
        """Is something about to change without the reader doing anything?"""
        if self.line.state == AccessRequest.State.WAITING:
            return True
        working = (Provisioning.QUEUED, Provisioning.REMOVING)
        if self.line.adds_to_id:
            return self.line.outcome == Order.State.BEING_SET_UP
        return self.grant is not None and self.grant.provisioning in working

    @property
    def can_read(self) -> bool:
        """Is access there, verified, this very moment?"""
        return self.grant is not None and self.grant.is_in_force()


def line_shown(line: AccessRequest, readable: Readable) -> LineShown:
    """The line in words; needs its stages, grant and runs at hand."""
    grant = getattr(line, "grant", None)
    if grant:
        grant.suspended = getattr(line, "suspended", False)
    runs = list(grant.runs.all()) if grant else []
    if line.adds_to_id:
        return exception_shown(line, readable, _approval(line))
    return LineShown(
        line=line,
        grant=grant,
        stages=list(line.stages.all()),
        checks=next((run.checks for run in runs if run.checks), []),
        readable=readable,
        approval=_approval(line),
        validity=_validity(line, grant),
        provisioning=_provisioning(grant, runs),
        summary=_summary(line, grant),
    )


def exception_shown(line: AccessRequest, readable: Readable, approval: Axis) -> LineShown:
    """The same of a wish to see columns plain."""
    exception = getattr(line, "exception", None)
    facts = {"columns": ", ".join(line.plain or ())}
    days = ngettext("%(days)s day", "%(days)s days", line.days) % {"days": line.days}
    validity = Axis("ahead", days, _("Never longer than the access lasts."))
    there = Axis("neutral", _("Nothing to set up"))
    if exception is not None:
        facts |= {"columns": exception.names, "ends": last_day(exception)}
        validity = Axis(exception.state, _("Until %(ends)s") % facts, exception.end_reason)
        there = Axis(exception.state, str(exception.get_state_display()), _("Read as the consumer before it is told."))
    summary = {
        Order.State.WAITING: _("Somebody has to decide. %(columns)s is masked until then."),
        Order.State.DENIED: _("It was denied: %(columns)s stays masked."),
        Order.State.CANCELLED: _("It was cancelled before anybody decided."),
        Order.State.BEING_SET_UP: _(
            "It was approved and is being set up. %(columns)s is masked until that is verified."
        ),
        Order.State.TROUBLE: _("It was approved, but could not be proven: %(columns)s stays masked."),
        Order.State.FULFILLED: _("%(columns)s is seen plain until the end of %(ends)s."),
        Order.State.ENDED: _("%(columns)s is masked again."),
    }[Order.State(line.outcome)]
    stages = list(line.stages.all())
    return LineShown(line, None, stages, [], readable, approval, validity, there, summary % facts)


def _approval(line: AccessRequest) -> Axis:
    word, rule = str(line.get_state_display()), line.rule
    asked = rule.get("outcome") == "review"
    if line.state == AccessRequest.State.WAITING:
        return Axis("waiting", word, _("The rule “%(rule)s” asks people.") % {"rule": rule.get("name", "–")})
    if line.state == AccessRequest.State.CANCELLED:
        return Axis("cancelled", word, _("Nobody has to decide any more."))
    if asked:
        return Axis(line.state, word, _("Everybody who was asked agreed.") if line.state == "approved" else "")
    facts = {"rule": rule.get("name", "–"), "reason": rule.get("reason", "")}
    return Axis(line.state, word, (_("At once, by the rule “%(rule)s”. %(reason)s") % facts).strip())


def _validity(line: AccessRequest, grant: Grant | None) -> Axis:
    if grant is None:
        if line.state != AccessRequest.State.WAITING:
            return Axis("neutral", _("None"))
        days = ngettext("%(days)s day", "%(days)s days", line.days) % {"days": line.days}
        return Axis("ahead", days, _("Counted from the approval on."))
    window = {"begins": _day(grant.valid_from), "ends": last_day(grant)}
    if grant.is_standing:
        return Axis(grant.state, _("Until %(ends)s") % window, _("From %(begins)s to the end of %(ends)s.") % window)
    facts = {"ended": _day(grant.ended_at), "reason": grant.end_reason}
    return Axis(grant.state, str(grant.get_state_display()), (_("Ended on %(ended)s. %(reason)s") % facts).strip())


def _provisioning(grant: Grant | None, runs: Sequence) -> Axis:
    if grant is None:
        return Axis("neutral", _("Nothing to set up"))
    told = next((run.diagnostics for run in runs if run.diagnostics), "")
    sentence = {
        Provisioning.QUEUED: _("A worker opens the port and reads it as its consumer before anybody is told.")
        if not told
        else _("It is tried again: %(told)s") % {"told": told},
        Provisioning.PROVISIONED: _("Read as the consumer: everything was as the policy says."),
        Provisioning.FAILED: _("The platform team knows. %(told)s") % {"told": told},
        Provisioning.REMOVING: _("The worker takes access out of the warehouse."),
        Provisioning.REMOVED: _("Proven: nothing can be read through it any more."),
        Provisioning.REMOVAL_FAILED: _("The portal refuses reads; the platform team clears the warehouse. %(told)s")
        % {"told": told},
    }[Provisioning(grant.provisioning)]
    return Axis(grant.provisioning, str(grant.get_provisioning_display()), sentence.strip())


def _summary(line: AccessRequest, grant: Grant | None) -> str:
    if line.state == AccessRequest.State.WAITING:
        return _("Somebody has to decide. You cannot read it yet.")
    if line.state == AccessRequest.State.DENIED:
        return _("It was denied.")
    if grant is None:
        return _("It was cancelled before anybody decided.")
    if not grant.is_standing or grant.valid_until <= timezone.now():
        return _("Access has ended.")
    if grant.state == Grant.State.PENDING:
        if grant.provisioning == Provisioning.FAILED:
            return _("It was approved, but could not be set up. It cannot be read yet.")
        return _("It was approved and is being set up. It cannot be read yet.")
    if grant.suspended:
        return _("It is suspended in an emergency, and cannot be read until that is lifted.")
    if not grant.is_in_force():
        return _("It is set up, and can be read from %(begins)s on.") % {"begins": _day(grant.valid_from)}
    return _("It can be read until the end of %(ends)s.") % {"ends": last_day(grant)}


def _day(moment) -> str:
    return date_format(timezone.localtime(moment).date(), "DATE_FORMAT")
