"""Sixth step: who may read a port, for what, how long, and what of it."""

from django.utils.translation import gettext as _

from catalog.guide.access import (
    MASK_FIELDS,
    POLICY_FIELDS,
    RULE_FIELDS,
    add_mask,
    add_rule,
    masks_of,
    remove_from,
    rules_of,
)
from catalog.guide.describing import move_in
from catalog.guide.work import Work, column_names
from catalog.models import AccessPolicy, OutputPort
from catalog.publishing.facts import policy_fields
from catalog.spec.trees import maps, text, words
from catalog.spec.viewing import policy_of
from catalog.views.guide.access_forms import MaskForm, Names, PolicyForm, RuleForm
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.ports import port_rows
from catalog.views.guide.step import Done, Forms, PortStep, ask, item_of
from catalog.views.policy_words import PolicyInWords, policies_in_words


class Access(PortStep):
    """The access policy of one port."""

    name = "access"
    template = "catalog/studio/guide/access.html"

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """The policy, its rules, its masks."""
        at, _place, port = self.at_port(work, at)
        if port is None:
            return {}
        sheet, contract = work.about("access-policy", at.port), work.contract(port)
        policy = sheet.tree
        columns = column_names(contract.tree) if contract else []
        common = {"document": sheet.index, "readonly": not desk.may, "names": Names()}
        common |= {"purposes": words(policy, "purposes"), "columns": columns}
        return {
            "policy": PolicyForm(data, fields=POLICY_FIELDS, tree=policy, prefix="policy", title=at.port, **common),
            "rules": [
                RuleForm(
                    data,
                    fields=RULE_FIELDS,
                    tree=rule,
                    path=path,
                    prefix=f"rule-{path[-1]}",
                    title=text(rule, "name"),
                    **common,
                )
                for path, rule in rules_of(policy)
            ],
            "masks": [
                MaskForm(
                    data,
                    fields=MASK_FIELDS,
                    tree=mask,
                    path=path,
                    prefix=f"mask-{path[-1]}",
                    title=text(mask, "column"),
                    **common,
                )
                for path, mask in masks_of(policy)
            ],
        }

    def act(self, work: Work, at: At, do: str, data, *, desk: Desk) -> Done:
        """Add, remove and move rules; add and remove masks."""
        at, _place, port = self.at_port(work, at)
        ask(port is not None)
        policy = work.about("access-policy", at.port).tree
        if do == "add:rule":
            add_rule(policy)
            places = [path[-1] for path, rule in rules_of(policy) if text(rule, "name").startswith("new-rule")]
            return Done(focus=f"id_rule-{places[-1]}-name")
        if do == "add:mask":
            contract = work.contract(port)
            known = column_names(contract.tree) if contract else []
            ask(data.get("new_mask", "") in known)
            add_mask(policy, data["new_mask"])
            return Done(focus=f"id_mask-{masks_of(policy)[-1][0][-1]}-method")
        verb, _colon, rest = do.partition(":")
        key = {"rule": "rules", "mask": "masks"}.get(rest.partition(":")[0], "")
        if verb == "remove" and key:
            ask(remove_from(policy, key, item_of(do)))
            return Done(_("It is removed."))
        step = {"up": -1, "down": 1}.get(verb, 0)
        ask(bool(step) and key == "rules" and move_in(policy, key, item_of(do), step))
        return Done(focus=f"id_rule-{item_of(do) + step}-name")

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """The ports; the saved policy in words; the columns that are not masked yet."""
        at, _place, port = self.at_port(work, at)
        context = {"ports": port_rows(desk, work, at), "port": at.port}
        if port is None:
            return context
        policy, contract = work.about("access-policy", at.port), work.contract(port)
        masked = {text(mask, "column").lower() for mask in maps(policy.tree, "masks")}
        columns = column_names(contract.tree) if contract else []
        return context | {
            "is_new": policy.is_new,
            "in_words": _in_words(desk, at.port, policy.tree),
            "unmasked": [name for name in columns if name and name.lower() not in masked],
        }


def _in_words(desk: Desk, name: str, document) -> PolicyInWords:
    """The policy as those read it who order; of a port that need not exist yet."""
    policy = AccessPolicy(**policy_fields(policy_of(document), document))
    port = OutputPort(name=name, product=desk.product)
    port.policy = policy
    return policies_in_words([port])[0]
