"""The score as a number: properties that hold whatever the answers are."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.scoring import Answer, band, by_attribute, known_share, next_fixes, total, with_passes

answers = st.lists(
    st.builds(
        Answer,
        st.text(min_size=1, max_size=8),
        st.sampled_from(ATTRIBUTES),
        st.integers(1, 9),
        st.none() | st.floats(0, 1),
    ),
    max_size=30,
    unique_by=lambda answer: answer.function,
)


@given(answers)
def test_a_score_lies_between_0_and_100_or_is_not_known(told):
    score = total(told)

    assert score is None or 0 <= score <= 100
    assert (score is None) == all(answer.score is None for answer in told)


@given(answers)
def test_what_does_not_apply_changes_nothing(told):
    assert total([*told, Answer("does not apply", "Secure", 9, None)]) == total(told)


@given(answers, st.integers(2, 5))
def test_only_the_proportion_of_weights_matters(told, times):
    heavier = [Answer(one.function, one.attribute, one.weight * times, one.score) for one in told]

    assert total(heavier) == total(told)


@given(answers)
def test_mending_never_lowers_the_score(told):
    fixes = next_fixes(told, most=3)
    mended = with_passes(told, [fix.function for fix in fixes])

    assert (mended is None) == (total(told) is None)
    assert mended is None or mended >= total(told)


@given(answers)
def test_the_points_of_all_fixes_fill_the_score_up(told):
    fixes = next_fixes(told, most=len(told))
    score = total(told)

    assert score is None or abs(score + sum(fix.points for fix in fixes) - 100) < 1 + 0.05 * len(told)


@given(answers)
def test_every_attribute_is_scored_by_its_own_answers(told):
    scores = by_attribute(told, ATTRIBUTES)

    assert set(scores) == set(ATTRIBUTES)
    assert scores["Secure"] == total(answer for answer in told if answer.attribute == "Secure")


@given(st.integers(0, 99))
def test_a_higher_score_is_never_called_worse(score):
    order = ["poor", "fair", "good", "excellent"]

    assert order.index(band(score)) <= order.index(band(score + 1))


def test_unknown_is_no_pass():
    told = [Answer("licence", "Reusable", 1, 1.0), Answer("fresh", "Reliable", 3, None)]

    assert total(told) == 100
    assert known_share(told, {"fresh": True}) == 0.25, "the page says that only a quarter is known"
