"""The demo mesh built in memory: every bundle's own SQL over the real files, in the order of publication."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import duckdb
import yaml

from marketplace.demo.sources import DemoBundle, SourceTable

# What DuckDB calls a type, against what a contract calls it.
LOGICAL = {
    "VARCHAR": "string",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "FLOAT": "number",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "BOOLEAN": "boolean",
}
OPERATORS = {
    "mustBe": lambda value, bound: value == bound,
    "mustNotBe": lambda value, bound: value != bound,
    "mustBeGreaterThan": lambda value, bound: value > bound,
    "mustBeGreaterOrEqualTo": lambda value, bound: value >= bound,
    "mustBeLessThan": lambda value, bound: value < bound,
    "mustBeLessOrEqualTo": lambda value, bound: value <= bound,
    "mustBeBetween": lambda value, bound: bound[0] <= value <= bound[1],
}


@dataclass
class Built:
    """One bundle, with the table it made."""

    slug: str
    product: dict[str, Any]
    contract: dict[str, Any]
    transformation: dict[str, Any]
    policy: dict[str, Any]
    columns: dict[str, str]

    @property
    def port(self) -> str:
        return self.product["outputPorts"][0]["name"]

    @property
    def table(self) -> str:
        return f'"{self.contract["id"]}"'

    @property
    def properties(self) -> list[dict[str, Any]]:
        return self.contract["schema"][0]["properties"]

    def rules(self):
        """Each quality rule with the column it is about, or none."""
        for prop in self.properties:
            for rule in prop.get("quality", []):
                yield prop["name"], rule
        for rule in self.contract["schema"][0].get("quality", []):
            yield None, rule


@dataclass
class MeshInDuckDB:
    """All bundles that this machine can build."""

    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    built: dict[str, Built] = field(default_factory=dict)
    cleanup: ExitStack = field(default_factory=ExitStack)

    def one(self, sql: str) -> Any:
        return self.connection.execute(sql).fetchone()[0]

    def land(self, table: SourceTable) -> None:
        """Make a source file a table of its own."""
        path = self.cleanup.enter_context(table.opened())
        if table.format == "csv":
            reader = f"read_csv('{path}', nullstr={list(table.nulls)})"
        else:
            reader = f"read_parquet('{path}')"
        self.connection.execute(f"""create table "{table.key}" as from {reader}""")

    def build(self, bundle: DemoBundle) -> Built:
        """Run the transformation with views that are named like the input ports."""
        text = bundle.path.read_text(encoding="utf-8")
        product, contract, transformation, policy = yaml.safe_load_all(text)
        for port in product["inputPorts"]:
            source = port.get("contractId") or port["customProperties"][0]["value"]
            self.connection.execute(f"""create or replace temp view {port["name"]} as from "{source}" """)
        self.connection.execute(f'create table "{contract["id"]}" as {transformation["sql"]}')
        for port in product["inputPorts"]:
            self.connection.execute(f"drop view {port['name']}")
        described = self.connection.execute(f'describe "{contract["id"]}"').fetchall()
        columns = {name: kind for name, kind, *_ in described}
        self.built[bundle.slug] = Built(bundle.slug, product, contract, transformation, policy, columns)
        return self.built[bundle.slug]

    def value_of(self, built: Built, column: str | None, rule: dict[str, Any]) -> float:
        """What a quality rule measures."""
        if rule["type"] == "sql":
            return float(self.one(rule["query"].replace("{object}", built.table)))
        value = self._library(built, column, rule)
        if rule.get("unit") == "percent":
            return 100.0 * value / self.one(f"select count(*) from {built.table}")
        return float(value)

    def _library(self, built: Built, column: str | None, rule: dict[str, Any]) -> int:
        arguments = rule.get("arguments", {})
        match rule["metric"]:
            case "rowCount":
                return self.one(f"select count(*) from {built.table}")
            case "nullValues":
                return self.one(f"select count(*) from {built.table} where {column} is null")
            case "duplicateValues":
                key = ", ".join(arguments.get("properties", [column]))
                present = f"where {column} is not null" if column else ""
                groups = f"select count(*) as n from {built.table} {present} group by {key}"
                return self.one(f"select coalesce(sum(n - 1), 0) from ({groups})")
            case "invalidValues":
                return self.one(f"select count(*) from {built.table} where not ({self._valid(column, arguments)})")
        raise AssertionError(f"unknown metric {rule['metric']}")

    def _valid(self, column: str | None, arguments: dict[str, Any]) -> str:
        if "pattern" in arguments:
            return f"{column} is null or regexp_full_match({column}, '{arguments['pattern']}')"
        return f"{column} is null or {column} in ({', '.join(literal(v) for v in arguments['validValues'])})"


def literal(value: Any) -> str:
    """A value as SQL."""
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def operator_of(rule: dict[str, Any]) -> tuple[str, Any]:
    """The one operator of a rule, with its bound."""
    (pair,) = [(name, rule[name]) for name in OPERATORS if name in rule]
    return pair
