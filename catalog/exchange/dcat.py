"""Products and how they do as DCAT 3, with their quality in DQV: what other catalogs harvest. Pure.

The context stands in the document, so that nobody has to fetch one. Access rights are the EU's authority list, which
DCAT-AP asks for. Fitness is a metric of its own for each attribute, from 0 to 100; service levels are how many promises
are kept, of those that were judged, in percent.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.exchange.description import Described, DescribedPort, Standing
from catalog.exchange.licences import licence_address
from catalog.exchange.schema_org import PARQUET

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
TOTAL, KEPT, KNOWN = "fitness", "promises-kept", "known"


def catalog(
    address: str, found: Iterable[tuple[Described, Standing | None]], attributes: Iterable[str]
) -> dict[str, Any]:
    """A catalog of products with their measurements, and what the measurements mean."""
    told = list(found)
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": address,
                "@type": "dcat:Catalog",
                "dct:title": "Data marketplace",
                "dcat:dataset": [{"@id": one.url} for one, _standing in told],
            },
            *(_dataset(one, standing, address) for one, standing in told),
            *_metrics(address, attributes),
        ],
    }


def dataset(told: Described, standing: Standing | None, attributes: Iterable[str]) -> dict[str, Any]:
    """One product by itself."""
    metrics = _metrics(told.catalog, attributes) if standing else []
    return {"@context": CONTEXT, "@graph": [_dataset(told, standing, told.catalog), *metrics]}


def _dataset(told: Described, standing: Standing | None, address: str) -> dict[str, Any]:
    licence = licence_address(told.licence)
    return _said(
        {
            "@id": told.url,
            "@type": "dcat:Dataset",
            "dct:title": told.name,
            "dct:description": told.told,
            "dct:identifier": told.external_id,
            "dct:issued": _time(told.published_at),
            "dct:modified": _time(told.modified_at),
            "dct:publisher": {"@id": told.owner_url, "@type": "foaf:Organization", "foaf:name": told.owner},
            "dct:license": _node(licence),
            "dct:rights": _rights("" if licence else told.licence, told.conditions),
            "dct:accessRights": _node(f"{_RIGHTS}{'PUBLIC' if told.is_public else 'RESTRICTED'}"),
            "dcat:keyword": list(told.tags),
            "dcat:theme": {"@type": "skos:Concept", "skos:prefLabel": told.domain},
            "dcat:contactPoint": [_contact(channel, url) for channel, url in told.support],
            "dcat:landingPage": _node(told.url),
            "dcat:version": told.version,
            "dcat:distribution": [_distribution(port, licence) for port in told.ports],
            "prov:wasDerivedFrom": [{"@id": one.url, "dct:title": one.name} for one in told.origins],
            "dqv:hasQualityMeasurement": _measurements(told, standing, address) if standing else [],
        }
    )


def _distribution(port: DescribedPort, licence: str) -> dict[str, Any]:
    return _said(
        {
            "@id": port.data,
            "@type": "dcat:Distribution",
            "dct:title": port.name,
            "dct:description": port.description,
            "dct:license": _node(licence),
            "dct:modified": _time(port.built_at),
            "dcat:accessURL": _node(port.data),
            "dcat:mediaType": _node(f"{_MEDIA}{PARQUET}"),
            "dcat:byteSize": _number(port.size, "nonNegativeInteger"),
        }
    )


def _contact(channel: str, url: str) -> dict[str, Any]:
    mail = url.startswith("mailto:")
    reached = {"vcard:hasEmail" if mail else "vcard:hasURL": _node(url)} if ":" in url else {}
    return {"@type": "vcard:Kind", "vcard:fn": channel, **reached}


def _rights(licence: str, conditions: str) -> dict[str, Any] | None:
    words = " ".join(text for text in (licence, conditions) if text)
    return {"@type": "dct:RightsStatement", "skos:prefLabel": words} if words else None


def _measurements(told: Described, standing: Standing, address: str) -> list[dict[str, Any]]:
    """What is unknown is not measured: it is left away, never nought."""
    judged = sum(standing.levels.get(status, 0) for status in ("kept", "at_risk", "broken"))
    kept = round(100 * standing.levels.get("kept", 0) / judged, 1) if judged else None
    values = [
        (TOTAL, standing.score, standing.scored_at),
        *((_key(name), value, standing.scored_at) for name, value in standing.attributes.items()),
        (KNOWN, standing.known if standing.day else None, standing.scored_at),
        (KEPT, kept, standing.measured_at),
    ]
    return [
        _said(
            {
                "@type": "dqv:QualityMeasurement",
                "dqv:computedOn": _node(told.url),
                "dqv:isMeasurementOf": _node(_metric(address, key)),
                "dqv:value": _number(value, "decimal"),
                "prov:generatedAtTime": _time(at),
            }
        )
        for key, value, at in values
        if value is not None
    ]


def _metrics(address: str, attributes: Iterable[str]) -> list[dict[str, Any]]:
    named = {TOTAL: "Fitness, from 0 to 100", KNOWN: "Known share of what applies to fitness, in percent"}
    named |= {_key(name): f"Fitness: {name}, from 0 to 100" for name in attributes}
    named[KEPT] = "Promises kept of those judged, in percent"
    return [
        {
            "@id": _metric(address, key),
            "@type": "dqv:Metric",
            "skos:definition": words,
            "dqv:expectedDataType": {"@id": "xsd:decimal"},
            "dqv:inDimension": {"@id": f"{address}#dimension-{key}", "@type": "dqv:Dimension", "skos:prefLabel": key},
        }
        for key, words in named.items()
    ]


def _metric(address: str, key: str) -> str:
    return f"{address}#metric-{key}"


def _key(attribute: str) -> str:
    return f"{TOTAL}-{attribute.lower()}"


def _node(address: str) -> dict[str, str] | None:
    return {"@id": address} if address else None


def _time(moment: Any) -> dict[str, str] | None:
    return {"@type": "xsd:dateTime", "@value": moment.isoformat()} if moment else None


def _number(value: float | None, kind: str) -> dict[str, str] | None:
    return {"@type": f"xsd:{kind}", "@value": str(value)} if value is not None else None


def _said(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if value not in (None, "", [])}
