"""Fill a form in, ask for the signature, take the request back."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification, Team
from accounts.notifications.services import Kind, tell
from catalog.governance.checkpoints.answers import judge, keep, with_questions
from catalog.governance.checkpoints.covering import digests_of, facts_of, ground
from catalog.governance.checkpoints.errors import (
    AlreadyAnswered,
    AlreadyRequested,
    AnswersConflict,
    AnswersNotValid,
    CheckpointNotAsked,
)
from catalog.governance.checkpoints.parts import candidate_of
from catalog.governance.checkpoints.policies import may_request, may_withdraw
from catalog.governance.checkpoints.questions import kept_questions
from catalog.governance.checkpoints.selectors import same_subject, signers_of
from catalog.models import Checkpoint, CheckpointForm, DataProduct
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

State = Checkpoint.State


def fingerprint(checkpoint: Checkpoint | None) -> str:
    """A short word for the answers as somebody saw them, so that two people who fill in one form notice each other."""
    if checkpoint is None or checkpoint.state != State.DRAFT:
        return ""
    return hashlib.sha256(json.dumps(checkpoint.answers, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def keep_answers(
    *, actor, product: DataProduct, kind: str, answers: Mapping[str, Any], seen: str | None = None
) -> Checkpoint:
    """Keep what is filled in so far, finished or not. `seen` is the fingerprint it was made from; None overwrites.

    Raises CheckpointNotAsked, AlreadyRequested, AnswersConflict.
    """
    product = _locked(product, kind)
    insist(may_request(actor, product))
    checkpoint = _open(product, kind, actor, seen)
    questions = kept_questions(checkpoint.form.questions)
    checkpoint.answers = with_questions(questions, keep(questions, answers))
    checkpoint.requested_by = actor
    _save(checkpoint)
    return checkpoint


def request_checkpoint(
    *, actor, product: DataProduct, kind: str, answers: Mapping[str, Any], seen: str | None = None
) -> Checkpoint:
    """Ask for a signature under these answers, for the draft as it is now.

    Raises CheckpointNotAsked, AlreadyRequested, AnswersConflict, AnswersNotValid.
    """
    insist(may_request(actor, product))
    spec = candidate_of(product)  # read before anything is locked: large documents take a moment
    with transaction.atomic():
        product = _locked(product, kind)
        insist(may_request(actor, product))
        checkpoint = _open(product, kind, actor, seen)
        form = checkpoint.form
        questions = kept_questions(form.questions)
        judged, faults = judge(questions, answers)
        if faults:
            raise AnswersNotValid(errors=[{"id": fault.place, "message": fault.sentence} for fault in faults])
        facts = ground(form.covers, facts_of(spec, owner=product.owner.slug) if spec else {})
        checkpoint.answers = with_questions(questions, judged)
        checkpoint.rests_on, checkpoint.grounds = digests_of(facts), facts
        checkpoint.state, checkpoint.requested_by, checkpoint.requested_at = State.REQUESTED, actor, timezone.now()
        _save(checkpoint)

        record(
            "checkpoint.requested",
            checkpoint,
            actor=actor,
            product=product.slug,
            team=product.owner,
            kind=kind,
            version=checkpoint.version,
        )
        words = _("%(who)s asks for a signature: %(checkpoint)s.") % {"who": actor, "checkpoint": checkpoint}
        link, key = checkpoint.get_absolute_url(), f"checkpoint:{checkpoint.pk}:requested"
        tell(
            signers_of(form), words, link=link, tone=Notification.Tone.ACTION, but=actor, key=key, kind=Kind.GOVERNANCE
        )
    return checkpoint


@transaction.atomic
def withdraw(*, actor, checkpoint: Checkpoint) -> Checkpoint:
    """Take back a request that nobody has answered yet; its answers are there when it is asked again.

    Raises AlreadyAnswered.
    """
    rows = Checkpoint.objects.select_for_update(of=("self",)).select_related("form", "product", "team", "requested_by")
    checkpoint = rows.get(pk=checkpoint.pk)
    insist(may_withdraw(actor, checkpoint))
    if checkpoint.state != State.REQUESTED:
        raise AlreadyAnswered(state=str(checkpoint.get_state_display()))
    checkpoint.state = State.WITHDRAWN
    checkpoint.save(update_fields=["state", "updated_at"])

    record(
        "checkpoint.withdrawn", checkpoint, actor=actor, product=checkpoint.product.slug, team=checkpoint.team,
        old=State.REQUESTED, new=checkpoint.state, kind=checkpoint.kind, version=checkpoint.version,
    )  # fmt: skip
    return checkpoint


def _locked(product: DataProduct, kind: str) -> DataProduct:
    """Whatever the checkpoint is about, locked, so that there is one open at a time."""
    if kind in CheckpointForm.Kind.about_teams():
        Team.objects.select_for_update().get(pk=product.owner_id)
        return DataProduct.objects.select_related("owner").get(pk=product.pk)
    return DataProduct.objects.select_for_update(of=("self",)).select_related("owner").get(pk=product.pk)


def _open(product: DataProduct, kind: str, actor, seen: str | None) -> Checkpoint:
    """The one that is being filled in, under the form in use; a new version where there is none."""
    form = CheckpointForm.objects.filter(kind=kind, state=CheckpointForm.State.IN_USE).first()
    label = str(CheckpointForm.Kind(kind).label)
    if form is None:
        raise CheckpointNotAsked(checkpoint=label)
    ours = same_subject(product, kind)
    begun = ours.filter(state__in=[State.DRAFT, State.REQUESTED]).select_related("product", "team").first()
    if begun and begun.state == State.REQUESTED:
        raise AlreadyRequested(checkpoint=form.title)
    # What one has kept oneself meanwhile, as a page does by itself, is no surprise.
    if seen is not None and begun and seen != fingerprint(begun) and begun.requested_by_id != actor.pk:
        raise AnswersConflict()
    if begun:
        begun.form = form
        return begun
    # The number counts over the team's products and over the product's teams: either may have changed.
    last = Checkpoint.objects.filter(Q(pk__in=ours.values("pk")) | Q(product=product), kind=kind).aggregate(
        last=Max("version")
    )["last"]
    return Checkpoint(
        product=product,
        team=product.owner,
        form=form,
        kind=kind,
        version=(last or 0) + 1,
        state=State.DRAFT,
        requested_by=actor,
    )


def _save(checkpoint: Checkpoint) -> None:
    try:
        with transaction.atomic():
            checkpoint.save()
    except IntegrityError:
        raise AlreadyRequested(checkpoint=checkpoint.form.title) from None
