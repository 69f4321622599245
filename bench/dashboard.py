"""The dashboard's pages and data over Oakshire: script/bench dashboard [SCALE] [CLIENTS].

Server time p95 of the overview and a measure page, their size, and requests a second of a measure's data as JSON.
At scale 2.2 some 200,000 enquiries lie under the figures. The client runs on the same two cores as the server.
"""

import os
import sys
import time
from statistics import quantiles

from bench.page import cookie_of
from bench.server import gunicorn, measure, portal

PAGES = (
    ("overview", "/dashboard/"),
    ("measure page", "/dashboard/measures/D06/"),
    ("two measures", "/dashboard/compare/?first=D01&second=C12"),
)
DATA = ("measure data as JSON", "/dashboard/measures/D06.json")
AIMS = "aims: p95 under 100 ms a page, under 150 kB; JSON 265 requests/s, p95 under 50 ms"


def alone(path: str, cookie: str, times: int = 40) -> tuple[float, float]:
    """Milliseconds of a page asked for by one client: the first time after figures changed, and p95 after that."""
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie.partition("=")[2]
    taken = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        answer = client.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            sys.exit(f"{path} answered {answer.status_code}")
    return taken[0], quantiles(taken[1:], n=20)[18]


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with portal(scale):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        from dashboard.models import Enquiry

        print(f"scale {scale:g}: {Enquiry.objects.count():,} enquiries under the figures")
        cookie = cookie_of("board")
        worst = 0.0
        for name, path in PAGES:
            first, p95 = alone(path, cookie)
            worst = max(worst, p95)
            print(f"{name:<34} first {first:6.1f} ms   then p95 {p95:6.1f} ms of server time")
        with gunicorn("oscb_portal.wsgi") as (port, pid):
            for name, path in PAGES:
                print(measure(name, port=port, pid=pid, path=path, cookie=cookie, clients=clients))
            name, path = DATA
            data = measure(name, port=port, pid=pid, path=path, cookie=cookie, clients=clients)
            print(data)
        print(AIMS)
        print(
            f"scale {scale:g}: slowest page {worst:.0f} ms p95; "
            f"JSON {data.per_second:.0f} requests/s, p95 {data.p95:.0f} ms"
        )


if __name__ == "__main__":
    main()
