"""Whether a signature still holds: as long as what it covers is the same."""

import pytest

from catalog.governance.checkpoints.parts import candidate_of
from catalog.governance.checkpoints.services import begin_form, decide, use_form, withdraw
from catalog.governance.checkpoints.standing import signed_kinds, standing_of
from catalog.models import CheckpointForm, DataProduct, ProductVersion
from tests.accounts.factories import TeamFactory
from tests.catalog.governance.checkpoints.conftest import changed, published

AGE = "name: age, logicalType: integer, classification: internal"
RESTRICTED_AGE = AGE.replace("internal", "restricted")


def _standing(product, kind="risk-assessment", *, draft=True):
    product = DataProduct.objects.select_related("owner").get(pk=product.pk)
    spec = candidate_of(product) if draft else None
    return next(one for one in standing_of(product, spec) if one.kind == kind)


def test_every_checkpoint_that_is_asked_is_missing_at_first(forms, product):
    standings = standing_of(product, candidate_of(product))

    assert [one.kind for one in standings] == CheckpointForm.Kind.values
    assert {one.state for one in standings} == {"missing"}
    assert {one.state for one in standing_of(None)} == {"missing"}


def test_from_asked_to_signed(asked, product, grace):
    checkpoint = asked(product)
    waiting = _standing(product)
    decide(actor=grace, checkpoint=checkpoint, yes=True)
    signed = _standing(product)

    assert (waiting.state, waiting.waiting, waiting.why) == ("requested", checkpoint, "")
    assert (signed.state, signed.checkpoint, signed.waiting, signed.holds) == ("signed", checkpoint, None, True)


def test_a_refusal_stands_with_its_reason_until_it_is_asked_again(asked, product, grace):
    decide(actor=grace, checkpoint=asked(product), yes=False, note="Who sees the ages?")
    refused = _standing(product)
    again = asked(product)

    assert (refused.state, refused.why) == ("refused", "Who sees the ages?")
    assert (_standing(product).state, _standing(product).checkpoint) == ("requested", again)


def test_a_request_that_is_taken_back_leaves_what_was_before(asked, signed, product, otto):
    signed(product)
    again = asked(product)
    during = _standing(product)
    withdraw(actor=otto, checkpoint=again)

    assert (during.state, during.waiting) == ("signed", again)
    assert _standing(product).state == "signed"


def test_a_later_version_reuses_the_signature_as_long_as_what_it_covers_is_the_same(signed, product):
    checkpoint = signed(product)
    published(product)
    changed(product, **{"version: 1.0.0": "version: 1.1.0", "cast(age as integer)": "cast(age as bigint)"})

    assert (_standing(product).state, _standing(product).checkpoint) == ("signed", checkpoint)


def test_it_is_outdated_once_something_it_covers_has_changed_and_says_what(signed, product):
    signed(product)
    changed(product, **{AGE: RESTRICTED_AGE, "rowFilter: country = 'US'\n": ""})

    outdated = _standing(product)

    assert outdated.state == "outdated"
    assert outdated.why == (
        "Since it was asked for, the classification of demographics.age changed; "
        "the row filter of demographics changed."
    )


def test_what_is_published_stays_signed_while_the_draft_needs_it_anew(signed, product):
    signed(product)
    published(product)
    changed(product, **{AGE: RESTRICTED_AGE})

    assert _standing(product, draft=False).state == "signed"
    assert _standing(product).state == "outdated"
    assert signed_kinds([product]) == {product.pk: {"risk-assessment"}}


def test_back_to_what_was_signed_is_signed_again(signed, asked, product, grace):
    first = signed(product)
    changed(product, **{AGE: RESTRICTED_AGE})
    decide(actor=grace, checkpoint=asked(product), yes=False, note="Mask the ages.")
    refused = _standing(product)
    changed(product)

    assert refused.state == "refused"
    assert (_standing(product).state, _standing(product).checkpoint) == ("signed", first)


