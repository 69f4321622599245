"""Requests a second, p95 and processor time of a few pages beside a bare Django view: script/bench page [SCALE].

The client runs on the same two cores as the server, so requests/s are pessimistic;
ms of processor a request are the figures to compare.
"""

import os
import sys

from bench.server import gunicorn, measure, portal

PAGES = (("front page, public", "/", ""), ("front page, administrator", "/", "administrator"))
TRAINING = (("training dates, public", "/training/", ""), ("a training date, public", "/training/events/1/", ""))
LISTS = (("list of the trail", "/trail/", "administrator"), ("Demand Dashboard", "/dashboard/", "board"))


def cookie_of(name: str) -> str:
    """A session of somebody of Oakshire."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from partnership.models import Person

    if not name:
        return ""
    person = Person.objects.get(email=f"{name}@oakshire.example")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1
    with portal(scale):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        with gunicorn("bench.bare:application") as (port, pid):
            bare = measure("bare Django view, one query", port=port, pid=pid, path="/")
            print(bare)
        figures = []
        with gunicorn("oscb_portal.wsgi") as (port, pid):
            for name, path, person in PAGES + TRAINING + LISTS:
                figures.append(measure(name, port=port, pid=pid, path=path, cookie=cookie_of(person)))
                print(figures[-1])
        slowest = max(figures, key=lambda figure: figure.cpu)
        print(
            f"scale {scale:g}: slowest is {slowest.name}, {slowest.cpu:.1f} ms of processor against {bare.cpu:.2f} bare"
        )


if __name__ == "__main__":
    main()
