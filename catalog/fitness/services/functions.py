"""Stewards say how a function counts: as a draft, in grace until a day, or enforced; and how much it weighs."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.fitness.errors import FunctionChanged, FunctionIsPolicy, FunctionUnknown, GraceDayNotFit
from catalog.fitness.policies import may_set_functions
from catalog.fitness.registry import FUNCTIONS, FitnessFunction, known_functions
from catalog.fitness.standing import scoring_version
from catalog.fitness.tasks import score_all
from catalog.models import FitnessFunctionSetting
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist

State = FitnessFunctionSetting.State


@transaction.atomic
def set_function(
    *,
    actor,
    function: str,
    state: str,
    enforced_from: date | None = None,
    weight: int | None = None,
    owner: str = "",
    revision: int = 0,
) -> FitnessFunctionSetting:
    """Say how a function counts from now on; `revision` is the one that the person saw, 0 for none.

    What counts afterwards is another scoring version, by which every product is scored anew.
    """
    insist(may_set_functions(actor))
    found = settable(function)
    today = timezone.localdate()
    if state == State.GRACE and (enforced_from is None or enforced_from <= today):
        raise GraceDayNotFit(earliest=today + timedelta(days=1))
    setting = _locked(found, revision)
    old, version = _plain(setting, found), scoring_version()
    setting.state = state
    setting.enforced_from = enforced_from if state == State.GRACE else None
    setting.weight = weight if weight != found.weight else None
    setting.owner = owner.strip() if owner.strip() != found.owner else ""
    new = _plain(setting, found)
    if new == old:
        return setting
    setting.revision = revision + 1
    try:
        with transaction.atomic():
            setting.save()
    except IntegrityError:
        raise FunctionChanged() from None

    _record(f"function.{setting.state}", setting, found, actor, old=old, new=new)
    if scoring_version() != version or State.DRAFT in (old["state"], new["state"]):
        nudge(score_all)
    return setting


def enforce_functions_due(today: date | None = None) -> int:
    """Write down that grace is over where its day has come; safe to ask for twice. Answers how many."""
    today = today or timezone.localdate()
    due = FitnessFunctionSetting.objects.filter(state=State.GRACE, enforced_from__lte=today).order_by("pk")
    return sum(_enforce(pk, today) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _enforce(pk: int, today: date) -> bool:
    """Enforce one function, unless somebody set it otherwise in the meantime."""
    setting = FitnessFunctionSetting.objects.select_for_update().get(pk=pk)
    found = next((one for one in known_functions() if one.key == setting.function), None)
    if setting.state != State.GRACE or setting.enforced_from > today or found is None:
        return False
    old = _plain(setting, found)
    setting.state, setting.revision = State.ENFORCED, setting.revision + 1
    setting.save(update_fields=["state", "revision", "updated_at"])

    _record("function.enforced", setting, found, None, old=old, new=_plain(setting, found))
    nudge(score_all)
    return True


def settable(key: str) -> FitnessFunction:
    """The function of a key, if stewards may set it.

    Raises FunctionUnknown or FunctionIsPolicy.
    """
    if key in FUNCTIONS:
        return FUNCTIONS.get(key)
    found = next((one for one in known_functions() if one.key == key), None)
    if found is None:
        raise FunctionUnknown(function=key)
    raise FunctionIsPolicy(function=found.title)


def _locked(found: FitnessFunction, revision: int) -> FitnessFunctionSetting:
    """The setting under lock, as the person saw it; a new one where there is none."""
    held = FitnessFunctionSetting.objects.select_for_update().filter(function=found.key).first()
    if (held.revision if held else 0) != revision:
        raise FunctionChanged()
    return held or FitnessFunctionSetting(function=found.key, state=found.state, revision=0)


def _plain(setting: FitnessFunctionSetting, found: FitnessFunction) -> dict[str, Any]:
    return {
        "state": str(setting.state),
        "enforced_from": setting.enforced_from,
        "weight": setting.weight or found.weight,
        "owner": setting.owner or found.owner,
    }


def _record(verb: str, setting: FitnessFunctionSetting, found: FitnessFunction, actor, **facts) -> None:
    record(
        verb,
        setting,
        actor=actor,
        public=True,
        title=found.title,
        weight=setting.weight or found.weight,
        day=setting.enforced_from or timezone.localdate(),
        **facts,
    )
