"""The table that checks are measured on, and the contract with its thirty checks."""

from pathlib import Path
from typing import Any

TABLE = """
SELECT range AS order_id, md5(range::VARCHAR) AS token, hash(range) % 90000 AS customer_id,
       'c' || (hash(range) % 500) AS code,
       ['DE', 'FR', 'US', 'NL', 'ES', 'IT'][1 + (hash(range, 1) % 6)::INTEGER] AS country,
       ['EUR', 'USD'][1 + (hash(range, 2) % 2)::INTEGER] AS currency,
       ['new', 'paid', 'sent', 'done'][1 + (hash(range, 3) % 4)::INTEGER] AS status,
       ['web', 'shop', 'app'][1 + (hash(range, 4) % 3)::INTEGER] AS channel,
       (1 + hash(range, 5) % 20)::INTEGER AS quantity, (hash(range, 6) % 100000)::INTEGER AS weight,
       (hash(range, 7) % 1000000) / 100.0::DOUBLE AS price, (hash(range, 8) % 500) / 1000.0::DOUBLE AS discount,
       (hash(range, 9) % 10000) / 7.0::DOUBLE AS tax, (hash(range, 10) % 10000) / 3.0::DOUBLE AS shipping,
       CASE WHEN hash(range, 11) % 5 > 0 THEN (hash(range, 12) % 5)::INTEGER + 1 END AS rating,
       CASE WHEN hash(range, 13) % 10 = 0 THEN repeat('note ', (hash(range, 14) % 12)::INTEGER) END AS note,
       'person' || (hash(range) % 90000) || '@example.org' AS email,
       TIMESTAMP '2026-01-01' + to_seconds(range % 20000000) AS created_at,
       TIMESTAMP '2026-01-02' + to_seconds(range % 20000000) AS updated_at, hash(range, 15) % 3 = 0 AS gift
FROM range({rows})
"""
KINDS = {
    **dict.fromkeys(("order_id", "customer_id", "quantity", "weight", "rating"), "integer"),
    **dict.fromkeys(("price", "discount", "tax", "shipping"), "number"),
    **dict.fromkeys(("created_at", "updated_at"), "timestamp"),
    **dict.fromkeys(("token", "code", "country", "currency", "status", "channel", "note", "email"), "string"),
    "gift": "boolean",
}
FILLED = (
    *("order_id", "token", "customer_id", "country", "currency", "status", "quantity", "price", "created_at"),
    "updated_at",
)
RANGES = {"quantity": (1, 20), "weight": (0, 99999), "price": (0, 9000), "discount": (0, 0.4), "tax": (0, 1e6)}
RANGES |= {"rating": (1, 5)}
SETS = {
    "country": ["DE", "FR", "US", "NL", "ES", "IT"], "currency": ["EUR", "USD"],
    "status": ["new", "paid", "sent"], "channel": ["web", "shop", "app"],
}  # fmt: skip
PATTERNS = {"email": r"^[^@\s]+@[^@\s]+\.[a-z]+$", "code": "^c[0-9]{1,3}$"}


def write_parquet(file: Path, rows: int) -> None:
    """The table as a file for whoever reads Parquet."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY ({TABLE.format(rows=rows)}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")


def contract() -> dict[str, Any]:
    """Ten columns that are filled, two that do not repeat, six ranges, four sets, two patterns, and the rest."""
    columns = []
    for name, kind in KINDS.items():
        column: dict = {"name": name, "logicalType": kind, "required": name in FILLED}
        column["unique"] = name in ("order_id", "token")
        options: dict = {}
        if name in RANGES:
            options |= dict(zip(("minimum", "maximum"), RANGES[name], strict=True))
        if name in SETS:
            column["enum"] = [{"value": value} for value in SETS[name]]
        if name in PATTERNS:
            options["pattern"] = PATTERNS[name]
        if name == "token":
            options["minLength"] = 32
        if name == "note":
            options["maxLength"] = 40
            nulls = {"id": "nulls", "metric": "nullValues", "unit": "percent", "mustBeLessThan": 95}
            column["quality"] = [nulls]
        columns.append(column | {"logicalTypeOptions": options})
    rows = {"id": "rows", "metric": "rowCount", "mustBeGreaterThan": 0}
    freshness = {"property": "freshness", "value": "30d", "element": "updated_at"}
    table = {"name": "orders", "properties": columns, "quality": [rows]}
    return {"kind": "DataContract", "schema": [table], "slaProperties": [freshness]}


def plain_checks() -> dict[str, Any]:
    """The same checks for tools that know nothing of contracts."""
    return {
        "columns": KINDS,
        "filled": FILLED,
        "unique": ["order_id", "token"],
        "ranges": RANGES,
        "sets": SETS,
        "patterns": PATTERNS,
        "nulls_percent": {"note": 95},
        "longest": {"note": 40},
        "shortest": {"token": 32},
        "least_rows": 1,
        "newest": {"updated_at": "30d"},
    }
