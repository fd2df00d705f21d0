"""The parts of a product as it is: published, drafted, or as somebody thinks of it."""

from functools import cached_property

from catalog.governance.checkpoints.covering import OWNER, Facts, digest_of_owner, digests_of, facts_of
from catalog.models import DataProduct, Draft, ProductVersion
from catalog.spec import ProductSpec, read_bundle, view


def parts_of(spec: ProductSpec) -> dict[str, str]:
    """The digests that a version keeps of its parts; all but its team, which may change without a new version."""
    digests = digests_of(facts_of(spec, owner=""))
    del digests[OWNER]
    return digests


def with_owner(parts: dict[str, str], owner: str) -> dict[str, str]:
    """What a version kept, and the team that owns the product now."""
    return parts | {OWNER: digest_of_owner(owner)}


def read_spec(raw: bytes) -> ProductSpec | None:
    """The product that kept documents describe; None where they describe none."""
    bundle, _ = read_bundle(bytes(raw))
    return view(bundle) if bundle and bundle.product else None


def candidate_of(product: DataProduct) -> ProductSpec | None:
    """What would be published next: the draft, or what is published where there is none. Two queries at most."""
    kept = Draft.objects.filter(product=product).first()
    kept = kept or ProductVersion.objects.published().filter(product=product).first()
    return read_spec(kept.bundle) if kept else None


class Parts:
    """What a product says in each part: digests, and the facts behind them once somebody asks what changed.

    Of what is published the digests are kept; documents are read only for the facts. Where nothing is published, it
    is the draft.
    """

    def __init__(self, product: DataProduct | None, spec: ProductSpec | None = None) -> None:
        self._product, self._spec = product, spec
        self._owner = product.owner.slug if product else spec.owner_team if spec else ""

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of each part; empty where there are no documents."""
        if self._spec is None and self._version and self._version.parts:
            return with_owner(self._version.parts, self._owner)
        return digests_of(self.facts)

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """What each part says; empty where there are no documents."""
        spec = self._spec or self._written
        return facts_of(spec, owner=self._owner) if spec else {}

    @cached_property
    def _version(self) -> ProductVersion | None:
        return ProductVersion.objects.published().filter(product=self._product).defer("bundle").first()

    @cached_property
    def _written(self) -> ProductSpec | None:
        if self._product is None:
            return None
        kept = self._version or Draft.objects.filter(product=self._product).first()
        return read_spec(kept.bundle) if kept else None
