"""The checks as SodaCL, by Soda Core."""

import logging

from soda.scan import Scan
from told import address_of, arguments, tell

PLAIN = {"integer": "bigint", "number": "double", "timestamp": "timestamp", "string": "varchar", "boolean": "boolean"}


def written(checks):
    """The checks in the tool's own language."""
    lines = ["checks for orders:", f"  - row_count >= {checks['least_rows']}"]
    lines += [f"  - freshness({name}) < 3000d" for name in checks["newest"]]
    lines += [f"  - missing_count({name}) = 0" for name in checks["filled"]]
    lines += [f"  - duplicate_count({name}) = 0" for name in checks["unique"]]
    for name, (low, high) in checks["ranges"].items():
        lines += [f"  - invalid_count({name}) = 0:", f"      valid min: {low}", f"      valid max: {high}"]
    for name, values in checks["sets"].items():
        lines += [f"  - invalid_count({name}) = 0:", f"      valid values: {values}"]
    for name, pattern in checks["patterns"].items():
        lines += [f"  - invalid_count({name}) = 0:", f"      valid regex: '{pattern}'"]
    lines += [f"  - missing_percent({name}) < {most}" for name, most in checks["nulls_percent"].items()]
    lines += [f"  - max_length({name}) <= {most}" for name, most in checks["longest"].items()]
    lines += [f"  - min_length({name}) >= {least}" for name, least in checks["shortest"].items()]
    lines += ["  - schema:", "      fail:", f"        when required column missing: {list(checks['columns'])}"]
    return "\n".join(lines) + "\n"


def main():
    """Scan, warm, as often as wanted."""
    logging.disable(logging.CRITICAL)
    store, where, checks, turns = arguments()
    text, connection = written(checks), None
    if store == "parquet":
        import duckdb

        connection = duckdb.connect(":memory:")
        connection.execute("SET threads = 2")
        connection.execute(f"CREATE VIEW orders AS SELECT * FROM read_parquet('{where}')")

    def once():
        scan = Scan()
        scan.disable_telemetry()
        scan.set_data_source_name("orders_db")
        scan.set_verbose(False)
        if connection is not None:
            scan.add_duckdb_connection(connection, data_source_name="orders_db")
        else:
            parts = address_of(where)
            scan.add_configuration_yaml_str(
                "data_source orders_db:\n  type: postgres\n"
                f"  host: {parts.get('host', '127.0.0.1')}\n  port: {parts.get('port', '5432')}\n"
                f"  username: {parts['user']}\n  password: {parts.get('password', 'none')}\n"
                f"  database: {parts['dbname']}\n  schema: public\n"
            )
        scan.add_sodacl_yaml_str(text)
        scan.execute()
        found = scan.get_scan_results()["checks"]
        assert not scan.has_error_logs(), scan.get_error_logs_text()
        return len(found), sum(check["outcome"] != "pass" for check in found)

    tell(once, turns)


main()
