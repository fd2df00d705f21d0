"""The checks as an ODCS contract, by datacontract-cli."""

import json
import logging
import os

from datacontract.data_contract import DataContract
from told import address_of, arguments, tell


def contract(store, where, checks):
    """The checks as this tool's own quality rules, where its schema has no word for them."""
    columns = []
    for name, kind in checks["columns"].items():
        column = {"name": name, "logicalType": kind, "required": name in checks["filled"]}
        column["unique"] = name in checks["unique"]
        options, quality = {}, []
        if name in checks["ranges"]:
            options |= dict(zip(("minimum", "maximum"), checks["ranges"][name], strict=True))
        if name in checks["patterns"]:
            options["pattern"] = checks["patterns"][name]
        if name in checks["longest"]:
            options["maxLength"] = checks["longest"][name]
        if name in checks["shortest"]:
            options["minLength"] = checks["shortest"][name]
        if name in checks["sets"]:
            valid = {"validValues": checks["sets"][name]}
            quality.append({"type": "library", "metric": "invalidValues", "arguments": valid, "mustBe": 0})
        if name in checks["nulls_percent"]:
            most = checks["nulls_percent"][name]
            quality.append({"type": "library", "metric": "nullValues", "unit": "percent", "mustBeLessThan": most})
        columns.append(column | {"logicalTypeOptions": options, "quality": quality})
    rows = {"type": "library", "metric": "rowCount", "mustBeGreaterOrEqualTo": checks["least_rows"]}
    table = {"name": "orders", "physicalName": "orders", "properties": columns, "quality": [rows]}
    if store == "parquet":
        server = {"server": "it", "type": "local", "path": where, "format": "parquet"}
    else:
        parts = address_of(where)
        os.environ["DATACONTRACT_POSTGRES_USERNAME"] = parts["user"]
        os.environ["DATACONTRACT_POSTGRES_PASSWORD"] = parts.get("password", "none")
        server = {"server": "it", "type": "postgres", "host": parts.get("host", "127.0.0.1")}
        server |= {"port": int(parts.get("port", 5432)), "database": parts["dbname"], "schema": "public"}
    freshness = {"property": "freshness", "value": 3000, "unit": "d", "element": "orders.updated_at"}
    whole = {"apiVersion": "v3.1.0", "kind": "DataContract", "id": "orders", "version": "1.0.0", "status": "active"}
    return json.dumps(whole | {"servers": [server], "schema": [table], "slaProperties": [freshness]})


def main():
    """Test the contract, warm, as often as wanted."""
    logging.disable(logging.CRITICAL)
    store, where, checks, turns = arguments()
    text = contract(store, where, checks)

    def once():
        run = DataContract(data_contract_str=text).test()
        assert run.checks, run.logs
        return len(run.checks), sum(check.result.value != "passed" for check in run.checks)

    tell(once, turns)


main()
