"""What is close to what somebody reads, and why."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.suggesting.closeness import Traits, Why, closest

WORDS = st.frozensets(st.sampled_from(["usubjid", "arm", "aeterm", "visit", "sex"]), max_size=4)
PRODUCTS = st.lists(
    st.builds(
        Traits,
        pk=st.integers(1, 12),
        domain=st.integers(1, 3),
        tags=WORDS,
        columns=WORDS,
        score=st.integers(0, 100),
    ),
    max_size=8,
    unique_by=lambda one: one.pk,
)
MINE = [Traits(1, domain=1, tags=frozenset({"safety"}), columns=frozenset({"usubjid", "arm"})), Traits(2, domain=2)]


def reasons(*others, made_from=(), also_read=()):
    """Product and reason of what is close to MINE."""
    found = closest(MINE, others, made_from=dict(made_from), also_read=dict(also_read), most=9)
    return [(one.pk, one.reason.why, one.reason.to) for one in found]


def test_the_strongest_reason_is_told_and_the_closest_comes_first():
    others = [
        Traits(10, domain=9),
        Traits(11, domain=2),
        Traits(12, domain=1, tags=frozenset({"safety"})),
        Traits(13, domain=9, columns=frozenset({"usubjid", "arm", "visit"})),
        Traits(14, domain=9),
        Traits(15, domain=1, columns=frozenset({"arm"})),
    ]

    assert reasons(*others, made_from={14: 2}, also_read={11: (2, 3)}) == [
        (11, Why.ALSO_READ, 2),
        (14, Why.MADE_FROM, 2),
        (13, Why.COLUMNS, 1),
        (12, Why.TAGS, 1),
        (15, Why.COLUMNS, 1),
    ]


def test_of_two_as_close_the_fitter_comes_first():
    assert [pk for pk, _why, _to in reasons(Traits(10, domain=1, score=40), Traits(11, domain=1, score=90))] == [11, 10]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PRODUCTS, PRODUCTS, st.dictionaries(st.integers(1, 12), st.integers(1, 12), max_size=3), st.integers(0, 5))
def test_nothing_is_suggested_twice_without_a_reason_or_that_one_reads(mine, others, made_from, most):
    found = closest(mine, others, made_from=made_from, also_read={}, most=most)
    again = closest(mine[::-1], others[::-1], made_from=made_from, also_read={}, most=most)

    ids = [one.pk for one in found]
    assert len(ids) == len(set(ids)) <= most
    assert not set(ids) & {one.pk for one in mine}
    assert set(ids) <= {one.pk for one in others}
    assert ids == [one.pk for one in again]
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert all(one.reason.count > 0 for one in found)
