"""A product as a schema.org Dataset, which search engines and FAIR assessors read from its page. Pure.

The terms are those of https://schema.org/Dataset; `usageInfo` and `conditionsOfAccess` come from CreativeWork.
"""

from typing import Any

from catalog.exchange.description import Described, DescribedColumn, DescribedPort
from catalog.exchange.licences import licence_address

CONTEXT = "https://schema.org/"
LONGEST_TEXT = 5000  # characters of a description that search engines read
PARQUET = "application/vnd.apache.parquet"
WORDS = {
    "draft": "Draft", "in-review": "Draft", "published": "Published", "deprecated": "Obsolete", "retired": "Obsolete",
}  # fmt: skip


def dataset(told: Described) -> dict[str, Any]:
    """The Dataset; what is not known is left away."""
    columns = [column for port in told.ports for column in port.columns]
    owner = _organisation(told)
    return _said(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "@id": told.url,
            "url": told.url,
            "name": told.name,
            "description": told.told[:LONGEST_TEXT],
            "identifier": [
                told.url,
                {"@type": "PropertyValue", "propertyID": "data product id", "value": told.external_id},
            ],
            "version": told.version,
            "creativeWorkStatus": WORDS.get(told.status, ""),
            "dateCreated": told.created_at.isoformat(),
            "datePublished": told.published_at.isoformat() if told.published_at else "",
            "dateModified": told.modified_at.isoformat(),
            "keywords": list(told.tags),
            "about": {"@type": "Thing", "name": told.domain},
            "creator": owner,
            "publisher": owner,
            "license": licence_address(told.licence) or _work(told.licence),
            "usageInfo": _work(told.limitations[:LONGEST_TEXT]),
            "conditionsOfAccess": told.conditions,
            "isAccessibleForFree": told.is_free,
            "includedInDataCatalog": {"@type": "DataCatalog", "name": "Data marketplace", "url": told.catalog},
            "distribution": [_download(port) for port in told.ports],
            "variableMeasured": [_variable(column) for column in columns],
            "isBasedOn": [
                {"@type": "Dataset", "@id": one.url, "name": one.name, "url": one.url} for one in told.origins
            ],
        }
    )


def _organisation(told: Described) -> dict[str, Any]:
    contacts = [
        _said({"@type": "ContactPoint", "contactType": channel, **_reached(address)})
        for channel, address in told.support
    ]
    return _said({"@type": "Organization", "name": told.owner, "url": told.owner_url, "contactPoint": contacts})


def _reached(address: str) -> dict[str, str]:
    if address.startswith("mailto:"):
        return {"email": address.removeprefix("mailto:")}
    return {"url": address} if address.startswith(("https://", "http://")) else {}


def _work(text: str) -> dict[str, str] | str:
    return {"@type": "CreativeWork", "text": text} if text else ""


def _download(port: DescribedPort) -> dict[str, Any]:
    return _said(
        {
            "@type": "DataDownload",
            "@id": port.data,
            "name": port.name,
            "description": port.description,
            "contentUrl": port.data,
            "encodingFormat": PARQUET,
            "contentSize": f"{port.size} B" if port.size else "",
            "dateModified": port.built_at.isoformat() if port.built_at else "",
        }
    )


def _variable(column: DescribedColumn) -> dict[str, Any]:
    return _said(
        {
            "@type": "PropertyValue",
            "name": column.name,
            "alternateName": column.business_name,
            "description": column.description,
            "propertyID": column.meaning,
        }
    )


def _said(properties: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing; `false` says something."""
    return {key: value for key, value in properties.items() if not _silent(value)}


def _silent(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list) and not value)
