"""What other catalogs are told uses the words of their vocabularies, and says nothing that is not known."""

import json
from dataclasses import replace

import pytest

from catalog.exchange import dcat, schema_org
from catalog.exchange.signposts import header, link_set, signposts
from catalog.fitness.results import ATTRIBUTES

# What schema.org lets each type say, of what is used here: https://schema.org/Dataset and the types around it.
CREATIVE_WORK = {
    *("name", "description", "url", "identifier", "version", "creativeWorkStatus", "dateCreated", "datePublished"),
    *("dateModified", "keywords", "about", "creator", "publisher", "license", "usageInfo", "conditionsOfAccess"),
    *("isAccessibleForFree", "isBasedOn", "text"),
}
TERMS = {
    "Dataset": CREATIVE_WORK | {"includedInDataCatalog", "distribution", "variableMeasured"},
    "CreativeWork": CREATIVE_WORK,
    "DataDownload": CREATIVE_WORK | {"contentUrl", "encodingFormat", "contentSize"},
    "DataCatalog": {"name", "url"},
    "Organization": {"name", "url", "contactPoint"},
    "ContactPoint": {"contactType", "email", "url"},
    "PropertyValue": {"name", "alternateName", "description", "propertyID", "value"},
    "Thing": {"name"},
}
# What a FAIR assessor asks of metadata (F-UJI FsF-F2-01M), and what it needs beyond that.
CORE = {"creator", "name", "identifier", "publisher", "datePublished", "description", "keywords"}
RICH = {"license", "distribution", "variableMeasured", "isBasedOn", "conditionsOfAccess", "dateModified", "version"}


def said(node):
    """Every (type, property) of a document."""
    if isinstance(node, list):
        for each in node:
            yield from said(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if not key.startswith("@"):
                yield node["@type"], key
            yield from said(value)


def test_a_dataset_says_only_what_schema_org_has_words_for(told):
    document = schema_org.dataset(told)

    assert {(kind, key) for kind, key in said(document) if key not in TERMS[kind]} == set()
    assert document.keys() >= CORE | RICH
    assert document["@context"] == "https://schema.org/"


def test_it_tells_how_to_get_it_and_what_is_in_it(told):
    document = schema_org.dataset(told)

    assert document["license"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert document["isAccessibleForFree"] is True
    assert document["distribution"][0]["contentUrl"] == told.ports[0].data
    assert document["distribution"][0]["contentSize"] == "2048 B"
    assert document["variableMeasured"][0]["alternateName"] == "Reported term"
    assert document["isBasedOn"][0]["@id"] == told.origins[0].url
    assert document["dateModified"] == "2026-11-01T08:00:00+00:00"
    assert [one.get("email") or one.get("url") for one in document["creator"]["contactPoint"]] == [
        "desk@example.org", "https://chat.example.org/ae", None,
    ]  # fmt: skip


def test_what_is_not_known_is_left_away(told):
    bare = replace(
        told, description="", purpose="", limitations="", version="", published_at=None, licence="", tags=(),
        support=(), conditions="", ports=(), origins=(), is_free=False,
    )  # fmt: skip
    document = schema_org.dataset(bare)

    assert document["isAccessibleForFree"] is False
    assert "" not in document.values()
    assert not {"license", "keywords", "distribution", "isBasedOn", "version", "description"} & document.keys()


def test_a_licence_in_words_is_no_link(told):
    inside = replace(told, licence="Internal use only")

    assert schema_org.dataset(inside)["license"] == {"@type": "CreativeWork", "text": "Internal use only"}
    assert "license" not in {link.rel for link in signposts(inside)}


def test_the_page_is_signposted_as_the_fair_profile_has_it(told):
    links = signposts(told)

    assert [link.target for link in links if link.rel == "cite-as"] == [told.url]
    assert [link.target for link in links if link.rel == "type"] == [
        "https://schema.org/AboutPage",
        "https://schema.org/Dataset",
    ]
    assert {link.rel for link in links} == {"cite-as", "type", "author", "license", "describedby", "item", "linkset"}
    assert all(link.type for link in links if link.rel in ("describedby", "item", "linkset"))


def test_a_header_stays_short_and_the_link_set_has_all(told):
    many = replace(told, ports=tuple(replace(told.ports[0], data=f"{told.url}data/{n}") for n in range(40)))

    links, whole = signposts(many), link_set(many)["linkset"]

    assert len(header(links)) < 4_000
    assert sum(link.rel == "item" for link in links) == 12
    assert len(whole[0]["item"]) == 40
    assert {"anchor": many.ports[39].data, "collection": [{"href": told.url, "type": "text/html"}]} in whole
    assert sum("describes" in one for one in whole) == len(whole[0]["describedby"]) == 3


@pytest.mark.parametrize("odd", ['https://x.example/a"b', "https://x.example/ä>\r\nSet-Cookie: a=b"])
def test_an_address_cannot_break_out_of_the_header(told, odd):
    value = header(signposts(replace(told, owner_url=odd, licence=odd)))

    assert value.isascii()
    assert value.isprintable()
    assert value.count("<") == value.count(">") == len(signposts(replace(told, licence=odd)))


def test_dcat_measures_what_is_known_and_nothing_else(told, standing):
    graph = json.loads(json.dumps(dcat.dataset(told, standing, ATTRIBUTES)))["@graph"]
    dataset, metrics = graph[0], {one["@id"] for one in graph[1:]}
    found = {
        one["dqv:isMeasurementOf"]["@id"].rpartition("#metric-")[2]: one["dqv:value"]["@value"]
        for one in dataset["dqv:hasQualityMeasurement"]
    }

    assert found == {"fitness": "81", "fitness-findable": "90", "known": "88", "promises-kept": "90.0"}
    assert {one["dqv:isMeasurementOf"]["@id"] for one in dataset["dqv:hasQualityMeasurement"]} <= metrics
    assert dataset["dct:accessRights"]["@id"].endswith("/RESTRICTED")
    assert dataset["dcat:distribution"][0]["dcat:byteSize"] == {"@type": "xsd:nonNegativeInteger", "@value": "2048"}


def test_every_word_of_dcat_has_a_vocabulary(told, standing):
    document = dcat.catalog(
        told.catalog, [(told, standing), (replace(told, url="https://x.example/"), None)], ATTRIBUTES
    )
    words = {key for _type, key in said(with_types(document["@graph"]))}

    assert {word.partition(":")[0] for word in words} <= document["@context"].keys()
    assert [one["@id"] for one in document["@graph"][0]["dcat:dataset"]] == [told.url, "https://x.example/"]


def with_types(node):
    """The same, where every node has a type."""
    if isinstance(node, list):
        return [with_types(each) for each in node]
    if isinstance(node, dict):
        return {"@type": ""} | {key: with_types(value) for key, value in node.items()}
    return node
