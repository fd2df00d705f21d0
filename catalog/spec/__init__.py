"""Bundles: read, judged, understood, compared and written.

The law of this package: it is pure. Bytes and text in, frozen dataclasses out; no Django, no database,
no network, no clock. `docs/bundles.md` is the reference of what a bundle may say.
"""

from catalog.spec.changes import Change, from_facts
from catalog.spec.checking import check
from catalog.spec.diffing import compare, diff, ranked
from catalog.spec.documents import Bundle, Document
from catalog.spec.nodes import Limits
from catalog.spec.product import (
    ColumnSpec,
    ContractSpec,
    InputSpec,
    MaskSpec,
    OutputSpec,
    PolicySpec,
    ProductSpec,
    RuleSpec,
    StageSpec,
    TransformationSpec,
    WhenSpec,
)
from catalog.spec.reading import read_bundle
from catalog.spec.viewing import slugify, view
from catalog.spec.violations import Violation, has_errors
from catalog.spec.writing import edit, write

__all__ = [
    "Bundle",
    "Change",
    "ColumnSpec",
    "ContractSpec",
    "Document",
    "InputSpec",
    "Limits",
    "MaskSpec",
    "OutputSpec",
    "PolicySpec",
    "ProductSpec",
    "RuleSpec",
    "StageSpec",
    "TransformationSpec",
    "Violation",
    "WhenSpec",
    "check",
    "compare",
    "diff",
    "edit",
    "from_facts",
    "has_errors",
    "ranked",
    "read_bundle",
    "slugify",
    "view",
    "write",
]
