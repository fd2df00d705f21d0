"""The ODCS logical type that each of DuckDB's types amounts to."""

_LOGICAL = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "integer"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "integer"),
    **dict.fromkeys(("FLOAT", "DOUBLE", "DECIMAL"), "number"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "timestamp"),
    "TIMESTAMP WITH TIME ZONE": "timestamp",
    **dict.fromkeys(("TIME", "TIME_NS", "TIME WITH TIME ZONE"), "time"),
    "BOOLEAN": "boolean",
    "DATE": "date",
    **dict.fromkeys(("STRUCT", "MAP", "UNION", "JSON"), "object"),
}


def logical_type(physical_type: str) -> str:
    """The logical type of a column; what ODCS has no word for is text.

    >>> [logical_type(type) for type in ("DECIMAL(18,2)", "VARCHAR[]", "STRUCT(a INTEGER)", "UUID")]
    ['number', 'array', 'object', 'string']
    """
    if physical_type.endswith("]"):
        return "array"
    if physical_type.startswith("DECIMAL") and physical_type.endswith(",0)"):
        return "integer"
    return _LOGICAL.get(physical_type.partition("(")[0].strip(), "string")
