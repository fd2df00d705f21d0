"""Sign, or refuse."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from catalog.governance.checkpoints.errors import AlreadyAnswered, NoteMissing
from catalog.governance.checkpoints.policies import may_sign
from catalog.governance.checkpoints.questions import clean
from catalog.governance.tasks import judge_product
from catalog.models import Checkpoint, CheckpointForm, DataProduct
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist

State = Checkpoint.State
LONGEST_NOTE = 2_000


@transaction.atomic
def decide(*, actor, checkpoint: Checkpoint, yes: bool, note: str = "") -> Checkpoint:
    """Sign under the answers, or refuse and say why; whoever asked, and the team's maintainers, are told.

    Raises AlreadyAnswered, NoteMissing.
    """
    rows = Checkpoint.objects.select_for_update(of=("self",)).select_related("form", "product", "team", "requested_by")
    checkpoint = rows.get(pk=checkpoint.pk)
    if checkpoint.state != State.REQUESTED:
        raise AlreadyAnswered(state=str(checkpoint.get_state_display()))
    insist(may_sign(actor, checkpoint))
    note = clean(note)[:LONGEST_NOTE]
    if not yes and not note:
        raise NoteMissing()
    checkpoint.state = State.SIGNED if yes else State.REFUSED
    checkpoint.answered_by, checkpoint.answered_at, checkpoint.note = actor, timezone.now(), note
    checkpoint.save(update_fields=["state", "answered_by", "answered_at", "note", "updated_at"])

    record(
        "checkpoint.signed" if yes else "checkpoint.refused",
        checkpoint,
        actor=actor,
        product=checkpoint.product.slug,
        team=checkpoint.team,
        person=checkpoint.requested_by,
        old=State.REQUESTED,
        new=checkpoint.state,
        kind=checkpoint.kind,
        version=checkpoint.version,
        reason=note or "–",
    )
    said = _("%(who)s signed %(checkpoint)s.") if yes else _("%(who)s refused %(checkpoint)s: %(note)s")
    maintainers = User.objects.filter(memberships__team=checkpoint.team_id, memberships__role="maintainer")
    tell(
        [checkpoint.requested_by, *maintainers],
        said % {"who": actor, "checkpoint": checkpoint, "note": note},
        link=checkpoint.get_absolute_url(),
        tone=Notification.Tone.INFO if yes else Notification.Tone.TROUBLE,
        but=actor,
        key=f"checkpoint:{checkpoint.pk}:answered",
        kind=Kind.GOVERNANCE,
    )
    for product_id in _concerned(checkpoint):
        nudge(judge_product, product_id)
    return checkpoint


def _concerned(checkpoint: Checkpoint) -> list[int]:
    """The products of which policies may say something else now."""
    if checkpoint.kind in CheckpointForm.Kind.about_teams():
        return list(DataProduct.objects.shown().filter(owner=checkpoint.team_id).values_list("pk", flat=True))
    return [checkpoint.product_id]
