"""Loads what is known of the ports of many products, as one person may know it: a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Team, User
from catalog.models import Column, FitnessScore, Monitor, OutputPort
from catalog.outlook import Outlook, outlook_on
from catalog.requirements.needs import AccessFacts, ColumnFacts, PortFacts, Share
from catalog.service_levels.compile.promises import NAMES
from catalog.service_levels.durations import SECONDS
from catalog.spec.trees import Tree, custom, maps

# Their smallest and largest values are values: only those who see the column plain are shown how far it reaches.
GUARDED = {Column.Classification.CONFIDENTIAL, Column.Classification.RESTRICTED}
REGIONS = ("region", "regions", "dataRegion", "dataResidency")
FRESHNESS = NAMES["freshness"][1]
_ROWS = (
    *("pk", "name", "product", "product__licence", "product__owner", "contract", "snapshot__built_at"),
    *("snapshot__rows", "snapshot__size"),
    *("snapshot__statistics", "contract__document__customProperties", "contract__document__servers"),
    *("policy", "policy__purposes", "policy__masks", "policy__row_filter", "policy__unmasked_for"),
)


def load_ports(
    user: User, product_ids: Sequence[int], *, team: Team | None = None, purpose: str = "", access: bool = True
) -> dict[int, list[PortFacts]]:
    """The offered ports of each of these products; what access would take only where it matters."""
    offered = OutputPort.objects.offered().filter(product__in=list(product_ids))
    rows = list(offered.order_by("position", "name").values(*_ROWS))
    ids = [row["pk"] for row in rows]
    scores = _scores(product_ids)
    columns, monitors = _columns({row["contract"] for row in rows}), _monitors(ids)
    teams = dict(user.memberships.values_list("team", "team__slug"))
    outlooks = outlook_on(user, ids, team=team, purpose=purpose) if access else {}
    grouped: dict[int, list[PortFacts]] = defaultdict(list)
    for row in rows:
        facts = _port(row, columns[row["contract"]], monitors[row["pk"]], plain=_sees_plain(row, teams))
        known = {"fitness": scores.get(row["product"]), "access": _access(outlooks.get(row["pk"]))}
        grouped[row["product"]].append(PortFacts(**facts, **known))
    return grouped


def _port(row: dict[str, Any], columns: list[dict], monitors: list[dict], *, plain: bool) -> dict[str, Any]:
    document = {
        "customProperties": row["contract__document__customProperties"],
        "servers": row["contract__document__servers"],
    }
    spans = [(one, one["value"] * SECONDS[one["unit"]]) for one in monitors if one["unit"] in SECONDS]
    promised = [_limit(one) for one in monitors if _is_freshness(one) and _limit(one) is not None]
    return {
        "pk": row["pk"],
        "name": row["name"],
        "columns": tuple(_facts_of(columns, row, plain=plain)),
        "rows": row["snapshot__rows"],
        "size": row["snapshot__size"],
        "age": (timezone.now() - row["snapshot__built_at"]).total_seconds(),
        "newest": tuple((one["column"], age) for one, age in spans if _is_freshness(one) and one["column"]),
        "promised_age": min(promised, default=None),
        "oldest": max((age for one, age in spans if one["indicator"] == "retention"), default=None),
        "shares": tuple(Share(one["name"], one["value"]) for one in monitors if _is_share(one)),
        "licence": row["product__licence"] or _text(custom(document, "licence") or custom(document, "license")),
        "regions": regions_of(document),
        "purposes": None if row["policy"] is None else tuple(map(str, row["policy__purposes"])),
    }


def _facts_of(columns: list[dict], row: dict[str, Any], *, plain: bool) -> Iterable[ColumnFacts]:
    """The columns; where rows are filtered, nothing is told of values that are not everybody's."""
    masks = {str(mask["column"]).lower(): str(mask["method"]) for mask in row["policy__masks"] or ()}
    figures = {one["name"]: one for one in (row["snapshot__statistics"] or {}).get("columns", ())}
    for column in columns:
        name = column["name"]
        known = figures.get(name, {})
        masked = "" if plain else masks.get(name.lower(), "")
        hidden = bool(masked or row["policy__row_filter"] or (column["classification"] in GUARDED and not plain))
        empty = known.get("null_share")
        yield ColumnFacts(
            name=name,
            business_name=column["business_name"],
            tags=tuple(map(str, column["tags"])),
            classification=column["classification"],
            filled=None if empty is None else 100 * (1 - empty),
            logical_type=column["logical_type"],
            distinct=known.get("distinct"),
            least=None if hidden else known.get("minimum"),
            most=None if hidden else known.get("maximum"),
            masked=masked,
            guarded=hidden,
            key=column["primary_key"] or column["unique"],
        )


