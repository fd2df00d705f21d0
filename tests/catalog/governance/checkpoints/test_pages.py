"""Checkpoints in the Studio and in the governance place, as people see them."""

import pytest

from catalog.governance.checkpoints.answers import answers_in
from catalog.governance.checkpoints.services import decide, keep_answers
from catalog.governance.checkpoints.services.requests import fingerprint
from catalog.models import Checkpoint
from tests.catalog.governance.checkpoints.conftest import answers_to, changed, published, text_in
from tests.catalog.studio_factories import CheckpointFactory

PART = "/studio/demographics/checkpoints/"
FILL = f"{PART}risk-assessment/"
AGE = "name: age, logicalType: integer, classification: internal"


def _entered(form, **changes):
    """A form as a browser posts it."""
    answers = answers_to(form) | changes
    return {f"answer-{name}": said for name, said in answers.items()}


def test_otto_sees_what_is_asked_and_asks(as_, otto, forms, product):
    page = text_in(as_(otto).get(PART))
    assert page.count("Not asked for") == 4
    assert "Ask for it" in page
    assert "columns and classifications" in page

    form = text_in(as_(otto).get(FILL))
    assert "Is there data about persons in it?" in form

    data = _entered(forms["risk-assessment"]) | {"act": "ask", "seen": ""}
    after = text_in(as_(otto).post(FILL, data, follow=True))
    assert "asked for. You are told as soon as somebody answers." in after
    assert "Waiting for an answer" in after
    assert Checkpoint.objects.get().state == "requested"


def test_what_is_missing_is_said_beside_its_question_and_nothing_is_lost(as_, otto, forms, product):
    data = _entered(forms["risk-assessment"], harm="", **{"basis-evidence": "notes.doc"}) | {"act": "ask", "seen": ""}

    page = text_in(as_(otto).post(FILL, data), 422)

    assert "This needs an answer." in page
    assert "An address begins with https:// or http://." in page
    assert 'value="notes.doc"' in page
    assert 'id="id_answer-harm_error"' in page
    assert not Checkpoint.objects.exists()


def test_what_is_entered_is_kept_by_itself_and_by_a_button(as_, otto, forms, product):
    data = {"act": "keep", "seen": "", "answer-harm": "Some", "answer-retention": "soon"}

    line = text_in(as_(otto).post(FILL, data, headers={"HX-Request": "true"}))
    kept = Checkpoint.objects.get()
    assert "Kept at" in line
    assert f'value="{fingerprint(kept)}"' in line
    assert "<html" not in line
    assert answers_in(kept.answers) == {"harm": "Some", "retention": "soon"}

    page = text_in(as_(otto).post(FILL, data | {"answer-harm": "Somebody"}, follow=True))
    assert "Your answers are kept" in page
    assert "Somebody" in page
    assert 'value="soon"' in page
    assert "Go on filling it in" in text_in(as_(otto).get(PART))


def test_two_who_fill_in_one_form_see_both_sides(as_, otto, petra, forms, product):
    keep_answers(actor=petra, product=product, kind="risk-assessment", answers={"harm": "Hers."})
    data = _entered(forms["risk-assessment"], harm="Mine.") | {"act": "ask", "seen": ""}

    page = text_in(as_(otto).post(FILL, data), 409)

    assert "Somebody else has changed these answers meanwhile." in page
    assert "What Petra Platform has kept" in page
    assert "Hers." in page
    assert "Mine." in page
    assert Checkpoint.objects.get().state == "draft"

    line = text_in(as_(otto).post(FILL, data | {"act": "keep"}, headers={"HX-Request": "true"}))
    assert "Somebody else has changed these answers meanwhile." in line

    seen = fingerprint(Checkpoint.objects.get())
    assert text_in(as_(otto).post(FILL, data | {"seen": seen}, follow=True))
    assert answers_in(Checkpoint.objects.get().answers)["harm"] == "Mine."


def test_asked_again_the_answers_are_filled_in(as_, otto, signed, product):
    signed(product, harm="Nobody at all.")
    changed(product, **{AGE: AGE.replace("internal", "restricted")})

    part = text_in(as_(otto).get(PART))
    assert "To be asked for again" in part
    assert "the classification of demographics.age changed" in part

    form = text_in(as_(otto).get(FILL))
    assert "The answers of version 1 are filled in" in form
    assert "Nobody at all." in form
    assert "checked" in form


def test_while_it_waits_its_page_is_shown_in_place_of_the_form(as_, otto, asked, product):
    checkpoint = asked(product)

    assert as_(otto).get(FILL).headers["Location"] == checkpoint.get_absolute_url()


def test_whoever_may_not_ask_sees_why(as_, grace, ada, forms, product):
    assert "only members of the owning team ask for its checkpoints" in text_in(as_(grace).get(PART))
    assert as_(grace).get(FILL).status_code == 403
    assert as_(ada).get(PART).status_code == 404


@pytest.mark.parametrize("kind", ["weather", "risk-assessment"])
def test_a_checkpoint_that_is_not_asked_has_no_form(as_, otto, product, kind):
    assert as_(otto).get(f"{PART}{kind}/").status_code == 404
    assert "No checkpoint is asked here" in text_in(as_(otto).get(PART))


