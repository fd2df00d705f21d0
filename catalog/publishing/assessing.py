"""What publishing a bundle would mean: its faults, what it changes, whom that reaches, and what policies say of it."""

from dataclasses import dataclass, field

from catalog.governance.selectors import verdicts_on
from catalog.governance.verdicts import Verdict
from catalog.models import DataProduct, ProductVersion
from catalog.publishing.blast_radius import BlastRadius, Break, Downstream, blast_radius
from catalog.publishing.checking import Checked
from catalog.publishing.demands import Demand
from catalog.publishing.notice import least_notice
from catalog.publishing.policies import may_configure
from catalog.spec import Change, from_facts, read_bundle, view
from catalog.spec.version_numbers import level_of, next_number


@dataclass(frozen=True)
class Assessment:
    """What is told before and after publishing. `notice_days` are those that readers must be given; None: no need."""

    demand: Demand | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    radius: BlastRadius = field(default_factory=BlastRadius)
    notice_days: int | None = None

    @property
    def changes(self) -> list[Change]:
        """What changes from the published version, the gravest first."""
        return self.demand.changes if self.demand else []

    def as_facts(self) -> dict:
        """The same as JSON tells it."""
        demand, radius = self.demand, self.radius
        return {
            "diff": [change.as_fact() for change in self.changes],
            "demand": demand and _about_number(demand),
            "policies": [verdict.as_fact() for verdict in self.verdicts],
            "blast_radius": {
                "consumers": radius.consumers,
                "breaks": [_about_break(each) for each in radius.breaks],
                "downstream": [_about_product(each) for each in radius.downstream],
                "notice_days": self.notice_days,
            },
        }

    @property
    def forbidding(self) -> list[Verdict]:
        """The policies that stand in the way."""
        return [verdict for verdict in self.verdicts if verdict.forbids]


def assess(user, checked: Checked, *, slug: str | None = None) -> Assessment:
    """What a bundle that was checked would mean. Whom it reaches is told to those who may change the product.

    User None is the command line, which whoever runs the machine may use.
    """
    if checked.spec is None or checked.demand is None:
        return Assessment()
    product = _theirs(user, slug or checked.spec.slug)
    radius = blast_radius(product, checked.demand.changes, viewer=user) if product else BlastRadius()
    return Assessment(checked.demand, verdicts_on(checked.spec, product), radius, least_notice(radius))


def assess_version(user, version: ProductVersion) -> Assessment:
    """The same of a version on its way."""
    product = version.product
    bundle, _violations = read_bundle(bytes(version.bundle))
    changes = from_facts(version.changes)
    before = product.versions.published().exclude(pk=version.pk).values_list("number", flat=True).first() or ""
    level = level_of(changes)
    proposed = next_number(before, level) if before else version.number
    demand = Demand(changes, level, proposed, version.number, True, before)
    radius = blast_radius(product, changes, viewer=user)
    verdicts = verdicts_on(view(bundle), product) if bundle and bundle.product else []
    return Assessment(demand, verdicts, radius, version.notice_days)


def _theirs(user, slug: str) -> DataProduct | None:
    product = DataProduct.objects.filter(slug=slug).select_related("owner").first()
    if product is None or user is None or user.sees_everything:
        return product
    return product if may_configure(user, product) else None


def _about_number(demand: Demand) -> dict:
    return {
        "number": demand.number,
        "published": demand.after,
        "level": demand.level,
        "proposed": demand.proposed,
        "enough": demand.enough,
    }


def _about_break(found: Break) -> dict:
    counts = {"consumers": found.consumers, "products": found.products, "columns": found.columns}
    return {"path": found.change.path, "message": found.change.message, **counts}


def _about_product(found: Downstream) -> dict:
    """A product that the viewer may not see is told without its name."""
    return {
        "product": found.product and found.product.slug,
        "port": found.port,
        "direct": found.direct,
        "columns": [reading._asdict() for reading in found.columns],
    }
