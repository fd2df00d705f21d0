"""Everything there is to say about a bundle that could be read."""

from collections import Counter
from collections.abc import Callable, Iterator

from catalog.spec.bundle_checks import check_sql, check_together
from catalog.spec.codes import CODES
from catalog.spec.contract_checks import check_contract
from catalog.spec.documents import Bundle, Document, Kind
from catalog.spec.judging import judge
from catalog.spec.policy_checks import check_policy
from catalog.spec.product_checks import check_product
from catalog.spec.trees import Tree
from catalog.spec.violations import Said, Violation, violation

CHECKS: dict[Kind, Callable[[Tree], Iterator[Said]]] = {
    "odcs": check_contract,
    "odps": check_product,
    "access-policy": check_policy,
}
MOST = 500  # of each level; errors are counted apart, so that no flood of warnings hides one


def check(bundle: Bundle, *, single: bool = False) -> list[Violation]:
    """Hold a bundle against schemas, sense and itself; `single` leaves out what needs the other documents."""
    kept: dict[Violation, None] = {}
    counts: Counter[str] = Counter()
    for document in bundle.documents:
        for said in _alone(document):
            level = CODES[said.code].level
            counts[level] += 1
            if counts[level] <= MOST:
                kept[document.violation(said)] = None
    if not single:
        for each in (*check_together(bundle), *check_sql(bundle)):
            counts[each.level] += 1
            if counts[each.level] <= MOST:
                kept[each] = None
    violations = sorted(kept, key=lambda one: one.line)
    if any(count > MOST for count in counts.values()):
        told = f"There are more violations; listed are the first {MOST} errors and the first {MOST} warnings."
        violations.append(violation("too-many-violations", told))
    return violations


def _alone(document: Document) -> Iterator[Said]:
    yield from judge(document, most=MOST + 1)
    if check_kind := CHECKS.get(document.kind):
        yield from check_kind(document.tree)
