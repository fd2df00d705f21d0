"""Everything that is to be said about a bundle before it can be published here: by itself, and among its neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.models import DataProduct, Domain, OutputPort, ProductVersion, Warehouse
from catalog.publishing.demands import Demand, demand_of
from catalog.publishing.inputs import Inputs, Problem, find_inputs
from catalog.publishing.landing import LAKEHOUSE
from catalog.publishing.reading import read_documents
from catalog.spec import Bundle, ProductSpec, Violation, check, has_errors, view
from catalog.spec.trees import numbered
from catalog.spec.version_numbers import rank_of

NUMBER = "number-too-small"
# The longest texts that the tables keep; longer ones are refused, not cut.
LONGEST = {"slug": 120, "name": 200, "version": 40, "external_id": 200, "port": 120, "column": 200, "licence": 200}


@dataclass(frozen=True)
class Checked:
    """A bundle with all that was said about it. `spec` and `demand` are None where it has no product."""

    bundle: Bundle | None
    violations: list[Violation]
    spec: ProductSpec | None = None
    inputs: Inputs = field(default_factory=Inputs)
    demand: Demand | None = None

    @property
    def errors(self) -> list[Violation]:
        """What forbids publishing."""
        return [violation for violation in self.violations if violation.level == "error"]

    @property
    def is_valid(self) -> bool:
        """Could it be published?"""
        return self.spec is not None and not has_errors(self.violations)

    @property
    def is_valid_but_for_its_number(self) -> bool:
        """Could it be published, if only its version were greater? Trying it out needs no more than this."""
        return self.spec is not None and all(violation.code == NUMBER for violation in self.errors)


# What a bundle may lack as long as it is not published, and the error that says so once it would be.
REFUSED_AS = {"port-without-transformation": "nothing-makes-port", "no-output-port": "nothing-to-offer"}


def check_bundle(raw: bytes, *, slug: str | None = None, alone: bool = False) -> Checked:
    """Read and judge a bundle as publishing would. Writes nothing, and never raises for what the bytes say.

    With a slug it is judged as the documents of that product, whatever they call themselves. `alone` lets a contract,
    transformation or policy stand by itself, and judges nothing that needs the others.
    """
    bundle, violations = read_documents(raw)
    if bundle is None:
        return Checked(None, violations)
    alone = alone and bundle.product is None and len(bundle.documents) == 1
    violations = violations + check(bundle, single=alone)
    if bundle.product is None:
        return Checked(bundle, violations)
    spec = view(bundle)
    if slug and slug != spec.slug:
        violations.append(_misnamed(bundle, spec, slug))
        spec = replace(spec, slug=slug)
    inputs = find_inputs(spec, team=_owner_of(spec))
    violations += [_said(bundle, problem) for problem in inputs.problems]
    violations += list(_among_neighbours(bundle, spec))
    demand = demand_of(_published(spec), bundle, spec=spec)
    violations += list(_about_the_number(bundle, demand))
    refused = {(said.code, said.path) for said in violations}
    violations = [said for said in violations if (REFUSED_AS.get(said.code), said.path) not in refused]
    return Checked(bundle, sorted(dict.fromkeys(violations), key=lambda said: said.line), spec, inputs, demand)


def as_facts(violations: list[Violation]) -> list[dict]:
    """Violations as the API and the problem documents show them."""
    return [
        {
            "level": said.level,
            "document": said.document,
            "path": said.path,
            "line": said.line,
            "code": said.code,
            "message": said.message,
        }
        for said in violations
    ]


def _published(spec: ProductSpec) -> ProductVersion | None:
    """The version that this one would follow; everybody may know of it, since everybody finds the product."""
    shown = ProductVersion.objects.published().filter(product__slug=spec.slug)
    return shown.filter(product__status__in=DataProduct.Status.shown()).defer("bundle", "changes").first()


def _misnamed(bundle: Bundle, spec: ProductSpec, slug: str) -> Violation:
    """Documents in the place of another product: on the line that says which one they are of."""
    given = numbered(bundle.product.tree, "customProperties")
    place = next((place for place, one in given if one.get("property") == "slug"), None)
    path = ("name",) if place is None else ("customProperties", place, "value")
    message = _("These documents describe “%(found)s”, not “%(expected)s”.")
    return _violation(bundle, path, "slug-mismatch", message % {"found": spec.slug[:60], "expected": slug})


def _about_the_number(bundle: Bundle, demand: Demand) -> Iterator[Violation]:
    """A number that says less than what changes; one that is no number at all is told elsewhere."""
    if demand.enough or rank_of(demand.number) is None:
        return
    words = {
        "major": _("something breaks for those who read %(published)s, so the next version is at least %(proposed)s"),
        "minor": _("there is more than in %(published)s, so the next version is at least %(proposed)s"),
    }
    why = words.get(demand.level, _("%(published)s says something else, so the next version is at least %(proposed)s"))
    facts = {"published": demand.after, "proposed": demand.proposed}
    message = _("The version %(number)s is too small: %(why)s.") % {"number": demand.number[:40], "why": why % facts}
    yield _violation(bundle, ("version",), NUMBER, message)


def _owner_of(spec: ProductSpec) -> Team | None:
    """The team that the product belongs to, or would belong to; None where there is no such team."""
    if product := DataProduct.objects.select_related("owner").filter(slug=spec.slug).first():
        return product.owner
    if spec.owner_team:
        return Team.objects.filter(slug=spec.owner_team).first()
    domain = Domain.objects.select_related("team").filter(slug=spec.domain).first()
    return domain.team if domain else None


def _said(bundle: Bundle, problem: Problem) -> Violation:
    return _violation(bundle, (problem.ports, problem.place), problem.code, problem.message, level=problem.level)


def _violation(bundle: Bundle, path: tuple, code: str, message: str, *, level: str = "error") -> Violation:
    product = bundle.product
    pointer = "".join(f"/{step}" for step in path)
    return Violation(level, product.index, pointer, product.line_of(path), code, message)


def _among_neighbours(bundle: Bundle, spec: ProductSpec) -> Iterator[Violation]:
    """What only this marketplace knows: its domains and teams, other products' contracts, how long a name may be."""
    if not Domain.objects.filter(slug=spec.domain).exists():
        message = _("There is no domain with the short name “%(domain)s”.") % {"domain": spec.domain}
        yield _violation(bundle, ("domain",), "unknown-domain", message)
    if spec.owner_team and not Team.objects.filter(slug=spec.owner_team).exists():
        message = _("There is no team with the short name “%(team)s”.") % {"team": spec.owner_team}
        yield _violation(bundle, ("customProperties",), "unknown-team", message)
    if rank_of(spec.version) is None:
        message = _("“%(version)s” is no version number like 1.4.0.") % {"version": spec.version}
        message = message if spec.version else _("The product has no version; write a number like 1.0.0.")
        yield _violation(bundle, ("version",), "version-not-semantic", message)
    if not spec.outputs:
        yield _violation(bundle, ("outputPorts",), "nothing-to-offer", _("The product has no output port."))
    yield from _about_outputs(bundle, spec)
    yield from _too_long(bundle, spec)


