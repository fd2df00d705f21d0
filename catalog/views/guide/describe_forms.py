"""The forms of the first step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, Domain
from catalog.views.guide.forms import LinesField, TreeForm, choices

_PROSE = {"rows": 3}


class ArchetypeSelect(forms.RadioSelect):
    """The three kinds of products, each with what it means."""

    template_name = "catalog/studio/guide/archetypes.html"
    meanings = {
        "source-aligned": _("Facts as a source system records them."),
        "aggregate": _("Made from other products, for many uses."),
        "consumer-aligned": _("Shaped for one use, such as a report or a model."),
    }

    def create_option(self, name, value, *args, **kwargs):
        """Each option with its meaning."""
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"meaning": self.meanings.get(str(value), "")}


class ProductForm(TreeForm):
    """What the product is."""

    name = forms.CharField(label=_("Name"), help_text=_("As people call it."))
    domain = forms.ChoiceField(label=_("Domain"))
    purpose = forms.CharField(
        label=_("Purpose"),
        widget=forms.Textarea(attrs=_PROSE),
        help_text=_("What it holds and what it is for. Everybody reads this first."),
    )
    description = forms.CharField(
        label=_("In more words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown in place of the purpose on the product's page."),
    )
    usage = forms.CharField(
        label=_("How to use it"),
        widget=forms.Textarea(attrs=_PROSE),
        help_text=_("Which columns to join on, what to begin with."),
    )
    limitations = forms.CharField(
        label=_("What it is not good for"),
        widget=forms.Textarea(attrs=_PROSE),
        help_text=_("Gaps, delays, known faults. It spares your readers a wrong conclusion."),
    )
    archetype = forms.ChoiceField(
        label=_("Kind of product"), widget=ArchetypeSelect, choices=DataProduct.Archetype.choices
    )
    tags = LinesField(label=_("Tags"), help_text=_("Words by which people look for it."))
    licence = forms.CharField(
        label=_("Licence"), help_text=_("Such as CC0-1.0, or “Internal use”."), widget=forms.TextInput()
    )
    version = forms.CharField(label=_("Version"), help_text=_("Three numbers, such as 1.2.0."))
    status = forms.ChoiceField(
        label=_("Status"),
        choices=choices(
            ("proposed", _("Proposed")),
            ("draft", _("Draft")),
            ("active", _("Active")),
            ("deprecated", _("Deprecated")),
            ("retired", _("Retired")),
        ),
    )
    refresh = forms.ChoiceField(
        label=_("Built anew"),
        choices=choices(
            ("hourly", _("Every hour")),
            ("daily", _("Every day")),
            ("weekly", _("Every week")),
            ("manual", _("When somebody asks for it")),
            empty=("", _("Not said: when somebody asks for it")),
        ),
    )

    def offer(self):
        """The domains there are."""
        domains = Domain.objects.order_by("name").values_list("slug", "name")
        self.fields["domain"].choices = choices(*domains, empty=None)


class SupportForm(TreeForm):
    """One way to reach the team."""

    channel = forms.CharField(label=_("Channel"))
    url = forms.CharField(label=_("Address"), help_text=_("mailto:… or https://…"))
    tool = forms.ChoiceField(
        label=_("By"),
        choices=choices(
            ("email", _("E-mail")),
            ("teams", "Teams"),
            ("slack", "Slack"),
            ("discord", "Discord"),
            ("googlechat", "Google Chat"),
            ("ticket", _("Ticket")),
            ("other", _("Something else")),
        ),
    )
    scope = forms.ChoiceField(
        label=_("For"),
        choices=choices(
            ("interactive", _("Questions")),
            ("announcements", _("Announcements")),
            ("issues", _("Faults")),
            ("notifications", _("Automatic messages")),
        ),
    )
    description = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}))
