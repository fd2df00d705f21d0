"""Which number a new version must have, by what it changes for those who read the product."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from catalog.models import ProductVersion
from catalog.spec import Bundle, Change, ProductSpec, compare, ranked, read_bundle, view
from catalog.spec.version_numbers import FIRST, Level, is_enough, is_greater, level_of, next_number, rank_of

REMEMBERED = 64  # published versions whose facts a process keeps; a version's documents never change


@dataclass(frozen=True)
class Demand:
    """What changes, the gravest first, the step that this demands, and whether the bundle's own number is enough.

    `level` is None where nothing changes that a reader would notice; `after` is the number it is compared with, empty
    for a first version.
    """

    changes: list[Change]
    level: Level | None
    proposed: str
    number: str
    enough: bool
    after: str = ""

    @property
    def breaking(self) -> list[Change]:
        """What may break what consumers do."""
        return [change for change in self.changes if change.kind == "breaking"]


def demand_of(published: ProductVersion | None, bundle: Bundle, *, spec: ProductSpec | None = None) -> Demand:
    """What the next version demands; `spec` is the view of the bundle, where it is at hand.

    Raises ValueError where the bundle has no product.
    """
    spec = spec or view(bundle)
    number = spec.version.removeprefix("v")
    if published is None:
        semantic = rank_of(number) is not None
        return Demand([], None, number if semantic else FIRST, number, semantic)
    if published.digest == bundle.digest:
        return Demand([], None, published.number, number, True, published.number)
    changes = changes_of(published, spec)
    level = level_of(changes)
    proposed = next_number(published.number, level)
    enough = is_enough(number, proposed) and is_greater(number, published.number)
    return Demand(changes, level, proposed, number, enough, published.number)


def changes_of(published: ProductVersion, spec: ProductSpec) -> list[Change]:
    """What changes from a version to a product as it is described; nothing where its documents say no product."""
    before = spec_of(published)
    return ranked(compare(before, spec)) if before else []


def spec_of(version: ProductVersion) -> ProductSpec | None:
    """What the documents of a version say; None where they can no longer be read as a product."""
    return specs_of([version]).get(version.pk)


def specs_of(versions: Iterable[ProductVersion]) -> dict[int, ProductSpec | None]:
    """The same of several, by their ids; one query for those that this process has not read yet."""
    versions = list(versions)
    with _lock:
        known = {one.pk: _read[one.pk, one.digest] for one in versions if (one.pk, one.digest) in _read}
    missing = [one.pk for one in versions if one.pk not in known]
    rows = ProductVersion.objects.filter(pk__in=missing).values_list("pk", "digest", "bundle") if missing else ()
    for pk, digest, raw in rows:
        bundle, _violations = read_bundle(bytes(raw))
        known[pk] = view(bundle) if bundle and bundle.product else None
        with _lock:
            _read[pk, digest] = known[pk]
            while len(_read) > REMEMBERED:
                del _read[next(iter(_read))]
    return known


_read: dict[tuple[int, str], ProductSpec | None] = {}
_lock = Lock()
