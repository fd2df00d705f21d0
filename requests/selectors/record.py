"""Who could read what on a day that is over or has begun, why, and who said so: from rows that are never rewritten."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import MembershipPeriod, Team, User
from catalog.models import DataProduct, OutputPort
from marketplace.foundation.models import AuditEvent
from requests.grants.timelines import Span, overlap, without
from requests.grants.windows import midnight
from requests.models import ApprovalStage, DataRead, Decision, Grant, MaskException, Suspension

FAR = timedelta(days=40_000)


@dataclass(frozen=True)
class Question:
    """Whose access, or to what, on which day, in the time zone of the company. Exactly one of the two is said."""

    day: date
    product: DataProduct | None = None
    person: User | None = None

    @property
    def span(self) -> Span:
        """The day; of a day that is not over, what has passed of it."""
        zone = timezone.get_default_timezone()
        ends = midnight(self.day + timedelta(days=1), zone)
        return Span(midnight(self.day, zone), max(min(ends, timezone.now()), midnight(self.day, zone)))


@dataclass(frozen=True)
class Reader:
    """One who could read, when on that day, and how often they did."""

    person: User
    spans: Sequence[Span]
    reads: int


@dataclass(frozen=True)
class Right:
    """A grant, or the right of the team whose data it is (`owner`), with those who could read by it."""

    port: OutputPort
    readers: Sequence[Reader]
    grant: Grant | None = None
    owner: Team | None = None
    stages: Sequence[ApprovalStage] = ()  # at which people decided
    plain: Sequence[tuple[MaskException, Sequence[Span]]] = ()  # what was seen plain, and when

    @property
    def request(self):
        """What was asked for, where it was."""
        return self.grant.request if self.grant else None

    @property
    def people(self) -> list[str]:
        """Who said what: "otto: yes, A good cause."""
        said = [one for stage in self.stages for one in stage.decisions.all()]
        return [_word(one) for one in said]


def _word(said: Decision) -> str:
    """Who said what and why, and in whose place."""
    place = _(" (in the place of %(person)s)") % {"person": said.voice_of} if said.voice_of else ""
    word = _("yes") if said.yes else _("no")
    return f"{said.by}{place}: {word}{f', {said.reason}' if said.reason else ''}"


def grants_of(asked: Question) -> QuerySet[Grant]:
    """The grants through which could be read that day, with everything that says why."""
    span = asked.span
    grants = Grant.objects.open_between(span.begins, span.ends)
    if asked.product:
        grants = grants.filter(port__product=asked.product)
    if asked.person:
        teams = MembershipPeriod.objects.filter(person=asked.person).between(span.begins, span.ends).values("team")
        grants = grants.filter(Q(consumer__person=asked.person) | Q(consumer__team__in=teams))
    said = Decision.objects.select_related("by", "voice_of").order_by("pk")
    stages = ApprovalStage.objects.prefetch_related(Prefetch("decisions", queryset=said)).order_by("position")
    parts = ("port__product", "consumer__person", "consumer__team", "request__order__ordered_by", "ended_by")
    return (
        grants.select_related(*parts)
        .prefetch_related(Prefetch("request__stages", queryset=stages))
        .order_by("port__product__name", "port__name", "pk")
    )


def rights_by_grants(asked: Question, grants: Iterable[Grant]) -> list[Right]:
    """Those of these grants by which somebody could really read: in five queries, however many."""
    grants = list(grants)
    teams = {grant.consumer.team_id for grant in grants} - {None}
    known = _Known(asked, {grant.port_id for grant in grants}, teams, [grant.pk for grant in grants])
    found = []
    for grant in grants:
        opened = max(grant.opened_at or grant.verified_at, grant.valid_from)
        window = Span(opened, min(grant.valid_until, grant.ended_at or grant.valid_until))
        if window.begins >= window.ends:
            continue
        team = grant.consumer.team_id
        people = known.members(team) if team else {grant.consumer.person: [Span(window.begins, window.ends)]}
        if readers := known.readers(people, window, grant.port, grant=grant):
            stages = list(grant.request.stages.all())
            found.append(Right(grant.port, readers, grant=grant, stages=stages, plain=known.plain(grant, window)))
    return found


