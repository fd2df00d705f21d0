"""The basket, and what a checkout makes of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Consumer
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.services import decide
from requests.models import AccessRequest, Basket, Order
from requests.ordering.basket import Entered, LineEntered, enter, put_in_basket, take_out
from requests.ordering.checkout import check_out, outlook_of
from requests.ordering.errors import (
    AlreadyWaiting,
    BasketEmpty,
    BasketFull,
    JustificationMissing,
    KeyUsedOtherwise,
    NothingToOrder,
    OutlookChanged,
    PortNotOffered,
    TermsNotAccepted,
)
from requests.ordering.pace import Pace
from requests.ordering.services import check_order, place
from requests.ordering.wishes import Wish
from tests.requests.conftest import ASK_BOTH, AT_ONCE, MASKS, NEVER


@pytest.fixture
def put(ada):
    """Puts ports into ada's basket, with a sentence for all: `put(port, other, purpose="research")`."""

    def into(*ports, **said):
        lines = put_in_basket(actor=ada, ports=ports)
        enter(actor=ada, entered=Entered(justification="To find side effects.", **said))
        return lines

    return into


def marks(person):
    return [prospect.outcome for _line, prospect in outlook_of(person).lines]


def test_a_basket_asks_nobody_for_anything(ada, otto, port, put):
    put(port)

    assert not Order.objects.exists()
    assert not otto.notifications.exists()
    assert AuditEvent.objects.filter(verb="basket.added", concerns_person=ada.pk).count() == 1


def test_a_port_lies_in_a_basket_once_and_as_it_was_put_there(ada, port, put):
    put_in_basket(actor=ada, ports=[port], days=7)

    put(port)

    assert [line.days for line in ada.basket_lines.all()] == [7]


def test_days_begin_with_what_the_policy_allows(ada, make_port, put):
    put(make_port(longest_days=10), make_port(name="long"))

    assert [line.days for line in ada.basket_lines.all()] == [10, 30]


def test_a_basket_takes_what_is_offered_and_not_everything_there_is(ada, port, settings, monkeypatch, make_port):
    port.offered = False
    with pytest.raises(PortNotOffered):
        put_in_basket(actor=ada, ports=[port])
    monkeypatch.setattr("requests.ordering.basket.MOST_LINES", 1)
    with pytest.raises(BasketFull):
        put_in_basket(actor=ada, ports=[make_port(name="a"), make_port(name="b")])

    assert not ada.basket_lines.exists()


def test_a_checkout_is_one_order_with_a_line_for_each_port(ada, put, make_port):
    put(make_port(AT_ONCE, name="free"), make_port(NEVER, name="closed"), make_port(name="asked"))

    placed = check_out(actor=ada)

    assert [line.state for line in placed.order.lines.all()] == ["approved", "denied", "waiting"]
    assert placed.order.justification == "To find side effects."
    assert not ada.basket_lines.exists()
    assert Basket.objects.get(person=ada).justification == ""


def test_a_line_may_have_a_purpose_and_a_reason_of_its_own_and_its_rule_looks_at_them(ada, otto, make_port, put):
    research = {"rules": [{"name": "research", "when": {"purposes": ["research"]}, "then": "approve"}]}
    other, own = put(make_port(research, name="a"), make_port(research, name="b"), purpose="marketing")
    enter(actor=ada, entered=Entered(lines={own.pk: LineEntered(purpose="research", justification="For the paper.")}))

    assert marks(ada) == ["review", "approve"]
    first, second = check_out(actor=ada).order.lines.all()
    assert (first.purpose, first.justification) == ("marketing", "To find side effects.")
    assert (second.purpose, second.justification, second.state) == ("research", "For the paper.", "approved")


def test_lines_that_cannot_be_ordered_stay_and_the_others_go(ada, order, port, open_port, put):
    order(port)
    put(port, open_port)

    placed = check_out(actor=ada)

    assert [line.port for line in placed.order.lines.all()] == [open_port]
    assert [line.port for line in ada.basket_lines.all()] == [port]
    ((_line, prospect),) = outlook_of(ada).lines
    assert (prospect.refusal.code, prospect.waiting.order) == ("already-waiting", Order.objects.earliest("pk"))
    assert Basket.objects.get().justification == "To find side effects."


def test_where_nothing_can_be_ordered_there_is_no_order_and_everything_stays(ada, order, port, make_port, put):
    other = make_port(name="other")
    order(port, other)
    put(port, other)

    with pytest.raises(NothingToOrder):
        check_out(actor=ada)

    assert Order.objects.count() == 1
    assert ada.basket_lines.count() == 2
    ada.basket_lines.last().delete()
    with pytest.raises(AlreadyWaiting):
        check_out(actor=ada)


def test_the_same_form_sent_again_answers_the_same_order(ada, port, put, make_port):
    put(port)
    key = Basket.objects.get().key

    first = check_out(actor=ada, key=key)
    put_in_basket(actor=ada, ports=[make_port(name="later")])
    again = check_out(actor=ada, key=key, entered=Entered(justification="Old words from the back button."))

    assert (first.order, first.again, again.order, again.again) == (first.order, False, first.order, True)
    assert ada.basket_lines.count() == 1
    assert Basket.objects.get().justification == ""


def test_the_key_of_another_order_is_refused(ada, port, open_port, put):
    place(actor=ada, justification="Study.", lines=[(open_port, 3)], idempotency_key="k-1")
    put(port)

    with pytest.raises(KeyUsedOtherwise):
        check_out(actor=ada, key="k-1")


