"""The form renderer: one layout of a field for the whole site."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Finds the templates of forms, fields and widgets under templates/django/forms/."""

    form_template_name = "django/forms/form.html"
    formset_template_name = "django/forms/formset.html"
    field_template_name = "django/forms/field.html"
