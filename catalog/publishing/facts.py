"""From the typed facts of a bundle to the columns of our tables."""

import math
import re
from dataclasses import asdict

from django.conf import settings

from catalog.models import Column, DataProduct
from catalog.publishing.checking import LONGEST
from catalog.spec import ColumnSpec, PolicySpec, ProductSpec
from catalog.spec.product_checks import CRITICALITIES, RESERVED

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def fits(spec: ProductSpec) -> bool:
    """Can a product of this name be kept at all, even as a draft, and be found under an address of its own?"""
    return bool(SLUG.fullmatch(spec.slug)) and len(spec.slug) <= LONGEST["slug"] and spec.slug not in RESERVED


def describe(spec: ProductSpec) -> dict:
    """The fields of a product that its documents state. Too long texts are cut; a check has told of them."""
    return {
        "name": spec.name[: LONGEST["name"]] or spec.slug,
        "external_id": spec.external_id[: LONGEST["external_id"]],
        "archetype": archetype_of(spec),
        "description": spec.description,
        "purpose": spec.purpose,
        "usage": spec.usage,
        "limitations": spec.limitations,
        "tags": list(dict.fromkeys(spec.tags)),
        "licence": spec.licence[: LONGEST["licence"]],
        "support": jsonable(spec.support),
        "refresh": spec.refresh[:20],
        "criticality": spec.criticality if spec.criticality in CRITICALITIES else "",
    }


def archetype_of(spec: ProductSpec) -> str:
    """As written; where that is none of the three, what its inputs make it."""
    if spec.archetype in DataProduct.Archetype.values:
        return spec.archetype
    reads_products = any(wish.contract_id for wish in spec.inputs)
    return DataProduct.Archetype.AGGREGATE if reads_products else DataProduct.Archetype.SOURCE_ALIGNED


def column_fields(column: ColumnSpec) -> dict:
    """One column of a contract. A classification outside the scale counts as restricted."""
    known = Column.Classification.values
    said = column.classification
    fallback = Column.Classification.RESTRICTED if said else Column.Classification.INTERNAL
    return {
        "name": column.name,
        "position": column.position,
        "logical_type": column.logical_type[:20],
        "physical_type": column.physical_type[:120],
        "business_name": column.business_name[:200],
        "glossary_term": column.glossary_term[:200],
        "glossary_url": column.glossary_url[:500],
        "description": column.description,
        "classification": said if said in known else fallback,
        "primary_key": column.primary_key,
        "required": column.required,
        "unique": column.unique,
        "tags": list(column.tags),
        "examples": jsonable(column.examples),
        "enum": jsonable(column.enum),
    }


def policy_fields(policy: PolicySpec, written: dict) -> dict:
    """An access policy, as written and as understood; no policy allows longer than the settings do."""
    longest = policy.longest_days or settings.GRANT_LONGEST_DAYS
    return {
        "document": jsonable(written),
        "digest": policy.digest,
        "purposes": list(policy.purposes),
        "longest_days": min(longest, settings.GRANT_LONGEST_DAYS),
        "terms": policy.terms,
        "row_filter": policy.row_filter,
        "masks": [asdict(mask) for mask in policy.masks],
        "unmasked_for": list(policy.unmasked_for),
    }


def jsonable(value):
    """A tree as every database keeps it as JSON: what is not a number there becomes text."""
    if isinstance(value, dict):
        return {key: jsonable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
