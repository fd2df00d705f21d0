"""What can be done about service levels: install, measure, and handle incidents."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Attestation, Incident, OutputPort
from catalog.service_levels import incidents
from catalog.service_levels.compile import Kind
from catalog.service_levels.errors import AttestationNotFit, IncidentOver, ReasonMissing
from catalog.service_levels.installing import install_monitors, specs_of
from catalog.service_levels.policies import may_attest, may_handle, may_report
from catalog.service_levels.runner import due_ports, judge_again, measure_port
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

LONGEST_DAYS = 366

__all__ = [
    "acknowledge_incident",
    "attest",
    "due_ports",
    "install_monitors",
    "measure_port",
    "open_incident",
    "resolve_incident",
]


@transaction.atomic
def open_incident(*, actor, port, title, detail="", severity=Incident.Severity.MEDIUM, source="") -> Incident:
    """Say that something is wrong with a port; the owners are told. An actor of None is another system."""
    if actor is not None:
        insist(may_report(actor, port))
    Incident(port=port, title=title[:300], severity=severity, opened_at=timezone.now()).clean_fields(
        exclude=["source", "opened_by", "monitor"]
    )
    source = source or (actor.get_username() if actor else "marketplace")
    return incidents.begin(port=port, title=title, detail=detail, severity=severity, actor=actor, source=source[:60])


@transaction.atomic
def acknowledge_incident(*, actor, incident) -> Incident:
    """Take an incident on, so that others know that somebody looks at it."""
    incident = (
        Incident.objects.select_for_update(of=("self",)).select_related("port__product__owner").get(pk=incident.pk)
    )
    insist(may_handle(actor, incident))
    if incident.resolved_at:
        raise IncidentOver(incident=incident.title)
    if incident.acknowledged_at is None:
        incident.acknowledged_at = timezone.now()
        incident.save(update_fields=["acknowledged_at", "updated_at"])
        product = incident.port.product
        record("incident.acknowledged", incident, actor=actor, product=product.slug, team=product.owner)
    return incident


@transaction.atomic
def resolve_incident(*, actor, incident, cause) -> Incident:
    """Close an incident with its cause. What is still broken opens a new one when it is measured next."""
    incident = Incident.objects.select_related("port__product__owner").get(pk=incident.pk)
    insist(may_handle(actor, incident))
    if not cause.strip():
        raise ReasonMissing()
    if not incidents.end(incident=incident, cause=cause.strip(), actor=actor):
        raise IncidentOver(incident=incident.title)
    return incident


@transaction.atomic
def attest(*, actor, port, rule, kept, note, days=90) -> Attestation:
    """Give one's word about a promise that is stated in words, for so many days. The newest word counts."""
    port = OutputPort.objects.select_related("product__owner", "contract", "snapshot").get(pk=port.pk)
    insist(may_attest(actor, port.product))
    spec = specs_of(port, port.contract).get(rule) if port.contract else None
    if spec is None or spec.kind is not Kind.ATTESTED:
        raise AttestationNotFit(reason=_("the contract in force promises nothing in words under this name."))
    if not note.strip():
        raise AttestationNotFit(reason=_("say in one sentence what your word rests on."))
    if not 1 <= days <= LONGEST_DAYS:
        raise AttestationNotFit(reason=_("a word is good for 1 to %(most)s days.") % {"most": LONGEST_DAYS})
    now = timezone.now()
    given = Attestation.objects.create(
        port=port,
        rule=rule,
        statement=spec.statement,
        kept=kept,
        note=note.strip(),
        attested_by=actor,
        attested_at=now,
        expires_at=now + timedelta(days=days),
    )
    verb, product = "promise.attested" if kept else "promise.denied", port.product
    record(verb, port, actor=actor, product=product.slug, team=product.owner, promise=spec.name, note=given.note)
    judge_again(port, rule)
    return given
