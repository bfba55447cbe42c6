"""How forms are drawn: by the component templates, with ids that screen readers can follow."""

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class PortalBoundField(BoundField):
    """A field whose control also names its word count, when the widget carries ``data-max-words``."""

    @property
    def aria_describedby(self) -> str | None:
        """Ids of hint, error and word count, in the order they stand on the page; None if set on the widget."""
        described = super().aria_describedby
        if described is not None and self.auto_id and "data-max-words" in self.field.widget.attrs:
            described = f"{described} {self.auto_id}_count".strip()
        return described


class PortalRenderer(TemplatesSetting):
    """Draws ``{{ form }}`` and ``{{ field.as_field_group }}`` with ``components/``; widgets stay Django's."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = PortalBoundField
