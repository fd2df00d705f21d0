"""The fourth step: where the product can be read, and what each place promises to hold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from catalog.guide.describing import PRODUCT_ORDER, add_to, knows_vendors, newest
from catalog.guide.fields import Code, Custom, Field, Prose
from catalog.guide.inputs import free_name
from catalog.guide.values import put
from catalog.guide.work import Sheet, Work, table_of
from catalog.spec.trees import Tree, maps, text
from catalog.spec.viewing import slug_of, slugify
from catalog.spec.violations import Path

PORT_ORDER = (
    "id",
    "name",
    "description",
    "type",
    "version",
    "contractId",
    "inputContracts",
    "tags",
    "customProperties",
)
CONTRACT_ORDER = (
    *(
        "apiVersion",
        "kind",
        "id",
        "name",
        "version",
        "status",
        "domain",
        "tenant",
        "dataProduct",
        "tags",
        "description",
    ),
    *("servers", "schema", "support", "price", "team", "roles", "slaDefaultElement", "slaProperties"),
    *("authoritativeDefinitions", "customProperties", "contractCreatedTs"),
)
TABLE_ORDER = (
    *("id", "name", "logicalType", "physicalName", "physicalType", "businessName", "description"),
    *("dataGranularityDescription", "tags", "properties", "relationships", "quality", "customProperties"),
)
SQL_ORDER = ("apiVersion", "kind", "outputPort", "language", "description", "sql", "repository")

PORT_FIELDS: Sequence[Field] = (
    Prose("description", ("description",), order=PORT_ORDER),
    Field("version", ("version",), order=PORT_ORDER),
)


def port_fields(product: Tree) -> tuple[Field, ...]:
    """The fields of an output port, in the dialect that the product's document declares."""
    where = Custom(
        "warehouse", ("customProperties",), property="warehouse", vendor=knows_vendors(product), order=PORT_ORDER
    )
    return (*PORT_FIELDS, where)


CONTRACT_FIELDS: Sequence[Field] = (
    Field("contract_version", ("version",), order=CONTRACT_ORDER),
    Prose("promise", ("description", "purpose")),
)
TABLE_FIELDS: Sequence[Field] = (
    Prose("granularity", ("dataGranularityDescription",), order=TABLE_ORDER),
    Prose("table_description", ("description",), order=TABLE_ORDER),
)
SQL_FIELDS: Sequence[Field] = (
    Code("sql", ("sql",), order=SQL_ORDER),
    Prose("description", ("description",), order=SQL_ORDER),
)


@dataclass(frozen=True)
class Made:
    """A column that a SELECT makes, with what is known of it."""

    name: str
    logical_type: str = ""
    physical_type: str = ""
    description: str = ""
    business_name: str = ""
    classification: str = ""


def add_output_port(work: Work, wanted: str) -> str:
    """A new output port with a contract of its own; answers the name it got."""
    product = work.product.tree
    name = free_name(wanted, {text(port, "name") for _, port in work.ports()})
    port = {"name": name, "type": "tables", "version": "1.0.0"}
    add_to(product, "outputPorts", port, PRODUCT_ORDER)
    add_contract(work, port)
    return name


def add_contract(work: Work, port: Tree) -> None:
    """A contract for a port that has none, by the id that the port names, else by a new one."""
    name = text(port, "name")
    contract_id = text(port, "contractId") or free_contract_id(work, name)
    version = text(port, "version") or "1.0.0"
    put(port, ("contractId",), contract_id, PORT_ORDER)
    put(port, ("version",), version, PORT_ORDER)
    work.add(
        "odcs",
        {
            "apiVersion": newest("odcs"),
            "kind": "DataContract",
            "id": contract_id,
            "name": f"{name.replace('_', ' ').capitalize()} contract",
            "version": version,
            "status": "active",
            "schema": [new_table(name)],
        },
    )


def new_table(name: str) -> Tree:
    """A table without columns yet."""
    return {"name": name, "logicalType": "object", "physicalName": name, "physicalType": "table"}


def free_contract_id(work: Work, name: str) -> str:
    """An id that no contract of the bundle has: the product's address, and the port's name where that says more."""
    slug, own = slug_of(work.product.tree) or "product", slugify(name)
    base = slug if slug.endswith(own) else f"{slug}-{own}"
    taken = {text(sheet.tree, "id") for sheet in work.of("odcs")}
    return next(each for each in (base, *(f"{base}-{number}" for number in range(2, 1000))) if each not in taken)


