"""Self-assessment at the size of a large county: script/bench self_assessment [AGENCIES].

300 agencies, 60 questions and two cycles, answered and judged, are written in bulk beside a small Oakshire. The
overview is asked for one at a time, each second time after somebody judged anew, so that what is kept of it does not
help. Then 50 people type, each kept as often as the script of the page ever does, every
two seconds (static/js/autosave.js), and afterwards not one text may be missing. Last, all 50 save in one moment.
"""

import http.client
import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from bench.page import cookie_of
from bench.server import cpu_of, gunicorn, portal

AIM_OVERVIEW, AIM_SAVE = 300.0, 150.0
WRITERS, ROUNDS, TIMES = 50, 6, 60
PACE = 2.0  # seconds between two saves of one person: WAIT of autosave.js
STEPS = (("open", "", "answering"), ("finish", "answering", "signing"), ("submit", "signing", "submitted"))
SECTIONS, EACH = 10, 6
LEVELS = [
    {"key": key, "name": key.capitalize(), "share": share, "meaning": "So and so."}
    for key, share in (("red", 25), ("amber", 50), ("green", 75), ("blue", 100))
]


def questionnaire(hand: Any, board: Any, now: Any) -> Any:
    """Ten standards of six questions, published by the verbs."""
    from office import questionnaire_files, questionnaires

    sections = [
        {"title": f"Standard {n}", "criteria": [
            {"code": f"q{n}-{m}", "title": f"Question {n}.{m}", "text": "It is so."} for m in range(EACH)
        ]}
        for n in range(SECTIONS)
    ]  # fmt: skip
    words = {"slug": "bench", "name": "Bench", "use": "self_assessment", "sections": sections,
             "scale": {"scheme": "levels", "name": "Four grades", "levels": LEVELS}}  # fmt: skip
    version = questionnaire_files.take_in(by=hand, words=words, at=now)
    questionnaires.ask_for_review(by=hand, version=version, reviewer=board)
    questionnaires.review(by=board, version=version, words="", fit=True, at=now)
    return questionnaires.publish(by=hand, version=version, at=now)


def fill(agencies: int) -> tuple[str, int]:
    """Agencies that have handed in two cycles, all judged; gives the later cycle's slug and the number of answers."""
    from django.db import connection
    from django.utils import timezone

    from audits.models import Cycle
    from partnership.models import Agency, Person

    now = timezone.now()
    hand, board = (Person.objects.get(email=f"{who}@oakshire.example") for who in ("administrator", "board"))
    version = questionnaire(hand, board, now)
    made = Agency.objects.bulk_create(
        Agency(name=f"Agency {n}", slug=f"agency-{n}", kind="health_trust", sector="health",
               active_from=now.date() - timedelta(days=900))
        for n in range(agencies)
    )  # fmt: skip
    before, answers = None, 0
    for days in (400, 30):
        begun = now.date() - timedelta(days=days)
        before = Cycle.objects.create(
            slug=f"bench-{days}", name=f"Bench {days}", version=version, opens_on=begun, previous=before,
            due_on=begun + timedelta(days=60), opened_by=hand, opened_at=now,
        )  # fmt: skip
        answers += handed_in(before, made, hand, now)
    # What autovacuum does within a minute; without it the planner takes the tables for empty.
    with connection.cursor() as cursor:
        cursor.execute("select count_the_rows()")
    return before.slug, answers


def handed_in(cycle: Any, agencies: list[Any], hand: Any, now: Any) -> int:
    """One cycle, answered, signed and judged by rows as the verbs would have left them; says how many answers."""
    from audits import answering
    from audits.models import Answer, Judgement, SelfAssessment, Signer, Step

    rows = SelfAssessment.objects.bulk_create(
        SelfAssessment(cycle=cycle, agency=agency, due_on=cycle.due_on) for agency in agencies
    )
    sheet = answering.sheet_of(rows[0])
    asked = [(row, each, sheet.levels[(row.pk + each.pk) % 4]) for row in rows for each in sheet.criteria]
    Answer.objects.bulk_create(
        (Answer(assessment=row, criterion_id=each.pk, code=each.code, narrative="Ten files.", difference="Less.",
                level=level.key, score=level.share, saved_by=hand, saved_at=now) for row, each, level in asked),
        batch_size=2000,
    )  # fmt: skip
    Signer.objects.bulk_create(Signer(assessment=row, capacity="officer", person=hand, signed_at=now) for row in rows)
    for key, before, after in STEPS:
        Step.objects.bulk_create(
            Step(assessment=row, key=key, from_state=before, to_state=after, by=hand, at=now) for row in rows
        )
    cycle.assessments.update(state="submitted", submitted_at=now)
    Judgement.objects.bulk_create(
        (Judgement(assessment=row, criterion_id=each.pk, code=each.code, by=hand, part="moderator", level=level.key,
                   score=level.share, verdict="agreed", quality="sufficient", at=now) for row, each, level in asked),
        batch_size=2000,
    )  # fmt: skip
    return len(asked)


