"""Fifth step: quality rules, and service levels."""

from django.utils.translation import gettext as _

from catalog.guide.describing import take_from
from catalog.guide.outputs import columns_of, keep_table, table_sheet
from catalog.guide.rules import (
    LEVEL_FIELDS,
    LEVELS,
    METRICS,
    OF_TABLES,
    Rule,
    add_level,
    add_rule,
    drop_rule,
    levels_of,
    rule_fields,
    rules_of,
)
from catalog.guide.work import Work
from catalog.spec.trees import text
from catalog.spec.violations import pointer
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.ports import port_rows
from catalog.views.guide.quality_forms import LEVEL_WORDS, LevelForm, RuleForm
from catalog.views.guide.quality_forms import METRICS as METRIC_WORDS
from catalog.views.guide.step import Done, Forms, NotThere, PortStep, ask, item_of

MOST_RULES = 60


class Quality(PortStep):
    """The quality rules and service levels of one contract."""

    name = "quality"
    template = "catalog/studio/guide/quality.html"

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """A form for each rule, and for each service level."""
        at, _place, port = self.at_port(work, at)
        found = table_sheet(work, port) if port is not None else None
        if found is None:
            return {"rules": [], "levels": []}
        contract, path, table = found
        common = {"document": contract.index, "readonly": not desk.may}
        elements = _elements(table)
        return {
            "rules": [
                RuleForm(
                    data,
                    fields=rule_fields(rule),
                    tree=rule.tree,
                    path=rule.path,
                    prefix=f"rule{pointer(rule.path).replace('/', '-')}",
                    title=rule.column or _("the table"),
                    **common,
                )
                for rule in list(rules_of(table, path))[:MOST_RULES]
            ],
            "levels": [
                LevelForm(
                    data,
                    fields=LEVEL_FIELDS,
                    tree=level,
                    path=where,
                    prefix=f"level-{where[-1]}",
                    title=text(level, "property"),
                    elements=elements,
                    **common,
                )
                for where, level in levels_of(contract.tree)
            ],
        }

    def act(self, work: Work, at: At, do: str, data, *, desk: Desk) -> Done:
        """Add and remove rules and service levels."""
        at, _place, port = self.at_port(work, at)
        found = table_sheet(work, port) if port is not None else None
        ask(found is not None)
        contract, path, table = found
        if do == "add:rule":
            _add_rule(table, data)
            keep_table(contract, table)
            return Done(_("The rule is there; say what it must be."))
        if do.startswith("remove:rule-"):
            drop_rule(table, _rule_of(table, path, do))
            return Done(_("The rule is removed."))
        if do == "add:level":
            name = data.get("new_level", "")
            ask(name in LEVELS)
            add_level(contract.tree, name)
            return Done(focus=f"id_level-{levels_of(contract.tree)[-1][0][-1]}-value")
        ask(do.startswith("remove:level:") and take_from(contract.tree, "slaProperties", item_of(do)))
        return Done(_("The service level is removed."))

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """The ports, and what can be added."""
        at, _place, port = self.at_port(work, at)
        found = table_sheet(work, port) if port is not None else None
        table = found[2] if found else {}
        names = [text(column, "name") for _spot, column in columns_of(table)]
        rules = len(list(rules_of(table, ())))
        return {
            "ports": port_rows(desk, work, at),
            "port": at.port,
            "has_contract": found is not None,
            "columns": [name for name in names if name],
            "metrics": [*((each, METRIC_WORDS[each]) for each in METRICS), ("sql", _("SQL of your own"))],
            "levels": [(each, LEVEL_WORDS[each]) for each in LEVELS],
            "hidden": max(rules - MOST_RULES, 0),
        }


def _add_rule(table, data) -> None:
    kind, column = data.get("new_rule", ""), data.get("new_rule_column", "")
    ask(kind in (*METRICS, "sql"))
    known = {text(each, "name") for _spot, each in columns_of(table)}
    if kind in OF_TABLES or column not in known:
        column = ""
    if not column and kind in ("nullValues", "missingValues", "invalidValues"):
        column = next((text(each, "name") for _spot, each in columns_of(table)), "")
    add_rule(table, kind=kind, column=column)


def _rule_of(table, path, do: str) -> Rule:
    wanted = do.removeprefix("remove:")
    for rule in rules_of(table, path):
        if f"rule{pointer(rule.path).replace('/', '-')}" == wanted:
            return rule
    raise NotThere()


def _elements(table) -> list[tuple[str, str]]:
    """What a service level can be about: a column, by its table."""
    name = text(table, "name")
    columns = [text(column, "name") for _spot, column in columns_of(table)]
    return [(name, name), *((f"{name}.{column}", column) for column in columns)] if name else []