def test_what_would_happen_is_worked_out_again_and_shown_again_where_it_changed(ada, port, put):
    put(port)
    seen = outlook_of(ada).seen
    port.policy.document = AT_ONCE
    port.policy.save()

    with pytest.raises(OutlookChanged) as refusal:
        check_out(actor=ada, seen=seen)

    assert not Order.objects.exists()
    assert check_out(actor=ada, seen=refusal.value.facts["outlook"]).order.lines.get().state == "approved"


@pytest.mark.parametrize(
    "change",
    [
        {"masks": MASKS},
        {"row_filter": "country = 'US'"},
        {"longest_days": 40},
        {"terms": "Hand on nothing."},
        {"purposes": ["research"]},
        {"document": ASK_BOTH},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_somebody_was_shown_changes_the_outlook(ada, make_port, put, change):
    port = make_port()
    put(port)
    seen = outlook_of(ada).seen
    for name, value in change.items():
        setattr(port.policy, name, value)
    port.policy.save()

    assert outlook_of(ada).seen != seen


def test_what_one_wished_for_oneself_is_no_change(ada, port, put):
    (line,) = put(port)
    seen = outlook_of(ada).seen

    placed = check_out(actor=ada, seen=seen, entered=Entered(lines={line.pk: LineEntered(days=7)}))

    assert placed.order.lines.get().days == 7


def test_terms_are_accepted_first_and_kept_as_they_were(ada, make_port, put):
    port = make_port(terms="Hand on nothing.")
    put(port)
    with pytest.raises(TermsNotAccepted):
        check_out(actor=ada)

    line = check_out(actor=ada, terms_accepted=True).order.lines.get()
    port.policy.terms = "Something else."
    port.policy.save()

    assert AccessRequest.objects.get(pk=line.pk).terms == "Hand on nothing."


def test_an_empty_basket_and_one_without_a_reason_are_not_ordered(ada, port):
    with pytest.raises(BasketEmpty):
        check_out(actor=ada)
    put_in_basket(actor=ada, ports=[port])
    with pytest.raises(JustificationMissing):
        check_out(actor=ada)


def test_one_orders_for_a_team_of_ones_own_and_no_other(ada, analytics, clinical, port, put):
    with pytest.raises(NotAllowed, match="not a member of Clinical data"):
        enter(actor=ada, entered=Entered(consumer=Consumer.objects.for_team(clinical)))
    put(port, consumer=Consumer.objects.for_team(analytics))

    assert check_out(actor=ada).order.consumer.team == analytics


def test_whoever_left_the_team_meanwhile_cannot_order_for_it(ada, analytics, port, put):
    put(port, consumer=Consumer.objects.for_team(analytics))
    ada.memberships.all().delete()
    ada = type(ada).objects.get(pk=ada.pk)

    assert [prospect.refusal.code for _line, prospect in outlook_of(ada).lines] == ["not-in-team"]


def test_a_deprecated_product_a_held_port_and_one_that_left_say_so(ada, grant, make_port, put, demographics):
    retired, gone = make_port(name="left"), make_port(name="gone")
    put(grant.port, gone, retired)
    retired.offered = False
    retired.save()

    held, _fine, left = (prospect for _line, prospect in outlook_of(ada).lines)

    assert (held.refusal.code, held.held) == ("already-held", grant)
    assert (left.refusal.code, left.outcome) == ("port-not-offered", "refused")


def test_what_is_taken_out_is_gone_once(ada, port, put):
    (line,) = put(port)

    take_out(actor=ada, line=line)
    take_out(actor=ada, line=line)

    assert AuditEvent.objects.filter(verb="basket.removed").count() == 1


def _decided(order, otto, port, *, after):
    line = order(port).lines.get()
    decide(actor=otto, stage=line.stages.get(), yes=False, reason="No.")
    AccessRequest.objects.filter(pk=line.pk).update(created_at=timezone.now() - after)


def test_how_long_decisions_took_is_measured_on_the_port_or_else_on_its_owner(ada, otto, order, make_port):
    known, new = make_port(name="known"), make_port(name="new")
    assert [one.pace for one in check_order(actor=ada, lines=[(known, 3)])] == [Pace()]
    for hours in (1, 5, 30):
        _decided(order, otto, known, after=timedelta(hours=hours))

    paces = [one.pace for one in check_order(actor=ada, lines=[(known, 3), (new, 3)])]

    assert [(pace.of, pace.decisions, round(pace.median / timedelta(hours=1))) for pace in paces] == [
        ("port", 3, 5),
        ("owner", 3, 5),
    ]


def test_what_a_rule_decides_at_once_says_nothing_about_people(ada, order, make_port, open_port):
    order(open_port)

    (prospect,) = check_order(actor=ada, lines=[(make_port(name="asked"), 3)])

    assert prospect.pace == Pace()


def test_a_dry_run_and_the_basket_say_the_same(ada, put, make_port):
    ports = [make_port(AT_ONCE, name="a"), make_port(name="b", purposes=["research"]), make_port(NEVER, name="c")]
    put(*ports, purpose="research")

    dry = check_order(actor=ada, lines=[Wish(port, 30) for port in ports], purpose="research")

    assert [one.mark for one in dry] == [prospect.mark for _line, prospect in outlook_of(ada).lines]


@pytest.mark.parametrize("document", [AT_ONCE, NEVER, ASK_BOTH], ids=["at-once", "never", "asked"])
def test_a_checkout_needs_no_more_queries_for_more_lines(ada, put, make_port, document, django_assert_max_num_queries):
    put(*(make_port(document, name=f"few_{n}", data=False) for n in range(2)))
    with django_assert_max_num_queries(200) as few:
        check_out(actor=ada)
    put(*(make_port(document, name=f"many_{n}", data=False) for n in range(12)))

    with django_assert_max_num_queries(len(few)):
        check_out(actor=ada)