def rights_of_owners(asked: Question) -> list[Right]:
    """The ports that could be read that day because they belong to one's team: whoever makes data reads it."""
    span = asked.span
    ports = OutputPort.objects.annotate(built=Min("snapshots__built_at")).filter(built__lt=span.ends)
    if asked.product:
        ports = ports.filter(product=asked.product)
    if asked.person:
        periods = MembershipPeriod.objects.filter(person=asked.person).between(span.begins, span.ends)
        ports = ports.filter(product__owner__in=periods.values("team"))
    ports = list(ports.select_related("product__owner").order_by("product__name", "name"))
    known = _Known(asked, {port.pk for port in ports}, {port.product.owner_id for port in ports})
    retired = _retired({port.product.slug for port in ports})
    found = []
    for port in ports:
        window = Span(port.built, retired.get(port.product.slug, span.ends + FAR))
        people = known.members(port.product.owner_id)
        if window.begins < window.ends and (readers := known.readers(people, window, port, grant=None)):
            found.append(Right(port, readers, owner=port.product.owner))
    return found


class _Known:
    """Who was in which team, what was suspended, and what was read that day."""

    def __init__(self, asked: Question, ports: set[int], teams: set[int], grants: Collection[int] = ()) -> None:
        self.asked, self.span = asked, asked.span
        begins, ends = self.span.begins, self.span.ends
        self._members: dict[int, dict[User, list[Span]]] = defaultdict(lambda: defaultdict(list))
        periods = MembershipPeriod.objects.filter(team__in=teams).between(begins, ends).select_related("person")
        if asked.person:
            periods = periods.filter(person=asked.person)
        for period in periods.order_by("person__username", "since"):
            self._members[period.team_id][period.person].append(Span(period.since, period.until or ends + FAR))
        self._stopped: dict[tuple[str, int], list[Span]] = defaultdict(list)
        for one in Suspension.objects.between(begins, ends):
            key = ("port", one.port_id) if one.port_id else ("person", one.person_id)
            self._stopped[key].append(Span(one.since, one.lifted_at or ends + FAR))
        self._plain: dict[int, list[MaskException]] = defaultdict(list)
        plain = (
            MaskException.objects.open_between(begins, ends).filter(grant__in=grants).select_related("request__order")
        )
        for one in plain if grants else ():
            self._plain[one.grant_id].append(one)
        reads = DataRead.objects.filter(port__in=ports, at__gte=begins, at__lt=ends).order_by()
        if asked.person:
            reads = reads.filter(reader=asked.person)
        counted = reads.values_list("port", "grant", "reader").annotate(count=Count("pk"))
        self._reads = {(port, grant, reader): count for port, grant, reader, count in counted}

    def members(self, team: int) -> Mapping[User, list[Span]]:
        """Those who were in a team that day, and when."""
        return self._members[team]

    def plain(self, grant: Grant, window: Span) -> list[tuple[MaskException, list[Span]]]:
        """What was seen plain by a grant that day, and when; a suspension of the port stops this, too."""
        found = []
        for one in self._plain[grant.pk]:
            opened = max(one.opened_at, one.valid_from)
            time = Span(opened, min(one.valid_until, one.ended_at or one.valid_until))
            spans = overlap(time, window, self.span) if time.begins < time.ends else []
            if spans := without(spans, self._stopped[("port", grant.port_id)]):
                found.append((one, spans))
        return found

    def readers(
        self, people: Mapping[User, list[Span]], window: Span, port: OutputPort, *, grant: Grant | None
    ) -> list[Reader]:
        """Those of these people who could read within a window, and when. A suspended port still shows its owners."""
        found = []
        for person, times in people.items():
            spans = [span for time in times for span in overlap(time, window, self.span)]
            stopped = self._stopped[("person", person.pk)] + (self._stopped[("port", port.pk)] if grant else [])
            if spans := without(spans, stopped):
                reads = self._reads.get((port.pk, grant.pk if grant else None, person.pk), 0)
                found.append(Reader(person, spans, reads))
        return found


def _retired(slugs: set[str]) -> dict[str, datetime]:
    events = AuditEvent.objects.filter(verb="product.retired", product__in=slugs).order_by("-pk")
    return dict(events.values_list("product", "at"))
