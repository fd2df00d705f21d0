"""What the documents of a bundle must hold together."""

from collections.abc import Iterator

from catalog.spec.contracts import classification_of, column_names
from catalog.spec.documents import Bundle, Document
from catalog.spec.product_checks import check_table_names
from catalog.spec.sql import check_expression, parse_select, result_columns
from catalog.spec.trees import Tree, maps, numbered, text
from catalog.spec.viewing import contract_for
from catalog.spec.violations import Path, Said, Violation, violation


def check_together(bundle: Bundle) -> Iterator[Violation]:
    """Everything that is odd between documents."""
    product = bundle.product
    if product is None:
        yield violation("no-product", "The bundle has no DataProduct, so it describes nothing to publish.")
        return
    for other in bundle.of("odps")[1:]:
        yield other.violation(Said("many-products", (), "A bundle describes one DataProduct, and this is another."))
    ports = {text(port, "name"): port for port in maps(product.tree, "outputPorts")}
    for said in check_table_names(product.tree):
        yield product.violation(said)
    yield from _contracts(bundle, product)
    yield from _ports(bundle, product)
    yield from _unmasked(bundle, product)
    for document in (*bundle.transformations, *bundle.policies):
        if text(document.tree, "outputPort") not in ports:
            yield document.violation(_unknown_port(text(document.tree, "outputPort"), ports))


def check_sql(bundle: Bundle) -> Iterator[Violation]:
    """The SQL of transformations and the expressions of policies, held against ports and columns."""
    ports: dict[str, Tree] = {}
    tables: list[str] = []
    if bundle.product is not None:
        ports = {text(port, "name"): port for port in maps(bundle.product.tree, "outputPorts")}
        tables = [text(port, "name") for port in maps(bundle.product.tree, "inputPorts")]
    for document in bundle.transformations:
        yield from check_transformation(document, tables, _columns_of(document, ports, bundle))
    for document in bundle.policies:
        columns = _columns_of(document, ports, bundle)
        if columns is not None:
            yield from check_expressions(document, columns)


def check_transformation(document: Document, tables: list[str], columns: list[str] | None) -> Iterator[Violation]:
    """The SELECT of one transformation, over these tables, into these columns where they are known."""
    if not isinstance(document.tree.get("sql"), str):
        return
    query, problems = parse_select(document.tree["sql"], tables)
    for problem in problems:
        said = Said(problem.code, ("sql",), problem.message)
        yield document.violation(said, line=document.text_line(("sql",), problem.line))
    made = result_columns(query) if query is not None else None
    if made is None or columns is None:
        return
    have, wanted = {name.lower() for name in made}, {name.lower() for name in columns}
    for name in columns:
        if name.lower() not in have:
            told = f"The contract promises the column {name!r}, which this SELECT does not make."
            yield document.violation(Said("missing-column", ("sql",), told))
    for name in made:
        if name.lower() not in wanted:
            told = f"This SELECT makes the column {name!r}, which the contract does not promise."
            yield document.violation(Said("extra-column", ("sql",), told))


def check_expressions(document: Document, columns: list[str]) -> Iterator[Violation]:
    """The row filter and masks of one policy, over these columns."""
    places: list[tuple[Path, str, bool]] = [(("rowFilter",), text(document.tree, "rowFilter"), True)]
    known = {column.lower() for column in columns}
    for place, mask in numbered(document.tree, "masks"):
        if text(mask, "column").lower() not in known:
            told = f"The port has no column {text(mask, 'column')[:60]!r} to mask."
            yield document.violation(Said("unknown-column", ("masks", place, "column"), told))
        if text(mask, "method") == "expression":
            places.append((("masks", place, "expression"), text(mask, "expression"), False))
    for path, expression, boolean in places:
        if document.node_at(path) is None:
            continue
        for problem in check_expression(expression, columns, boolean=boolean):
            said = Said(problem.code, path, problem.message)
            yield document.violation(said, line=document.text_line(path, problem.line))


