"""What templates of the reports ask: whether an address opens to whoever reads."""

from typing import Any

from django import template
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def opens_to(address: str, person: Any) -> bool:
    """Whether a link leads anywhere for this person: the public gets no link to a page that asks to sign in."""
    if not address:
        return False
    if getattr(person, "is_authenticated", False):
        return True
    try:
        return getattr(resolve(address).func, "door", "") == "public"
    except Resolver404:
        return False


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing our own charts made, as it was frozen."""
    return mark_safe(svg)
