"""What the input ports of a product stand for: ports of other products, and tables of source systems."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.lineage.graph import Graph
from catalog.models import InputPort, KeptPort, OutputPort, SourceTable
from catalog.publishing.hooks import may_build_on
from catalog.spec import InputSpec, ProductSpec
from catalog.spec.version_numbers import rank_of
from catalog.transitions.choosing import chosen
from catalog.transitions.selectors import kept_by_contract
from catalog.transitions.telling import last_day


@dataclass(frozen=True)
class Problem:
    """What is wrong with the n-th port of a list of the product document."""

    place: int
    code: str
    message: str
    level: str = "error"
    ports: str = "inputPorts"


@dataclass
class Inputs:
    """What was found, by the name of the input port."""

    upstreams: dict[str, OutputPort] = field(default_factory=dict)
    sources: dict[str, SourceTable] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def find_inputs(spec: ProductSpec, *, team: Team | None) -> Inputs:
    """Look up what every input port names, and whether the owning team may read it, where that is known."""
    ports = OutputPort.objects.filter(
        contract__external_id__in={wish.contract_id for wish in spec.inputs if wish.contract_id}
    )
    by_contract: dict[str, list[OutputPort]] = {}
    for port in ports.select_related("product", "contract", "policy", "snapshot", "warehouse"):
        by_contract.setdefault(port.contract.external_id, []).append(port)
    kept = kept_by_contract(team, {wish.contract_id for wish in spec.inputs if wish.contract_id}) if team else {}
    names = {wish.source.partition(".")[2] for wish in spec.inputs if wish.source and not wish.contract_id}
    tables = SourceTable.objects.filter(name__in=names).select_related("system__team", "warehouse")
    by_source = {str(table): table for table in tables}

    found = Inputs()
    for place, wish in enumerate(spec.inputs):
        if wish.contract_id:
            ports, old = by_contract.get(wish.contract_id, []), kept.get(wish.contract_id, [])
            _find_upstream(found, place, wish, spec, ports, old)
        elif wish.source:
            _find_source(found, place, wish, by_source)
        else:
            message = _("The input port %(port)s names neither a contract nor a source table, so nothing can be read.")
            found.problems.append(Problem(place, "unknown-source", message % {"port": wish.name}))
    _refuse_cycles(found, spec)
    if team is not None:
        _refuse_strangers(found, spec, team)
    return found


def _find_upstream(
    found: Inputs, place: int, wish: InputSpec, spec: ProductSpec, ports: list[OutputPort], kept: list[KeptPort]
) -> None:
    facts = {"port": wish.name, "contract": wish.contract_id}
    offered = [port for port in ports if port.offered]
    if len(offered) > 1:
        names = ", ".join(sorted(str(port) for port in offered))
        message = _("Several ports have the contract %(contract)s: %(names)s.") % {**facts, "names": names}
        found.problems.append(Problem(place, "ambiguous-upstream", message))
    elif offered:
        found.upstreams[wish.name] = offered[0]
        _compare_versions(found, place, wish, offered[0], kept)
    elif kept:
        found.upstreams[wish.name] = kept[-1].port
        _tell_of_the_end(found, place, wish, kept[-1])
    elif ports:
        message = _("%(upstream)s is no longer offered, so %(port)s cannot read it.")
        found.problems.append(Problem(place, "upstream-not-offered", message % {**facts, "upstream": ports[0]}))
    elif any(output.contract_id == wish.contract_id for output in spec.outputs):
        message = _("The input port %(port)s reads an output port of this very product.")
        found.problems.append(Problem(place, "input-cycle", message % facts))
    else:
        message = _("No published product offers a port with the contract %(contract)s.") % facts
        found.problems.append(Problem(place, "unknown-upstream", message))


def _compare_versions(found: Inputs, place: int, wish: InputSpec, port: OutputPort, kept: list[KeptPort]) -> None:
    asked, offered = rank_of(wish.version), rank_of(port.contract.number)
    numbers = [old.contract.number for old in kept]
    old = chosen(wish.version, kept=numbers, offered=port.contract.number)
    if old is not None:
        _tell_of_the_end(found, place, wish, kept[old])
    elif asked and offered and asked[0] != offered[0]:
        message = _("The input port %(port)s asks for version %(asked)s; %(upstream)s offers %(offered)s.")
        facts = {"port": wish.name, "asked": wish.version, "upstream": port, "offered": port.contract.number}
        found.problems.append(Problem(place, "upstream-version", message % facts, level="warning"))


def _tell_of_the_end(found: Inputs, place: int, wish: InputSpec, kept: KeptPort) -> None:
    message = _("The input port %(port)s reads version %(number)s of %(upstream)s, which can be read until %(day)s.")
    facts = {
        "port": wish.name,
        "number": kept.contract.number,
        "upstream": kept.port,
        "day": last_day(kept.period.ends_at),
    }
    found.problems.append(Problem(place, "upstream-ends", message % facts, level="warning"))


def _find_source(found: Inputs, place: int, wish: InputSpec, by_source: dict[str, SourceTable]) -> None:
    table = by_source.get(wish.source)
    if table:
        found.sources[wish.name] = table
    else:
        message = _("There is no source table %(source)s.") % {"source": wish.source}
        found.problems.append(Problem(place, "unknown-source", message))


def _refuse_cycles(found: Inputs, spec: ProductSpec) -> None:
    """A product must not read, over however many others, what is made from it."""
    if not found.upstreams:
        return
    pairs = InputPort.objects.filter(version__state="published", upstream__isnull=False)
    read = Graph.of(pairs.values_list("upstream__product__slug", "version__product__slug"))
    for place, wish in enumerate(spec.inputs):
        port = found.upstreams.get(wish.name)
        if port and read.closes_cycle((port.product.slug, spec.slug)):
            del found.upstreams[wish.name]
            message = _("The input port %(port)s closes a circle: %(upstream)s is made from this product.")
            facts = {"port": wish.name, "upstream": port.product}
            found.problems.append(Problem(place, "input-cycle", message % facts))


def _refuse_strangers(found: Inputs, spec: ProductSpec, team: Team) -> None:
    """A build is a read: what the owning team may not read, its product may not be made from."""
    for place, wish in enumerate(spec.inputs):
        origin = found.upstreams.get(wish.name) or found.sources.get(wish.name)
        if origin and not (answer := may_build_on(team, origin)):
            message = _("The input port %(port)s may not read %(origin)s: %(reason)s.")
            facts = {"port": wish.name, "origin": origin, "reason": answer.reason}
            found.problems.append(Problem(place, "input-not-allowed", message % facts))
