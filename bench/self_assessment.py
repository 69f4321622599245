"""Self-assessment at the size of a large county: script/bench self_assessment [AGENCIES].

300 agencies, 43 questions and two cycles, written in bulk beside a small Oakshire. The overview is asked for one at a
time; then 50 people keep what they type at once, and afterwards not one of their texts may be missing.
"""

import http.client
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

from bench.page import cookie_of
from bench.server import cpu_of, gunicorn, portal

AIM_OVERVIEW, AIM_SAVE = 300.0, 150.0
WRITERS, ROUNDS, TIMES = 50, 6, 60
STEPS = (("open", "", "answering"), ("finish", "answering", "signing"), ("submit", "signing", "submitted"))


def fill(agencies: int) -> tuple[str, int]:
    """Add agencies that have handed in both cycles of Section 11; gives the later cycle's slug and the answers."""
    from django.utils import timezone

    from audits import answering
    from audits.models import Answer, Cycle, SelfAssessment, Signer, Step
    from partnership.models import Agency, Person

    now = timezone.now()
    hand = Person.objects.get(email="administrator@oakshire.example")
    cycles = list(
        Cycle.objects.filter(name__startswith="Section 11").select_related("version", "local").order_by("opens_on")
    )
    made = Agency.objects.bulk_create(
        Agency(name=f"Agency {n}", slug=f"agency-{n}", kind="health_trust", sector="health",
               active_from=now.date() - timedelta(days=900))
        for n in range(agencies)
    )  # fmt: skip
    for cycle in cycles:
        rows = SelfAssessment.objects.bulk_create(
            SelfAssessment(cycle=cycle, agency=agency, variant="full", due_on=cycle.due_on) for agency in made
        )
        asked = [each for each in answering.sheet_of(rows[0]).criteria if not each.statements]
        grades = answering.sheet_of(rows[0]).levels
        answers = (
            Answer(
                assessment=row, criterion_id=each.pk, code=each.code, narrative="Ten files.", difference="Less.",
                level=grades[(row.pk + each.pk) % 3].key, score=grades[(row.pk + each.pk) % 3].share, saved_by=hand,
                saved_at=now,
            )
            for row in rows for each in asked
        )  # fmt: skip
        Answer.objects.bulk_create(answers, batch_size=2000)
        Signer.objects.bulk_create(
            Signer(assessment=row, capacity="officer", person=hand, signed_at=now) for row in rows
        )
        for key, before, after in STEPS:
            Step.objects.bulk_create(
                Step(assessment=row, key=key, from_state=before, to_state=after, by=hand, at=now) for row in rows
            )
        SelfAssessment.objects.filter(pk__in=[row.pk for row in rows]).update(state="submitted", submitted_at=now)
    return cycles[-1].slug, Answer.objects.count()


def overview(port: int, slug: str, cookie: str) -> list[float]:
    """Milliseconds of each request, the first few left out."""
    link, times = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    path = f"/audits/self-assessments/cycles/{slug}/overview/"
    for number in range(TIMES + 5):
        began = time.perf_counter()
        link.request("GET", path, headers={"Host": "localhost", "Cookie": cookie})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"The overview answered {answer.status}")
        if number >= 5:
            times.append((time.perf_counter() - began) * 1000)
    return times


def autosave(port: int, number: int, cookie: str, token: str) -> list[float]:
    """One person keeps what he or she types, some times over."""
    link, times = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for turn in range(ROUNDS):
        body = urlencode({"csrfmiddlewaretoken": token, "narrative": f"Writer {number}, turn {turn}", "mark": ""})
        headers = {"Host": "localhost", "Cookie": f"{cookie}; csrftoken={token}", "Accept": "application/json",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        began = time.perf_counter()
        link.request("POST", f"/accounts/drafts/answer/1-bench-{number}/", body, headers)
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"Keeping a draft answered {answer.status}")
        times.append((time.perf_counter() - began) * 1000)
    return times


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    agencies = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with portal(0.02):
        os.environ["DJANGO_SETTINGS_MODULE"] = "oscb_portal.settings"
        import django

        django.setup()
        from office.models import Draft

        slug, answers = fill(agencies)
        cookie, token = cookie_of("lead"), "b" * 32
        with gunicorn("oscb_portal.wsgi") as (port, pid):
            before = cpu_of(pid)
            seen = overview(port, slug, cookie_of("board"))
            used = (cpu_of(pid) - before) / len(seen) * 1000
            with ThreadPoolExecutor(WRITERS) as pool:
                saved = [
                    t for times in pool.map(lambda n: autosave(port, n, cookie, token), range(WRITERS)) for t in times
                ]
        kept = Draft.objects.filter(form="answer", record__startswith="1-bench-").values_list("fields", flat=True)
        last = sorted(each["narrative"][0] for each in kept)
    lost = {f"Writer {n}, turn {ROUNDS - 1}" for n in range(WRITERS)} - set(last)
    p95 = [statistics.quantiles(times, n=20)[18] for times in (seen, saved)]
    verdict = "within" if p95[0] <= AIM_OVERVIEW and p95[1] <= AIM_SAVE and not lost else "beyond"
    print(
        f"{agencies} agencies, {answers:,} answers: overview p95 {p95[0]:.0f} ms, processor {used:.0f} ms; "
        f"{WRITERS} people at once: p95 {p95[1]:.0f} ms, {len(lost)} lost; {verdict} the aims of "
        f"{AIM_OVERVIEW:.0f} and {AIM_SAVE:.0f} ms"
    )


if __name__ == "__main__":
    main()