def _about_outputs(bundle: Bundle, spec: ProductSpec) -> Iterator[Violation]:
    ids = {output.contract_id for output in spec.outputs if output.contract_id}
    taken = OutputPort.objects.filter(contract__external_id__in=ids, offered=True).exclude(product__slug=spec.slug)
    owners = dict(taken.values_list("contract__external_id", "product__name"))
    yield from _about_warehouses(bundle, spec)
    for place, output in enumerate(spec.outputs):
        path = ("outputPorts", place)
        if output.transformation is None:
            message = _("Nothing makes the output port %(port)s: add a Transformation for it.") % {"port": output.name}
            yield _violation(bundle, path, "nothing-makes-port", message)
        if output.contract_id in owners:
            message = _("The contract id %(contract)s is in use by %(product)s.")
            facts = {"contract": output.contract_id, "product": owners[output.contract_id]}
            yield _violation(bundle, path, "contract-id-taken", message % facts)


def _about_warehouses(bundle: Bundle, spec: ProductSpec) -> Iterator[Violation]:
    """A port lies in a warehouse that there is, and stays in it: its consumers have their way to it there."""
    known = set(Warehouse.objects.values_list("slug", flat=True)) | {LAKEHOUSE}
    offered = OutputPort.objects.offered().filter(product__slug=spec.slug)
    stands = dict(offered.order_by().values_list("name", "warehouse__slug"))
    for place, output in enumerate(spec.outputs):
        wanted = output.warehouse
        if wanted and wanted not in known:
            message = _("There is no warehouse with the short name “%(warehouse)s”.") % {"warehouse": wanted[:60]}
            yield _violation(bundle, ("outputPorts", place), "unknown-warehouse", message)
        elif wanted and stands.get(output.name, wanted) != wanted:
            message = _("%(port)s is read in the warehouse %(warehouse)s and stays there; offer a port beside it.")
            facts = {"port": output.name[:60], "warehouse": stands[output.name]}
            yield _violation(bundle, ("outputPorts", place), "warehouse-changed", message % facts)


def _too_long(bundle: Bundle, spec: ProductSpec) -> Iterator[Violation]:
    texts = [
        (("name",), "name", spec.name),
        (("version",), "version", spec.version),
        (("id",), "external_id", spec.external_id),
    ]
    texts += [(("customProperties",), "slug", spec.slug), (("customProperties",), "licence", spec.licence)]
    texts += [(("inputPorts", place), "port", wish.name) for place, wish in enumerate(spec.inputs)]
    for place, output in enumerate(spec.outputs):
        path = ("outputPorts", place)
        texts += [(path, "port", output.name), (path, "external_id", output.contract_id)]
        texts += [(path, "version", output.contract.version), (path, "name", output.contract.table)]
        texts += [(path, "column", column.name) for column in output.contract.columns]
    for path, kind, text in texts:
        if len(text) > LONGEST[kind]:
            message = _("“%(text)s…” is longer than %(most)s characters.") % {"text": text[:40], "most": LONGEST[kind]}
            yield _violation(bundle, path, "too-long", message)
