"""Ends the sessions of a person wherever they run, so that the next page asks who it is."""

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from partnership.models import Person


def end_all(person: Person, *, at: datetime) -> int:
    """Sign the person out everywhere; says how many sessions that were.

    Sessions do not say whose they are, so all living ones are opened: some thousand at most, and this is rare.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for session in Session.objects.filter(expire_date__gt=at).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            store(session.session_key).delete()
            ended += 1
    return ended
