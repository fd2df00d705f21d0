"""From a contract to the monitors that watch it."""

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.incidents import life
from catalog.models import Breach, DataContract, Incident, Monitor, OutputPort
from catalog.service_levels.compile import MonitorSpec, compile_contract
from catalog.service_levels.slo.installing import install_objectives

STATED = (
    *("indicator", "name", "column", "dimension", "severity", "objective", "objective_text", "unit", "unmeasurable"),
    "active",
)


def specs_of(port: OutputPort, contract: DataContract) -> dict[str, MonitorSpec]:
    """What a contract promises of a port, by rule."""
    return {spec.rule: spec for spec in compile_contract(contract.document, refresh=port.product.refresh)}


@transaction.atomic
def install_monitors(port: OutputPort, contract: DataContract) -> list[Monitor]:
    """Watch what this contract promises, and no longer what an earlier one did; its history stays.

    Doing it again changes nothing. Open incidents of a promise that is kept on being made go with it.
    """
    OutputPort.objects.select_for_update().get(pk=port.pk)
    specs = specs_of(port, contract)
    Monitor.objects.bulk_create(
        [_monitor(port, contract, spec) for spec in specs.values()],
        update_conflicts=True,
        unique_fields=["contract", "port", "rule"],
        update_fields=list(STATED),
    )
    current = Monitor.objects.filter(port=port, contract=contract, rule__in=specs)
    gone = Monitor.objects.filter(port=port, active=True).exclude(pk__in=current.values("pk"))
    gone_ids = list(gone.values_list("pk", flat=True))
    Monitor.objects.filter(pk__in=gone_ids).update(active=False)
    monitors = list(current.order_by("indicator", "name"))
    install_objectives(port, contract, monitors)
    _hand_over_incidents(gone_ids, {monitor.rule: monitor for monitor in monitors})
    return monitors


def _monitor(port: OutputPort, contract: DataContract, spec: MonitorSpec) -> Monitor:
    return Monitor(
        port=port,
        contract=contract,
        rule=spec.rule,
        indicator=spec.indicator,
        name=spec.name[:300],
        column=spec.column[:200],
        dimension=spec.dimension[:20],
        severity=spec.severity[:20],
        objective=spec.objective.as_json(),
        objective_text=spec.objective_text[:300],
        unit=spec.unit[:20],
        unmeasurable=spec.unmeasurable[:300],
        detail=spec.unmeasurable,
        active=True,
    )


def _hand_over_incidents(gone_ids: list[int], now: dict[str, Monitor]) -> None:
    """What is broken stays broken under the new contract, unless it no longer promises it."""
    taken = set(Breach.objects.open().filter(monitor__in=now.values()).values_list("monitor_id", flat=True))
    standing = Breach.objects.open().filter(monitor__in=gone_ids)
    for breach in standing.select_related("monitor", "incident__port__product__owner"):
        heir = now.get(breach.monitor.rule)
        if heir is None or heir.unmeasurable or heir.pk in taken:
            words = _("The contract that made this promise is no longer in force.")
            life.mend(breach, words=words, cause=Incident.Cause.SUPERSEDED)
        else:
            Incident.objects.open().filter(pk=breach.incident_id, monitor=breach.monitor_id).update(monitor=heir)
            Breach.objects.filter(pk=breach.pk).update(monitor=heir)