def _contracts(bundle: Bundle, product: Document) -> Iterator[Violation]:
    wanted = {text(port, "contractId") for port in maps(product.tree, "outputPorts")}
    seen: set[tuple[str, str]] = set()
    for contract in bundle.contracts:
        name, version = text(contract.tree, "id"), text(contract.tree, "version")
        if (name, version) in seen:
            told = f"The contract {name[:60]!r} is in this bundle twice."
            yield contract.violation(Said("duplicate-contract", ("id",), told))
        elif name not in wanted:
            told = f"No output port is bound to the contract {name[:60]!r}."
            yield contract.violation(Said("contract-without-port", ("id",), told))
        seen.add((name, version))
        tables = maps(contract.tree, "schema")
        if not tables or not maps(tables[0], "properties"):
            told = "The contract describes no table with columns, so there is nothing to build or read."
            yield contract.violation(Said("contract-without-table", ("schema",), told))
        elif len(tables) > 1:
            told = "The contract describes several tables; the port is the first of them."
            yield contract.violation(Said("many-tables", ("schema", 1), told))


def _ports(bundle: Bundle, product: Document) -> Iterator[Violation]:
    made = _by_port(bundle.transformations)
    guarded = _by_port(bundle.policies)
    for place, port in numbered(product.tree, "outputPorts"):
        path: Path = ("outputPorts", place)
        name, version = text(port, "name"), text(port, "version")
        contract = contract_for(port, bundle)
        if contract is None:
            told = f"The bundle lacks the contract {text(port, 'contractId')[:60]!r} of the output port {name[:60]!r}."
            here = (*path, "contractId") if "contractId" in port else path
            yield product.violation(Said("port-without-contract", here, told))
        elif version.removeprefix("v") != text(contract.tree, "version").removeprefix("v"):
            promised = text(contract.tree, "version")[:40]
            told = f"The output port is of version {version[:40] or '(none)'}, its contract of {promised}."
            yield product.violation(Said("version-mismatch", (*path, "version"), told))
        if name not in made:
            told = f"No transformation makes the output port {name[:60]!r}."
            yield product.violation(Said("port-without-transformation", path, told))
    for documents, code, told in (
        (made, "duplicate-transformation", "Two transformations make the output port {!r}."),
        (guarded, "duplicate-policy", "Two access policies guard the output port {!r}."),
    ):
        for name, repeated in documents.items():
            for document in repeated[1:]:
                yield document.violation(Said(code, ("outputPort",), told.format(name[:60])))


def _unmasked(bundle: Bundle, product: Document) -> Iterator[Violation]:
    guarded = _by_port(bundle.policies)
    masked: dict[int, set[str]] = {}
    for port in maps(product.tree, "outputPorts"):
        if contract := contract_for(port, bundle):
            policies = guarded.get(text(port, "name"), [])
            names = {text(mask, "column").lower() for policy in policies for mask in maps(policy.tree, "masks")}
            masked.setdefault(contract.index, set()).update(names)
    for contract in bundle.contracts:
        for place, column in numbered(next(iter(maps(contract.tree, "schema")), {}), "properties"):
            name = text(column, "name")
            hidden = name.lower() in masked.get(contract.index, set())
            if classification_of(column) == "restricted" and not hidden:
                path: Path = ("schema", 0, "properties", place, "classification")
                told = f"The column {name[:60]!r} is restricted, and no access policy masks it."
                yield contract.violation(Said("unmasked-restricted", path, told))


def _by_port(documents: tuple[Document, ...]) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(text(document.tree, "outputPort"), []).append(document)
    return found


def _columns_of(document: Document, ports: dict[str, Tree], bundle: Bundle) -> list[str] | None:
    """The columns of the port a document is about; None where there is no such port or contract."""
    port = ports.get(text(document.tree, "outputPort"))
    contract = contract_for(port, bundle) if port is not None else None
    return list(column_names(contract.tree)) if contract is not None else None


def _unknown_port(name: str, ports: dict[str, Tree]) -> Said:
    known = ", ".join(sorted(ports)) or "none"
    return Said("unknown-port", ("outputPort",), f"The product has no output port {name[:60]!r} (it has: {known}).")
