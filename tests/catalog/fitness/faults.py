"""What spoils a product that does everything right, function by function, and what the function says then.

A function that concerns few products is shown to pass here, too.
"""

from dataclasses import replace
from datetime import timedelta

from catalog.comparing.fitness import Joins
from catalog.fitness.facts import IncidentFacts, Promises, VersionFacts
from catalog.voices.questions.fitness import Answered
from catalog.voices.reviews.fitness import Reviewed
from tests.catalog.fitness.conftest import NOW, column, good_port, monitor, pair

MENDED = IncidentFacts("Gone", "high", NOW, NOW + timedelta(hours=3))
LONG = IncidentFacts("Gone", "high", NOW, NOW + timedelta(hours=96))
OPEN = IncidentFacts("Gone", "high", NOW)


def with_port(facts, **changes):
    """The same product with another port."""
    return replace(facts, ports=(good_port(**changes),))


def with_monitor(facts, *args, **kwargs):
    """The same product with one promise."""
    return with_port(facts, monitors=(monitor(*args, **kwargs),))


def with_columns(facts, **changes):
    """The same product, where every column differs in this."""
    columns = tuple(replace(one, **changes) for one in facts.columns)
    return with_port(facts, columns=columns)


def with_policy(facts, **changes):
    """The same product under another access policy."""
    return with_port(facts, policy=replace(facts.ports[0].policy, **changes))


def bringing(facts, **brought):
    """The same product, of which other slices know something else."""
    return replace(facts, brought={**facts.brought, **brought})


def with_table(facts, name, *columns, keys=1):
    """The same product with a table of these columns, of which the first few are its key."""
    told = tuple(column(each, primary_key=place < keys) for place, each in enumerate(columns))
    return with_port(facts, table=name, columns=told)


HUB = ("customer_hk", "customer_bk", "load_date", "record_source")
LINK = ("order_hk", "customer_hk", "product_hk", "load_date", "record_source")
SATELLITE = ("customer_hk", "load_date", "hash_diff", "record_source")

