"""Who fits a task: many products at once, each in a fixed number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Upper

from accounts.models import User
from catalog.models import Column, DataContract, DataProduct, RequirementProfile
from catalog.requirements.judging import best_fit
from catalog.requirements.loading import load_ports
from catalog.requirements.needs import Needs, PortFit
from catalog.search.filters import Filters, with_score
from catalog.search.query import search

MOST = 200  # candidates that are looked at; also the size of a chunk


@dataclass(frozen=True)
class Fit:
    """A product with what its best port does for a task; None where it offers no port."""

    product: DataProduct
    fit: PortFit | None

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sorts the better fit first."""
        if self.fit is None:
            return (1, 0, self.product.name)
        return (-self.fit.met, self.fit.missed, self.product.name)


@dataclass(frozen=True)
class Candidates:
    """The products that were looked at for a task, of `total` that came into question; `how` says why these."""

    products: list[DataProduct]
    total: int
    how: str  # columns, words or fitness


def profiles_of(user: User) -> QuerySet[RequirementProfile]:
    """The profiles that this person works with."""
    return RequirementProfile.objects.visible_to(user).for_display()


def judge(profile: RequirementProfile, product_ids: Sequence[int], *, user: User) -> dict[int, PortFit]:
    """What the best port of each product does for a task, as this person may know it; products without one are absent.

    The caller names only products that this person may see. Each 200 products ask nine queries.
    """
    needs, team = Needs.read(profile), profile.team
    fits: dict[int, PortFit] = {}
    for chunk in _chunks(list(product_ids)):
        ports = load_ports(user, chunk, team=team, purpose=needs.purpose, access=needs.without_waiting)
        fits |= {product: fit for product, found in ports.items() if (fit := best_fit(needs, found))}
    return fits


def best_fitting(profile: RequirementProfile, *, user: User, words: str = "") -> tuple[Candidates, list[Fit]]:
    """The candidates for a task, the best fitting first."""
    candidates = candidates_for(profile, user=user, words=words)
    fits = judge(profile, [product.pk for product in candidates.products], user=user)
    ranked = [Fit(product, fits.get(product.pk)) for product in candidates.products]
    return candidates, sorted(ranked, key=lambda one: one.rank)


def candidates_for(profile: RequirementProfile, *, user: User, words: str = "") -> Candidates:
    """The products worth judging, at most 200: those a search finds, those with most of the columns, or the fittest."""
    if words.strip():
        found = search(user, words, Filters())
        return Candidates(found.products[:MOST], found.total, "words")
    shown = DataProduct.objects.visible_to(user).shown()
    if profile.wanted:
        having = _having(shown, profile.wanted)
        return Candidates(list(_with_parts(having)[:MOST]), having.count(), "columns")
    fittest = with_score(shown).order_by(F("scored__score").desc(nulls_last=True), "name")
    return Candidates(list(_with_parts(fittest)[:MOST]), shown.count(), "fitness")


def _having(products: QuerySet[DataProduct], wanted: Sequence[str]) -> QuerySet[DataProduct]:
    """Products with at least one of the columns or terms, those with the most of them first.

    The columns are found first, by an index over their names in capitals; joined to the products, both engines would
    begin at the products and read every column.
    """
    spelled = sorted({spelling for word in wanted for spelling in _spellings(word)})
    columns = Column.objects.annotate(name_key=Upper("name"), term_key=Upper("business_name"))
    named = columns.filter(Q(name_key__in=spelled) | Q(term_key__in=spelled)).order_by()
    contracts = DataContract.objects.filter(pk__in=named.values("contract"))
    found = Q(
        output_ports__offered=True,
        output_ports__contract__in=contracts,
        output_ports__contract__columns__in=named.values("pk"),
    )
    having = products.filter(found).annotate(found=Count("output_ports__contract__columns", distinct=True))
    return having.order_by("-found", "name")


def _spellings(word: str) -> set[str]:
    """How a name or a term may stand in a contract, in capitals.

    >>> sorted(_spellings("preferred term"))
    ['PREFERRED TERM', 'PREFERRED-TERM', 'PREFERREDTERM', 'PREFERRED_TERM']
    """
    parts = word.upper().replace("_", " ").replace("-", " ").split()
    return {sign.join(parts) for sign in (" ", "_", "-", "")} | {word.strip().upper()}


def _with_parts(products: QuerySet[DataProduct]) -> QuerySet[DataProduct]:
    """Products with what a card shows."""
    return products.select_related("domain", "owner")


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), MOST):
        yield ids[start : start + MOST]
