"""What can be done about service levels: install, measure, and give one's word."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Attestation, OutputPort
from catalog.service_levels.compile import Kind
from catalog.service_levels.errors import AttestationNotFit
from catalog.service_levels.installing import install_monitors, specs_of
from catalog.service_levels.policies import may_attest
from catalog.service_levels.runner import due_ports, judge_again, measure_port
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

LONGEST_DAYS = 366

__all__ = [
    "attest",
    "due_ports",
    "install_monitors",
    "measure_port",
]


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
