"""Examples of the smallest parts: words with a sign, people, days, numbers."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import Column, DataProduct, FitnessScore
from catalog.views.styleguide.example import EXAMPLES, Example
from marketplace.foundation.policies import YES, no

_TONES = ("good", "warn", "bad", "info", "busy", "accent", "neutral")

EXAMPLES.add("badge")(
    [
        *(Example(tone, {"text": word, "tone": tone}) for tone, word in zip(
            _TONES, ("Kept", "At risk", "Broken", "Waiting for a decision", "Being built", "2 new", "Over"), strict=True
        )),
        Example("with a sign of its own", {"text": "Ends soon", "tone": "warn", "icon": "calendar-due"}),
    ]
)  # fmt: skip
EXAMPLES.add("state")(
    [Example(str(value), {"state": value, "label": label}) for value, label in DataProduct.Status.choices]
)
EXAMPLES.add("classification")([Example(str(value), {"level": value}) for value in Column.Classification.values])
EXAMPLES.add("tag")(
    [
        Example("a word", {"text": "safety"}),
        Example("a way to what has it", {"text": "open-data", "url": "/products/?tag=open-data"}),
    ]
)
EXAMPLES.add("domain")(
    [
        *(Example(f"colour {tone}", {"name": name, "tone": tone}) for tone, name in enumerate(
            ("No domain", "Clinical", "Drug Safety", "Flight Operations", "Grocery Retail", "Reference Data",
             "Manufacturing", "Finance", "People")
        )),
        Example("a way to its products", {"name": "Clinical", "tone": 1, "url": "/products/?domain=clinical"}),
    ]
)  # fmt: skip
EXAMPLES.add("avatar")(
    [
        Example("as it is", {"name": "Ada Analyst"}),
        Example("small", {"name": "Otto Owner", "size": "sm"}),
        Example("large", {"name": "Grace Governance", "size": "lg"}),
        Example("one name", {"name": "eve"}),
    ]
)
EXAMPLES.add("person")(
    [
        Example("a name", {"name": "Ada Analyst"}),
        Example("with a note", {"name": "Otto Owner", "note": "maintains Clinical data"}),
        Example("a way to them", {"name": "Petra Platform", "url": "/profile/"}),
    ]
)
EXAMPLES.add("time")(
    [
        Example("just now", lambda: {"at": timezone.now()}),
        Example("hours ago", lambda: {"at": timezone.now() - timedelta(hours=3)}),
        Example("long ago", lambda: {"at": timezone.now() - timedelta(days=400)}),
        Example("to come", lambda: {"at": timezone.now() + timedelta(days=2)}),
    ]
)
EXAMPLES.add("day")([Example("a last day", lambda: {"at": timezone.now() + timedelta(days=30)})])
EXAMPLES.add("fitness")(
    [
        *(Example(str(label), {"score": score, "band": label}) for (_value, label), score in zip(
            FitnessScore.Band.choices, (96, 82, 61, 34, None), strict=True
        )),
        Example("without a word", {"score": 88}),
        Example("a way to the evidence", {"score": 96, "band": "Excellent", "url": "/products/"}),
        Example("at the top of a page", {"score": 82, "band": "Good", "size": "lg"}),
    ]
)  # fmt: skip
EXAMPLES.add("meter")(
    [
        Example("good", {"value": 98, "label": "Rows with a term", "tone": "good"}),
        Example("at risk", {"value": 71, "label": "Orders decided in time", "text": "71 of 100", "tone": "warn"}),
        Example("broken", {"value": 56, "label": "Households with an age", "text": "56 %", "tone": "bad"}),
        Example("of another whole", {"value": 3, "max": 8, "label": "Columns with a business name", "text": "3 of 8"}),
        Example("nothing", {"value": 0, "label": "Columns with a description", "text": "none"}),
    ]
)
EXAMPLES.add("stat")(
    [
        Example("a number", {"label": "Consumers", "value": 12}),
        Example("with all of it", {"label": "Rows", "value": "1,191", "unit": "rows", "note": "kept", "tone": "good",
                                   "icon": "database", "url": "/products/"}),
        Example("broken", {"label": "Completeness", "value": 56, "unit": "%", "note": "95 % promised", "tone": "bad"}),
    ]
)  # fmt: skip
EXAMPLES.add("fact")(
    [
        Example("a value", {"label": "Owner", "value": "Clinical data"}),
        Example("a way", {"label": "Successor", "value": "Adverse events analysis", "url": "/products/"}),
        Example("a name of machines", {"label": "Table", "value": "clinical.ae", "mono": True}),
        Example("nothing", {"label": "Licence", "value": ""}),
    ]
)
EXAMPLES.add("action")(
    [
        Example("allowed", {"answer": YES, "url": "/products/", "label": "Order access", "icon": "basket-plus",
                            "tone": "primary"}),
        Example("allowed, beside another", {"answer": YES, "url": "/products/", "label": "Compare"}),
        Example("not allowed", {"answer": no("you hold it already"), "url": "/products/", "label": "Order access"}),
    ]
)  # fmt: skip
EXAMPLES.add("why_not")(
    [
        Example("a reason", {"label": "Publish", "reason": "only maintainers of Clinical data publish"}),
        Example("with a sign", {"label": "Renew", "reason": "it is renewed already", "icon": "refresh"}),
    ]
)
