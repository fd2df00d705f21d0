"""Judges the needs of a task against what is known of ports. Pure: every sentence rests on the facts it is given.

A task is judged against one port, because that is what one orders and reads; of several ports of a product the one
that serves best counts. What nobody knows is unknown, and unknown is never met.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from catalog.requirements.needs import (
    CLASSIFICATIONS,
    ColumnFacts,
    Needs,
    Outcome,
    PortFacts,
    PortFit,
    Source,
    Verdict,
    key_of,
    span_in_words,
)
from catalog.service_levels.durations import age_in_words

MET, MISSED, UNKNOWN = Outcome.MET, Outcome.MISSED, Outcome.UNKNOWN
Said = tuple[Outcome, str, Source]
NAMED = 3  # names in a sentence


def judge_port(needs: Needs, port: PortFacts) -> PortFit:
    """Every need, met, missed or unknown, with evidence.

    >>> fit = judge_port(Needs(fitness=80, licences=("MIT",)), PortFacts(1, "events", fitness=91))
    >>> [(one.need, one.outcome.value, one.evidence) for one in fit.verdicts]
    [('fitness', 'met', 'Its fitness is 91 of 100.'), ('licence', 'unknown', 'Neither product nor contract says.')]
    """
    return PortFit(port.pk, port.name, tuple(_verdicts(needs, port)))


def best_fit(needs: Needs, ports: Iterable[PortFacts]) -> PortFit | None:
    """What the port does that serves the task best; None where nothing is offered."""
    return min((judge_port(needs, port) for port in ports), key=lambda fit: fit.rank, default=None)


def _verdicts(needs: Needs, port: PortFacts) -> Iterator[Verdict]:
    for word in needs.wanted:
        yield Verdict("wanted", word, *_wanted(word, port))
    for need, asked, judging in _rest(needs):
        yield Verdict(need, asked, *judging(needs, port))


def _rest(needs: Needs) -> Iterator[tuple[str, str, Callable[[Needs, PortFacts], Said]]]:
    """The needs beside columns: key, in words, and who judges them."""
    if needs.freshness is not None:
        yield "freshness", f"at most {span_in_words(needs.freshness)} old", _freshness
    if needs.history is not None:
        yield "history", f"at least {span_in_words(needs.history)}", _history
    if needs.completeness is not None:
        yield "completeness", f"at least {needs.completeness} %", _completeness
    if needs.fitness is not None:
        yield "fitness", f"at least {needs.fitness} of 100", _fitness
    if needs.licences:
        yield "licence", " or ".join(needs.licences), _licence
    if needs.regions:
        yield "region", " or ".join(needs.regions), _region
    if needs.purpose:
        yield "purpose", needs.purpose, _purpose
    if needs.classification:
        yield "classification", f"at most {needs.classification}", _classification
    if needs.without_waiting:
        yield "access", "without waiting", _access


def _wanted(word: str, port: PortFacts) -> Said:
    found = columns_for(word, port)
    if not port.columns:
        return UNKNOWN, "The contract names no columns.", Source.CONTRACT
    if not found:
        return MISSED, "No column has this name, business name or tag.", Source.CONTRACT
    plain = [column for column in found if not column.masked]
    if not plain:
        masked = found[0]
        told = f"{masked.told} is there, but you would see it masked ({masked.masked}): whether that will do, you know."
        return UNKNOWN, told, Source.POLICY
    return MET, f"{_some(column.told for column in plain)}.", Source.CONTRACT


def columns_for(word: str, port: PortFacts) -> list[ColumnFacts]:
    """The columns of that name; where there is none, those that mean it, by business name, or by tag."""
    key = key_of(word)
    if not key:
        return []
    named = [column for column in port.columns if key_of(column.name) == key]
    meant = [column for column in port.columns if key_of(column.business_name) == key]
    return named or meant or [column for column in port.columns if key in map(key_of, column.tags)]


def _freshness(needs: Needs, port: PortFacts) -> Said:
    limit = needs.freshness or 0
    ages = [("It was built", port.age)] if port.age is not None else []
    ages += [(f"The newest {column} is", age) for column, age in port.newest]
    if not ages:
        return UNKNOWN, "It has not been measured yet.", Source.MEASURED
    how, worst = max(ages, key=lambda each: each[1])
    told = f"{how} {age_in_words(worst, 's')} {'ago' if how == 'It was built' else 'old'}"
    if port.promised_age is not None:
        told += f"; the contract promises at most {span_in_words(port.promised_age)}"
    return (MET if worst <= limit else MISSED), f"{told}.", Source.MEASURED


def _history(needs: Needs, port: PortFacts) -> Said:
    """By the measured age of the oldest row; else by the reach of its dates, of those that are wanted before others."""
    least = needs.history or 0
    if port.oldest is not None:
        told = f"Its oldest row is {age_in_words(port.oldest, 's')} old."
        return (MET if port.oldest >= least else MISSED), told, Source.MEASURED
    times = [column for column in port.columns if column.is_time]
    wanted = [column for word in needs.wanted for column in columns_for(word, port) if column.is_time]
    known = [(column, reach) for column in wanted or times if (reach := column.reach)]
    if not times:
        return UNKNOWN, "No column is a date or a time.", Source.CONTRACT
    if not known:
        return (
            UNKNOWN,
            f"How far {_some(one.name for one in wanted or times)} reaches is not shown to you.",
            Source.PROFILE,
        )
    spans = [last - first + timedelta(days=1) for _column, (first, last) in known]
    enough = {span.total_seconds() >= least for span in spans}
    if len(enough) > 1:
        told = f"Its dates reach differently far; name the one that counts: {_some(one.name for one, _reach in known)}."
        return UNKNOWN, told, Source.PROFILE
    span, (column, (first, last)) = max(zip(spans, known, strict=True), key=lambda each: each[0])
    told = f"{column.name} reaches from {first} to {last}: {span.days:,} days."
    return (MET if enough.pop() else MISSED), told, Source.PROFILE


def _completeness(needs: Needs, port: PortFacts) -> Said:
    """Of the wanted columns, where any are there; else of all that was measured."""
    least = needs.completeness or 0
    wanted = {column.name: column for word in needs.wanted for column in columns_for(word, port)}
    filled = [(f"{one.name} is filled", one.filled) for one in wanted.values() if one.filled is not None]
    if wanted and len(filled) < len(wanted):
        return UNKNOWN, "How much of it is filled has not been counted.", Source.PROFILE
    source = Source.PROFILE
    if not filled:
        filled, source = [(f"{share.name}:", share.percent) for share in port.shares], Source.MEASURED
    if not filled:
        return UNKNOWN, "It has not been measured yet.", Source.MEASURED
    name, worst = min(filled, key=lambda each: each[1])
    told = (
        f"{name} {_percent(worst)} %, the least of {len(filled)}."
        if len(filled) > 1
        else f"{name} {_percent(worst)} %."
    )
    return (MET if worst >= least else MISSED), told, source


def _percent(share: float) -> str:
    """A share that never rounds up to what it is not.

    >>> _percent(99.97), _percent(100.0), _percent(56.3)
    ('99.9', '100', '56.3')
    """
    return f"{int(share * 10) / 10:g}"


def _fitness(needs: Needs, port: PortFacts) -> Said:
    if port.fitness is None:
        return UNKNOWN, "It has not been scored yet.", Source.FITNESS
    met = port.fitness >= (needs.fitness or 0)
    return (MET if met else MISSED), f"Its fitness is {port.fitness} of 100.", Source.FITNESS


def _licence(needs: Needs, port: PortFacts) -> Said:
    if not key_of(port.licence):
        return UNKNOWN, "Neither product nor contract says.", Source.CONTRACT
    met = key_of(port.licence) in map(key_of, needs.licences)
    return (MET if met else MISSED), f"Its licence is {port.licence}.", Source.CONTRACT


def _region(needs: Needs, port: PortFacts) -> Said:
    """All the regions where it lies must be accepted."""
    if not port.regions:
        return UNKNOWN, "The contract does not say.", Source.CONTRACT
    accepted = set(map(key_of, needs.regions))
    met = all(key_of(region) in accepted for region in port.regions)
    return (MET if met else MISSED), f"It lies in {', '.join(port.regions)}.", Source.CONTRACT


def _purpose(needs: Needs, port: PortFacts) -> Said:
    if port.purposes is None:
        return UNKNOWN, "It has no access policy.", Source.POLICY
    if not port.purposes:
        return MET, "Its policy allows every purpose.", Source.POLICY
    met = key_of(needs.purpose) in map(key_of, port.purposes)
    return (MET if met else MISSED), f"Its policy allows {', '.join(port.purposes)}.", Source.POLICY


def _classification(needs: Needs, port: PortFacts) -> Said:
    """What one would see counts: what is masked is not seen."""
    seen = [column for column in port.columns if not column.masked]
    if not port.columns:
        return UNKNOWN, "The contract names no columns.", Source.CONTRACT
    if not seen:
        return MET, "All its columns are masked for you.", Source.POLICY
    worst = max(seen, key=lambda column: _strictness(column.classification)).classification
    names = _some(column.name for column in seen if column.classification == worst)
    told = f"The strictest that you would see is {worst}: {names}."
    return (MET if _strictness(worst) <= _strictness(needs.classification) else MISSED), told, Source.CONTRACT


def _strictness(level: str) -> int:
    """A level that is not known counts as the strictest."""
    return CLASSIFICATIONS.index(level) if level in CLASSIFICATIONS else len(CLASSIFICATIONS)


def _access(needs: Needs, port: PortFacts) -> Said:
    if port.access is None:
        return UNKNOWN, "Nobody here knows what access would take.", Source.ACCESS
    return (MET if port.access.way in ("now", "at-once") else MISSED), port.access.words, Source.ACCESS


def _some(names: Iterable[str]) -> str:
    """The first few names, and how many more.

    >>> _some(["a", "b", "c", "d"])
    'a, b, c and 1 more'
    """
    listed = list(dict.fromkeys(names))
    more = len(listed) - NAMED
    return ", ".join(listed[:NAMED]) + (f" and {more} more" if more > 0 else "")
