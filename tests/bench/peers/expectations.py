"""The checks as an expectation suite, by Great Expectations."""

import logging

import great_expectations as gx
from great_expectations import expectations as expect
from told import address_of, arguments, tell


def suite_of(checks):
    """Each check as an expectation."""
    wanted = [expect.ExpectTableRowCountToBeBetween(min_value=checks["least_rows"])]
    wanted += [expect.ExpectTableColumnsToMatchSet(column_set=list(checks["columns"]))]
    wanted += [expect.ExpectColumnMaxToBeBetween(column=name, min_value="2020-01-01") for name in checks["newest"]]
    wanted += [expect.ExpectColumnValuesToNotBeNull(column=name) for name in checks["filled"]]
    wanted += [expect.ExpectColumnValuesToBeUnique(column=name) for name in checks["unique"]]
    wanted += [
        expect.ExpectColumnValuesToBeBetween(column=name, min_value=low, max_value=high)
        for name, (low, high) in checks["ranges"].items()
    ]
    wanted += [
        expect.ExpectColumnValuesToBeInSet(column=name, value_set=values) for name, values in checks["sets"].items()
    ]
    wanted += [
        expect.ExpectColumnValuesToMatchRegex(column=name, regex=pattern)
        for name, pattern in checks["patterns"].items()
    ]
    wanted += [
        expect.ExpectColumnValuesToNotBeNull(column=name, mostly=1 - most / 100)
        for name, most in checks["nulls_percent"].items()
    ]
    wanted += [
        expect.ExpectColumnValueLengthsToBeBetween(column=name, max_value=most)
        for name, most in checks["longest"].items()
    ]
    wanted += [
        expect.ExpectColumnValueLengthsToBeBetween(column=name, min_value=least)
        for name, least in checks["shortest"].items()
    ]
    return wanted


def main():
    """Validate, warm, as often as wanted. Parquet is read by pandas each time, as this tool does."""
    logging.disable(logging.CRITICAL)
    store, where, checks, turns = arguments()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    suite = context.suites.add(gx.ExpectationSuite(name="orders", expectations=suite_of(checks)))
    if store == "parquet":
        asset = context.data_sources.add_pandas("lake").add_parquet_asset("orders", path=where)
        batch = asset.add_batch_definition("all")
    else:
        parts = address_of(where)
        signed = parts["user"] + (f":{parts['password']}" if "password" in parts else "")
        host = f"{parts.get('host', '127.0.0.1')}:{parts.get('port', '5432')}"
        address = f"postgresql+psycopg2://{signed}@{host}/{parts['dbname']}"
        asset = context.data_sources.add_postgres("server", connection_string=address).add_table_asset(
            "orders", table_name="orders"
        )
        batch = asset.add_batch_definition_whole_table("all")
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="it", data=batch, suite=suite))

    def once():
        found = definition.run(result_format="BOOLEAN_ONLY").results
        return len(found), sum(not one.success for one in found)

    tell(once, turns)


main()
