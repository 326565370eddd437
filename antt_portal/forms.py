"""How forms look: Django's renderer with the portal's own form and field templates."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_CLASS_OF: Final[tuple[tuple[type, str], ...]] = (
    (forms.HiddenInput, ""),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "file-input"),
    (forms.Widget, "govuk-input"),
)
_WITH_ERROR_LOOK = ("govuk-input", "govuk-select", "govuk-textarea")
_WIDTHS = {"date": "govuk-input--width-10", "money": "govuk-input--width-10"}


class PortalBoundField(BoundField):
    """A field whose control carries the portal's classes; the field template does the rest."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Attributes of the control: Django's own, with our classes after those of the widget."""
        control = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        classes = " ".join(filter(None, [control.attrs.get("class", ""), *self._classes(control)]))
        return {**built, "class": classes} if classes else built

    @property
    def look(self) -> str:
        """Which frame the field template draws: "choices", "checkbox" or "plain"."""
        if isinstance(self.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return "choices"
        return "checkbox" if isinstance(self.field.widget, forms.CheckboxInput) else "plain"

    @property
    def many(self) -> bool:
        """Whether several choices may be ticked."""
        return isinstance(self.field.widget, forms.CheckboxSelectMultiple)

    def _classes(self, control: forms.Widget) -> list[str]:
        main = next(css for kind, css in _CLASS_OF if isinstance(control, kind))
        width = _WIDTHS.get(control.attrs.get("data-width", ""), "")
        error = f"{main}--error" if self.errors and main in _WITH_ERROR_LOOK else ""
        return [main, width, error]


class PortalRenderer(TemplatesSetting):
    """The project's form renderer (setting FORM_RENDERER)."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = PortalBoundField
