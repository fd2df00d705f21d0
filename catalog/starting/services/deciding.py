"""Decide what is proposed: accept it into the draft, dismiss it, or take the dismissal back."""

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from catalog.models import DataProduct, Draft, Proposal
from catalog.publishing.errors import DraftConflict, NoDraft
from catalog.publishing.reading import read_product
from catalog.publishing.services import Saved, save_draft
from catalog.spec import Bundle
from catalog.starting.accepting import Acceptance, NotThere, accepted
from catalog.starting.errors import NothingToBeginWith, ProposalDecided, ProposalOutdated
from catalog.starting.policies import may_decide
from catalog.starting.proposing import is_open, output_of
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

TRIES = 5  # how often the draft is read again when others save at the same moment
Choose = Callable[[], Sequence[Proposal]]


def accept(*, actor, proposal: Proposal, mask: str = "") -> Saved:
    """Write one proposal into the draft; `mask` is how consumers see the column instead of its values, if at all."""
    insist(may_decide(actor, proposal.product))

    def choose() -> Sequence[Proposal]:
        row = Proposal.objects.get(pk=proposal.pk)
        if row.state == Proposal.State.ACCEPTED:
            raise ProposalDecided(state=row.get_state_display())
        return [row]

    return _accept(actor, proposal.product, proposal.port, choose, {proposal.pk: mask})


def accept_all(*, actor, product: DataProduct, port: str, aspect: str = "", masked: bool = True) -> Saved | None:
    """Write everything that is proposed for a port, or of one kind, into the draft; None where nothing is.

    With `masked`, columns about people get the masks that suit them.
    """
    insist(may_decide(actor, product))

    def choose() -> Sequence[Proposal]:
        rows = Proposal.objects.filter(product=product, port=port, state=Proposal.State.PROPOSED)
        rows = rows.filter(aspect=aspect) if aspect else rows
        output = output_of(product, port)
        return [row for row in rows if output and is_open(row, output)]

    wanted = choose()
    if not wanted:
        return None
    masks = {row.pk: str(row.evidence.get("mask", "")) for row in wanted} if masked else {}
    return _accept(actor, product, port, choose, masks)


@transaction.atomic
def dismiss(*, actor, proposal: Proposal) -> Proposal:
    """Put a proposal away; the draft stays as it is."""
    insist(may_decide(actor, proposal.product))
    return _decide(actor, proposal, Proposal.State.PROPOSED, Proposal.State.DISMISSED, "proposal.dismissed")


@transaction.atomic
def restore(*, actor, proposal: Proposal) -> Proposal:
    """Take a dismissal back: the proposal waits again."""
    insist(may_decide(actor, proposal.product))
    return _decide(actor, proposal, Proposal.State.DISMISSED, Proposal.State.PROPOSED, "proposal.restored")


def _accept(actor, product: DataProduct, port: str, choose: Choose, masks: Mapping[int, str]) -> Saved:
    """Save the draft first and mark the rows then: killed in between, a proposal waits that the draft has already.

    Nothing is locked while the documents are changed and judged. When somebody else saves at the same moment, their
    draft is read and changed anew: a proposal is about a few keys, whatever else the draft says.
    """
    for last in (*[False] * (TRIES - 1), True):
        rows = choose()
        raw, bundle, revision = _draft_of(product)
        try:
            written = accepted(bundle, port, [_acceptance(row, masks.get(row.pk, "")) for row in rows])
        except NotThere as missing:
            raise ProposalOutdated(what=str(missing)) from None
        try:
            saved = save_draft(actor=actor, raw=written if rows else raw, slug=product.slug, revision=revision)
        except DraftConflict:
            if last:
                raise
            continue
        _mark(actor, product, rows)
        return saved
    raise AssertionError("The last try either saves or raises.")


def _draft_of(product: DataProduct) -> tuple[bytes, Bundle, int]:
    draft = Draft.objects.filter(product=product).first()
    if draft is None:
        raise NoDraft(product=str(product))
    raw = bytes(draft.bundle)
    bundle = read_product(raw)
    if bundle is None:
        raise NothingToBeginWith()
    return raw, bundle, draft.revision


def _acceptance(row: Proposal, mask: str) -> Acceptance:
    is_about_people = row.aspect == Proposal.Aspect.CLASSIFICATION
    return Acceptance(row.aspect, row.column, row.value, mask if is_about_people else "")


@transaction.atomic
def _mark(actor, product: DataProduct, rows: Sequence[Proposal]) -> None:
    """The draft has it, so it is accepted, whatever somebody else made of it in the meantime."""
    for row in rows:
        told = Proposal.objects.filter(pk=row.pk).exclude(state=Proposal.State.ACCEPTED)
        now = timezone.now()
        if told.update(state=Proposal.State.ACCEPTED, decided_by=actor, decided_at=now, updated_at=now):
            _record(actor, "proposal.accepted", product, row)


def _decide(actor, proposal: Proposal, before: str, after: str, verb: str) -> Proposal:
    decided = after != Proposal.State.PROPOSED
    now = timezone.now()
    changes = {"decided_by": actor if decided else None, "decided_at": now if decided else None}
    if not Proposal.objects.filter(pk=proposal.pk, state=before).update(state=after, updated_at=now, **changes):
        proposal.refresh_from_db()
        raise ProposalDecided(state=proposal.get_state_display())
    proposal.refresh_from_db()
    _record(actor, verb, proposal.product, proposal)
    return proposal


def _record(actor, verb: str, product: DataProduct, row: Proposal) -> None:
    about = row.column or ", ".join(map(str, row.value))
    what = str(row.get_aspect_display()).lower()
    facts = {"port": row.port, "column": about, "aspect": row.aspect, "what": what}
    record(verb, product, actor=actor, product=product.slug, team=product.owner, **facts)
