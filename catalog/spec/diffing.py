"""What changes for those who read a product, when one bundle takes the place of another."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from catalog.spec.changes import EVERY, Change, breaking, compatible, cosmetic
from catalog.spec.column_changes import column_changes
from catalog.spec.documents import Bundle
from catalog.spec.policy_changes import policy_changes
from catalog.spec.product import ContractSpec, InputSpec, OutputSpec, ProductSpec
from catalog.spec.promise_changes import promise_changes
from catalog.spec.viewing import view

WEIGHTS = ("breaking", "compatible", "cosmetic")
ENDINGS = frozenset({"deprecated", "retired"})
DESCRIBING = ("name", "description", "purpose", "usage", "limitations", "tags")
WORDS = {
    "name": "name",
    "description": "description",
    "usage": "usage",
    "tags": "tags",
    "support": "support channels",
    "team": "team",
    "glossary": "glossary terms",
    "archetype": "type",
    "domain": "domain",
    "owner_team": "owning team",
}


def diff(old: Bundle, new: Bundle) -> list[Change]:
    """Every change a consumer may care about, the gravest first. Raises ValueError where either has no product."""
    return ranked(compare(view(old), view(new)))


def ranked(changes: Iterable[Change]) -> list[Change]:
    """The changes, the gravest first."""
    return sorted(changes, key=lambda change: WEIGHTS.index(change.kind))


def compare(old: ProductSpec, new: ProductSpec) -> Iterator[Change]:
    """The changes between two versions of a product."""
    if old is new:
        return
    yield from _product(old, new)
    yield from _inputs(old.inputs, new.inputs)
    yield from _ports(_named(old.outputs), _named(new.outputs))


def _ports(before: dict[str, OutputSpec], after: dict[str, OutputSpec]) -> Iterator[Change]:
    gone, come = [name for name in before if name not in after], [name for name in after if name not in before]
    hint = f"It may have been renamed to {come[0]}." if len(gone) == len(come) == 1 else ""
    for name in gone:
        told = f"The output port {name} is gone."
        yield Change("breaking", f"/outputPorts/{name}", told, before[name].name, EVERY, hint)
    for name in come:
        yield Change("compatible", f"/outputPorts/{name}", f"The output port {name} is new.", after[name].name)
    for name, port in before.items():
        if name in after and port != after[name]:
            for change in _output(port, after[name], f"/outputPorts/{name}"):
                yield replace(change, port=port.name)


def _product(old: ProductSpec, new: ProductSpec) -> Iterator[Change]:
    if old.slug != new.slug:
        yield breaking("/slug", f"The product's address changes from {old.slug} to {new.slug}.")
    if old.status != new.status:
        weigh = breaking if new.status.lower() in ENDINGS else compatible
        yield weigh("/status", f"The status changes from {old.status or 'nothing'} to {new.status or 'nothing'}.")
    if old.licence != new.licence:
        weigh = breaking if old.licence else compatible
        yield weigh("/licence", f"The licence changes from {old.licence or 'none'} to {new.licence or 'none'}.")
    if old.refresh != new.refresh:
        often = ("hourly", "daily", "weekly", "manual")
        rarer = new.refresh not in often or (
            old.refresh in often and often.index(new.refresh) > often.index(old.refresh)
        )
        weigh = breaking if rarer else compatible
        yield weigh("/refresh", f"The refresh changes from {old.refresh} to {new.refresh}.")
    if old.limitations != new.limitations:
        yield compatible("/limitations", "The limitations are worded anew; read them again.")
    for field, told in WORDS.items():
        if getattr(old, field) != getattr(new, field):
            yield cosmetic(f"/{field}", f"The {told} of the product changed.")


def _inputs(old: tuple[InputSpec, ...], new: tuple[InputSpec, ...]) -> Iterator[Change]:
    before, after = {port.name: port for port in old}, {port.name: port for port in new}
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            told = "is read now" if name not in before else "is no longer read" if name not in after else "changed"
            yield compatible(f"/inputPorts/{name}", f"The input port {name} {told}.")


def _output(old: OutputSpec, new: OutputSpec, path: str) -> Iterator[Change]:
    name = new.name
    if _major(old.version) != _major(new.version):
        told = f"The output port {name} goes from version {old.version or '(none)'} to {new.version or '(none)'}."
        yield breaking(f"{path}/version", told)
    if old.type != new.type:
        told = f"The output port {name} is now of type {new.type or 'nothing'}."
        yield breaking(f"{path}/type", told, columns=EVERY)
    if (old.description, old.tags) != (new.description, new.tags):
        yield cosmetic(f"{path}/description", f"The description or tags of the output port {name} changed.")
    if old.transformation != new.transformation:
        yield from _transformation(old, new, path)
    yield from _table(old.contract, new.contract, path, name)
    yield from column_changes(old.contract.columns, new.contract.columns, path, name)
    yield from promise_changes(old.contract, new.contract, path, name)
    for change in policy_changes(old.policy, new.policy, path, name):
        yield replace(change, access=True)


def _transformation(old: OutputSpec, new: OutputSpec, path: str) -> Iterator[Change]:
    before = old.transformation.sql if old.transformation else ""
    after = new.transformation.sql if new.transformation else ""
    if before != after:
        yield compatible(f"{path}/transformation", f"The output port {new.name} is made by another SELECT.")
    else:
        yield cosmetic(f"{path}/transformation", f"What is said about the making of {new.name} changed.")


def _table(old: ContractSpec, new: ContractSpec, path: str, name: str) -> Iterator[Change]:
    if old.external_id != new.external_id:
        yield compatible(f"{path}/contract", f"The output port {name} is bound to the contract {new.external_id}.")
    if old.table != new.table:
        yield breaking(f"{path}/table", f"The table of {name} is named {new.table or 'nothing'}, not {old.table}.")
    elif (old.physical_name or old.table).lower() != (new.physical_name or new.table).lower():
        now, then = new.physical_name or new.table, old.physical_name or old.table
        yield breaking(f"{path}/table", f"In the warehouse the table of {name} is named {now}, not {then}.")
    if old.status.lower() != new.status.lower():
        weigh = breaking if new.status.lower() in ENDINGS else compatible
        then, now = old.status or "nothing", new.status or "nothing"
        told = f"The status of the contract of {name} changes from {then} to {now}."
        yield weigh(f"{path}/contract/status", told)
    if old.servers != new.servers:
        yield compatible(f"{path}/contract/servers", f"The servers in the contract of {name} changed.")
    if old.terms != new.terms:
        yield breaking(f"{path}/terms", f"The terms of the contract of {name} changed.")
    if any(getattr(old, field) != getattr(new, field) for field in DESCRIBING):
        yield cosmetic(f"{path}/contract/description", f"The description of the contract of {name} changed.")


def _named(ports: tuple[OutputSpec, ...]) -> dict[str, OutputSpec]:
    """The ports by name, and by name and version where one name stands for several."""
    names = [port.name for port in ports]
    return {port.name if names.count(port.name) == 1 else f"{port.name}@{port.version}": port for port in ports}


def _major(version: str) -> str:
    return version.removeprefix("v").partition(".")[0]
