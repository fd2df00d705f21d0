"""How forms look: Django's own forms, drawn by the templates in templates/forms/."""

from django.forms.renderers import TemplatesSetting

_CONTROLS = {
    **dict.fromkeys(
        ["color", "date", "datetime", "email", "number", "password", "search", "tel", "text", "time", "url"], "input"
    ),
    "file": "file",
    "clearable_file_input": "file",
    "textarea": "textarea",
    "select": "select",
    "checkbox": "checkbox",
    "checkbox_select": "choices",
    "radio": "choices",
}
_OURS = {f"django/forms/widgets/{theirs}.html": f"forms/widgets/{ours}.html" for theirs, ours in _CONTROLS.items()} | {
    f"django/forms/errors/list/{kind}.html": "forms/errors.html" for kind in ("default", "ul")
}


class MarketplaceRenderer(TemplatesSetting):
    """Draws forms, fields and controls in the markup of the house; what it does not know, as Django does."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name):
        """Our drawing of a control in place of Django's."""
        return super().get_template(_OURS.get(template_name, template_name))
