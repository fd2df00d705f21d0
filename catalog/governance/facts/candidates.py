"""The facts of a product as it would be, were these documents published now."""

from django.conf import settings

from accounts.models import Team
from catalog.governance.checkpoints.standing import standing_of
from catalog.governance.facts.published import maintainers_of, open_incidents
from catalog.governance.facts.said import access_facts, column_facts, contract_facts, grant_facts, support_channels
from catalog.governance.facts.wanted import EVERYTHING, Wanted
from catalog.governance.hooks import GrantFacts, grants_on
from catalog.governance.language import Subject
from catalog.governance.language.vocabulary import Value
from catalog.models import DataProduct, Domain, FitnessScore, OutputPort
from catalog.spec import ColumnSpec, OutputSpec, ProductSpec

Archetype = DataProduct.Archetype
Facts = dict[str, Value]


def candidate(spec: ProductSpec, product: DataProduct | None, wanted: Wanted = EVERYTHING) -> Subject:
    """What would be known of a product with these documents; `product` is None where nobody has saved it yet."""
    subject = Subject("product", spec.slug, _product(spec) | _standing(spec, product, wanted))
    grants = _grants(product) if product and wanted.has("grant") else {}
    for output in spec.outputs:
        port = Subject("port", output.name, _port(output), subject)
        masks = {mask.column.casefold(): mask.method for mask in output.policy.masks}
        for column in output.contract.columns:
            Subject("column", column.name, _column(column, masks), port)
        for grant in grants.get(output.name, ()):
            Subject("grant", grant.number, grant_facts(grant), port)
    return subject


def _product(spec: ProductSpec) -> Facts:
    """What the documents alone say."""
    from_products = sum(1 for wish in spec.inputs if wish.contract_id)
    # What a published product counts as where its documents say nothing that is known.
    otherwise = Archetype.AGGREGATE if from_products else Archetype.SOURCE_ALIGNED
    return {
        "product.name": spec.name,
        "product.domain": spec.domain,
        "product.archetype": spec.archetype if spec.archetype in Archetype.values else str(otherwise),
        "product.version": spec.version.removeprefix("v"),
        "product.description": spec.description,
        "product.purpose": spec.purpose,
        "product.usage": spec.usage,
        "product.limitations": spec.limitations,
        "product.tags": tuple(dict.fromkeys(spec.tags)),
        "product.licence": spec.licence,
        "product.refresh": spec.refresh,
        "product.support_channels": support_channels(spec.support),
        "product.ports": len(spec.outputs),
        "product.inputs": len(spec.inputs),
        "product.product_inputs": from_products,
        "product.source_inputs": len(spec.inputs) - from_products,
    }


def _standing(spec: ProductSpec, product: DataProduct | None, wanted: Wanted) -> Facts:
    """What does not come from documents: who owns it, how it does now, what people signed."""
    team = product.owner if product else _owner_of(spec)
    facts: Facts = {"product.owner": team.slug if team else "", "product.status": "published"}
    if wanted.any("product.maintainers"):
        facts["product.maintainers"] = maintainers_of([team.pk]).get(team.pk, 0) if team else 0
    if wanted.any("product.checkpoints"):
        signed = {str(one.kind) for one in standing_of(product, spec) if one.holds}
        facts["product.checkpoints"] = tuple(sorted(signed))
    if product is None:
        return facts | {"product.successor": "", "product.last_day": "", "product.open_incidents": 0}
    if product.status == DataProduct.Status.DEPRECATED:
        facts["product.status"] = "deprecated"
    facts["product.successor"] = product.successor.slug if product.successor else ""
    facts["product.last_day"] = product.ends_on.isoformat() if product.ends_on else ""
    if wanted.any("product.open_incidents"):
        facts["product.open_incidents"] = open_incidents([product.pk]).get(product.pk, 0)
    if wanted.any("product.fitness"):
        latest = FitnessScore.objects.filter(product=product, latest=True).values_list("score", flat=True).first()
        facts["product.fitness"] = latest
    return facts


def _owner_of(spec: ProductSpec) -> Team | None:
    """The team that it would belong to."""
    if spec.owner_team:
        return Team.objects.filter(slug=spec.owner_team).first()
    domain = Domain.objects.select_related("team").filter(slug=spec.domain).first()
    return domain.team if domain else None


def _grants(product: DataProduct) -> dict[str, list[GrantFacts]]:
    """Standing access by the name of the port: it outlives versions."""
    found = grants_on([product.pk])
    names = dict(OutputPort.objects.filter(pk__in=found).values_list("pk", "name"))
    return {names[port]: grants for port, grants in found.items() if port in names}


def _port(output: OutputSpec) -> Facts:
    contract, policy = output.contract, output.policy
    longest = min(policy.longest_days or settings.GRANT_LONGEST_DAYS, settings.GRANT_LONGEST_DAYS)
    rules = len(contract.quality) + sum(len(column.quality) for column in contract.columns)
    return {
        "port.name": output.name,
        "port.description": output.description or contract.description,
        "port.table": contract.table or output.name,
        "port.type": contract.physical_type,
        "port.contract_version": contract.version or output.version,
        "port.columns": len(contract.columns),
        "port.row_filter": policy.row_filter,
        "port.purposes": policy.purposes,
        "port.longest_days": longest,
        "port.terms": policy.terms or contract.terms,
        "port.repository": output.transformation.repository_url if output.transformation else "",
        **contract_facts(contract.sla, (*contract.tags, *contract.table_tags), rules),
        **access_facts(policy),
    }


def _column(column: ColumnSpec, masks: dict[str, str]) -> Facts:
    return column_facts(
        column.name,
        column.tags,
        masks.get(column.name.casefold()),
        (column.primary_key, column.required, column.unique),
        (
            column.classification or "internal",
            column.logical_type[:20],
            column.physical_type[:120],
            column.business_name[:200],
            column.description,
        ),
        {
            "column.classified": bool(column.classification),
            "column.justification": column.justification,
            "column.quality_rules": len(column.quality),
        },
    )
