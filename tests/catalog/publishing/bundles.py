"""Small bundles over small data, for tests that publish for real."""

import textwrap

PRODUCT = """\
apiVersion: v1.1.0
kind: DataProduct
id: {slug}
name: {name}
version: {version}
status: active
domain: clinical
type: sourceAligned
description: {{purpose: Who took part., usage: Count them., limitations: None known.}}
tags: [people]
inputPorts:
{inputs}
outputPorts:
  - {{name: {port}, version: {version}, contractId: {contract}, type: tables}}
customProperties:
  - {{property: slug, value: {slug}, vendor: marketplace}}
  - {{property: ownerTeam, value: clinical-data, vendor: marketplace}}
---
apiVersion: v3.2.0
kind: DataContract
id: {contract}
name: Contract
version: {version}
status: active
schema:
  - name: {port}
    logicalType: object
    physicalType: table
    description: One row per person.
    properties:
{columns}
---
apiVersion: marketplace/v1
kind: Transformation
outputPort: {port}
language: sql
sql: |
{sql}
---
apiVersion: marketplace/v1
kind: AccessPolicy
outputPort: {port}
longestDays: 100
rules:
  - {{name: all, then: approve}}
rowFilter: country = 'US'
masks:
  - {{column: usubjid, method: hash}}
unmaskedFor: [analytics]
"""
SOURCE = (
    "  - {{name: {name}, version: 1.0.0, customProperties: "
    "[{{property: source, value: {source}, vendor: marketplace}}]}}"
)
UPSTREAM = "  - {{name: {name}, version: 1.0.0, contractId: {contract}}}"
COLUMNS = {"usubjid": "string", "country": "string", "age": "integer"}
SQL = "select usubjid, country, cast(age as integer) as age from raw_dm"


def a_bundle(
    *,
    slug="demographics",
    name=None,
    version="1.0.0",
    port=None,
    contract=None,
    sql=SQL,
    columns=None,
    sources=None,
    upstreams=None,
) -> bytes:
    """A bundle of one product with one port; by default demographics from the source table pharmaverse.dm."""
    port = port or slug.replace("-", "_")
    sources = {"raw_dm": "pharmaverse.dm"} if sources is None and not upstreams else sources or {}
    inputs = [SOURCE.format(name=key, source=value) for key, value in sources.items()]
    inputs += [UPSTREAM.format(name=key, contract=value) for key, value in (upstreams or {}).items()]
    properties = [
        f"      - {{name: {key}, logicalType: {value}, classification: internal, description: {key}.}}"
        for key, value in (columns or COLUMNS).items()
    ]
    return PRODUCT.format(
        slug=slug,
        name=name or slug.replace("-", " ").title(),
        version=version,
        port=port,
        contract=contract or f"clinical-{slug}",
        inputs="\n".join(inputs),
        columns="\n".join(properties),
        sql=textwrap.indent(sql, "  "),
    ).encode()
