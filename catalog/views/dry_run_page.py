"""What a dry run shows: how many, and the products that would not keep the rule by domain and owner."""

from catalog.governance.dry_runs import SHOWN_REASONS, DryRun
from catalog.models import PolicyVerdict

PRODUCTS = 200  # shown of each outcome; the file has them all


def shown_run(run: DryRun) -> dict:
    """The context of catalog/policies/dry_run_results.html."""
    failing, unknown = run.counts["fail"], run.counts["unknown"]
    return {
        "judged": run.judged,
        "counts": [
            {"outcome": outcome.value, "label": outcome.label, "count": run.counts[outcome.value]}
            for outcome in PolicyVerdict.Outcome
        ],
        "failing": failing,
        "groups": run.groups("fail", PRODUCTS),
        "hidden": max(failing - PRODUCTS, 0),
        "excepted": run.of("excepted")[:PRODUCTS],
        "unknown": unknown,
        "unknowns": run.groups("unknown", PRODUCTS),
        "most_reasons": f":{SHOWN_REASONS}",
    }
