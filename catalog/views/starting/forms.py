"""What a new product is called, whose it is, and what it begins with."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import Domain
from catalog.starting.documents import PORT_NAME, output_name
from catalog.starting.origins import domain_of, teams_of

READABLE = (".yaml", ".yml", ".json")
_PORT = RegexValidator(PORT_NAME, _("Small letters, digits and underscores; a letter first."))


class NewProductForm(forms.Form):
    """The name of a product, its domain and its team. `named` are the arguments that every service takes."""

    name = forms.CharField(
        label=_("Name of the product"),
        max_length=200,
        help_text=_("As consumers will find it. The address is made of it, and stays."),
    )
    team = forms.ModelChoiceField(label=_("Owned by"), queryset=None, empty_label=None)
    domain = forms.ModelChoiceField(
        label=_("Domain"), queryset=Domain.objects.order_by("name"), empty_label=_("The team's own"), required=False
    )

    def __init__(self, *args, user, teams=None, **kwargs):
        super().__init__(*args, **kwargs)
        teams = teams_of(user) if teams is None else list(teams)
        own = Team.objects.filter(pk__in=[team.pk for team in teams]).order_by("name")
        self.fields["team"].queryset = own
        if teams and "team" not in self.initial:
            self.initial["team"] = teams[0]

    def clean(self):
        """The team's own domain where none is chosen."""
        data = super().clean()
        if "domain" in data and not data["domain"] and (team := data.get("team")):
            data["domain"] = domain_of(team)
            if data["domain"] is None:
                self.add_error("domain", _("%(team)s has no domain of its own; choose one.") % {"team": team})
        return data

    @property
    def named(self) -> dict:
        """Name, team and domain, for a service."""
        return {key: self.cleaned_data[key] for key in ("name", "team", "domain")}


class NewPortForm(NewProductForm):
    """The same, with the name of its output port."""

    port = forms.CharField(
        label=_("Name of its table"),
        max_length=120,
        required=False,
        validators=[_PORT],
        help_text=_("What consumers read: the output port. Made of the product's name when left empty."),
    )

    def clean(self):
        """The port by the name of the product where none is given."""
        data = super().clean()
        if not data.get("port") and not self.errors and data.get("name"):
            data["port"] = output_name(data["name"])
        return data

    @property
    def named(self) -> dict:
        """The same, and the port."""
        return {**super().named, "port": self.cleaned_data["port"]}


class BlankForm(NewPortForm):
    """A product of which nothing else is known."""

    purpose = forms.CharField(
        label=_("What is it for?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences that tell a stranger whether this is what they look for."),
    )

    @property
    def named(self) -> dict:
        """The same, and the purpose."""
        return {**super().named, "purpose": self.cleaned_data["purpose"]}


class SqlForm(NewPortForm):
    """A pasted SELECT; `chosen` says which table is meant where a name has several."""

    sql = forms.CharField(
        label=_("The SELECT"),
        strip=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"data-editor": "sql", "rows": 14, "spellcheck": "false"}),
        error_messages={"required": _("Paste a SELECT.")},
    )
    field_order = ["sql", "name", "team", "domain", "port"]

    def __init__(self, *args, saving: bool, **kwargs):
        """Whoever only looks need not name anything yet."""
        super().__init__(*args, **kwargs)
        self.fields["name"].required = saving

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by the name in the SELECT."""
        return {key.removeprefix("choice:"): value for key, value in self.data.items() if key.startswith("choice:")}


class ManyFiles(forms.ClearableFileInput):
    """An upload of several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once: `cleaned_data` holds their names and bytes."""

    widget = ManyFiles(attrs={"accept": ".yaml,.yml,.json,.zip"})

    def clean(self, data, initial=None):
        """Each file, read; together no larger than a bundle may be."""
        given = [one for one in (data or []) if one]
        if sum(one.size for one in given) > settings.BUNDLE_LONGEST_BYTES:
            raise forms.ValidationError(
                _("The files have more than %(most)s bytes together, the most that a bundle may have.")
                % {"most": f"{settings.BUNDLE_LONGEST_BYTES:,}"}
            )
        return [(one.name, one.read()) for one in given]


class FolderField(FilesField):
    """All files of a folder that a bundle could be made of; a browser leaves their folders' names out."""

    widget = ManyFiles(attrs={"webkitdirectory": True})

    def clean(self, data, initial=None):
        """Those that are YAML or JSON."""
        wanted = [one for one in (data or []) if one and one.name.lower().endswith(READABLE)]
        return super().clean(wanted, initial) if wanted else []


class FilesForm(forms.Form):
    """Files to begin with: some, or a folder. `brought` holds their names and bytes."""

    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("Contracts (ODCS), a product (ODPS or DPDS), or a zip of them; .yaml, .yml, .json or .zip."),
    )
    folder = FolderField(label=_("A folder"), required=False, help_text=_("Everything in it that is YAML or JSON."))

    def clean(self):
        """Something must have been chosen."""
        data = super().clean()
        if not self.errors and not self.brought:
            raise forms.ValidationError(_("Choose at least one file."))
        return data

    @property
    def brought(self) -> list[tuple[str, bytes]]:
        """The files, by name."""
        return [*self.cleaned_data.get("files", []), *self.cleaned_data.get("folder", [])]
