"""The door for the web server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscb_portal.settings")

application = get_wsgi_application()
# Imported by name, because models can be imported only after the line above.
import_module("partnership.birth").refuse_to_start(settings.PORTAL_MODE)
