"""How long figures take: script/bench recompute [--years 1 5 10] [--month ROWS] [--whole ROWS] [--workers N].

First a month of enquiries is added to histories of several lengths: the time must be the same within a fifth. Then
all figures of an area with many enquiries and contacts are worked out afresh by several workers, each a process of its
own that takes pieces until none is left. Without arguments small sizes; for the record:
script/bench recompute --years 1 5 10 --month 1600 --whole 1000000 --workers 2
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.server import portal

AIM_SPREAD, AIM_WHOLE = 0.20, 60.0
WORKER = """
import django
django.setup()
from django.utils import timezone
from dashboard import pieces
from dashboard.models import Recount
pieces.work_at(Recount.objects.get(pk={pk}), clock=timezone.now)
"""
LAST = date(2026, 9, 30)
TIMES = 3


def an_area(number: int) -> Any:
    """An area of the measurement's own."""
    from dashboard.models import Area

    return Area.objects.create(code=f"E98{number:06}", name=f"Bench {number}", level="county_demo")


def enquiries(area: Any, *, first: date, last: date, rows: int, name: str) -> Any:
    """A load of so many enquiries spread over the days, written in bulk as the demonstration county is."""
    import numpy as np
    import pandas as pd

    from dashboard.models import Enquiry, Load
    from oscb_portal.oakshire import keeping
    from partnership.models import Person

    by = Person.objects.get(email="analyst@oakshire.example")
    sent = keeping.Sent(area, by.memberships.first().agency, by, first, last)
    load = keeping._load(Load.Kind.MASH_EVENTS, f"{name}.csv", sent)
    at = np.linspace(0, (last - first).days, rows).astype(int)
    received = pd.Timestamp(first) + pd.to_timedelta(at, unit="D") + pd.Timedelta(10, "h")
    number = np.arange(rows)
    keys = [f"{area.pk:08x}{hash(name) % 2**32:08x}{each:016x}" for each in number]
    frame = pd.DataFrame({
        "key": keys, "content": keys, "child_key": keys, "contact_key": keys, "received_at": received,
        "channel": "phone", "source_code": "6", "concern_category": "neglect", "urgent": False,
        "source_group": np.array(["police", "schools", "health"])[number % 3],
        "initial_rating": np.array(["red", "amber", "green"])[number % 3],
        "final_rating": np.array(["red", "amber", "green"])[number % 3],
        "decision_at": received + pd.to_timedelta(number % 90, unit="h"),
        "decision": np.array(["referral", "nfa", "early_help", "information_and_advice"])[number % 4],
    })  # fmt: skip
    keeping._copy(Enquiry, frame, living=True, load_id=load.pk, area_id=area.pk)
    keeping._say(load, {"enquiry": rows})
    return load


def a_month_more(years: int, number: int, month: int) -> float:
    """Seconds to work out what one month more touches, beside so many years before it."""
    from django.utils import timezone

    from dashboard import pieces

    area = an_area(number)
    begins = LAST.replace(day=1)
    before = begins - timedelta(days=1)
    enquiries(area, first=date(begins.year - years, begins.month, 1), last=before, rows=12 * years * month, name="past")
    pieces.recompute_area(area=area, clock=timezone.now)
    load = enquiries(area, first=begins, last=LAST, rows=month, name="month")
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        pieces.recompute_after(load=load, clock=timezone.now)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def the_whole(rows: int, workers: int) -> float:
    """Seconds until several workers have worked out every figure of so many enquiries of five years."""
    from dashboard import pieces

    area = an_area(900_000)
    enquiries(area, first=date(LAST.year - 5, LAST.month + 1, 1), last=LAST, rows=rows, name="whole")
    recount = pieces.of_area(area, at=datetime.now(UTC))
    command = [sys.executable, "-c", WORKER.format(pk=recount.pk)]
    began = time.perf_counter()
    for each in [subprocess.Popen(command) for _ in range(workers)]:
        if each.wait():
            sys.exit("a worker failed")
    took = time.perf_counter() - began
    if not pieces.finish(recount, at=datetime.now(UTC)):
        sys.exit("pieces were left")
    return took


def main() -> None:
    """Measure and print; the last line is the verdict."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--years", nargs="+", type=int, default=[1, 3])
    asked.add_argument("--month", type=int, default=200)
    asked.add_argument("--whole", type=int, default=20_000)
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    with portal(0.02):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        months = {years: a_month_more(years, years, given.month) for years in given.years}
        for years, seconds in months.items():
            print(f"a month of {given.month:,} enquiries beside {years} years: {seconds:.2f} s")
        spread = max(months.values()) / min(months.values()) - 1
        whole = the_whole(given.whole, given.workers)
        print(f"all figures of {given.whole:,} enquiries, {given.workers} workers: {whole:.1f} s")
    verdict = "within" if spread <= AIM_SPREAD and whole <= AIM_WHOLE else "beyond"
    print(
        f"recompute: spread {spread:.0%}, whole {whole:.1f} s; "
        f"{verdict} the aims of {AIM_SPREAD:.0%} and {AIM_WHOLE:.0f} s"
    )


if __name__ == "__main__":
    main()
