"""The page of coverage of the workforce: script/bench coverage [SCALE].

At a scale (4: 12,000 people, some 50,000 bookings) of Oakshire's people and training, the rest left out. Asked for one
at a time over a kept connection by the office, a board member (whose small numbers are hidden) and a safeguarding lead,
cut in each of the five ways.
"""

import http.client
import os
import statistics
import sys
import time

from bench.page import cookie_of
from bench.server import cpu_of, gunicorn, portal

AIM, TIMES = 200.0, 24
WAYS = ("sector", "agency", "district", "role", "course")
PEOPLE = ("administrator", "board", "lead")


def ask(link: http.client.HTTPConnection, path: str, cookie: str) -> float:
    """Milliseconds of one answer; a wrong one ends the measurement."""
    began = time.perf_counter()
    link.request("GET", path, headers={"Host": "localhost", "Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = link.getresponse()
    answer.read()
    if answer.status != 200:
        sys.exit(f"{path} answered {answer.status}")
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 4
    with portal(None):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        from django.db import connection, transaction
        from django.utils.timezone import localdate

        from oscb_portal.oakshire import county, learning
        from partnership.models import Person
        from training.models import Booking

        with transaction.atomic(), county.without_savepoints():
            cast = county.staff(scale, today=localdate())
            learning.open_season(cast, today=localdate())
            county.train(cast, scale, today=localdate())
        with connection.cursor() as cursor:
            cursor.execute("select count_the_rows()")
        rows = f"{Person.objects.count():,} people, {Booking.objects.count():,} bookings"
        every: list[float] = []
        with gunicorn("oscb_portal.wsgi") as (port, pid):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for who in PEOPLE:
                cookie = cookie_of(who)
                for way in WAYS:
                    ask(link, f"/training/coverage/?by={way}", cookie)
                before = cpu_of(pid)
                times = [ask(link, f"/training/coverage/?by={way}", cookie) for _ in range(TIMES) for way in WAYS]
                used = (cpu_of(pid) - before) / len(times) * 1000
                every += times
                p95 = statistics.quantiles(times, n=20)[18]
                print(f"{who}: p95 {p95:.0f} ms, median {statistics.median(times):.0f} ms, processor {used:.0f} ms")
    p95 = statistics.quantiles(every, n=20)[18]
    verdict = "within" if p95 <= AIM else "beyond"
    print(f"{rows}: p95 {p95:.0f} ms over all; {verdict} the aim of {AIM:.0f} ms")


if __name__ == "__main__":
    main()