FAULTS = [
    ("findable.described", lambda f: replace(f, description="TODO", purpose=""), "fail"),
    ("findable.described", lambda f: replace(f, description="The visits.", purpose=""), "fail"),
    ("findable.columns-described", lambda f: with_columns(f, description=""), "fail"),
    ("findable.columns-described", lambda f: with_columns(f, description="TODO: find out what this is"), "fail"),
    ("findable.business-names", lambda f: with_columns(f, business_name=""), "fail"),
    ("findable.tagged", lambda f: replace(f, tags=("trial", "Trial ")), "warn"),
    ("findable.identified", lambda f: replace(f, external_id="clinical.visits"), "warn"),
    ("findable.identified", lambda f: replace(f, external_id="visits"), "fail"),
    ("findable.persistent", lambda f: with_port(f, definitions=()), "fail"),
    ("findable.core-metadata", lambda f: replace(f, tags=(), owner="", versions=()), "fail"),
    ("findable.core-metadata", lambda f: replace(f, tags=()), "warn"),
    ("findable.indexed", lambda f: replace(f, is_found=False), "fail"),
    ("accessible.readable", lambda f: with_monitor(f, "pillar/availability", "availability", value=50.0), "fail"),
    ("accessible.readable", lambda f: with_port(f, monitors=()), "unknown"),
    ("accessible.support", lambda f: replace(f, support=()), "fail"),
    ("accessible.support", lambda f: replace(f, support=({"channel": "Desk"},)), "warn"),
    ("accessible.terms", lambda f: with_policy(f, terms=""), "fail"),
    ("accessible.deciders", lambda f: replace(f, maintainers=1), "warn"),
    ("accessible.deciders", lambda f: replace(f, maintainers=0), "fail"),
    ("accessible.answered", lambda f: bringing(f, questions=Answered(3, 1)), "fail"),
    ("accessible.answered", lambda f: replace(f, brought={}), "unknown"),
    ("interoperable.contract-covers", lambda f: with_port(f, actual=("visit_id", "extra")), "fail"),
    ("interoperable.contract-covers", lambda f: with_port(f, actual=()), "unknown"),
    ("interoperable.typed", lambda f: with_columns(f, logical_type="varchar"), "fail"),
    ("interoperable.standard", lambda f: with_port(f, standard="v3.0.2"), "warn"),
    ("interoperable.standard", lambda f: with_port(f, standard="1.1.0"), "fail"),
    ("interoperable.glossary", lambda f: with_columns(f, glossary_term=""), "fail"),
    ("interoperable.references", lambda f: with_port(f, references=0), "warn"),
    ("interoperable.references", lambda f: replace(with_port(f, references=0), inputs=0), "fail"),
    ("interoperable.joinable", lambda f: bringing(f, joins=Joins(("visit_id",), ())), "fail"),
    ("interoperable.joinable", lambda f: bringing(f, joins=Joins(("visit_id",), (pair(both=9),))), "warn"),
    ("interoperable.joinable", lambda f: bringing(f, joins=Joins(("visit_id",), (pair(both=1),))), "fail"),
    ("interoperable.joinable", lambda f: replace(f, brought={}), "unknown"),
    ("interoperable.data-vault", lambda f: with_table(f, "hub_customer", *HUB), "pass"),
    ("interoperable.data-vault", lambda f: with_table(f, "link_order", *LINK), "pass"),
    ("interoperable.data-vault", lambda f: with_table(f, "sat_customer", *SATELLITE, keys=2), "pass"),
    ("interoperable.data-vault", lambda f: with_table(f, "sat_customer", *SATELLITE), "warn"),
    ("interoperable.data-vault", lambda f: with_table(f, "hub_customer", *HUB[:3]), "warn"),
    ("interoperable.data-vault", lambda f: with_port(f, tags=("link",)), "fail"),
    ("interoperable.data-vault", lambda f: with_port(f, table="hub_and_spoke_airports"), "not-applicable"),
    ("reusable.licence", lambda f: replace(f, licence=""), "fail"),
    ("reusable.licence-known", lambda f: replace(f, licence="free for all of us"), "warn"),
    ("reusable.licence-known", lambda f: replace(f, licence="LicenseRef-acme-internal"), "pass"),
    ("reusable.licence-known", lambda f: replace(f, licence=""), "not-applicable"),
    ("reusable.provenance", lambda f: replace(f, inputs=0), "fail"),
    ("reusable.provenance", lambda f: with_columns(f, traced=False), "fail"),
    ("reusable.examples", lambda f: with_columns(f, explained=False), "fail"),
    ("reusable.limitations", lambda f: replace(f, limitations=""), "warn"),
    ("reusable.versions", lambda f: replace(f, versions=(VersionFacts("one", NOW, 0),)), "fail"),
    ("reusable.versions", lambda f: replace(f, versions=(VersionFacts("1.1.0", NOW, 0), *f.versions)), "warn"),
    ("reusable.content", lambda f: with_columns(f, physical_type=""), "fail"),
    ("reusable.successor", lambda f: replace(f, status="deprecated", ends_on=f.day, successor="Visits 2"), "pass"),
    ("reusable.successor", lambda f: replace(f, status="deprecated", ends_on=f.day), "warn"),
    ("reusable.successor", lambda f: replace(f, status="deprecated"), "fail"),
    ("reliable.fresh", lambda f: with_port(f, monitors=()), "warn"),
    ("reliable.fresh", lambda f: with_port(f, monitors=(monitor("sla/freshness", "freshness", "broken"),)), "fail"),
    ("reliable.quality-kept", lambda f: with_port(f, monitors=(monitor("a", status="broken"), monitor("b"))), "fail"),
    ("reliable.quality-kept", lambda f: with_port(f, monitors=(monitor("a", status="at_risk"), monitor("b"))), "warn"),
    (
        "reliable.quality-kept",
        lambda f: with_port(
            f, monitors=(monitor("a", status="broken", severity="error"), *map(monitor, "bcdefghij"))
        ),
        "fail",
    ),
    ("reliable.quality-kept", lambda f: with_port(f, monitors=(monitor("a", status="unknown"),)), "unknown"),
    ("reliable.quality-stated", lambda f: with_port(f, monitors=()), "fail"),
    ("reliable.measurable", lambda f: with_monitor(f, "x", unmeasurable="It is stated in words."), "fail"),
    ("reliable.attained", lambda f: replace(f, promises=Promises(95.0, 4, 0, 1, NOW)), "warn"),
    ("reliable.attained", lambda f: replace(f, promises=Promises(80.0, 1, 0, 2, NOW)), "fail"),
    ("reliable.attained", lambda f: replace(f, promises=Promises()), "unknown"),
    ("reliable.watched", lambda f: replace(f, promises=Promises(99.0, 9, last=NOW - timedelta(days=9))), "warn"),
    ("reliable.watched", lambda f: replace(f, promises=Promises()), "unknown"),
    ("reliable.repaired", lambda f: replace(f, incidents=(MENDED,)), "pass"),
    ("reliable.repaired", lambda f: replace(f, incidents=(LONG,)), "warn"),
    ("reliable.repaired", lambda f: replace(f, incidents=(OPEN,)), "unknown"),
    ("reliable.incidents", lambda f: replace(f, incidents=(OPEN,)), "fail"),
    ("reliable.incidents", lambda f: replace(f, incidents=(MENDED,)), "warn"),
    ("reliable.keys", lambda f: with_columns(f, primary_key=False), "fail"),
    ("reliable.keys", lambda f: with_port(f, monitors=(monitor("schema/v/primaryKey", status="broken"),)), "fail"),
    ("valuable.downstream", lambda f: replace(f, downstream=()), "fail"),
    ("valuable.downstream", lambda f: replace(f, downstream=(), archetype="consumer-aligned"), "not-applicable"),
    ("valuable.filled", lambda f: with_port(f, rows=0), "fail"),
    ("valuable.filled", lambda f: with_port(f, monitors=(monitor("pillar/profile", value=40.0),)), "fail"),
    ("valuable.purpose", lambda f: replace(f, purpose="", usage="Visits"), "fail"),
    ("valuable.reviewed", lambda f: bringing(f, reviews=Reviewed(2, 3.0)), "warn"),
    ("valuable.reviewed", lambda f: bringing(f, reviews=Reviewed(1, 2.9)), "fail"),
    ("valuable.reviewed", lambda f: replace(f, brought={}), "unknown"),
    ("secure.classified", lambda f: with_columns(f, classified=False), "fail"),
    ("secure.masked", lambda f: with_policy(f, masked=frozenset()), "fail"),
    ("secure.masked", lambda f: with_columns(f, classification="internal"), "not-applicable"),
    ("secure.purposes", lambda f: with_policy(f, purposes=()), "fail"),
    ("secure.duration", lambda f: with_policy(f, longest_days=365), "warn"),
    ("secure.reviewed", lambda f: with_policy(f, masked=frozenset(), rules=({"then": "approve"},)), "fail"),
]  # fmt: skip
