"""Governance policies on the road to publishing: what is enforced forbids, what is in grace warns."""

from catalog.governance.selectors import verdicts_on
from catalog.governance.verdicts import Verdict
from catalog.models import DataProduct
from catalog.publishing.errors import PoliciesForbid
from catalog.spec import ProductSpec


def insist_on_policies(product: DataProduct, spec: ProductSpec) -> list[Verdict]:
    """What policies say of these documents.

    Raises PoliciesForbid with the verdicts when one that is enforced is not kept.
    """
    verdicts = verdicts_on(spec, product)
    forbidding = [verdict for verdict in verdicts if verdict.forbids]
    if forbidding:
        names = ", ".join(f"“{verdict.name}”" for verdict in forbidding)
        raise PoliciesForbid(policies=names, verdicts=[verdict.as_fact() for verdict in verdicts if shows(verdict)])
    return verdicts


def shows(verdict: Verdict) -> bool:
    """Is there something to say about it, beyond that it is kept or does not concern the product?"""
    return verdict.outcome not in ("pass", "not-applicable")
