"""Data Product Descriptor Specification (Open Data Mesh): read leniently, carried over as far as it goes.

References are followed inside the given files and nowhere else. What has no place in a bundle, or cannot be read, is
said in a sentence: nothing is lost silently.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.exchange.descriptor_files import Reading, followed, references_in
from catalog.spec import slugify
from catalog.spec.dialects import OURS
from catalog.spec.trees import Tree, branch, maps, text, words

MANAGED = {
    "discoveryPorts": "discoverability",
    "observabilityPorts": "observability",
    "controlPorts": "control",
}
LOGICAL = {
    **dict.fromkeys(("INTEGER", "INT", "BIGINT", "SMALLINT", "LONG"), "integer"),
    **dict.fromkeys(("DECIMAL", "NUMERIC", "DOUBLE", "FLOAT", "REAL", "NUMBER"), "number"),
    **dict.fromkeys(("TIMESTAMP", "DATETIME"), "timestamp"),
    "DATE": "date",
    "TIME": "time",
    "BOOLEAN": "boolean",
    "ARRAY": "array",
    **dict.fromkeys(("STRUCT", "MAP", "JSON", "OBJECT"), "object"),
}
SPAN = re.compile(r"(\d+(?:\.\d+)?) ?(s|m|h|d)")


@dataclass(frozen=True)
class Converted:
    """The documents that came out, the product first; and what could not be carried over, in sentences."""

    trees: tuple[Tree, ...]
    lost: tuple[str, ...]


def is_descriptor(tree: Any) -> bool:
    """Is this the root of a product, and not the description of a single port?"""
    return isinstance(tree, dict) and "dataProductDescriptor" in tree and isinstance(tree.get("info"), dict)


def find_root(files: Mapping[str, Any]) -> str | None:
    """The file that describes the product: of several descriptors one that no other file refers to."""
    roots = [path for path, tree in files.items() if is_descriptor(tree)]
    referred = {posixpath.basename(each) for tree in files.values() for each in references_in(tree)}
    return min(roots, key=lambda path: (posixpath.basename(path) in referred, path.count("/"), path), default=None)


def convert(files: Mapping[str, Any], root: str) -> Converted:
    """A descriptor as a data product with a contract and an access policy for each output port."""
    reading = Reading(files)
    tree, info = files[root], branch(files[root], "info")
    parts = branch(tree, "interfaceComponents")
    outputs = list(_ports(reading, tree, parts, "outputPorts", root))
    product = _product(reading, tree, info)
    contracts = [_contract(reading, port, place, product) for port, place in outputs]
    product |= {
        "inputPorts": [_input(port) for port, _ in _ports(reading, tree, parts, "inputPorts", root)],
        "outputPorts": [_output(port, contract) for (port, _), contract in zip(outputs, contracts, strict=True)],
        "managementPorts": [
            _managed(port, content)
            for key, content in MANAGED.items()
            for port, _ in _ports(reading, tree, parts, key, root)
        ],
    }
    policies = [_policy(reading, port) for port, _ in outputs]
    _internals(reading, tree)
    trees = (_kept(product), *map(_kept, contracts), *policies)
    return Converted(trees, tuple(reading.lost))


def _product(reading: Reading, tree: Tree, info: Tree) -> Tree:
    owner = branch(info, "owner")
    identity = text(info, "fullyQualifiedName") or slugify(text(info, "name"))
    unnamed = next((part for part in reversed(identity.split(":")) if not part.isdigit()), identity)
    name = text(info, "displayName") or text(info, "name") or unnamed
    member = {"username": text(owner, "id"), "name": text(owner, "name"), "role": "owner"}
    links = branch(tree, "externalDocs") or branch(info, "externalDocs")
    return {
        "apiVersion": "v1.1.0",
        "kind": "DataProduct",
        "id": identity,
        "name": name,
        "version": text(info, "version"),
        "status": "active",
        "domain": text(info, "domain"),
        "description": _kept({"purpose": text(info, "description")}),
        "tags": list(words(tree, "tags")),
        "team": _kept({"members": [_kept(member)] if member["username"] else []}),
        "support": list(_support(reading, info)),
        "authoritativeDefinitions": _definitions(links),
    }


def _support(reading: Reading, info: Tree) -> Iterator[Tree]:
    for point in maps(info, "contactPoints"):
        name, address = text(point, "name") or text(point, "channel") or "contact", text(point, "address")
        if "://" in address or address.startswith("mailto:"):
            url = address
        elif "@" in address:
            url = f"mailto:{address}"
        else:
            reading.lose(f"The contact point {name!r} has no address on the web.")
            continue
        yield _kept({"channel": name, "url": url, "description": text(point, "description")})


def _definitions(links: Tree) -> list[Tree]:
    url = text(links, "$href") or text(links, "url")
    return [_kept({"type": "documentation", "url": url, "description": text(links, "description")})] if url else []


def _ports(reading: Reading, tree: Tree, parts: Tree, key: str, root: str) -> Iterator[tuple[Tree, str]]:
    """The ports of one kind, each followed to where it is written, with the file that this is."""
    for port in maps(parts, key):
        found, place = followed(reading, tree, port, root)
        if is_descriptor(found):  # a port in a file of its own may stand in a descriptor
            for inner in maps(branch(found, "interfaceComponents"), key):
                yield followed(reading, found, {**port, **inner, "$ref": inner.get("$ref")}, place)
        elif text(found, "name"):
            yield found, place
        else:
            reading.lose(f"One of the {key} has no name.")


def _input(port: Tree) -> Tree:
    name = re.sub(r"[^a-z0-9]+", "_", slugify(_spaced(text(port, "name")))).strip("_")
    return _kept({"name": name if name[:1].isalpha() else f"input_{name}", "version": text(port, "version", "1.0.0")})


def _output(port: Tree, contract: Tree) -> Tree:
    return _kept(
        {
            "name": _port_name(port),
            "description": text(port, "description"),
            "type": text(branch(port, "promises"), "servicesType") or text(branch(port, "promises"), "serviceType"),
            "version": text(port, "version"),
            "contractId": contract["id"],
            "tags": list(words(port, "tags")),
        }
    )


def _managed(port: Tree, content: str) -> Tree:
    facts = {"name": text(port, "name"), "content": content, "type": "rest", "description": text(port, "description")}
    return _kept(facts)


def _contract(reading: Reading, port: Tree, place: str, product: Tree) -> Tree:
    promises, obligations = branch(port, "promises"), branch(port, "obligations")
    expectations = branch(port, "expectations") or branch(port, "expectatctions")  # so spelt in their own example
    usage = [text(branch(expectations, key), "description") for key in ("audience", "usage")]
    name = _port_name(port)
    for key, what in (("deprecationPolicy", "deprecation policy"), ("platform", "platform")):
        if promises.get(key):
            reading.lose(f"The {what} of {name}: a bundle has no place for it.")
    if obligations.get("billingPolicy"):
        reading.lose(f"The billing policy of {name}: a bundle has no place for it.")
    return {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": slugify(f"{_spaced(text(product, 'name'))} {_spaced(text(port, 'name'))}") or name,
        "name": text(port, "displayName") or text(port, "name"),
        "version": text(port, "version", "1.0.0"),
        "status": "active",
        "description": _kept({"purpose": text(port, "description"), "usage": "\n".join(filter(None, usage))}),
        "schema": [_kept(_table(reading, port, place, name))],
        "slaProperties": list(_objectives(reading, name, promises, obligations)),
    }


def _table(reading: Reading, port: Tree, place: str, name: str) -> Tree:
    """The first table of the port's API, where that is written as tables; otherwise a table without columns."""
    api, api_place = followed(reading, {}, branch(branch(port, "promises"), "api"), place)
    definition, where = followed(reading, api, branch(api, "definition"), api_place)
    tables = maps(branch(definition, "schema"), "tables")
    if not tables:
        kind = text(api, "specification") or "no specification"
        reading.lose(f"The columns of {name}: its interface is described by {kind}, which names no table.")
        return {"name": name, "logicalType": "object", "physicalType": "table"}
    if len(tables) > 1:
        reading.lose(f"{name} has {len(tables)} tables; the first is carried over.")
    written, _ = followed(reading, definition, branch(tables[0], "definition"), where)
    columns = maps(written, "columns") or maps(tables[0], "columns")
    if not columns:
        reading.lose(f"The columns of {name}: they are in a file that cannot be read here.")
    ordered = sorted(columns, key=lambda column: _position(column))
    return {
        "name": name,
        "logicalType": "object",
        "physicalType": "table",
        "description": text(written, "description"),
        "properties": [_column(column) for column in ordered],
    }


