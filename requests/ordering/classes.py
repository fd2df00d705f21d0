"""How what would be read is classified, for rules that look at it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count
from django.db.models.functions import Upper

from accounts.models import Consumer
from catalog.models import AccessPolicy, Column, OutputPort
from catalog.spec.access_rules import AccessRules

NOT_READ = ("null", "redact")

# By classification the names of columns that some policy hides, and one "" where there are others.
Classes = Mapping[str, set[str]]


def sees_plain(consumer: Consumer, teams: Collection[str], port: OutputPort) -> bool:
    """Does it see masked columns as they are? A service account is no member of its team: masks hold for it."""
    if consumer.account_of_id:
        return False
    return not {port.product.owner.slug, *port.policy.unmasked_for}.isdisjoint(teams)


def classes_of(
    consumer: Consumer, teams: Collection[str], ports: Collection[OutputPort], rules: AccessRules
) -> Mapping[int, frozenset[str]]:
    """The classifications of the columns that this consumer would read, by port; a column masked away is not read.

    Where no rule looks at them nothing is asked; else two queries, however many ports. Ports need their policy and the
    owner of their product.
    """
    by_company = any(rule.when.classifications for rule in rules.rules)
    asked = [port for port in ports if port.policy_id and port.contract_id and (by_company or _asks(port.policy))]
    if not asked:
        return {}
    classes = classes_of_contracts({port.contract_id for port in asked}, [port.policy for port in asked])
    return {
        port.pk: read_classes(classes[port.contract_id], port.policy, plain=sees_plain(consumer, teams, port))
        for port in asked
    }


def classes_of_contracts(contracts: Collection[int], policies: Iterable[AccessPolicy]) -> Mapping[int, Classes]:
    """How the columns of contracts are classified; those apart that any of these policies hides. Two queries."""
    hidden = {name for policy in policies for name in _hidden(policy)}
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    columns = Column.objects.filter(contract__in=contracts).order_by().annotate(upper=Upper("name"))
    others = columns.exclude(upper__in=hidden) if hidden else columns
    for contract, classification, _n in others.values_list("contract", "classification").annotate(n=Count("pk")):
        found[contract][classification].add("")
    if hidden:
        rows = columns.filter(upper__in=hidden).values_list("contract", "classification", "upper")
        for contract, classification, name in rows:
            found[contract][classification].add(name)
    return found


def read_classes(classes: Classes, policy: AccessPolicy, *, plain: bool) -> frozenset[str]:
    """The classifications of what would be read by a policy."""
    hidden = set() if plain else _hidden(policy)
    return frozenset(each for each, names in classes.items() if names - hidden)


def _asks(policy: AccessPolicy) -> bool:
    rules = policy.document.get("rules") or ()
    return any("classifications" in (rule.get("when") or {}) for rule in rules if isinstance(rule, dict))


def _hidden(policy: AccessPolicy) -> set[str]:
    return {mask["column"].upper() for mask in policy.masks if mask.get("method") in NOT_READ}
