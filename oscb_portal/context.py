"""What every page knows: the partnership's name and telephone numbers, the way out, whether this is a demonstration."""

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, object]:
    """Values for base.html."""
    return {"demo": settings.DEMO, "request_number": getattr(request, "number", "-")}
