"""What waits for whose answer, what was answered, and what a product has."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.models.user import PLATFORM, STEWARD
from catalog.models import Checkpoint, CheckpointForm, DataProduct

_GROUPS = {CheckpointForm.Signer.PLATFORM: PLATFORM, CheckpointForm.Signer.GOVERNANCE: STEWARD}


def signers_of(form: CheckpointForm) -> QuerySet[User]:
    """The people who may sign under a form."""
    return User.objects.filter(is_active=True, groups__name=_GROUPS[form.signer]).distinct()


def same_subject(product: DataProduct, kind: str) -> QuerySet[Checkpoint]:
    """The checkpoints of one kind about the same: the product, or its team where a team passes it."""
    if kind in CheckpointForm.Kind.about_teams():
        return Checkpoint.objects.filter(team=product.owner_id, kind=kind)
    return Checkpoint.objects.filter(product=product, kind=kind)


def of_subject(product: DataProduct) -> QuerySet[Checkpoint]:
    """The checkpoints of every kind about a product, or about the team that owns it."""
    about_teams = CheckpointForm.Kind.about_teams()
    ours = Q(product=product) & ~Q(kind__in=about_teams) | Q(team=product.owner_id, kind__in=about_teams)
    return Checkpoint.objects.filter(ours)


def asked_for(product: DataProduct) -> QuerySet[Checkpoint]:
    """Everything that was asked for a product, or for its team, the newest first; drafts are not asked yet."""
    return for_display(of_subject(product).exclude(state=Checkpoint.State.DRAFT)).order_by("-pk")


def inbox(user) -> QuerySet[Checkpoint]:
    """What waits for this person's signature, the longest first; never what they asked for themselves."""
    signers = [
        signer
        for signer, signs in (
            (CheckpointForm.Signer.PLATFORM, user.is_platform),
            (CheckpointForm.Signer.GOVERNANCE, user.is_steward),
        )
        if signs
    ]
    if not signers:
        return Checkpoint.objects.none()
    waiting = Checkpoint.objects.waiting().filter(form__signer__in=signers).exclude(requested_by=user)
    return for_display(waiting).order_by("requested_at", "pk")


def waiting_elsewhere(user) -> QuerySet[Checkpoint]:
    """What waits for somebody else's signature, as far as this person may see it, the longest first."""
    waiting = Checkpoint.objects.visible_to(user).waiting().exclude(pk__in=inbox(user).order_by().values("pk"))
    return for_display(waiting).order_by("requested_at", "pk")


def history(user) -> QuerySet[Checkpoint]:
    """What was answered, the newest first."""
    return for_display(Checkpoint.objects.visible_to(user).answered()).order_by("-answered_at", "-pk")


def reachable(user) -> QuerySet[Checkpoint]:
    """The checkpoints that were asked for and that this person may see."""
    return for_display(Checkpoint.objects.visible_to(user).exclude(state=Checkpoint.State.DRAFT))


def versions_of(checkpoint: Checkpoint) -> QuerySet[Checkpoint]:
    """Every time that the same was asked for, the newest first."""
    return for_display(_like(checkpoint).exclude(state=Checkpoint.State.DRAFT)).order_by("-version")


def before(checkpoint: Checkpoint) -> Checkpoint | None:
    """The one that was last answered before this one, about the same."""
    earlier = _like(checkpoint).answered().filter(version__lt=checkpoint.version)
    return for_display(earlier).order_by("-version").first()


def _like(checkpoint: Checkpoint) -> QuerySet[Checkpoint]:
    """Those of the same kind about the same product, or the same team."""
    if checkpoint.kind in CheckpointForm.Kind.about_teams():
        return Checkpoint.objects.filter(team=checkpoint.team_id, kind=checkpoint.kind)
    return Checkpoint.objects.filter(product=checkpoint.product_id, kind=checkpoint.kind)


def for_display(checkpoints: QuerySet[Checkpoint]) -> QuerySet[Checkpoint]:
    """With everything a page about checkpoints shows, in one query; without the facts they rest on."""
    return checkpoints.select_related(
        "product__domain", "product__owner", "team", "form", "requested_by", "answered_by"
    ).defer("grounds")
