"""The office's words in templates: `{{ text|markdown }}`."""

from django import template
from django.utils.safestring import SafeString

from office.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: str | None) -> SafeString:
    """Markdown of the office as sanitised HTML."""
    return to_html(text or "")