def test_grace_finds_what_waits_for_her_and_signs(as_, grace, asked, product):
    checkpoint = asked(product, harm="<b>Somebody</b>", **{"basis-evidence": "https://wiki.example.org/basis"})
    as_(grace)

    assert "Demographics: System risk assessment" in text_in(as_(grace).get("/"))
    assert checkpoint.get_absolute_url() in text_in(as_(grace).get("/governance/checkpoints/"))
    page = text_in(as_(grace).get(checkpoint.get_absolute_url()))
    assert "&lt;b&gt;Somebody&lt;/b&gt;" in page
    assert 'href="https://wiki.example.org/basis"' in page
    assert "noopener" in page

    data = {"yes": "1", "note": "Well masked."}
    after = text_in(as_(grace).post(f"{checkpoint.get_absolute_url()}answer/", data, follow=True))
    assert "You signed Demographics: System risk assessment." in after
    assert "Nothing waits for you" in after
    assert "Well masked." in text_in(as_(grace).get("/governance/checkpoints/?show=answered"))
    assert "Well masked." in text_in(as_(grace).get(checkpoint.get_absolute_url()))


def test_a_refusal_without_a_reason_is_asked_for_one(as_, grace, asked, product):
    checkpoint = asked(product)

    page = text_in(as_(grace).post(f"{checkpoint.get_absolute_url()}answer/", {"yes": "0", "note": ""}), 422)

    assert "Say why: a reason is needed here." in page


def test_who_was_too_late_is_told_kindly(as_, grace, asked, product):
    checkpoint = asked(product)
    decide(actor=grace, checkpoint=checkpoint, yes=True)

    page = text_in(as_(grace).post(f"{checkpoint.get_absolute_url()}answer/", {"yes": "1"}, follow=True))

    assert "This waits for no answer any more: Signed." in page


def test_whoever_may_not_sign_sees_why(as_, petra, otto, asked, product):
    mine = asked(product, "lean-inception", by=petra)

    assert "nobody answers what they asked for themselves" in text_in(as_(petra).get(mine.get_absolute_url()))
    assert "it is answered by: Platform team" in text_in(as_(otto).get(mine.get_absolute_url()))
    assert mine.get_absolute_url() in text_in(as_(petra).get("/governance/checkpoints/?show=others"))


def test_otto_takes_a_request_back(as_, otto, asked, product):
    checkpoint = asked(product)

    page = text_in(as_(otto).post(f"{checkpoint.get_absolute_url()}withdraw/", follow=True))

    assert "The request is taken back" in page
    checkpoint.refresh_from_db()
    assert checkpoint.state == "withdrawn"


def test_the_signer_sees_what_was_answered_otherwise_the_last_time(as_, grace, signed, asked, product):
    signed(product, harm="Nobody.")
    again = asked(product, harm="Those who took part.")

    page = text_in(as_(grace).get(again.get_absolute_url()))

    assert "Changed; the last time" in page
    assert page.index("Those who took part.") < page.index("Nobody.")
    assert page.count("Changed; the last time") == 1


def test_the_signer_sees_that_the_draft_has_moved_on(as_, grace, asked, product):
    checkpoint = asked(product)
    changed(product, **{AGE: AGE.replace("internal", "restricted")})

    page = text_in(as_(grace).get(checkpoint.get_absolute_url()))

    assert "The answers are about something that is not there any more" in page


def test_others_see_no_answers(as_, ada, eve, asked, product):
    checkpoint = asked(product)
    published(product)

    for person in (ada, eve):
        assert as_(person).get(checkpoint.get_absolute_url()).status_code == 404
        assert as_(person).get("/governance/checkpoints/").status_code == 403


def test_everybody_sees_on_the_product_page_what_is_signed(as_, ada, signed, product):
    signed(product)
    published(product)

    page = text_in(as_(ada).get("/products/demographics/around/"))

    assert "Signed off" in page
    assert "System risk assessment" in page
    assert "Discovery" not in page


def test_help_that_a_steward_writes_is_text_and_no_markup(as_, otto, forms, product):
    form = forms["discovery"]
    form.questions[0] |= {"help": "<script>alert(1)</script>", "label": "<i>Why?</i>"}
    form.save()

    page = text_in(as_(otto).get(f"{PART}discovery/"))

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;" in page
    assert "<i>Why?" not in page


def test_more_checkpoints_ask_the_database_no_more(as_, otto, grace, asked, product, drafted, forms, queries):
    def fill(number):
        other = drafted(f"product-{number}")
        decide(actor=grace, checkpoint=asked(product), yes=True)
        asked(other)

    fill(0)
    fill(1)
    last = asked(product)
    addresses = ["/governance/checkpoints/", "/governance/checkpoints/?show=answered", last.get_absolute_url()]
    few = [queries(as_(grace), address) for address in addresses] + [queries(as_(otto), PART)]
    decide(actor=grace, checkpoint=last, yes=True)
    for number in range(2, 8):
        fill(number)
        CheckpointFactory(form=forms["discovery"])
    last = asked(product)
    addresses[2] = last.get_absolute_url()

    assert [queries(as_(grace), address) for address in addresses] + [queries(as_(otto), PART)] == few
    assert max(few) <= 20
