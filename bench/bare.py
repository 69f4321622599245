"""The yardstick: a bare Django view with one query of ten rows, on the same server as the portal."""

import os

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare_settings"  # whatever the bench itself uses
application = get_wsgi_application()

from partnership.models import Agency  # noqa: E402 - the apps must be ready first


def bare(request: HttpRequest) -> HttpResponse:
    """Ten names."""
    return HttpResponse("\n".join(Agency.objects.values_list("name", flat=True)[:10]))


urlpatterns = [path("", bare)]