def regions_of(document: Tree) -> tuple[str, ...]:
    """Where a contract says that the data lies: by a property of its own, else by its servers.

    >>> regions_of({"customProperties": [{"property": "region", "value": "EU"}]})
    ('EU',)
    >>> regions_of({"servers": [{"type": "s3", "region": "eu-central-1"}, {"regionName": "eu-west-1"}]})
    ('eu-central-1', 'eu-west-1')
    """
    told = [value for name in REGIONS if (value := custom(document, name))]
    if not told:
        told = [server.get("region") or server.get("regionName") for server in maps(document, "servers")]
    flat = [each for value in told for each in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(text for each in flat if (text := _text(each))))


def _columns(contracts: set[int]) -> Mapping[int, list[dict]]:
    found = Column.objects.filter(contract__in=contracts).order_by("position")
    grouped: dict[int, list[dict]] = defaultdict(list)
    for each in found.values(
        "contract", "name", "business_name", "tags", "classification", "logical_type", "primary_key", "unique"
    ):
        grouped[each["contract"]].append(each)
    return grouped


def _monitors(port_ids: list[int]) -> Mapping[int, list[dict]]:
    """The promises that were measured and that a need may rest on."""
    found = Monitor.objects.filter(port__in=port_ids, active=True, value__isnull=False)
    found = found.filter(indicator__in=["freshness", "retention", "quality"]).order_by("rule")
    grouped: dict[int, list[dict]] = defaultdict(list)
    for each in found.values("port", "indicator", "name", "column", "dimension", "value", "unit", "objective"):
        grouped[each["port"]].append(each)
    return grouped


def _scores(product_ids: Sequence[int]) -> dict[int, int | None]:
    latest = FitnessScore.objects.filter(product__in=list(product_ids), latest=True)
    return dict(latest.values_list("product", "score"))


def _sees_plain(row: dict[str, Any], teams: dict[int, str]) -> bool:
    """Does this person see masked columns as they are? The same that a governed read asks."""
    named = set(row["policy__unmasked_for"] or ())
    return row["product__owner"] in teams or not named.isdisjoint(teams.values())


def _is_freshness(monitor: dict) -> bool:
    """The age of the data; how often it is built, and how long it travels, are other promises."""
    return monitor["indicator"] == "freshness" and monitor["name"].startswith((FRESHNESS, "Age of the data"))


def _is_share(monitor: dict) -> bool:
    """A measured share of what is there, of which more is better."""
    higher = str(monitor["objective"].get("operator", "")).startswith("mustBeGreater")
    return monitor["dimension"] == "completeness" and monitor["unit"] == "%" and higher


def _limit(monitor: dict) -> float | None:
    """What was promised, in seconds; what the marketplace merely expects was promised by nobody."""
    objective = monitor["objective"]
    value = objective.get("value")
    if objective.get("expected") or monitor["unit"] not in SECONDS or not isinstance(value, int | float):
        return None
    return float(value) * SECONDS[monitor["unit"]]


def _access(outlook: Outlook | None) -> AccessFacts | None:
    return AccessFacts(outlook.way, outlook.words) if outlook else None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