def _position(column: Tree) -> int:
    position = column.get("ordinalPosition")
    return position if isinstance(position, int) else 10_000


def _column(column: Tree) -> Tree:
    kind = text(column, "dataType").upper()
    length = text(column, "dataLength")
    constraint = text(column, "columnConstraint").upper().replace(" ", "_")
    return _kept(
        {
            "name": text(column, "name"),
            "businessName": text(column, "displayName"),
            "logicalType": LOGICAL.get(kind, "string"),
            "physicalType": f"{kind}({length})" if kind and length else kind,
            "description": text(column, "description"),
            "primaryKey": constraint == "PRIMARY_KEY",
            "required": constraint in ("PRIMARY_KEY", "NOT_NULL"),
        }
    )


def _objectives(reading: Reading, port: str, promises: Tree, obligations: Tree) -> Iterator[Tree]:
    """Availability and freshness; of objectives and agreements the objectives, which are the stricter ones."""
    slo, sla = branch(promises, "slo"), branch(obligations, "sla")
    if slo and sla:
        reading.lose(f"The agreed service levels (sla) of {port}: its objectives (slo) are carried over instead.")
    for group in branch(slo or sla, "definition").values():
        for name, value in group.items() if isinstance(group, dict) else ():
            if objective := _objective(str(name), str(value)):
                yield objective
            else:
                reading.lose(f"The objective {name} ({value}) of {port}: nothing here measures it.")


