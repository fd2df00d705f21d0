"""Examples of what is told of products: cards, columns, changes, what happened, how a run went."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Team
from catalog.models import DataProduct, Domain
from catalog.views.cards import Why
from catalog.views.styleguide.example import EXAMPLES, Example


@dataclass(frozen=True)
class _Event:
    verb: str
    text: str
    at: datetime
    actor: str | None = "Otto Owner"
    product: str = ""

    def __str__(self) -> str:
        return self.text


def _product(**changes) -> DataProduct:
    """A product that is nowhere but here."""
    facts = {
        "slug": "adverse-events",
        "name": "Adverse events",
        "status": DataProduct.Status.PUBLISHED,
        "archetype": DataProduct.Archetype.SOURCE_ALIGNED,
        "description": "Every untoward thing that happened to a subject of the study, one row each time.",
        "tags": ["clinical", "safety", "sdtm"],
        "domain": Domain(slug="clinical", name="Clinical"),
        "owner": Team(slug="clinical-data", name="Clinical data"),
    }
    return DataProduct(**facts | changes)


EXAMPLES.add("product_card")(
    [
        Example("as in a list", {"product": _product(), "score": 96, "band": "Excellent", "tone": "good", "ports": 2}),
        Example("found by a column", {"product": _product(), "score": 96, "band": "Excellent", "ports": 1,
                                      "why": Why("column", "AETERM", "Reported term", as_code=True),
                                      "words": ("reported",)}),
        Example("suggested", {"product": _product(name="Exposure"), "score": 61, "band": "Fair", "ports": 1,
                              "reason": "Because you read Adverse events: 2 columns in common",
                              "reason_icon": "sparkles"}),
        Example("deprecated, and no more known", {"product": _product(
            name="Laboratory", status=DataProduct.Status.DEPRECATED, tags=[], description=""), "score": None,
            "band": "Unknown"}),
    ]
)  # fmt: skip
EXAMPLES.add("schema")(
    [
        Example("keys, classes and masks", {"caption": "Columns of adverse_events", "columns": [
            {"name": "usubjid", "logical_type": "string", "physical_type": "VARCHAR", "business_name": "Subject",
             "description": "Who it happened to.", "classification": "restricted", "primary_key": True,
             "required": True, "unique": False, "masked": "hashed"},
            {"name": "aeterm", "logical_type": "string", "physical_type": "VARCHAR", "business_name": "Reported term",
             "description": "What happened, in the words of the report.", "classification": "internal",
             "primary_key": False, "required": True, "unique": False},
            {"name": "aestdy", "logical_type": "integer", "physical_type": "INTEGER", "business_name": "",
             "description": "", "classification": "public", "primary_key": False, "required": False,
             "unique": False}]}),
    ]
)  # fmt: skip
EXAMPLES.add("changes")(
    [
        Example("of every kind", {"changes": [
            {"kind": "breaking", "path": "adverse_events.aesev", "message": "The column aesev is gone.",
             "hint": "Its readers use aetoxgr instead."},
            {"kind": "compatible", "path": "adverse_events.aetoxgr", "message": "There is a new column aetoxgr."},
            {"kind": "cosmetic", "path": "description", "message": "The description is worded otherwise."}]}),
        Example("none", {"changes": []}),
    ]
)  # fmt: skip
EXAMPLES.add("violations")(
    [
        Example("of every level", {"violations": [
            {"level": "error", "line": 12, "path": "schema[0].name", "code": "column-missing",
             "message": "The SELECT does not make the column arm.", "document": "adverse_events"},
            {"level": "warning", "line": 31, "path": "slaProperties", "code": "no-freshness",
             "message": "No freshness is promised.", "document": "adverse_events"},
            {"level": "info", "line": 2, "path": "version", "code": "number-proposed",
             "message": "These changes make it 1.3.0.", "document": "product"}]}),
        Example("none", {"violations": []}),
        Example("none, said otherwise", {"violations": [], "text": "Everything that is asked for is there."}),
    ]
)  # fmt: skip
EXAMPLES.add("steps")(
    [
        Example("of every state", {"steps": [
            {"label": "Check", "state": "done", "get_state_display": "Done", "seconds": 0.4, "log": "3 documents."},
            {"label": "Build", "state": "failed", "get_state_display": "Failed", "seconds": 12.1,
             "log": "select usubjid …", "error": "There is no column usubjd.", "remedy": "Look at line 14."},
            {"label": "Compare", "state": "skipped", "get_state_display": "Left out"},
            {"label": "Score", "state": "running", "get_state_display": "Running"},
            {"label": "Announce", "state": "waiting", "get_state_display": "Waiting"}]}),
    ]
)  # fmt: skip
EXAMPLES.add("timeline")(
    [
        Example("what happened", lambda: {"products": True, "events": [
            _Event("version.published", "published Adverse events 2.0.0", timezone.now() - timedelta(hours=1),
                   product="adverse-events"),
            _Event("incident.opened", "opened the incident “Too few rows”", timezone.now() - timedelta(hours=5),
                   actor=None),
            _Event("product.deprecated", "deprecated Laboratory: it is old", timezone.now() - timedelta(days=2))]}),
        Example("nothing", {"events": []}),
        Example("nothing, said otherwise", {"events": [], "text": "Nobody has read it yet."}),
    ]
)  # fmt: skip
