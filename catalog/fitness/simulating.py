"""What a product would score if something about it were otherwise: the functions asked about changed facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.fitness.facts import Facts, PortFacts
from catalog.fitness.judging import Scored, judge
from catalog.fitness.kept import FitnessResult, answers_of
from catalog.fitness.registry import FitnessFunction
from catalog.fitness.scoring import differences, with_passes


@dataclass(frozen=True)
class Wishes:
    """What should be otherwise; None leaves it as it is. `masked` are columns as port.column, beside those that are."""

    licence: str | None = None
    tags: tuple[str, ...] | None = None
    usage: str | None = None
    limitations: str | None = None
    purposes: tuple[str, ...] | None = None
    longest_days: int | None = None
    masked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One function that would answer otherwise, and the points that this alone would gain, or lose where negative."""

    new: FitnessResult
    old: FitnessResult | None
    points: float


@dataclass(frozen=True)
class Simulation:
    """The product as it is now, as it would be, and where the two differ; `assumed` counts functions said to pass."""

    before: Scored
    after: Scored
    steps: list[Step]
    score: int | None
    assumed: int = 0


def simulate(
    before: Facts, after: Facts, functions: Sequence[FitnessFunction], *, assumed: Sequence[str] = (), waived=None
) -> Simulation:
    """Ask all functions about the product now and as it would be.

    Both are asked now, so that the difference is made by the change alone. `assumed` are functions taken to pass, for
    what only people, time or a build can bring about.
    """
    now, then = judge(before, functions, waived), judge(after, functions, waived)
    was = {one.function: one for one in now.results}
    found = {one.function: one for one in then.results}
    points = {one.function: one.points for one in differences(answers_of(now.results), answers_of(then.results))}
    steps = [
        Step(one, was.get(one.function), points.get(one.function, 0.0))
        for one in found.values()
        if one.state != "draft" and _said(one) != _said(was.get(one.function))
    ]
    steps.sort(key=lambda step: (-abs(step.points), step.new.function))
    taken = [key for key in assumed if key in found and found[key].outcome in ("warn", "fail") and found[key].counts]
    score = with_passes(answers_of(then.results), taken) if taken else then.score
    return Simulation(now, then, steps, score, len(taken))


def as_wished(facts: Facts, wishes: Wishes) -> Facts:
    """The facts with what is wished for in place of what is."""
    return replace(
        facts,
        licence=facts.licence if wishes.licence is None else wishes.licence,
        tags=facts.tags if wishes.tags is None else wishes.tags,
        usage=facts.usage if wishes.usage is None else wishes.usage,
        limitations=facts.limitations if wishes.limitations is None else wishes.limitations,
        ports=tuple(_port(port, wishes) for port in facts.ports),
    )


def _port(port: PortFacts, wishes: Wishes) -> PortFacts:
    masked = {column.name.lower() for column in port.columns if f"{port.name}.{column.name}" in wishes.masked}
    policy = port.policy
    return replace(
        port,
        policy=replace(
            policy,
            masked=policy.masked | masked,
            purposes=policy.purposes if wishes.purposes is None else wishes.purposes,
            longest_days=policy.longest_days if wishes.longest_days is None else wishes.longest_days,
        ),
    )


def _said(result: FitnessResult | None) -> tuple | None:
    return result and (result.outcome, result.score)
