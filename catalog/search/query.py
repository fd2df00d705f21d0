"""Search for products."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import Column, DataProduct, OutputPort, SearchFacts
from catalog.search.engines import match
from catalog.search.facets import ALL, CAPPED, Choice, choices, count_all, count_facets
from catalog.search.filters import Filters, Tree, narrow, with_score
from catalog.search.likeness import meant
from catalog.search.routes import Ways
from catalog.search.synonyms import with_synonyms
from catalog.search.words import Query, qualified, read_query, stem

NO_FILTERS = Filters()
# Products whose words are weighed; of more, those with the words in their name come first. PostgreSQL must fetch the
# words of each out of line, about ten times as slow.
MOST_RANKED = {"sqlite": 20_000, "postgresql": 2_000}
FEW = 3  # products, or fewer: perhaps something else was meant
MOST_TABLES = 200  # of one name that have the column
_AT_ONCE = 500
MOST_IN_NAME = 4  # words
_IN_NAME = "CASE WHEN ' ' || catalog_searchfacts.title LIKE %s THEN 0 ELSE 1 END"
# Of products that fit the words alike, the fitter and the more used comes first: up to 20 and 10 %.
_MERIT = "(1.0 + 0.002 * coalesce(score, 0) + 0.002 * (CASE WHEN uses > 50 THEN 50 ELSE uses END))"


@dataclass(frozen=True)
class Ranked:
    """The products in order: a part of them is asked for only when it is taken, and then by few, narrow rows."""

    ids: QuerySet
    visible: QuerySet
    dress: Callable[[QuerySet], QuerySet] = field(default=lambda products: products)

    def dressed(self, dress: Callable[[QuerySet], QuerySet]) -> "Ranked":
        """The same, each with what `dress` adds to the queryset of them."""
        return replace(self, dress=dress)

    def every(self) -> set[int]:
        """The ids of all of them, in no order, as the facts tell; ask again what may be seen."""
        return set(self.ids.order_by())

    def __getitem__(self, part: slice) -> list[DataProduct]:
        ids = list(self.ids[part])
        # Asked for again by what the rows say: what the facts tell a moment too late must not show what is hidden.
        found = self.dress(_with_parts(self.visible)).in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def __iter__(self) -> Iterator[DataProduct]:
        start = 0
        while part := self[start : start + _AT_ONCE]:
            yield from part
            start += _AT_ONCE


@dataclass(frozen=True)
class Found:
    """The products in order, each with `fitness_score`, `fitness_band` and `published_at`; and the way on."""

    products: Ranked
    facets: dict[str, list[Choice]]
    total: int
    query: Query
    instead_of: str = ""  # what was typed, where that found nothing and these are the results of `text`
    text: str = ""
    at_least: bool = False  # `total` and the counts are no more than were counted; there are more
    meant: str = ""  # where little was found: the same with its likely typing errors put right


def search(user, text: str = "", filters: Filters = NO_FILTERS, *, forgiving: bool = False) -> Found:
    """Products that this person may see and that fit, the best first. Whatever is typed, there is no error.

    A `forgiving` search that finds nothing is done again with the likely typing errors put right.
    """
    tree = Tree.load()
    found = _search(user, text, filters, tree)
    if not found.query.words or found.total > FEW:
        return found
    right = meant(user, found.query)
    if not right:
        return found
    if not found.total and forgiving:
        other = _search(user, right, filters, tree)
        if other.total:
            return replace(other, instead_of=text, text=right)
    return replace(found, meant=right)


def _search(user, text: str, filters: Filters, tree: Tree) -> Found:
    query = with_synonyms(read_query(text))
    facts, ways = SearchFacts.objects.visible_to(user), Ways(user)
    rank = RawSQL("0.0", ())
    if query.wants or query.excluded:
        asked = match(query)
        facts = facts.extra(tables=asked.tables, where=asked.where, params=asked.params)
        rank = RawSQL(asked.rank, asked.rank_params)
    elif text.strip():
        facts = facts.none()
    every = not text.strip() and not filters.narrowed
    found = narrow(facts, filters, tree, ways)

    def but(kind: str) -> QuerySet | None:
        if not text.strip() and not filters.narrowed_but(kind):
            return None
        return narrow(facts, filters, tree, ways, but=kind)

    if every:
        counted = count_all(ways)
    else:
        counted = count_facets(found, but, filters, ways)
    if not filters.chosen("status"):
        found = found.shown()
    total = counted[ALL]
    ids = _in_order(found, rank, filters, query, total, text)
    visible = DataProduct.objects.visible_to(user)
    facets = choices(counted, filters, tree)
    return Found(Ranked(ids, visible), facets, total, query, text=text, at_least=bool(counted[CAPPED]))


def _in_order(found: QuerySet, rank: RawSQL, filters: Filters, query: Query, total: int, text: str) -> QuerySet:
    """The ids, the best first: who asks by name gets that product first, then by words, fitness and use."""
    fitness = [F("score").desc(nulls_last=True), F("uses").desc()]
    if filters.ordering == "fitness":
        order = fitness
    elif filters.ordering == "newest":
        order = [F("published_at").desc(nulls_last=True)]
    elif filters.ordering == "relevance" and query.wants:
        if total <= MOST_RANKED[connection.vendor]:
            by_words = [RawSQL(f"{rank.sql} * {_MERIT}", rank.params).desc()]
        else:
            by_words = [RawSQL(_IN_NAME, (f"% {stem(word)}%",)) for word in query.words[:MOST_IN_NAME]]
        order = [*_exact(query, text), *by_words, *fitness]
    else:
        order = []
    return found.order_by(*order, "title", "pk").values_list("pk", flat=True)


def _exact(query: Query, text: str) -> list:
    """What puts the product of exactly this name first, or the one that has exactly this column in this table."""
    words = query.words or (query.phrases[0] if len(query.phrases) == 1 else ())
    first = [RawSQL("CASE WHEN catalog_searchfacts.title = %s THEN 0 ELSE 1 END", (" ".join(words),))]
    if (named := qualified(text)) is not None:
        table, column = ([name, name.lower(), name.upper()] for name in named)
        # By the spellings that occur, as an index finds them.
        contracts = Column.objects.filter(name__in=column, contract__table__in=table).values_list("contract", flat=True)
        ids = list(
            OutputPort.objects.offered()
            .filter(contract__in=list(contracts[:MOST_TABLES]))
            .values_list("product", flat=True)
        )
        if ids:
            marks = ", ".join(["%s"] * len(ids))
            first.append(RawSQL(f"CASE WHEN catalog_searchfacts.id IN ({marks}) THEN 0 ELSE 1 END", ids))  # noqa: S608
    return first


def _with_parts(products: QuerySet) -> QuerySet:
    published = FilteredRelation("versions", condition=Q(versions__state="published"))
    return (
        with_score(products)
        .annotate(published_version=published)
        .annotate(
            fitness_score=F("scored__score"),
            fitness_band=F("scored__band"),
            published_at=F("published_version__published_at"),
        )
        .select_related("domain", "owner")
    )
