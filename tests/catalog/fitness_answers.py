"""Answers of fitness functions, as tests keep them with a score and read them again."""

from catalog.fitness.kept import FitnessResult, digest_of, pack
from catalog.fitness.selectors import latest_fitness
from catalog.models import DataProduct, FitnessEvidence, FitnessScore


def keep_answers(score: FitnessScore, *answers: dict) -> None:
    """Let these be what a score is made of."""
    packed = pack(FitnessResult(**answer) for answer in answers)
    score.evidence = FitnessEvidence.objects.create(
        product_id=score.product_id, digest=digest_of(packed), answers=packed
    )
    score.save(update_fields=["evidence"])


def answer_of(product: DataProduct, function: str) -> FitnessResult:
    """What one function last said of a product; drafts answer, too."""
    fitness = latest_fitness(product)
    return next(one for one in [*fitness.results, *fitness.drafts] if one.function == function)
