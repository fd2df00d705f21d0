"""Forms of the Studio."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.views.editors import yaml_editor


class BundleForm(forms.Form):
    """A bundle: an uploaded file, or what stands in the editor. `raw` are its bytes."""

    file = forms.FileField(
        label=_("Upload a bundle"),
        required=False,
        help_text=_("One YAML file, or a zip of several. It takes the place of the text below."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.zip"}),
    )
    text = forms.CharField(
        label=_("Documents"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= yaml_editor()

    def clean_file(self):
        """Files larger than a bundle may be are refused before they are read."""
        file = self.cleaned_data.get("file")
        if file and file.size > settings.BUNDLE_LONGEST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(most)s bytes, the most that a bundle may have.")
                % {"most": f"{settings.BUNDLE_LONGEST_BYTES:,}"}
            )
        return file

    def clean(self):
        """The bytes of the bundle, with the line ends it was written with."""
        data = super().clean()
        if self.errors:
            return data
        data["raw"] = data["file"].read() if data.get("file") else in_bytes(data.get("text") or "")
        if not data["raw"].strip():
            raise forms.ValidationError(_("Upload a file or write the documents."))
        return data


class DraftForm(forms.Form):
    """The draft as it stands in the editor, with the revision it was made from."""

    text = forms.CharField(label=_("Documents"), strip=False, widget=forms.Textarea(attrs={"rows": 36}))
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, slug: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= yaml_editor(slug)


class EndForm(forms.Form):
    """Why a product ends, when, and where its readers should go."""

    reason = forms.CharField(
        max_length=1000,
        error_messages={
            "required": _("Give a reason that consumers can read."),
            "max_length": _("Say it in at most 1,000 characters."),
        },
    )
    successor = forms.SlugField(required=False)
    ends_on = forms.DateField(required=False, error_messages={"invalid": _("The last day is not a date.")})


def in_bytes(text: str) -> bytes:
    """The text as files have it: a browser sends every line end as two signs."""
    return text.replace("\r\n", "\n").encode()
