"""Changes of the access policy of a port: is access harder to get, or does it show less?"""

from collections.abc import Iterator

from catalog.spec.changes import EVERY, Change, breaking, compatible, cosmetic
from catalog.spec.product import PolicySpec, RuleSpec, StageSpec, WhenSpec

STRICTNESS = {"approve": 0, "review": 1, "deny": 2}
MANY = 1000  # everybody is more than any number


def policy_changes(old: PolicySpec, new: PolicySpec, path: str, port: str) -> Iterator[Change]:
    """The changes between two access policies of a port."""
    path = f"{path}/policy"
    yield from _purposes(old, new, path, port)
    yield from _days(old, new, path, port)
    if old.terms != new.terms:
        yield breaking(f"{path}/terms", f"The terms that consumers of {port} accept changed.")
    yield from _rules(old, new, path, port)
    yield from _row_filter(old, new, path, port)
    yield from _masks(old, new, path, port)
    for team in sorted(set(old.unmasked_for) - set(new.unmasked_for)):
        yield breaking(f"{path}/unmaskedFor", f"The team {team} sees the masked columns of {port} masked now.")
    for team in sorted(set(new.unmasked_for) - set(old.unmasked_for)):
        yield compatible(f"{path}/unmaskedFor", f"The team {team} sees the masked columns of {port} plain now.")


def _purposes(old: PolicySpec, new: PolicySpec, path: str, port: str) -> Iterator[Change]:
    if not old.purposes and new.purposes:
        told = f"{port} may be read only for: {', '.join(new.purposes)}."
        yield breaking(f"{path}/purposes", told)
    elif old.purposes and not new.purposes:
        yield compatible(f"{path}/purposes", f"{port} may be read for any purpose now.")
    else:
        for purpose in sorted(set(old.purposes) - set(new.purposes)):
            yield breaking(f"{path}/purposes", f"{port} may no longer be read for {purpose}.")
        for purpose in sorted(set(new.purposes) - set(old.purposes)):
            yield compatible(f"{path}/purposes", f"{port} may be read for {purpose} now.")


def _days(old: PolicySpec, new: PolicySpec, path: str, port: str) -> Iterator[Change]:
    before, after = old.longest_days, new.longest_days
    if before != after:
        shorter = before is None or (after is not None and after < before)
        told = f"Access to {port} lasts at most {_span(after)}, not {_span(before)}."
        yield breaking(f"{path}/longestDays", told) if shorter else compatible(f"{path}/longestDays", told)


def _rules(old: PolicySpec, new: PolicySpec, path: str, port: str) -> Iterator[Change]:
    if [rule.name for rule in old.rules] != [rule.name for rule in new.rules] and _decisions(old) == _decisions(new):
        yield cosmetic(f"{path}/rules", f"The rules of {port} are named anew; they decide as they did.")
        return
    before = {rule.name: rule for rule in (*old.rules, old.default)}
    after = {rule.name: rule for rule in (*new.rules, new.default)}
    for name, rule in before.items():
        if name not in after:
            weigh = breaking if rule.then != "deny" else compatible
            yield weigh(f"{path}/rules/{name}", f"The rule {name} of {port} ({_outcome(rule)}) is gone.")
    for name, rule in after.items():
        place = f"{path}/rules/{name}"
        if name not in before:
            weigh = compatible if rule.then == "approve" else breaking
            yield weigh(place, f"The rule {name} of {port} ({_outcome(rule)}) is new.")
        elif (rule.then, rule.stages) != (before[name].then, before[name].stages):
            stricter = _strictness(rule) >= _strictness(before[name])
            told = f"The rule {name} of {port} says {_outcome(rule)}, not {_outcome(before[name])}."
            yield breaking(place, told) if stricter else compatible(place, told)
        elif rule.when != before[name].when:
            yield breaking(place, f"The rule {name} of {port} ({_outcome(rule)}) applies to other wishes.")
        elif rule.reason != before[name].reason:
            yield cosmetic(place, f"The reason of the rule {name} of {port} is worded anew.")
    common = [name for name in before if name in after]
    if common != [name for name in after if name in before]:
        yield breaking(f"{path}/rules", f"The rules of {port} stand in another order, and the first match decides.")


def _row_filter(old: PolicySpec, new: PolicySpec, path: str, port: str) -> Iterator[Change]:
    before, after = " ".join(old.row_filter.split()), " ".join(new.row_filter.split())
    if before == after:
        return
    if not after:
        yield compatible(f"{path}/rowFilter", f"{port} shows all its rows now.", columns=EVERY)
    else:
        yield breaking(f"{path}/rowFilter", f"{port} shows only rows where {after[:120]}.", columns=EVERY)


def _masks(old: PolicySpec, new: PolicySpec, path: str, port: str) -> Iterator[Change]:
    before = {mask.column.lower(): mask for mask in old.masks}
    after = {mask.column.lower(): mask for mask in new.masks}
    for key, mask in after.items():
        place = f"{path}/masks/{mask.column}"
        if key not in before:
            told = f"The column {mask.column} of {port} is masked now ({mask.method})."
            yield breaking(place, told, columns=[mask.column])
        elif mask != before[key]:
            told = f"The column {mask.column} of {port} is masked differently ({mask.method})."
            yield breaking(place, told, columns=[mask.column])
    for key, mask in before.items():
        if key not in after:
            told = f"The column {mask.column} of {port} is shown as it is now."
            yield compatible(f"{path}/masks/{mask.column}", told, columns=[mask.column])


def _decisions(policy: PolicySpec) -> list[tuple[WhenSpec, str, tuple[StageSpec, ...]]]:
    """What the rules decide, in their order, whatever they are called."""
    return [(rule.when, rule.then, rule.stages) for rule in (*policy.rules, policy.default)]


def _strictness(rule: RuleSpec) -> tuple[int, int, int]:
    """How hard it is to be let through: how it decides, in how many stages, and how many have to agree in all."""
    asked = sum(MANY if stage.needs == "all" else 1 if stage.needs == "any" else stage.needs for stage in rule.stages)
    return STRICTNESS.get(rule.then, 2), len(rule.stages), asked


def _outcome(rule: RuleSpec) -> str:
    return f"{rule.then} by {', then '.join(map(str, rule.stages))}" if rule.stages else rule.then


def _span(days: int | None) -> str:
    return "as long as the settings allow" if days is None else f"{days} days"
