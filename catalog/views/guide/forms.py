"""Forms over documents: each is about one map of a bundle, and says of itself what is wrong there."""

from collections.abc import Sequence

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from catalog.guide.fields import Field
from catalog.spec import Violation
from catalog.spec.alignment import same
from catalog.spec.trees import Tree
from catalog.spec.violations import Path, pointer

NOT_SAID = ("", _("Not said"))


class GuideField(BoundField):
    """A field that shows the violations of its value below itself."""

    @property
    def template_name(self):
        """How the field is drawn."""
        return "catalog/studio/guide/field.html"

    @property
    def said(self) -> list[Violation]:
        """What is wrong with its value."""
        return self.form.said.get(self.html_name, [])

    @property
    def is_wrong(self) -> bool:
        """Is there an error in it?"""
        return bool(self.errors) or any(violation.level == "error" for violation in self.said)

    @property
    def said_id(self) -> str:
        """Where that is shown."""
        return f"said-{self.html_name}"

    def build_widget_attrs(self, attrs, widget=None):
        """Readers of the screen hear it with the field."""
        built = super().build_widget_attrs(attrs, widget)
        if not self.use_fieldset:
            built["aria-describedby"] = " ".join(filter(None, [built.get("aria-describedby"), self.said_id]))
        return built


class LinesField(forms.CharField):
    """A list, one item a line."""

    widget = forms.Textarea(attrs={"rows": 2, "data-chips": True})

    def prepare_value(self, value):
        """Items as lines."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value):
        """Lines as items."""
        return [line for line in str(value or "").replace("\x00", "").splitlines() if line.strip()]

    def validate(self, value):
        """A list may be empty."""


class TreeForm(forms.Form):
    """A form over one map of a document: its fields are read from there and written there, and nothing else is."""

    bound_field_class = GuideField

    def __init__(
        self,
        data,
        *,
        fields: Sequence[Field],
        tree: Tree,
        document: int | None,
        path: Path = (),
        prefix: str = "",
        title: str = "",
        readonly: bool = False,
    ):
        self.bindings = {field.name: field for field in fields}
        self.tree, self.document, self.path, self.title = tree, document, path, title
        self.said: dict[str, list[Violation]] = {}
        initial = {field.name: field.read(tree) for field in fields}
        super().__init__(data, prefix=prefix, initial=initial, auto_id="id_%s", use_required_attribute=False)
        for name in [name for name in self.fields if name not in self.bindings]:
            del self.fields[name]
        self.offer()
        for name, field in self.fields.items():
            field.required = False
            field.disabled = readonly
            self._offer_what_stands_there(field, initial[name])

    @property
    def place(self) -> str:
        """Its place in the list that it is a row of."""
        return str(self.path[-1]) if self.path else ""

    def offer(self) -> None:
        """Fill in the choices that depend on what there is."""

    def _offer_what_stands_there(self, field, value) -> None:
        """A choice always has the value that the document has, whatever it is."""
        if not isinstance(field, forms.ChoiceField):
            return
        known = {str(key) for key, _label in field.choices}
        values = value if isinstance(value, list) else [value]
        field.choices = [*field.choices, *((each, each) for each in values if each and str(each) not in known)]

    def apply(self) -> list[str]:
        """Write what was entered into the tree; answers the names of the fields that changed it.

        What stood in a field when the form was made counts, so that one field may well change what another one shows;
        a field that was not on the page was not touched.
        """
        entered = [(name, field) for name, field in self.bindings.items() if self._was_entered(name, field)]
        return [name for name, field in entered if field.apply(self.tree, self.cleaned_data[name])]

    def _was_entered(self, name: str, field: Field) -> bool:
        if name not in self.cleaned_data:
            return False
        widget = self.fields[name].widget
        if widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
            return False
        return not same(field.normal(self.cleaned_data[name]), self.initial[name])

    def places(self) -> dict[tuple[int, str], str]:
        """The name of the field for each place in the documents; its own place goes by the form's prefix."""
        if self.document is None:
            return {}
        found = {(self.document, pointer(self.path)): self.prefix} if self.path and self.prefix else {}
        for name, field in self.bindings.items():
            here = (*self.path, *field.place(self.tree))
            if name in self.fields and len(here) > len(self.path):
                found[(self.document, pointer(here))] = self.add_prefix(name)
        return found

    @property
    def row_said(self) -> list[Violation]:
        """What is wrong with the row as a whole."""
        return self.said.get(self.prefix, [])

    @property
    def has_trouble(self) -> bool:
        """Is there an error in any of its fields?"""
        names = {self.prefix, *(self.add_prefix(name) for name in self.fields)}
        return any(one.level == "error" for name in names for one in self.said.get(name, []))

    def told(self) -> list[dict]:
        """What is wrong with each field and with the row, where there is anything: `{id, said, errors}`."""
        fields = [{"id": field.said_id, "said": field.said, "errors": field.errors} for field in self]
        rows = [{"id": f"said-{self.prefix}", "said": self.row_said, "errors": ()}]
        return [each for each in (*fields, *rows) if each["said"] or each["errors"]]

    def label_of(self, html_name: str) -> str:
        """What a field of this form is called, with the row it is in."""
        name = html_name.removeprefix(f"{self.prefix}-") if self.prefix else html_name
        label = str(self.fields[name].label or name) if name in self.fields else ""
        return " · ".join(filter(None, [self.title, label]))


def choices(*pairs, empty=NOT_SAID):
    """Choices behind one that says nothing."""
    return [empty, *pairs] if empty else list(pairs)


def shaping():
    """The widget of a choice on which it depends which other fields there are."""
    return forms.Select(attrs={"data-shapes": True})
