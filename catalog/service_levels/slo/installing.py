"""Which objectives a port has: one for each promise that can be measured."""

from collections.abc import Iterable

from django.conf import settings

from catalog.models import DataContract, Monitor, OutputPort, ServiceLevelObjective
from catalog.service_levels.slo.promised import Goal, goal_of

STATED = ("percent", "window", "days", "source", "set_by")
Source, Window = ServiceLevelObjective.Source, ServiceLevelObjective.Window


def install_objectives(port: OutputPort, contract: DataContract, monitors: Iterable[Monitor]) -> None:
    """Give every promise its objective: the contract's where it states one, else the owner's, else that of all.

    Doing it again changes nothing. The objective of a promise that is no longer made keeps its history.
    """
    promised = {one.rule: _goal(contract, one) for one in monitors if not one.unmeasurable}
    found = {one.rule: one for one in ServiceLevelObjective.objects.filter(port=port)}
    fresh, changed = [], []
    for rule, goal in promised.items():
        one = found.get(rule) or ServiceLevelObjective(port=port, rule=rule)
        before = _stated(one)
        _take_over(one, goal)
        one.active = True
        if one.pk is None:
            fresh.append(one)
        elif before != _stated(one):
            changed.append(one)
    gone = [one for rule, one in found.items() if rule not in promised and one.active]
    for one in gone:
        one.active = False
    ServiceLevelObjective.objects.bulk_create(fresh, ignore_conflicts=True)
    ServiceLevelObjective.objects.bulk_update([*changed, *gone], [*STATED, "active"])


def default_goal() -> dict:
    """What holds where neither contract nor owner say anything."""
    days = min(max(settings.OBJECTIVE_DAYS, 1), 366)
    percent = min(max(settings.OBJECTIVE_PERCENT, 1), 100)
    return {"percent": percent, "window": Window.ROLLING, "days": days, "source": Source.DEFAULT, "set_by": None}


def _goal(contract: DataContract, monitor: Monitor) -> Goal:
    return goal_of(contract.document, indicator=monitor.indicator, unit=monitor.unit, objective=monitor.objective or {})


def _take_over(one: ServiceLevelObjective, goal: Goal) -> None:
    if goal.percent is None:
        if one.source != Source.OWNER:
            _say(one, default_goal())
        return
    said = {"percent": goal.percent, "source": Source.CONTRACT}
    if goal.window is not None:
        said |= {"window": goal.window.value}
    if goal.days is not None:
        said |= {"days": goal.days}
    _say(one, default_goal() | said)


def _say(one: ServiceLevelObjective, said: dict) -> None:
    for name, value in said.items():
        setattr(one, name, value)


def _stated(one: ServiceLevelObjective) -> tuple:
    return (float(one.percent or 0), *(getattr(one, name) for name in (*STATED[1:4], "set_by_id", "active")))
