"""Say what a checkpoint asks: a new version as a draft, then in use; a form in use never changes."""

from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from catalog.governance.checkpoints.covering import OWNER
from catalog.governance.checkpoints.errors import FormNotDraft, FormNotValid
from catalog.governance.checkpoints.policies import may_shape_forms
from catalog.governance.checkpoints.questions import Fault, FormSpec, read_form
from catalog.models import CheckpointForm
from catalog.spec.nodes import Limits, Unreadable, read_documents
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

State = CheckpointForm.State
SHIPPED = Path(__file__).parent.parent / "shipped"


@transaction.atomic
def begin_form(*, actor, kind: str) -> CheckpointForm:
    """Begin the next version of a form, out of the one in use; where one is begun already, it is that one."""
    insist(may_shape_forms(actor))
    every = list(CheckpointForm.objects.select_for_update().filter(kind=kind).order_by("-version"))
    if begun := next((form for form in every if form.state == State.DRAFT), None):
        return begun
    before = next((form for form in every if form.state == State.IN_USE), every[0] if every else None)
    form = CheckpointForm(
        kind=kind,
        version=every[0].version + 1 if every else 1,
        title=before.title if before else str(CheckpointForm.Kind(kind).label),
        description=before.description if before else "",
        questions=before.questions if before else [],
        signer=before.signer if before else CheckpointForm.Signer.GOVERNANCE,
        covers=before.covers if before else [],
    )
    try:
        with transaction.atomic():
            form.save(force_insert=True)
    except IntegrityError:  # another steward began the first one at the same moment
        return CheckpointForm.objects.get(kind=kind, version=form.version)

    record("form.begun", form, actor=actor, kind=kind, version=form.version)
    return form


@transaction.atomic
def change_form(*, actor, form: CheckpointForm, **tree: Any) -> CheckpointForm:
    """Change what a draft asks: title, description, signer, covers and questions, all of them.

    Raises FormNotDraft, FormNotValid.
    """
    form = CheckpointForm.objects.select_for_update().get(pk=form.pk)
    insist(may_shape_forms(actor))
    if form.state != State.DRAFT:
        raise FormNotDraft(form=str(form))
    _fill(form, judged(form.kind, tree))
    form.save()

    record("form.changed", form, actor=actor, kind=form.kind, version=form.version)
    return form


@transaction.atomic
def use_form(*, actor, form: CheckpointForm) -> CheckpointForm:
    """Ask by this form from now on; the one before is withdrawn, and what was signed under it stays signed.

    Raises FormNotDraft, FormNotValid.
    """
    rows = list(CheckpointForm.objects.select_for_update().filter(kind=form.kind).order_by("pk"))
    insist(may_shape_forms(actor))
    form = next((row for row in rows if row.pk == form.pk), form)
    if form.state != State.DRAFT:
        raise FormNotDraft(form=str(form))
    _fill(form, judged(form.kind, as_tree(form)))
    before = next((row for row in rows if row.state == State.IN_USE), None)
    if before:
        before.state = State.WITHDRAWN
        before.save(update_fields=["state", "updated_at"])
    form.state = State.IN_USE
    form.save(update_fields=["state", "updated_at"])

    old = before.version if before else None
    record("form.used", form, actor=actor, kind=form.kind, version=form.version, old=old, new=form.version)
    return form


@transaction.atomic
def discard_form(*, actor, form: CheckpointForm) -> None:
    """Throw a draft away. Raises FormNotDraft."""
    form = CheckpointForm.objects.select_for_update().get(pk=form.pk)
    insist(may_shape_forms(actor))
    if form.state != State.DRAFT:
        raise FormNotDraft(form=str(form))
    record("form.discarded", form, actor=actor, kind=form.kind, version=form.version)
    form.delete()


@transaction.atomic
def load_shipped_forms() -> list[CheckpointForm]:
    """Put the forms that the marketplace brings along into use, for checkpoints that have none; answers the new ones.

    Where a form of the kind exists, in whatever state, the stewards have the word.
    """
    taken = set(CheckpointForm.objects.values_list("kind", flat=True))
    loaded = []
    for file in sorted(SHIPPED.glob("*.yaml")):
        kind, spec = read_shipped(file)
        if kind in taken:
            continue
        form = CheckpointForm(kind=kind, state=State.IN_USE)
        _fill(form, spec)
        form.save(force_insert=True)
        record("form.used", form, actor=None, kind=kind, version=form.version, new=form.version)
        loaded.append(form)
    return loaded


def read_shipped(file: Path) -> tuple[str, FormSpec]:
    """A form out of a file: which checkpoint it is, and what it asks. Raises FormNotValid."""
    try:
        documents = read_documents(file.read_text(), Limits())
    except Unreadable as reason:
        raise FormNotValid(errors=[{"place": str(reason.line), "message": reason.message}]) from None
    tree = documents[0].root.value if documents else None
    kind = tree.get("kind") if isinstance(tree, dict) else None
    if kind not in CheckpointForm.Kind.values:
        raise FormNotValid(errors=[{"place": "kind", "message": f"The kind of {file.name} is not known."}])
    return kind, judged(kind, tree)


def judged(kind: str, tree: Any) -> FormSpec:
    """A form as it may be kept. Raises FormNotValid with every fault and its place."""
    spec, faults = read_form(tree)
    if spec and kind in CheckpointForm.Kind.about_teams() and set(spec.covers) - {OWNER}:
        faults.append(Fault("covers", "A checkpoint about a team rests on nothing but the team."))
    if spec is None or faults:
        raise FormNotValid(errors=[{"place": fault.place, "message": fault.sentence} for fault in faults])
    return spec


def as_tree(form: CheckpointForm) -> dict[str, Any]:
    """A kept form as it would be written."""
    names = ("title", "description", "signer", "covers", "questions")
    return {name: getattr(form, name) for name in names}


def _fill(form: CheckpointForm, spec: FormSpec) -> None:
    form.title, form.description, form.signer = spec.title, spec.description, spec.signer
    form.covers, form.questions = list(spec.covers), [question.as_kept() for question in spec.questions]
