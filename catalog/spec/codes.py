"""Every code a violation can have, how grave it is, and what it means. `docs/bundles.md` lists the same."""

from typing import Literal, NamedTuple


class Code(NamedTuple):
    """The weight of a violation and what it means in general."""

    level: Literal["error", "warning", "info"]
    meaning: str


def _error(meaning: str) -> Code:
    return Code("error", meaning)


def _warning(meaning: str) -> Code:
    return Code("warning", meaning)


READING = {
    "too-large": _error("The bundle has more bytes than allowed."),
    "too-deep": _error("Maps and lists nest deeper than allowed."),
    "too-many-nodes": _error("The bundle has more values than allowed."),
    "too-many-documents": _error("The stream has more documents than allowed."),
    "empty": _error("There is no document."),
    "not-text": _error("The bytes are not UTF-8 text."),
    "bad-character": _error("A character that YAML, or a database, cannot hold."),
    "not-yaml": _error("The text is not YAML."),
    "alias": _error("YAML aliases (`*name`) are refused: a few of them expand to gigabytes."),
    "unknown-tag": _error("A YAML tag other than `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map`, `!!seq`."),
    "bad-key": _error("The key of a map is itself a map or list."),
    "duplicate-key": _error("A map has the same key twice; which one counts would depend on the reader."),
    "not-a-zip": _error("The archive cannot be read."),
    "unsafe-path": _error("A name in the archive leads out of it."),
}

DIALECTS = {
    "not-a-mapping": _error("A document is not a map of keys to values."),
    "unknown-kind": _error("A document's `kind` is none that belongs in a bundle."),
    "foreign-dialect": _error("A document is of another standard; the message names it and says what to do."),
    "unknown-version": _error("A document's `apiVersion` is none of its standard."),
    "newer-than-declared": _warning("A document uses what came after the `apiVersion` it declares."),
}

SCHEMA = {
    "missing-key": _error("A required key is absent."),
    "unknown-key": _error("A key that the standard does not know; own facts belong in `customProperties`."),
    "wrong-type": _error("A value has another type than the standard wants."),
    "not-allowed": _error("A value is none of those allowed, or out of bounds."),
    "wrong-shape": _error("A value has none of the shapes the standard offers."),
    "too-many-violations": Code("info", "There are more violations than are listed."),
}

CONTRACT = {
    "bad-identifier": _warning("An identifier holds whitespace or one of `. # / \\ @ ! % & ^`, or is empty."),
    "duplicate-name": _error("Two tables, or two columns of one table, have the same name."),
    "duplicate-id": _warning("Two elements of one list have the same id."),
    "duplicate-server": _warning("Two servers have the same name."),
    "duplicate-role": _warning("Two roles have the same name."),
    "duplicate-custom-property": _warning("Two custom properties of one vendor have the same name."),
    "dangling-relationship": _warning("A relationship names a table or column that the contract does not have."),
    "uneven-relationship": _warning("The two sides of a composite relationship differ in length."),
    "dangling-element": _warning("A service level is about a table or column that the contract does not have."),
    "schedule-without-scheduler": _warning("Of `schedule` and `scheduler` only one is given."),
    "negative-price": _warning("A price is below zero."),
    "price-without-currency": _warning("A price has no currency."),
    "support-without-url": _warning("A support channel has no URL."),
    "array-without-items": _warning("An array column does not say what it holds."),
    "metric-on-wrong-level": _warning("A library metric stands on a column but is about a table, or the reverse."),
    "duplicate-key-position": _warning("Two primary key columns have the same position."),
    "unknown-classification": _warning("A classification outside the scale; it counts as restricted."),
    "unresolved-variable": _warning("A `${VARIABLE}` is kept as it stands; it is never resolved here."),
}

PRODUCT = {
    "bad-slug": _error("A slug that is not lower-case letters, digits and single hyphens."),
    "reserved-slug": _error(
        "A slug with which an address of the marketplace begins, so that nobody would find the product."
    ),
    "bad-port-name": _error("An input port is not named so that SQL can name it: `[a-z][a-z0-9_]*`."),
    "duplicate-port": _error("Two ports of a product have the same name and version."),
    "no-output-port": _warning("A product offers nothing to read."),
    "port-without-source": _warning("An input port names neither a contract nor a source table."),
    "bad-source": _error("A source is not `<system>.<table>`."),
    "bad-version": _warning("A version is not semantic: `major.minor.patch`."),
    "unknown-status": _warning("A status outside the life of a product."),
    "unknown-archetype": _warning("A type that is not sourceAligned, aggregate or consumerAligned."),
    "unknown-refresh": _error("A refresh that is not hourly, daily, weekly or manual."),
    "unknown-criticality": _error("A criticality that is not low, medium, high or critical."),
}

BUNDLE = {
    "no-product": _error("The bundle has no data product."),
    "many-products": _error("The bundle has more than one data product."),
    "port-without-contract": _error("An output port's contract is not in the bundle."),
    "contract-without-port": _warning("A contract that no output port is bound to."),
    "duplicate-contract": _error("Two contracts have the same id."),
    "version-mismatch": _warning("A port and its contract have different versions."),
    "contract-without-table": _error("A port's contract describes no table, so there is nothing to build or read."),
    "many-tables": _warning("A port's contract describes several tables; the first is the port's."),
    "unknown-port": _error("A document is about an output port that the product does not have."),
    "duplicate-transformation": _error("Two transformations make the same port."),
    "duplicate-policy": _error("Two access policies guard the same port."),
    "port-without-transformation": _warning("An output port that nothing makes."),
}

POLICY = {
    "unknown-column": _error("A mask is on a column that the port does not have."),
    "duplicate-mask": _error("Two masks are on the same column."),
    "mask-option": _error("A mask lacks, or has too much of, what its method needs."),
    "duplicate-rule": _error("Two rules have the same name."),
    "unreachable-rule": _warning("A rule stands below one that always matches."),
    "stages-without-review": _warning("Stages on a rule that needs nobody's review."),
    "duplicate-stage": _error("The same stage twice in one rule."),
    "unknown-purpose": _error("A rule is about a purpose that the policy does not allow."),
    "unreachable-days": _warning("A rule is about a duration that no access can have."),
    "unmasked-restricted": _warning("A restricted column that nothing masks."),
}

SQL = {
    "sql-empty": _error("There is no SQL."),
    "sql-syntax": _error("The SQL cannot be read as DuckDB's dialect."),
    "sql-too-much": _error("The SQL is too long, nests too deeply, or has a shape that cannot be read in time."),
    "sql-many-statements": _error("There is not exactly one statement."),
    "sql-not-a-select": _error("The statement, or a part of it, does something other than select."),
    "sql-unknown-table": _error("The SQL reads something that is not an input port: another table, a file, a URL."),
    "sql-function": _error("The SQL calls a function that is not on the list of harmless ones."),
    "sql-variable": _error("The SQL has a variable or placeholder."),
    "missing-column": _error("The SELECT does not make a column that the contract promises."),
    "extra-column": _warning("The SELECT makes a column that the contract does not promise."),
    "expression-not-one-value": _error("An expression is not one value computed from one row."),
    "expression-unknown-column": _error("An expression reads a column that the port does not have."),
    "expression-not-boolean": _error("A row filter is not a condition."),
}

CODES: dict[str, Code] = {**READING, **DIALECTS, **SCHEMA, **CONTRACT, **PRODUCT, **BUNDLE, **POLICY, **SQL}
