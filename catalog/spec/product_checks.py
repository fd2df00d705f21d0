"""What a data product must hold beyond its schema, taken alone."""

import re
from collections.abc import Iterator

from catalog.spec.contract_checks import check_variables
from catalog.spec.trees import Tree, custom, custom_text, numbered, text
from catalog.spec.version_numbers import rank_of
from catalog.spec.viewing import ARCHETYPES, slug_of
from catalog.spec.violations import Path, Said

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
PORT_NAME = re.compile(r"[a-z][a-z0-9_]*")
SOURCE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_.$-]+")
STATUSES = ("proposed", "draft", "active", "deprecated", "retired")
# Names that addresses begin with; a product of such a name would stand behind another page.
RESERVED = frozenset({"example", "new", "runs", "trials"})
REFRESHES = ("hourly", "daily", "weekly", "manual")
CRITICALITIES = ("low", "medium", "high", "critical")


def check_product(tree: Tree) -> Iterator[Said]:
    """Everything that is odd about one data product."""
    yield from _identity(tree)
    yield from _input_ports(tree)
    yield from _output_ports(tree)
    yield from check_variables(tree)


def _identity(tree: Tree) -> Iterator[Said]:
    slug = slug_of(tree)
    if not SLUG.fullmatch(slug) or len(slug) > 100:
        path = _custom_path(tree, "slug") or ("name",)
        told = f"The slug {slug[:60]!r} must be lower-case letters, digits and single hyphens, at most 100."
        yield Said("bad-slug", path, told)
    if slug in RESERVED:
        told = f"No product can be called {slug!r}: an address of the marketplace begins so."
        yield Said("reserved-slug", _custom_path(tree, "slug") or ("name",), told)
    if (version := text(tree, "version")) and rank_of(version) is None:
        told = f"The version {version[:40]!r} is not semantic, such as 1.2.0."
        yield Said("bad-version", ("version",), told)
    status = text(tree, "status")
    if status and status.lower() not in STATUSES:
        told = f"The status {status[:40]!r} is none of {', '.join(STATUSES)}."
        yield Said("unknown-status", ("status",), told)
    archetype = text(tree, "type")
    if archetype and re.sub(r"[^a-z]", "", archetype.lower()) not in ARCHETYPES:
        told = f"The type {archetype[:40]!r} is none of sourceAligned, aggregate, consumerAligned."
        yield Said("unknown-archetype", ("type",), told)
    refresh = custom(tree, "refresh")
    if refresh is not None and refresh not in REFRESHES:
        told = f"The refresh {str(refresh)[:40]!r} is none of {', '.join(REFRESHES)}."
        yield Said("unknown-refresh", _custom_path(tree, "refresh"), told)
    criticality = custom(tree, "criticality")
    if criticality is not None and criticality not in CRITICALITIES:
        told = f"The criticality {str(criticality)[:40]!r} is none of {', '.join(CRITICALITIES)}."
        yield Said("unknown-criticality", _custom_path(tree, "criticality"), told)


def check_table_names(tree: Tree) -> Iterator[Said]:
    """Input ports are the tables of the transformations, so each needs a name of its own that SQL can say."""
    seen: set[str] = set()
    for place, port in numbered(tree, "inputPorts"):
        path, name = ("inputPorts", place, "name"), text(port, "name")
        if not PORT_NAME.fullmatch(name):
            told = f"The input port {name[:60]!r} must be named as SQL names tables: a-z, 0-9 and _, a letter first."
            yield Said("bad-port-name", path, told)
        if name in seen:
            yield Said("duplicate-port", path, f"Two input ports are named {name[:60]!r}.")
        seen.add(name)


def _input_ports(tree: Tree) -> Iterator[Said]:
    for place, port in numbered(tree, "inputPorts"):
        path: Path = ("inputPorts", place)
        name = text(port, "name")
        source = custom_text(port, "source")
        if source and not SOURCE.fullmatch(source):
            told = f"The source {source[:60]!r} must be <system>.<table>."
            yield Said("bad-source", (*path, *_custom_path(port, "source")), told)
        if not source and not text(port, "contractId"):
            told = f"The input port {name[:60]!r} names neither a contract nor a source table."
            yield Said("port-without-source", path, told)


def _output_ports(tree: Tree) -> Iterator[Said]:
    seen: set[tuple[str, str]] = set()
    for place, port in numbered(tree, "outputPorts"):
        name, version = text(port, "name"), text(port, "version")
        if (name, version) in seen:
            told = f"Two output ports are named {name[:60]!r} in version {version[:40] or '(none)'}."
            yield Said("duplicate-port", ("outputPorts", place, "name"), told)
        seen.add((name, version))
    if not seen:
        yield Said("no-output-port", ("outputPorts",), "The product has no output port, so there is nothing to read.")


def _custom_path(tree: Tree, name: str) -> Path:
    for place, each in numbered(tree, "customProperties"):
        if each.get("property") == name:
            return ("customProperties", place, "value")
    return ()
