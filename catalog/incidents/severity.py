"""How bad an incident is: what the contract says of the rule, how critical the product is, and how many rely on it."""

from catalog.models import Incident, OutputPort
from catalog.panels import CONSUMERS
from catalog.spec.product_checks import CRITICALITIES
from catalog.spec.trees import custom_text

Severity = Incident.Severity
SCALE = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
# What contracts, tools and people call it.
RANK_OF = {
    **dict.fromkeys(["info", "low", "minor", "sev-4"], 0),
    **dict.fromkeys(["warn", "warning", "medium", "sev-3", ""], 1),
    **dict.fromkeys(["error", "high", "major", "sev-2"], 2),
    **dict.fromkeys(["critical", "blocker", "fatal", "sev-1"], 3),
}
CRITICALITY = {"low": -1, "high": 1, "critical": 2}
MANY = 10


def weigh(rule: str, criticality: str, consumers: int) -> Severity:
    """A rule's own severity, a step up for ten consumers, and up or down by how critical the product is.

    >>> weigh("error", "", 0).value, weigh("error", "low", 3).value, weigh("", "critical", 12).value
    ('high', 'medium', 'critical')
    """
    rank = RANK_OF.get(rule.strip().lower(), 1) + CRITICALITY.get(criticality, 0) + (consumers >= MANY)
    return SCALE[min(max(rank, 0), len(SCALE) - 1)]


def higher(one: str, other: str) -> bool:
    """Is one severity higher than another?"""
    return SCALE.index(Severity(one)) > SCALE.index(Severity(other))


def circumstances(port: OutputPort, rule: str) -> dict:
    """What an incident of this port is weighed by: the words for the rule, criticality and consumers. One query."""
    said = custom_text(port.contract.document, "criticality") if port.contract else ""
    return {
        "rule": rule,
        "criticality": said if said in CRITICALITIES else port.product.criticality,
        "consumers": consumers_of(port),
    }


def consumers_of(port: OutputPort) -> int:
    """How many may read the product now."""
    products = type(port.product).objects.filter(pk=port.product_id)
    return sum(counted(products, "product", 1).get(port.product_id, 0) for counted in CONSUMERS)
