"""From what other systems call our data to the port, and to the promise that a result is about."""

import re

from catalog.models import DatasetName, Monitor, OutputPort
from catalog.observers.formats.result import Result

# The last word of the rule by which contracts promise what these assertions check.
PROMISED_AS = {"not_null": "required", "unique": "unique", "accepted_values": "enum"}
PARTS = ("product__owner", "contract", "snapshot")
_OWN = re.compile(r"(?:marketplace/)?(?P<product>[a-z0-9-]+)\.(?P<port>[^./]+)")
_BETWEEN = re.compile(r"[.:/]+")


def port_of(source: str, result: Result) -> OutputPort | None:
    """The one port that a result is about: by its number, by a name that somebody tied, by our own name for it, by its
    contract, or by where its contract says that it lies. None where there is none, or more than one."""
    ports = OutputPort.objects.offered().select_related(*PARTS)
    if result.port is not None:
        return ports.filter(pk=result.port).first()
    tied = DatasetName.objects.filter(source=source, name__in=result.datasets).values_list("port", flat=True).first()
    if tied:
        return ports.filter(pk=tied).first()
    for name in result.datasets:
        own = _OWN.fullmatch(name)
        if own and (found := ports.filter(product__slug=own["product"], name=own["port"]).first()):
            return found
    if result.contract:
        return _only(ports.filter(contract__external_id=result.contract)[:2])
    return _only([port for name in result.datasets[:4] for port in _lying_at(name, ports)])


def promise_of(port: OutputPort, result: Result) -> str:
    """The rule of the contract in force that a result is about; empty where it is about none.

    A result about another version of the contract is about no promise in force.
    """
    if result.contract_version.removeprefix("v") not in ("", port.contract.number.removeprefix("v")):
        return ""
    promised = Monitor.objects.filter(port=port, contract=port.contract, active=True)
    if result.rule:
        wanted = result.rule.strip("/")
        exact = promised.filter(rule=wanted).values_list("rule", flat=True)
        tail = "/".join(wanted.split("/")[-2:])
        return (
            _only(exact) or _only(promised.filter(rule__endswith=f"/{tail}").values_list("rule", flat=True)[:2]) or ""
        )
    last = PROMISED_AS.get(result.assertion)
    if not (last and result.column):
        return ""
    return _only(promised.filter(rule__iendswith=f"/{result.column}/{last}").values_list("rule", flat=True)[:2]) or ""


def _lying_at(name: str, ports) -> list[OutputPort]:
    """Ports whose contract says that they lie at the end of this name: schema and table at least."""
    said = [part for part in _BETWEEN.split(name.lower()) if part]
    if len(said) < 2:
        return []
    return [port for port in ports.filter(contract__table__iexact=said[-1])[:20] if _addresses(port) & _tails(said)]


def _tails(parts: list[str]) -> set[tuple[str, ...]]:
    """Its last two parts, and its last three."""
    return {tuple(parts[-count:]) for count in (2, 3) if len(parts) >= count}


def _addresses(port: OutputPort) -> set[tuple[str, ...]]:
    servers = port.contract.document.get("servers")
    found = set()
    for server in servers if isinstance(servers, list) else ():
        said = server if isinstance(server, dict) else {}
        place = [str(said.get(key) or "").lower() for key in ("schema", "dataset")]
        schema = next((one for one in place if one), "")
        if schema:
            whole = [str(said.get(key) or "").lower() for key in ("database", "catalog", "project")]
            found.add((schema, port.contract.table.lower()))
            found |= {(one, schema, port.contract.table.lower()) for one in whole if one}
    return found


def _only(found):
    """The one, where there is exactly one, however often it was found."""
    distinct = list(dict.fromkeys(found))
    return distinct[0] if len(distinct) == 1 else None
