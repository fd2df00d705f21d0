"""Everything that is to be said about a bundle before it can be published here: by itself, and among its neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.models import DataProduct, Domain, OutputPort
from catalog.publishing.inputs import Inputs, Problem, find_inputs
from catalog.publishing.version_numbers import rank_of
from catalog.spec import Bundle, Limits, ProductSpec, Violation, check, has_errors, read_bundle, view

# The longest texts that the tables keep; longer ones are refused, not cut.
LONGEST = {"slug": 120, "name": 200, "version": 40, "external_id": 200, "port": 120, "column": 200, "licence": 200}


@dataclass(frozen=True)
class Checked:
    """A bundle with all that was said about it. `spec` is None where it has no product."""

    bundle: Bundle | None
    violations: list[Violation]
    spec: ProductSpec | None = None
    inputs: Inputs = field(default_factory=Inputs)

    @property
    def errors(self) -> list[Violation]:
        """What forbids publishing."""
        return [violation for violation in self.violations if violation.level == "error"]

    @property
    def is_valid(self) -> bool:
        """Could it be published?"""
        return self.spec is not None and not has_errors(self.violations)


def check_bundle(raw: bytes) -> Checked:
    """Read and judge a bundle as publishing would. Writes nothing, and never raises for what the bytes say."""
    bundle, violations = read_bundle(raw, limits=Limits(size=settings.BUNDLE_LONGEST_BYTES))
    if bundle is None:
        return Checked(None, violations)
    violations = violations + check(bundle)
    if bundle.product is None:
        return Checked(bundle, violations)
    spec = view(bundle)
    inputs = find_inputs(spec, team=_owner_of(spec))
    violations += [_said(bundle, problem) for problem in inputs.problems]
    violations += list(_among_neighbours(bundle, spec))
    return Checked(bundle, sorted(dict.fromkeys(violations), key=lambda said: said.line), spec, inputs)


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
        yield _violation(bundle, ("version",), "version-not-semantic", message)
    if not spec.outputs:
        yield _violation(bundle, ("outputPorts",), "nothing-to-offer", _("The product has no output port."))
    yield from _about_outputs(bundle, spec)
    yield from _too_long(bundle, spec)


def _about_outputs(bundle: Bundle, spec: ProductSpec) -> Iterator[Violation]:
    ids = {output.contract_id for output in spec.outputs if output.contract_id}
    taken = OutputPort.objects.filter(contract__external_id__in=ids, offered=True).exclude(product__slug=spec.slug)
    owners = dict(taken.values_list("contract__external_id", "product__name"))
    for place, output in enumerate(spec.outputs):
        path = ("outputPorts", place)
        if output.transformation is None:
            message = _("Nothing makes the output port %(port)s: add a Transformation for it.") % {"port": output.name}
            yield _violation(bundle, path, "nothing-makes-port", message)
        if output.contract_id in owners:
            message = _("The contract id %(contract)s is in use by %(product)s.")
            facts = {"contract": output.contract_id, "product": owners[output.contract_id]}
            yield _violation(bundle, path, "contract-id-taken", message % facts)


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