def _objective(name: str, value: str) -> Tree | None:
    if name.lower() == "availability":
        try:
            share = float(value.rstrip("% "))
        except ValueError:
            return None
        return {"property": "availability", "value": round(share * 100 if share <= 1 else share, 6), "unit": "percent"}
    span = SPAN.fullmatch(value.strip().lower())
    if name.lower() == "freshness" and span:
        amount = float(span[1])
        shown = int(amount) if amount.is_integer() else amount
        return {"property": "freshness", "value": shown, "unit": span[2]}
    return None


def _policy(reading: Reading, port: Tree) -> Tree:
    terms = branch(branch(port, "obligations"), "termsAndConditions")
    link = text(branch(terms, "externalDocs"), "$href")
    said = "\n".join(filter(None, (text(terms, "description"), link)))
    policy: Tree = {"apiVersion": OURS, "kind": "AccessPolicy", "outputPort": _port_name(port)}
    return {**policy, **({"terms": said} if said else {}), "default": {"then": "review", "stages": ["owner"]}}


def _internals(reading: Reading, tree: Tree) -> None:
    parts = branch(tree, "internalComponents")
    counted = [
        (len(maps(parts, "applicationComponents")), "application component"),
        (len(maps(parts, "infrastructuralComponents")), "component of the infrastructure"),
    ]
    for number, what in counted:
        if number:
            several = what.replace("component", "components", 1)
            reading.lose(f"{number} {what if number == 1 else several}: the transformation is written here as SQL.")


def _port_name(port: Tree) -> str:
    return slugify(_spaced(text(port, "name"))).replace("-", "_") or "port"


def _spaced(name: str) -> str:
    """A name in camel case as words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)


def _kept(tree: Tree) -> Tree:
    """Without what says nothing."""
    return {key: value for key, value in tree.items() if value not in ("", None, False) and value != [] and value != {}}
