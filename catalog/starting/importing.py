"""Files that somebody brings along: told apart, joined into one bundle, and what is lost on the way said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.exchange.descriptor_files import paths_of
from catalog.exchange.dpds import convert, find_root
from catalog.spec import Bundle, Limits, Violation, read_bundle, write
from catalog.spec.archives import BEGINNING, MAGIC, joined, read_members
from catalog.spec.contracts import contract_of
from catalog.spec.nodes import Unreadable, read_documents
from catalog.spec.trees import custom_text, text
from catalog.spec.violations import violation
from catalog.starting.documents import NewPort, NewProduct, policy_tree, port_of, product_tree
from catalog.starting.naming import Naming, adopted

Kind = Literal["product", "contracts", "descriptor", "superseded", "nothing"]
CONVERT = "datacontract export odcs {file} --output {stem}.odcs.yaml"


@dataclass(frozen=True)
class Brought:
    """What was brought along. `stream` is its bundle, which has no product yet where only contracts were brought.

    `commands` convert the files of a superseded standard; `lost` is what a conversion could not carry over.
    """

    kind: Kind
    stream: bytes = b""
    bundle: Bundle | None = None
    found: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    suggested: dict[str, str] = field(default_factory=dict)  # name and domain, as the files say them

    @property
    def is_usable(self) -> bool:
        """Can a product begin with it?"""
        return self.kind in ("product", "contracts", "descriptor")


def read_files(files: Sequence[tuple[str, bytes]], limits: Limits) -> Brought:
    """Tell what these files are, each with its name; archives are opened. Never raises for what the bytes say."""
    try:
        opened = [each for name, content in files for each in _opened(name, content, limits)]
        stream = opened[0][1] if len(opened) == 1 else joined(opened, limits)[0]
    except Unreadable as reason:
        return Brought("nothing", violations=(violation(reason.code, reason.message, line=reason.line),))
    trees = {name: _trees(content, limits) for name, content in opened}
    if old := [name for name, found in trees.items() if any("dataContractSpecification" in tree for tree in found)]:
        return Brought("superseded", commands=tuple(_command(name) for name in old))
    paths = paths_of([(name, found[0]) for name, found in trees.items() if len(found) == 1])
    if (root := find_root(paths)) is not None:
        return _descriptor(paths, root, limits)
    bundle, violations = read_bundle(stream, limits=limits)
    if bundle is None or not (bundle.product or bundle.contracts):
        return Brought("nothing", stream, bundle, violations=tuple(violations))
    kind: Kind = "product" if bundle.product else "contracts"
    return Brought(kind, stream, bundle, _found(bundle), (), (), tuple(violations), _suggested(bundle))


def bundle_of(brought: Brought, naming: Naming) -> bytes:
    """The bundle that a product of this name would begin with; what was brought along keeps its bytes.

    Raises ValueError where there is nothing to begin with.
    """
    if brought.bundle is None or not brought.is_usable:
        raise ValueError("There is nothing to begin a product with.")
    if brought.bundle.product:
        return adopted(brought.bundle, naming)
    ports = _ports(brought.bundle)
    product = product_tree(NewProduct(naming.name, naming.slug, naming.domain, naming.team, naming.team_name))
    product["outputPorts"] = [port for port, _name in ports]
    policies = [policy_tree(name) for _port, name in ports]
    stream = brought.stream.removeprefix(b"\xef\xbb\xbf")
    begin = b"" if BEGINNING.match(stream) else b"---\n"
    end = b"" if stream.endswith(b"\n") else b"\n"
    after = b"".join(b"---\n" + write([policy]) for policy in policies)
    return write([product]) + b"...\n" + begin + stream + end + after


def _opened(name: str, content: bytes, limits: Limits) -> list[tuple[str, bytes]]:
    if len(content) > limits.size:
        raise Unreadable("too-large", f"{name[:80]} has {len(content)} bytes; at most {limits.size} are read.")
    return read_members(content, limits) if content.startswith(MAGIC) else [(name, content)]


def _trees(content: bytes, limits: Limits) -> list[dict[str, Any]]:
    """The documents of one file that are maps; none where it cannot be read, which is told elsewhere."""
    try:
        found = read_documents(content.decode().removeprefix("\ufeff"), limits)
    except (Unreadable, UnicodeDecodeError):
        return []
    return [each.root.value for each in found if isinstance(each.root.value, dict)]


def _descriptor(paths: dict[str, Any], root: str, limits: Limits) -> Brought:
    converted = convert(paths, root)
    stream = write(list(converted.trees))
    bundle, violations = read_bundle(stream, limits=limits)
    if bundle is None or bundle.product is None:
        return Brought("nothing", stream, bundle, violations=tuple(violations))
    told = tuple(violations)
    return Brought("descriptor", stream, bundle, _found(bundle), converted.lost, (), told, _suggested(bundle))


def _command(name: str) -> str:
    file = name.rpartition("/")[2]
    stem = file.removesuffix(".yaml").removesuffix(".yml")
    return CONVERT.format(file=file, stem=stem)


def _found(bundle: Bundle) -> tuple[str, ...]:
    """What stands in a bundle, one line for each document."""
    words = {
        "odps": "Data product (ODPS {version})",
        "odcs": "Data contract (ODCS {version})",
        "transformation": "Transformation",
        "access-policy": "Access policy",
    }
    lines = []
    for document in bundle.documents:
        tree = document.tree
        name = text(tree, "name") or text(tree, "id") or text(tree, "outputPort")
        kind = words[document.kind].format(version=document.api_version.removeprefix("v"))
        lines.append(f"{kind}: {name} {text(tree, 'version')}".strip())
    return tuple(lines)


def _suggested(bundle: Bundle) -> dict[str, str]:
    """What the files call the product, and in which domain they see it."""
    tree = bundle.product.tree if bundle.product else bundle.contracts[0].tree
    spec = contract_of(tree)
    return {
        "name": text(tree, "name") or spec.name or text(tree, "id"),
        "domain": text(tree, "domain"),
        "team": custom_text(tree, "ownerTeam"),
    }


def _ports(bundle: Bundle) -> list[tuple[dict[str, Any], str]]:
    """An output port for each contract, bound to it by its id, with its name; names are all different."""
    ports: list[tuple[dict[str, Any], str]] = []
    for document in bundle.contracts:
        spec = contract_of(document.tree)
        wanted = port_of(spec.table or spec.name or spec.external_id) or "port"
        taken = {name for _port, name in ports}
        name = next(each for each in (wanted, *(f"{wanted}_{n}" for n in range(2, 100))) if each not in taken)
        port = NewPort(name, spec.description or spec.purpose)
        tree = {
            "name": port.name,
            "description": port.description,
            "type": "tables",
            "version": spec.version or "1.0.0",
        }
        tree["contractId"] = spec.external_id
        ports.append(({key: value for key, value in tree.items() if value}, name))
    return ports
