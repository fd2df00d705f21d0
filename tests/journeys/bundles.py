"""Small bundles of the test's own."""

from textwrap import dedent, indent


def bundle(
    slug: str, sql: str, *, columns: dict[str, str], source: str = "world-airports.airports", version="1.0.0"
) -> bytes:
    """A product of the team Reference Data with one port `result`, granted at once to everybody."""
    properties = "\n".join(
        f"      - {{name: {name}, logicalType: {kind}, description: One of the results.}}"
        for name, kind in columns.items()
    )
    text = dedent(
        f"""\
        apiVersion: v1.1.0
        kind: DataProduct
        id: reference-data.{slug}
        name: {slug.replace("-", " ").title()}
        version: {version}
        status: active
        domain: reference-data
        type: aggregate
        description: {{purpose: Shows what the marketplace does on a bad day.}}
        inputPorts:
          - name: raw
            version: 1.0.0
            customProperties:
              - {{property: source, value: {source}, vendor: marketplace}}
        outputPorts:
          - {{name: result, type: tables, version: 1.0.0, contractId: {slug}}}
        customProperties:
          - {{property: slug, value: {slug}, vendor: marketplace}}
          - {{property: ownerTeam, value: reference-data, vendor: marketplace}}
        ---
        apiVersion: v3.2.0
        kind: DataContract
        id: {slug}
        version: 1.0.0
        status: active
        schema:
          - name: result
            properties:
        PROPERTIES
        ---
        apiVersion: marketplace/v1
        kind: Transformation
        outputPort: result
        language: sql
        sql: |
        SQL
        ---
        apiVersion: marketplace/v1
        kind: AccessPolicy
        outputPort: result
        rules:
          - {{name: everybody, then: approve, reason: It is open to all.}}
        """
    )
    return text.replace("PROPERTIES", properties).replace("\nSQL\n", f"\n{indent(sql, chr(32) * 2)}\n").encode()