def test_a_request_for_what_changed_meanwhile_says_that_the_answer_would_not_count(asked, product):
    asked(product)
    changed(product, **{AGE: RESTRICTED_AGE})

    waiting = _standing(product)

    assert waiting.state == "requested"
    assert "the classification of demographics.age changed" in waiting.why
    assert "Take the request back" in waiting.why


def test_a_new_form_leaves_what_was_signed_under_the_old_one(signed, product, grace):
    signed(product)
    use_form(actor=grace, form=begin_form(actor=grace, kind="risk-assessment"))

    assert _standing(product).state == "signed"
    assert _standing(product).form.version == 2


def test_what_is_asked_no_more_is_shown_only_where_it_was_signed(signed, drafted):
    one, other = drafted("demographics"), drafted("exposure")
    signed(one)
    CheckpointForm.objects.filter(kind="risk-assessment").update(state="withdrawn")

    assert _standing(one).state == "signed"
    assert "risk-assessment" not in [standing.kind for standing in standing_of(other)]


def test_the_onboarding_of_a_team_holds_for_all_its_products_and_for_no_other_team(signed, drafted):
    one, other = drafted("demographics"), drafted("exposure")
    signed(one, "onboarding")
    published(one)
    published(other)

    assert _standing(other, "onboarding").state == "signed"
    assert signed_kinds([one, other]) == {one.pk: {"onboarding"}, other.pk: {"onboarding"}}

    other.owner = TeamFactory()
    other.save()
    assert _standing(other, "onboarding").state == "missing"
    assert signed_kinds([other]) == {other.pk: set()}


def test_another_team_makes_what_rests_on_the_team_outdated(signed, product):
    CheckpointForm.objects.filter(kind="risk-assessment").update(covers=["everything"])
    signed(product)
    published(product)
    team = TeamFactory(slug="retail")
    product.owner = team
    product.save()

    for draft in (True, False):
        assert _standing(product, draft=draft).why == (
            "Since it was asked for, the owning team changed from clinical-data to retail."
        )
    assert signed_kinds([product]) == {product.pk: set()}


def test_signed_kinds_say_the_same_as_the_standings(signed, asked, drafted, grace):
    products = [drafted(f"product-{n}") for n in range(4)]
    signed(products[0])
    signed(products[0], "discovery")
    signed(products[1])
    decide(actor=grace, checkpoint=asked(products[1]), yes=False, note="No.")
    asked(products[2])
    for product in products:
        published(product)

    together = signed_kinds(products)

    assert (
        together
        == {product.pk: {one.kind for one in standing_of(product) if one.holds} for product in products}
        == {products[0].pk: {"risk-assessment", "discovery"}, **{one.pk: set() for one in products[1:]}}
    )


def test_a_version_older_than_checkpoints_is_read_from_its_documents(signed, product):
    signed(product)
    published(product)
    ProductVersion.objects.update(parts={})

    assert signed_kinds([product]) == {product.pk: {"risk-assessment"}}
    assert _standing(product, draft=False).state == "signed"


def test_what_is_not_published_has_nothing_signed(signed, product):
    signed(product)

    assert signed_kinds([product]) == {}


@pytest.mark.parametrize("many", [1, 12])
def test_signed_kinds_of_many_products_are_two_queries(signed, drafted, many, django_assert_num_queries):
    for number in range(many):
        product = drafted(f"product-{number}")
        signed(product)
        published(product)

    with django_assert_num_queries(2):
        together = signed_kinds(DataProduct.objects.all())

    assert set(map(frozenset, together.values())) == {frozenset({"risk-assessment"})}
    assert len(together) == many


def test_standings_take_five_queries_at_most_however_often_it_was_asked(
    asked, product, grace, django_assert_max_num_queries
):
    for _ in range(4):
        decide(actor=grace, checkpoint=asked(product), yes=True)
    published(product, **{AGE: RESTRICTED_AGE})
    product = DataProduct.objects.select_related("owner").get()

    with django_assert_max_num_queries(5):
        found = standing_of(product)

    assert found[2].state == "outdated"
