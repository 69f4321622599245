"""Bookings over HTTP, and what one costs: script/bench booking [PEOPLE].

Signed-in people (sessions made beforehand) compete for 30 places, twenty at a time, through the pages a person uses:
the form, the answer, the page of the event, with CSRF. Then the same with places for all. A worker posts the letters.
Completed means booked or on the waiting list; the processor time is that of web server, worker and PostgreSQL, letters
included. All of it runs on the same two cores as the clients.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from bench.server import ROOT, cpu_of, gunicorn, portal

PLACES, AT_ONCE, AIM = 30, 20, 40.0
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Tally:
    """What came of it."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def learners(count: int) -> list[str]:
    """So many people of the health trust, signed in: the cookie of each."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from partnership.models import Agency, Membership, Person

    trust = Agency.objects.get(slug="health-trust")
    lead = Person.objects.get(email="lead@oakshire.example")
    people = Person.objects.bulk_create(
        Person(email=f"learner{number}@oakshire-health.example", name=f"Learner {number}", password="!",
               professional_group="health", line_manager=lead)
        for number in range(count)
    )  # fmt: skip
    began = trust.active_from
    Membership.objects.bulk_create(
        Membership(person=each, agency=trust, role="practitioner", starts_on=began) for each in people
    )
    cookies = []
    for person in people:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


def an_event(places: int, days: int) -> int:
    """An event with so many places, so many days from now."""
    from django.utils import timezone

    from partnership.models import Person
    from training import scheduling
    from training.models import Course

    now = timezone.now()
    office = Person.objects.get(email="administrator@oakshire.example")
    starts = (now + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
    words = {
        "venue": None, "joining_link": "https://meet.oakshire.example/j/1", "min_places": 1, "max_places": places,
        "opens_on": now.date(), "closes_on": starts.date(), "trainers": [],
    }  # fmt: skip
    event = scheduling.schedule(by=office, course=Course.objects.get(slug="recognising-neglect"), words=words, at=now,
                                sessions=[(starts, starts + timedelta(hours=3))])  # fmt: skip
    return scheduling.open_event(by=office, event=event, at=now).pk


def book(port: int, event: int, cookie: str, tally: Tally) -> None:
    """One person's way: the form, the answer, the page of the event."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    headers = {"Host": "localhost", "Cookie": cookie, "Accept-Encoding": "gzip"}
    link.request("GET", f"/training/events/{event}/book/", headers=headers | {"Accept-Encoding": "identity"})
    answer = link.getresponse()
    page, jar = answer.read(), answer.getheader("Set-Cookie", "").partition(";")[0]
    token, agency = TOKEN.search(page), re.search(rb'name="agency" value="(\d+)"', page)
    if answer.status != 200 or token is None or agency is None:
        tally.wrong.append(f"the form answered {answer.status}")
        return
    words = {"csrfmiddlewaretoken": token[1].decode(), "agency": agency[1].decode(), "instead": "manager",
             "manager_name": "Leonie Marshgate", "manager_email": "lead@oakshire.example",
             "accepts_policy": "on"}  # fmt: skip
    sent = headers | {"Cookie": f"{cookie}; {jar}", "Content-Type": "application/x-www-form-urlencoded"}
    link.request("POST", f"/training/events/{event}/book/", urlencode(words), sent)
    answer = link.getresponse()
    answer.read()
    if answer.status != 302:
        tally.wrong.append(f"the booking answered {answer.status}")
        return
    link.request("GET", answer.getheader("Location", ""), headers=headers)
    shown = link.getresponse()
    shown.read()
    if shown.status != 200:
        tally.wrong.append(f"the event answered {shown.status}")
    tally.times.append(time.perf_counter() - began)
    link.close()


def postmaster() -> int:
    """The process of the throw-away PostgreSQL."""
    folder = ROOT / ".local" / f"bench-{os.getpid()}"
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def spent(*processes: int) -> float:
    """Seconds of processor all of them have used, with their children."""
    return sum(cpu_of(each) for each in processes)


def wait_for_letters(limit: float = 120) -> int:
    """Wait until every letter is posted; how many still wait."""
    from office.models import Letter

    until = time.time() + limit
    while Letter.objects.waiting().filter(urgency="now").exists() and time.time() < until:
        time.sleep(0.5)
    return Letter.objects.waiting().filter(urgency="now").count()


def compete(name: str, event: int, cookies: list[str], port: int, processes: tuple[int, ...]) -> str:
    """Let everybody book; the line to print. A wrong answer or a place too many ends the measurement."""
    from training.models import Booking

    tally, gate = Tally(), threading.Semaphore(AT_ONCE)
    before, began = spent(*processes), time.perf_counter()

    def one(cookie: str) -> None:
        with gate:
            book(port, event, cookie, tally)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, cookies))
    wall = time.perf_counter() - began
    left = wait_for_letters()
    used = spent(*processes) - before
    states = [Booking.objects.filter(event=event, state=state).count() for state in ("booked", "waiting")]
    if tally.wrong or left:
        sys.exit(f"{name}: {len(tally.wrong)} wrong answers ({tally.wrong[:1]}), {left} letters not posted")
    p95 = statistics.quantiles(tally.times, n=20)[18] * 1000
    return (
        f"{name}: {states[0]} booked, {states[1]} waiting, {len(cookies) / wall:.1f} completed/s, "
        f"p95 of the whole way {p95:.0f} ms, processor {used / len(cookies) * 1000:.1f} ms each, letters included"
    )


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with portal(0.02):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        cookies = learners(count)
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "oscb_portal", "worker", "--concurrency", "1", "-l", "ERROR",
             "--without-gossip", "--without-mingle"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            with gunicorn("oscb_portal.wsgi") as (port, pid):
                time.sleep(4)
                processes = (pid, worker.pid, postmaster())
                warm = an_event(places=50, days=60)
                compete("warm", warm, cookies[:20], port, processes)
                print(compete(f"{PLACES} places", an_event(PLACES, 61), cookies, port, processes))
                line = compete("places for all", an_event(count, 62), cookies, port, processes)
        finally:
            worker.terminate()
            worker.wait(20)
    print(f"{line} (aim: under {AIM:.0f} ms)")


if __name__ == "__main__":
    main()
