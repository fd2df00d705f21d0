"""Any two states of a product held against each other: versions that were published, and the draft."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, Draft, ProductVersion
from catalog.publishing.demands import specs_of
from catalog.spec import Change, ProductSpec, Violation, check, compare, ranked, read_bundle, view
from catalog.spec.version_numbers import Level, level_of, next_number

DRAFT = "draft"
MOST = 200  # versions that one may choose from


@dataclass(frozen=True)
class State:
    """One state of a product: a version by its number, or the draft by its revision."""

    key: str  # the number, or `draft`
    version: ProductVersion | None = None
    draft: Draft | None = None

    @property
    def digest(self) -> str:
        """Of its documents."""
        return (self.version or self.draft).digest

    @property
    def label(self) -> str:
        """What it is called on pages."""
        if self.draft:
            return _("Draft, revision %(number)s") % {"number": self.draft.revision}
        return f"{self.version.number} · {self.version.get_state_display()}"


@dataclass(frozen=True)
class Comparison:
    """What changes from one state to another, the gravest first, and the number that it would demand.

    `unreadable` holds what is wrong with a draft that cannot be read as a product, so that nothing can be graded.
    """

    before: State
    after: State
    changes: list[Change]
    level: Level | None
    proposed: str
    unreadable: list[Violation]

    @property
    def same(self) -> bool:
        """Are the documents the same, byte for byte?"""
        return self.before.digest == self.after.digest


def states_of(product: DataProduct, *, with_draft: bool) -> list[State]:
    """What can be compared, the newest first; two queries, the documents are not loaded."""
    offered = [ProductVersion.State.PUBLISHED, ProductVersion.State.SUPERSEDED]
    versions = (
        product.versions.filter(state__in=offered).defer("bundle", "changes").order_by("-published_at", "-pk")[:MOST]
    )
    draft = Draft.objects.filter(product=product).defer("bundle").first() if with_draft else None
    begun = [State(DRAFT, draft=draft)] if draft else []
    return [*begun, *(State(version.number, version=version) for version in versions)]


def chosen(states: list[State], wanted: str) -> State | None:
    """The state that somebody named: `draft`, or a number with or without its `v`."""
    return next((state for state in states if state.key == wanted.removeprefix("v")), None)


def documents_of(*states: State) -> list[bytes]:
    """The documents of some states, in their order; two queries at most, one of each kind."""
    versions = {state.version.pk for state in states if state.version}
    drafts = {state.draft.pk for state in states if state.draft}
    raw = dict(ProductVersion.objects.filter(pk__in=versions).values_list("pk", "bundle")) if versions else {}
    typed = dict(Draft.objects.filter(pk__in=drafts).values_list("pk", "bundle")) if drafts else {}
    return [bytes(raw[state.version.pk] if state.version else typed[state.draft.pk]) for state in states]


def usual_pair(states: list[State]) -> tuple[State, State] | None:
    """What one wants to see first: the draft against what is published, else the last version against the one before.

    None where there are not two.
    """
    published = next((state for state in states if state.version), None)
    newest = next(iter(states), None)
    if newest and newest.draft and published and newest.digest != published.digest:
        return published, newest
    versions = [state for state in states if state.version]
    if len(versions) > 1:
        return versions[1], versions[0]
    return (states[1], states[0]) if len(states) > 1 else None


def compared(before: State, after: State) -> Comparison:
    """What changes from one state to another."""
    specs = specs_of(state.version for state in (before, after) if state.version)
    old, unreadable = _spec_of(before, specs)
    new, more = _spec_of(after, specs)
    changes = ranked(compare(old, new)) if old and new and before.digest != after.digest else []
    level = level_of(changes)
    begin = before.version.number if before.version else (old.version if old else "")
    proposed = begin if before.digest == after.digest else next_number(begin, level)
    return Comparison(before, after, changes, level, proposed, unreadable + more)


def _spec_of(state: State, specs: Mapping[int, ProductSpec | None]) -> tuple[ProductSpec | None, list[Violation]]:
    if state.version:
        return specs.get(state.version.pk), []
    bundle, violations = read_bundle(*documents_of(state))
    if bundle and bundle.product:
        return view(bundle), []
    return None, violations + (check(bundle) if bundle else [])
