"""What Immuta is to know of ports: who may subscribe, and what they then see. Computed from grants and policies.

https://documentation.immuta.com/saas/developer-guides/api-intro/immuta-v2-api/subscription-policy and …/policies.
People are known there by an attribute that holds their user name here; the data source of a port by a tag.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from sqlglot import exp, parse_one

from accounts.models import Membership
from catalog.models import OutputPort
from catalog.spec import MaskSpec
from catalog.warehouses.dialects import translated
from catalog.warehouses.expressions import REDACTED, ViewProblem
from catalog.warehouses.governed import masks_of
from catalog.warehouses.interface import ColumnType
from marketplace.foundation.outbox import NotDelivered
from requests.models import Grant, MaskException, Suspension
from requests.provisioning.naming import called

DIALECTS = {"lakehouse": "duckdb", "postgresql": "postgres", "snowflake": "snowflake"}
# What Immuta has no documented equal for shows nothing there: less than the marketplace shows, never more.
MASKING: Mapping[str, Mapping[str, str]] = {
    "hash": {"type": "Hash"},
    "redact": {"type": "Constant", "constant": REDACTED},
}
NOTHING = {"type": "Null"}
TAG = "Marketplace"
Document = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """The two policies of one port, each as it is posted; no data policy where everything is shown."""

    readers: Document
    data: Document | None

    @property
    def digest(self) -> str:
        """The same for the same policies."""
        written = json.dumps([self.readers, self.data], sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()


def wanted_of(ports: Collection[OutputPort], attribute: str) -> dict[int, Wanted | None]:
    """What Immuta is to know of each of these ports, by id; None of one that nobody can read any more.

    The ports bring product, warehouse, policy and contract along; the number of queries does not depend on theirs.
    Raises NotDelivered for a row filter that cannot be said in the warehouse.
    """
    readers, lifted = readers_of_each(ports), lifted_of_each(ports)
    teams = _teams_of({person for people in readers.values() for person in people})
    found: dict[int, Wanted | None] = {}
    for port in ports:
        if port.policy is None or not (port.offered or readers[port.pk]):
            found[port.pk] = None
            continue
        people = sorted(readers[port.pk].items(), key=lambda one: one[1])
        names = [name for _person, name in people]
        all_plain = {name for person, name in people if _sees_plain(port, teams[person])}
        by_column = {
            column: sorted(all_plain | {name for person, name in people if person in who})
            for column, who in lifted[port.pk].items()
        }
        data = data_policy(port, sorted(all_plain), attribute, by_column)
        found[port.pk] = Wanted(readers_policy(port, names, attribute), data)
    return found


def readers_of_each(ports: Collection[OutputPort]) -> dict[int, dict[int, str]]:
    """Who reads each port through a grant that is in force and leaves nothing out: user names by person.

    Whoever was given less than the policy shows is none of them: a policy there is one for all readers of a port.
    """
    found: dict[int, dict[int, str]] = {port.pk: {} for port in ports}
    grants = Grant.objects.in_force().filter(port__in=found, only={}).select_related("consumer__person")
    of_team: dict[int, list[int]] = defaultdict(list)
    for grant in grants:
        if grant.consumer.team_id:
            of_team[grant.consumer.team_id].append(grant.port_id)
        elif grant.consumer.person.is_active:
            found[grant.port_id][grant.consumer.person_id] = grant.consumer.person.username
    members = Membership.objects.filter(team__in=of_team, person__is_active=True).select_related("person")
    for member in members:
        for port in of_team[member.team_id]:
            found[port][member.person_id] = member.person.username
    stopped = set(Suspension.objects.standing().filter(person__isnull=False).values_list("person", flat=True))
    return {port: {pk: name for pk, name in people.items() if pk not in stopped} for port, people in found.items()}


def lifted_of_each(ports: Collection[OutputPort]) -> dict[int, dict[str, set[int]]]:
    """Who sees which masked columns of each port plain by an exception in force: people by column, in small letters."""
    found: dict[int, dict[str, set[int]]] = {port.pk: defaultdict(set) for port in ports}
    exceptions = MaskException.objects.in_force().filter(grant__port__in=found, grant__only={})
    by_team: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
    for exception in exceptions.select_related("grant__consumer"):
        grant = exception.grant
        columns = [name.lower() for name in exception.columns]
        if grant.consumer.team_id:
            by_team[grant.consumer.team_id].append((grant.port_id, columns))
        for column in columns if grant.consumer.person_id else ():
            found[grant.port_id][column].add(grant.consumer.person_id)
    members = Membership.objects.filter(team__in=by_team) if by_team else Membership.objects.none()
    for team, person in members.values_list("team", "person"):
        for port, columns in by_team[team]:
            for column in columns:
                found[port][column].add(person)
    return found


def readers_policy(port: OutputPort, people: Collection[str], attribute: str) -> Document:
    """Who may subscribe to the data source of a port: these people, at once; with nobody, nobody by itself."""
    actions: Document = {"type": "manual"}
    if people:
        actions = {
            "type": "entitlements",
            "entitlements": {"operator": "any", "attributes": _attributes(people, attribute)},
            "automaticSubscription": True,
            "allowDiscovery": False,
        }
    actions["description"] = _("Kept by the data marketplace: those with access to %(port)s.") % {"port": port}
    return {**_head(port, "readers"), "type": "subscription", "actions": actions}


def data_policy(
    port: OutputPort, plain: Collection[str], attribute: str, by_column: Mapping[str, Collection[str]] | None = None
) -> Document | None:
    """The masks and the row filter of the access policy in force.

    `plain` are the people who see every masked column as it is; `by_column` those of one, where they are others.
    """
    names = [column.name for column in port.contract.columns.all()]
    rules: list[Document] = []
    for mask in masks_of(port.policy, names):
        rule: Document = {"type": "Masking", "config": {"fields": [_field(mask)], "maskingConfig": _masking(mask)}}
        if people := (by_column or {}).get(mask.column.lower(), plain):
            rule["exceptions"] = {"operator": "any", "attributes": _attributes(people, attribute)}
        rules.append(rule)
    if port.policy.row_filter.strip():
        predicate = predicate_of(port.policy.row_filter, names, DIALECTS.get(port.warehouse.engine, "duckdb"))
        rules.append({"type": "Row Restriction by Custom Where Clause", "config": {"predicate": predicate}})
    if not rules:
        return None
    return {**_head(port, "data"), "type": "data", "actions": [{"rules": [rule]} for rule in rules]}


def predicate_of(condition: str, names: Collection[str], dialect: str) -> str:
    """A row filter as Immuta asks it: each column by a function that finds it.

    >>> predicate_of("COUNTRY = 'US'", ["country"], "snowflake")
    "@columnReference('country') = 'US'"
    """
    columns = tuple(ColumnType(name, "", "") for name in names)
    try:
        said = translated(condition, columns, dialect=dialect, boolean=True)
    except ViewProblem as problem:
        raise NotDelivered(_("The row filter cannot be said there: %(why)s") % {"why": problem}, lasting=True) from None
    tree = parse_one(said, dialect=dialect)
    return tree.transform(_by_function).sql(dialect=dialect, comments=False)


def _by_function(node: exp.Expression) -> exp.Expression:
    if not isinstance(node, exp.Column):
        return node
    name = "".join(f"\\{sign}" if sign in "\\'\"`" else sign for sign in node.name)
    return exp.Var(this=f"@columnReference('{name}')")


def _field(mask: MaskSpec) -> Document:
    """A column by its name: names have no signs that mean something in a regular expression, or these are escaped."""
    name = "".join(sign if sign.isalnum() or sign == "_" else f"\\{sign}" for sign in mask.column)
    return {"type": "columnRegex", "regex": f"^{name}$", "caseInsensitive": True}


def _masking(mask: MaskSpec) -> Mapping[str, str]:
    return MASKING.get(mask.method, NOTHING)


def _attributes(people: Collection[str], attribute: str) -> list[Document]:
    return [{"name": attribute, "value": name} for name in people]


def _head(port: OutputPort, part: str) -> Document:
    """What is the same at every attempt: the key by which a policy is replaced, its name, and where it applies."""
    return {
        "policyKey": f"marketplace {called(port)} {part}",
        "name": f"{TAG}: {called(port)} ({part})",
        "circumstances": [{"type": "tags", "tag": f"{TAG}.{called(port)}"}],
        "staged": False,
    }


def _teams_of(people: Collection[int]) -> dict[int, set[tuple[int, str]]]:
    """The teams of people, with their short names."""
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for person, team, slug in Membership.objects.filter(person__in=people).values_list("person", "team", "team__slug"):
        found[person].add((team, slug))
    return found


def _sees_plain(port: OutputPort, teams: Collection[tuple[int, str]]) -> bool:
    return any(pk == port.product.owner_id or slug in port.policy.unmasked_for for pk, slug in teams)
