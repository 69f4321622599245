"""Server time of the page of a priority with 200 knots: script/bench thread [KNOTS].

Written in bulk beside a small Oakshire: one finding in five, a recommendation for each, three actions for each, as a
busy priority would have after ten years. Asked for one at a time, as a board member would, over a kept connection.
"""

import os
import statistics
import sys
import time
from datetime import timedelta

from bench.page import cookie_of
from bench.server import cpu_of, gunicorn, portal

PATH = "/priorities/tackling-neglect/"
AIM = 150.0
TIMES = 120


def knot_it(knots: int) -> int:
    """Fill the priority up to so many knots, as a board member sees them; gives how many there are."""
    from django.utils import timezone

    from partnership.models import Person
    from priorities import golden_thread
    from priorities.models import Action, Finding, Priority, Recommendation, Response

    board = Person.objects.get(email="board@oakshire.example")
    priority = Priority.objects.get(slug="tackling-neglect")
    now = timezone.now()
    today = now.date()
    pattern = Action.objects.filter(state="on_track").first()
    while len(found := golden_thread.follow(priority, viewer=board, on=today)) < knots:
        hand = {"recorded_by": board, "recorded_at": now}
        finding = Finding.objects.create(
            text=f"A finding of the measurement, number {len(found)}", source_kind="audit", source_title="Audit",
            found_on=today - timedelta(days=len(found)), **hand,
        )  # fmt: skip
        finding.priorities.add(priority)
        asked = Recommendation.objects.create(
            text=f"A recommendation, number {len(found)}", made_on=today, due_on=today + timedelta(days=40), **hand
        )
        asked.follows_from.add(finding)
        Response.objects.create(
            recommendation=asked, agency=pattern.owner_agency, answer="accepted", answered_by=board, answered_at=now
        )
        for number in range(3):
            pattern.pk, pattern.text = None, f"An action, number {len(found)}.{number}"
            pattern.save(force_insert=True)
            asked.calls_for.add(pattern)
    return len(found)


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    import http.client

    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with portal(0.02):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        knots = knot_it(wanted)
        cookie = cookie_of("board")
        with gunicorn("oscb_portal.wsgi") as (port, pid):
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            times = []
            for number in range(TIMES + 10):
                if number == 10:
                    before = cpu_of(pid)
                began = time.perf_counter()
                link.request("GET", PATH, headers={"Host": "localhost", "Cookie": cookie, "Accept-Encoding": "gzip"})
                answer = link.getresponse()
                size = len(answer.read())
                if answer.status != 200:
                    sys.exit(f"{PATH} answered {answer.status}")
                if number >= 10:
                    times.append((time.perf_counter() - began) * 1000)
            used = (cpu_of(pid) - before) / TIMES * 1000
    p95 = statistics.quantiles(times, n=20)[18]
    verdict = "within" if p95 <= AIM else "beyond"
    print(
        f"{knots} knots, {size / 1000:.0f} kB: p95 {p95:.0f} ms, median {statistics.median(times):.0f} ms, "
        f"processor {used:.0f} ms; {verdict} the aim of {AIM:.0f} ms"
    )


if __name__ == "__main__":
    main()
