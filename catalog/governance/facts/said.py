"""Facts out of what is written: the same for rows and for documents, so that both are judged alike."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.governance.hooks import GrantFacts
from catalog.governance.language.vocabulary import Value
from catalog.governance.personal import looks_personal
from catalog.service_levels.compile.promises import NAMES, SYNONYMS
from catalog.spec import PolicySpec
from catalog.spec.trees import Tree, custom_text, maps, text, words

# Facts of ports and columns that only the contract's document tells.
IN_THE_CONTRACT = (
    "port.type",
    "port.tags",
    "port.quality_rules",
    "port.service_levels",
    "port.freshness_objective",
    "port.terms",
    "column.classified",
    "column.justification",
    "column.quality_rules",
)
_UNTOLD: dict[str, Value] = {"column.classified": False, "column.justification": "", "column.quality_rules": 0}
_FRESH = frozenset(name for name, (indicator, _title) in NAMES.items() if indicator == "freshness")


def support_channels(support: Iterable[Any]) -> int:
    """How many ways to ask there are; one without a channel or an address is none."""
    return sum(1 for one in support if isinstance(one, dict) and (one.get("channel") or one.get("url")))


def is_about_freshness(promise: Tree) -> bool:
    """Does a service level property say how fresh the data is?"""
    written = text(promise, "property").lower()
    return SYNONYMS.get(written, written) in _FRESH


def contract_facts(sla: tuple[Tree, ...], tags: Iterable[str], quality_rules: int) -> dict[str, Value]:
    """What a contract says beside its columns."""
    return {
        "port.tags": tuple(dict.fromkeys(tags)),
        "port.quality_rules": quality_rules,
        "port.service_levels": len(sla),
        "port.freshness_objective": any(is_about_freshness(promise) for promise in sla),
    }


def access_facts(policy: PolicySpec) -> dict[str, Value]:
    """Who is asked about access by an access policy, and who is not."""
    rules = (*policy.rules, policy.default)
    return {
        "port.default_access": policy.default.then,
        "port.approves_by_rule": any(rule.then == "approve" for rule in rules),
        "port.reviewers": tuple(dict.fromkeys(stage.role for rule in rules for stage in rule.stages)),
    }


def column_facts(
    name: str,
    tags: Sequence[Any],
    mask: str | None,
    flags: tuple[bool, bool, bool],
    texts: tuple[str, str, str, str, str],
    more: Mapping[str, Value],
) -> dict[str, Value]:
    """One column; `mask` is its method, or None where it is not masked.

    `flags` are key, required, unique; `texts` classification, type, physical type, business name, description. A mesh
    has many columns: they are given by position, and one map is made of each.
    """
    tagged = tuple(map(str, tags)) if tags else ()
    key, required, unique = flags
    classification, type_, physical_type, business_name, description = texts
    return {
        "column.name": name,
        "column.tags": tagged,
        "column.masked": mask is not None,
        "column.mask": mask or "",
        "column.key": key,
        "column.required": required,
        "column.unique": unique,
        "column.classification": classification,
        "column.type": type_,
        "column.physical_type": physical_type,
        "column.business_name": business_name,
        "column.description": description,
        "column.looks_personal": looks_personal(name, tagged),
        **more,
    }


def grant_facts(grant: GrantFacts) -> dict[str, Value]:
    """One standing grant."""
    names = ("consumer", "days", "days_left", "age_days", "idle_days", "used", "purpose")
    return {f"grant.{name}": getattr(grant, name) for name in names}


class Written:
    """What a contract's document tells that the rows do not: a document that is missing says nothing."""

    def __init__(self, document: Mapping[str, Any] | None) -> None:
        tree: Tree = dict(document) if isinstance(document, dict) else {}
        table = next(iter(maps(tree, "schema")), {})
        self._columns: dict[str, dict[str, Value]] = {}
        rules = len(maps(table, "quality"))
        for column in maps(table, "properties"):
            mine = len(maps(column, "quality")) if "quality" in column else 0
            rules += mine
            self._columns[text(column, "name")] = {
                "column.classified": bool(text(column, "classification").strip()),
                "column.justification": custom_text(column, "justification") if "customProperties" in column else "",
                "column.quality_rules": mine,
            }
        self.terms = custom_text(tree, "terms")
        self.type = text(table, "physicalType")
        self.port = contract_facts(maps(tree, "slaProperties"), (*words(tree, "tags"), *words(table, "tags")), rules)

    def of_column(self, name: str) -> dict[str, Value]:
        """What it tells of one column."""
        return self._columns.get(name, _UNTOLD)