def remove_output_port(work: Work, place: int) -> None:
    """Take a port out, with its transformation, its policy, and the contract that no other port is bound to."""
    port = dict(work.ports())[place]
    name, contract = text(port, "name"), work.contract(port)
    del work.product.tree["outputPorts"][place]
    for sheet in (*work.of("transformation"), *work.of("access-policy")):
        if text(sheet.tree, "outputPort") == name:
            work.take_out(sheet)
    if contract and not any(work.contract(other) is contract for _, other in work.ports()):
        work.take_out(contract)
    if not work.product.tree["outputPorts"]:
        del work.product.tree["outputPorts"]


def rename_output_port(work: Work, old: str, new: str) -> None:
    """Rename a port wherever the documents speak of it; its contract keeps its id."""
    for _, port in work.ports():
        if text(port, "name") == old:
            port["name"] = new
    for sheet in (*work.of("transformation"), *work.of("access-policy")):
        if text(sheet.tree, "outputPort") == old:
            sheet.tree["outputPort"] = new


def table_sheet(work: Work, port: Tree) -> tuple[Sheet, Path, Tree] | None:
    """The contract of a port with its table; where it has none yet, a new one that `keep_table` puts in."""
    contract = work.contract(port)
    if contract is None:
        return None
    return contract, *(table_of(contract.tree) or (("schema", 0), new_table(text(port, "name"))))


def keep_table(contract: Sheet, table: Tree) -> None:
    """Let a contract that has no table have this one."""
    if table_of(contract.tree) is None:
        put(contract.tree, ("schema",), [table], CONTRACT_ORDER)


def columns_of(table: Tree) -> list[tuple[int, Tree]]:
    """The columns of a table, each with its place."""
    properties = table.get("properties")
    items = properties if isinstance(properties, list) else []
    return [(place, column) for place, column in enumerate(items) if isinstance(column, dict)]


@dataclass(frozen=True)
class Taken:
    """What taking the columns from a SELECT did."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int


def take_columns(table: Tree, made: Sequence[Made]) -> Taken:
    """Let a table promise what its SELECT makes, in that order; a column that was promised before keeps all it says."""
    known = {text(column, "name").lower(): column for column in maps(table, "properties")}
    wanted, added = [], []
    for each in made:
        column = known.pop(each.name.lower(), None)
        if column is None:
            column = column_from(each)
            added.append(each.name)
        wanted.append(column)
    removed = tuple(text(column, "name") for column in known.values())
    _put_columns(table, wanted)
    return Taken(tuple(added), removed, len(wanted) - len(added))


def column_from(made: Made) -> Tree:
    """A new column that says what is known of it."""
    said = {
        "name": made.name,
        "businessName": made.business_name,
        "logicalType": made.logical_type or "string",
        "physicalType": made.physical_type,
        "description": made.description,
        "classification": made.classification,
    }
    return {key: value for key, value in said.items() if value}


def add_column(table: Tree) -> str:
    """One more column, to be named; answers the name it has meanwhile."""
    taken = {text(column, "name") for column in maps(table, "properties")}
    name = free_name("new_column", taken)
    _put_columns(table, [*(column for _, column in columns_of(table)), {"name": name, "logicalType": "string"}])
    return name


def forget_column(work: Work, port: Tree, name: str) -> None:
    """A column that is gone needs no mask any more."""
    for sheet in work.of("access-policy"):
        if text(sheet.tree, "outputPort") == text(port, "name"):
            masks = [mask for mask in maps(sheet.tree, "masks") if text(mask, "column").lower() != name.lower()]
            if len(masks) < len(maps(sheet.tree, "masks")):
                _replace(sheet.tree, "masks", masks)


def rename_column(work: Work, port: Tree, old: str, new: str, known: Collection[str] = ()) -> None:
    """A mask and a service level follow the column they are about."""
    for sheet in work.of("access-policy"):
        if text(sheet.tree, "outputPort") == text(port, "name"):
            for mask in maps(sheet.tree, "masks"):
                if text(mask, "column") == old:
                    mask["column"] = new
    contract = work.contract(port)
    found = table_of(contract.tree) if contract else None
    if contract and found:
        table = text(found[1], "name")
        names = {old: new, f"{table}.{old}": f"{table}.{new}"}
        for level in maps(contract.tree, "slaProperties"):
            if text(level, "element") in names and old not in known:
                level["element"] = names[text(level, "element")]


def _put_columns(table: Tree, columns: Sequence[Tree]) -> None:
    if columns and "properties" not in table:
        later = set(TABLE_ORDER[TABLE_ORDER.index("properties") + 1 :])
        items = list(table.items())
        spot = next((place for place, (key, _) in enumerate(items) if key in later), len(items))
        items.insert(spot, ("properties", list(columns)))
        table.clear()
        table.update(items)
    else:
        _replace(table, "properties", list(columns))


def _replace(tree: Tree, key: str, items: list[Tree]) -> None:
    if items:
        tree[key] = items
    else:
        tree.pop(key, None)