def judge_anew(slug: str) -> None:
    """Change one judgement of a cycle, as a moderator does."""
    from django.db.models import F

    from audits.models import Judgement

    one = Judgement.objects.filter(assessment__cycle__slug=slug).order_by("at", "pk").values("pk")[:1]
    Judgement.objects.filter(pk__in=one).update(at=F("at") + timedelta(days=1), score=(time.time_ns() // 1000) % 100)


def overview(port: int, slug: str, cookie: str) -> list[float]:
    """Milliseconds of each request, the first few left out."""
    link, times = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    path = f"/audits/self-assessments/cycles/{slug}/overview/"
    for number in range(TIMES + 5):
        if number % 2:
            judge_anew(slug)
        began = time.perf_counter()
        link.request("GET", path, headers={"Host": "localhost", "Cookie": cookie})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"The overview answered {answer.status}")
        if number >= 5:
            times.append((time.perf_counter() - began) * 1000)
    return times


def save(link: http.client.HTTPConnection, number: int, turn: int, cookie: str, token: str) -> float:
    """One save of one person, in milliseconds."""
    body = urlencode({"csrfmiddlewaretoken": token, "narrative": f"Writer {number}, turn {turn}", "mark": ""})
    headers = {"Host": "localhost", "Cookie": f"{cookie}; csrftoken={token}", "Accept": "application/json",
               "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
    began = time.perf_counter()
    link.request("POST", f"/accounts/drafts/answer/1-bench-{number}/", body, headers)
    answer = link.getresponse()
    answer.read()
    if answer.status != 200:
        sys.exit(f"Keeping a draft answered {answer.status}")
    return (time.perf_counter() - began) * 1000


def typing(port: int, number: int, cookie: str, token: str) -> list[float]:
    """One person types: kept every two seconds, beginning somewhere in the first two."""
    link, times = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    begun = time.perf_counter() + PACE * number / WRITERS
    for turn in range(ROUNDS):
        time.sleep(max(0.0, begun + turn * PACE - time.perf_counter()))
        times.append(save(link, number, turn, cookie, token))
    return times


def at_once(port: int, number: int, cookie: str, token: str) -> list[float]:
    """One person among all who save in the same moment."""
    return [save(http.client.HTTPConnection("127.0.0.1", port, timeout=60), number, ROUNDS - 1, cookie, token)]


def all_of(deed: Any, port: int, cookie: str, token: str) -> list[float]:
    """What each of the writers saw, sorted."""
    with ThreadPoolExecutor(WRITERS) as pool:
        return sorted(t for times in pool.map(lambda n: deed(port, n, cookie, token), range(WRITERS)) for t in times)


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
            before = cpu_of(pid)
            saved = all_of(typing, port, cookie, token)
            cost = (cpu_of(pid) - before) / len(saved) * 1000
            burst = all_of(at_once, port, cookie, token)
        kept = Draft.objects.filter(form="answer", record__startswith="1-bench-").values_list("fields", flat=True)
        last = sorted(each["narrative"][0] for each in kept)
    lost = {f"Writer {n}, turn {ROUNDS - 1}" for n in range(WRITERS)} - set(last)
    p95 = [statistics.quantiles(times, n=20)[18] for times in (seen, saved)]
    verdict = "within" if p95[0] <= AIM_OVERVIEW and p95[1] <= AIM_SAVE and not lost else "beyond"
    print(
        f"{agencies} agencies, {answers:,} answers: overview p95 {p95[0]:.0f} ms, processor {used:.0f} ms; "
        f"{WRITERS} people typing: p95 {p95[1]:.0f} ms, processor {cost:.1f} ms a save, {len(lost)} lost "
        f"(all in one moment: the last after {burst[-1]:.0f} ms); {verdict} the aims of "
        f"{AIM_OVERVIEW:.0f} and {AIM_SAVE:.0f} ms"
    )


if __name__ == "__main__":
    main()
