"""The Open Data Product Standard, v1.1.0 and before, as the objects it is made of."""

from catalog.spec.dialects import VERSIONS
from catalog.spec.shapes import JsonSchema, schema_of

NOTES = "customProperties:CustomProperty[] authoritativeDefinitions:AuthoritativeDefinition[]"
NOTES_AND_TAGS = f"tags:text[] {NOTES}"

OBJECTS = {
    "Product": (
        "apiVersion:Version! kind:Kind! id! name version status domain type tenant deprecated:flag "
        "synonyms:Synonym[] context:Context description:Description inputPorts:InputPort[] outputPorts:OutputPort[] "
        f"managementPorts:ManagementPort[] support:Support[] team:Team productCreatedTs {NOTES_AND_TAGS}"
    ),
    "Description": f"purpose limitations usage {NOTES}",
    "InputPort": f"name! version contractId id deprecated:flag {NOTES_AND_TAGS}",
    "OutputPort": (
        "name! description type version contractId id deprecated:flag sbom:Sbom[] inputContracts:InputContract[] "
        f"synonyms:Synonym[] context:Context {NOTES_AND_TAGS}"
    ),
    "ManagementPort": f"name! content! type url channel description id deprecated:flag {NOTES_AND_TAGS}",
    "InputContract": "id! version!",
    "Sbom": f"id type url {NOTES_AND_TAGS}",
    "Support": f"channel! url! description tool scope invitationUrl id {NOTES_AND_TAGS}",
    "Team": f"name description members:Member[] {NOTES_AND_TAGS}",
    "Member": f"username! name description role dateIn dateOut replacedByUsername id {NOTES_AND_TAGS}",
    "Context": "instructions verifiedStatements:Statement[] constraints:Constraint[]",
    "Statement": f"question! answer id {NOTES_AND_TAGS}",
    "Constraint": f"constraint! id {NOTES_AND_TAGS}",
    "Synonym": "synonym! id description locale source status customProperties:CustomProperty[]",
    "CustomProperty": "property! value:anything! id description vendor",
    "AuthoritativeDefinition": "type! url! id description",
}


def odps_schema() -> JsonSchema:
    """The JSON Schema against which data products are judged."""
    leaves = {"Version": {"enum": list(VERSIONS["odps"])}, "Kind": {"enum": ["DataProduct"]}}
    return schema_of("Product", OBJECTS, leaves)
