"""Forms are drawn in the markup of the house, and tell machines what they tell eyes."""

from django import forms


class Wish(forms.Form):
    """Every kind of control once."""

    reason = forms.CharField(widget=forms.Textarea, help_text="One sentence.")
    days = forms.IntegerField(max_value=365, widget=forms.NumberInput(attrs={"class": "number"}))
    purpose = forms.ChoiceField(choices=[("research", "Research"), ("safety", "Safety")])
    team = forms.ChoiceField(choices=[("me", "Myself"), ("us", "My team")], widget=forms.RadioSelect, required=False)
    accept = forms.BooleanField(label="I accept the terms.")


def test_controls_carry_the_classes_of_the_house():
    html = str(Wish())

    assert html.count("form-control") == 2
    assert 'class="form-control number"' in html
    assert "form-select" in html
    assert html.count("form-check-input") == 3


def test_help_and_errors_are_tied_to_their_control():
    html = str(Wish({"days": "9000", "purpose": "research"}))

    assert 'aria-describedby="id_reason_helptext id_reason_error"' in html
    assert 'id="id_reason_error"' in html
    assert 'aria-invalid="true"' in html
    assert "less than or equal to 365" in html


def test_what_may_stay_empty_says_so():
    html = str(Wish())

    assert html.count("field-optional") == 1


def test_what_people_enter_is_escaped():
    html = str(Wish({"reason": "</textarea><script>alert(1)</script>", "purpose": '"><script>'}))

    assert "<script>" not in html
