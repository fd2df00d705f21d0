"""What people ask of fitness: one verb, one function."""

from catalog.fitness.services.disputes import (
    decide_dispute,
    dispute_result,
    end_dispute,
    end_disputes_due,
    remind_of_waivers,
)
from catalog.fitness.services.functions import enforce_functions_due, set_function
from catalog.fitness.services.scoring import score_product, score_products

__all__ = [
    "decide_dispute",
    "dispute_result",
    "end_dispute",
    "end_disputes_due",
    "enforce_functions_due",
    "remind_of_waivers",
    "score_product",
    "score_products",
    "set_function",
]
