"""Which sign-offs a product has, and whether they still hold for what it is now, or would be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.governance.checkpoints.covering import changes_between, digests_of, facts_of, same
from catalog.governance.checkpoints.parts import Parts, read_spec, with_owner
from catalog.governance.checkpoints.selectors import of_subject
from catalog.models import Checkpoint, CheckpointForm, DataProduct, ProductVersion
from catalog.spec import ProductSpec

State = Literal["missing", "requested", "signed", "outdated", "refused"]
Kind = CheckpointForm.Kind


@dataclass(frozen=True)
class CheckpointStanding:
    """How one checkpoint stands for one state of a product.

    `checkpoint` is the one that says so, and `waiting` the one that waits for an answer, if any. `form` is the form in
    use; None where this checkpoint is asked no more. `why` are sentences; empty where the state says all.
    """

    kind: str
    title: str
    state: State
    checkpoint: Checkpoint | None = None
    why: str = ""
    form: CheckpointForm | None = None
    waiting: Checkpoint | None = None

    @property
    def holds(self) -> bool:
        """Is it signed for what the product is?"""
        return self.state == "signed"

    def get_state_display(self) -> str:
        """The state in words."""
        return {
            "missing": _("Not asked for"),
            "requested": _("Waiting for an answer"),
            "signed": _("Signed"),
            "outdated": _("To be asked for again"),
            "refused": _("Refused"),
        }[self.state]


def standing_of(product: DataProduct | None, spec: ProductSpec | None = None) -> list[CheckpointStanding]:
    """How every checkpoint that is asked stands, in the order of a product's life; at most five queries.

    `spec` is the state of the product that it is about, such as a draft; without one it is what is published, or the
    draft where nothing is. Without a product, which is one that nobody has saved yet, every checkpoint is missing.
    """
    forms = {form.kind: form for form in CheckpointForm.objects.filter(state=CheckpointForm.State.IN_USE)}
    found: dict[str, list[Checkpoint]] = defaultdict(list)
    if product:
        every = of_subject(product).filter(state__in=Checkpoint.State.counting())
        for one in every.select_related("form", "requested_by", "answered_by", "product", "team").order_by("version"):
            found[one.kind].append(one)
    now = Parts(product, spec)
    return [_standing(kind, forms.get(kind), found[kind], now) for kind in Kind.values if kind in forms or found[kind]]


def changed_since(checkpoint: Checkpoint, spec: ProductSpec | None) -> str:
    """What in this state of the product is not any more as it was when somebody asked; empty where all of it is."""
    return _changed(checkpoint, Parts(checkpoint.product, spec))


def signed_kinds(products: Iterable[DataProduct]) -> dict[int, set[str]]:
    """The checkpoints that are signed for what each product has published; two queries for any number of products.

    Products without a published version are not among the keys. A queryset of products is not loaded.
    """
    published = list(
        ProductVersion.objects.published()
        .filter(product__in=products)
        .values_list("pk", "parts", "product_id", "product__owner_id", "product__owner__slug")
    )
    about_team = Q(team__in={row[3] for row in published}, kind__in=Kind.about_teams())
    answered: dict[tuple[str, int], list[Checkpoint]] = defaultdict(list)
    every = Checkpoint.objects.answered().filter(Q(product__in=products) | about_team).order_by("version")
    for one in every.only("kind", "state", "rests_on", "product", "team"):
        answered[_about(one.kind, one.product_id, one.team_id)].append(one)

    older = {
        pk
        for pk, parts, product_id, team_id, _slug in published
        if not parts and any(_about(kind, product_id, team_id) in answered for kind in Kind.values)
    }
    bundles = dict(ProductVersion.objects.filter(pk__in=older).values_list("pk", "bundle")) if older else {}
    signed = {}
    for pk, parts, product_id, team_id, owner in published:
        spec = read_spec(bundles[pk]) if pk in bundles else None
        now = digests_of(facts_of(spec, owner=owner)) if spec else with_owner(parts, owner)
        signed[product_id] = {
            kind
            for kind in Kind.values
            if (last := _last_that_fits(answered.get(_about(kind, product_id, team_id), ()), now))
            and last.state == Checkpoint.State.SIGNED
        }
    return signed


def _about(kind: str, product_id: int, team_id: int) -> tuple[str, int]:
    """What a checkpoint of this kind is about: a team, or a product."""
    return kind, team_id if kind in Kind.about_teams() else product_id


def _last_that_fits(answered: Sequence[Checkpoint], now: dict[str, str]) -> Checkpoint | None:
    """The last answer that was given for just this; of several the last counts."""
    return next((one for one in reversed(answered) if same(one.rests_on, now)), None)


def _standing(kind: str, form: CheckpointForm | None, every: list[Checkpoint], now: Parts) -> CheckpointStanding:
    title = form.title if form else str(Kind(kind).label)
    if not every:
        return CheckpointStanding(kind, title, "missing", form=form)
    waiting = next((one for one in every if one.state == Checkpoint.State.REQUESTED), None)
    answered = [one for one in every if one is not waiting]

    def standing(state: State, one: Checkpoint, why: str = "") -> CheckpointStanding:
        return CheckpointStanding(kind, title, state, one, why, form, waiting)

    fits = _last_that_fits(answered, now.digests)
    if fits and fits.state == Checkpoint.State.SIGNED:
        return standing("signed", fits)
    if waiting:
        changed = _changed(waiting, now)
        advice = _("Take the request back and ask again, or the answer will not count for this.")
        return standing("requested", waiting, f"{changed} {advice}" if changed else "")
    last = fits or answered[-1]
    if last.state == Checkpoint.State.REFUSED:
        return standing("refused", last, last.note)
    return standing("outdated", last, _changed(last, now))


def _changed(one: Checkpoint, now: Parts) -> str:
    """What is not any more as it was when somebody asked, as a sentence; empty where all of it is."""
    if same(one.rests_on, now.digests):
        return ""
    said = changes_between(one.grounds, now.facts) or [_("what it rests on changed")]
    return _("Since it was asked for, %(changes)s.") % {"changes": "; ".join(said)}
