"""Forms of the board of wanted products."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import DataProduct, Domain
from catalog.voices.wanted.services.asking import LONGEST_NEED, LONGEST_PURPOSE, LONGEST_TITLE, LONGEST_WHY
from catalog.voices.words import MOST_TERMS, terms_of
from catalog.voices.writing import LONGEST_REASON
from marketplace.foundation.errors import DomainError


class ServiceForm(forms.Form):
    """A form whose answer is a call of a service; a refusal becomes an error of the form."""

    use_required_attribute = False

    def run(self, service, **context):
        """What the service answers, or None with the refusal in the form."""
        try:
            return service(**self.cleaned_data, **context)
        except DomainError as refusal:
            self.add_error(None, str(refusal))
            return None


class AskForm(ServiceForm):
    """What is needed, what for, by when and for whom."""

    title = forms.CharField(
        label=_("What do you look for?"),
        max_length=LONGEST_TITLE,
        help_text=_("A few words, as you would search for it."),
    )
    need = forms.CharField(
        label=_("What must it answer?"),
        max_length=LONGEST_NEED,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The question behind it, so that a team can tell whether it has something that fits."),
    )
    purpose = forms.CharField(label=_("What do you need it for?"), max_length=LONGEST_PURPOSE)
    terms = forms.CharField(
        label=_("Columns or terms it should have"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Separated by commas; at most %(most)s.") % {"most": MOST_TERMS},
    )
    needed_by = forms.DateField(
        label=_("Needed by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    team = forms.ModelChoiceField(label=_("For"), queryset=None, required=False, empty_label=_("Myself"))
    domain = forms.ModelChoiceField(
        label=_("Which domain would it belong to?"),
        queryset=Domain.objects.order_by("name"),
        required=False,
        empty_label=_("I do not know"),
        help_text=_("The team of the domain is told."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(pk__in=user.team_ids).order_by("name")

    def clean_terms(self):
        """One by one."""
        return terms_of([self.cleaned_data["terms"]])

    def clean_needed_by(self):
        """Not yesterday."""
        day = self.cleaned_data["needed_by"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over already."))
        return day


class VoteForm(ServiceForm):
    """Why somebody wants it, too."""

    why = forms.CharField(
        label=_("Why do you want it?"),
        required=False,
        max_length=LONGEST_WHY,
        widget=forms.TextInput(),
        help_text=_("One sentence; everybody reads it."),
    )


class ReasonForm(ServiceForm):
    """Why; those whom it concerns are told."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("All are told."),
    )


class WithdrawForm(ServiceForm):
    """Why it is needed no more, if somebody wants to say so."""

    reason = forms.CharField(
        label=_("Why?"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class PickUpForm(ServiceForm):
    """Which team makes it."""

    team = forms.ModelChoiceField(label=_("In the name of"), queryset=None, empty_label=None)

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(pk__in=[team.pk for team in teams]).order_by("name")


class AnswerForm(ServiceForm):
    """With which product, and what there is to say about it."""

    product = forms.CharField(
        label=_("Product"),
        max_length=300,
        help_text=_("Its name, its short name or its address."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(label=_("What to know about it"), required=False, max_length=LONGEST_REASON)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_product(self):
        """A product that this person sees, by what they typed or pasted."""
        said = self.cleaned_data["product"].strip()
        slug = said.split("/products/")[-1].split("?")[0].split("#")[0].strip("/").split("/")[0]
        products = DataProduct.objects.visible_to(self.user).select_related("owner")
        found = products.filter(slug=slug[:120]).first() or products.filter(name__iexact=said[:200]).first()
        if found is None:
            raise forms.ValidationError(_("You see no product of this name."))
        return found
