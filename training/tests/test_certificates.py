"""Certificates: issued with the register, proven in public, corrected, taken back, and told of before they run out."""

from datetime import timedelta

import page
import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from training import attendance, certificates
from training.invariants import broken
from training.models import Certificate
from training.states import State
from training.tests import given
from training.tests.given import refused

pytestmark = pytest.mark.django_db


def a_closed_register(cast, *, sessions=1, marks=("present",), **words):
    """An event that is over: for each person the word of each session, or one word for all."""
    event = given.a_past_event(cast, people=len(marks), sessions=sessions, **words)
    rows = list(event.bookings.order_by("pk"))
    words = {
        (row.pk, session.pk): word[number] if isinstance(word, tuple) else word
        for row, word in zip(rows, marks, strict=True)
        for number, session in enumerate(event.sessions.all())
    }
    attendance.mark(event=event, marks=words, by=cast.trainer, at=given.over(event))
    attendance.close(event=event, by=cast.trainer, at=given.over(event))
    return event, rows


def test_whoever_attended_in_full_gets_a_certificate_and_nobody_else(cast):
    marks = ("present", "absent", ("present", "absent"))
    event, rows = a_closed_register(cast, sessions=2, marks=marks, course=given.a_course(cast, validity_months=36))

    made = Certificate.objects.get()

    assert (made.booking, made.name, made.course) == (rows[0], rows[0].person.name, event.course.title)
    assert len(made.code) == 20
    assert made.valid_until.year == made.taken_on.year + 3
    assert given.letters_to(rows[0].person.email)[-1].startswith("Your certificate: ")
    assert list(broken()) == []


def test_a_corrected_register_takes_the_certificate_back_and_closing_again_issues_no_second(cast):
    event, (row,) = a_closed_register(cast)
    session, later = event.sessions.get(), given.over(event)
    attendance.close(event=event, by=cast.trainer, at=later)
    first = Certificate.objects.get()

    attendance.mark(event=event, marks={(row.pk, session.pk): "absent"}, by=cast.trainer, at=later)
    attendance.close(event=event, by=cast.trainer, at=later)

    first.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, first.revoked_why) == (State.ABSENT, "The register was corrected.")


def test_anybody_may_prove_a_certificate_and_learns_nothing_more(cast, client):
    cache.clear()
    a_closed_register(cast)
    made = Certificate.objects.get()

    proof = client.get(reverse("verify_certificate", args=[made.code.lower()]))
    words = proof.content.decode()

    assert proof.status_code == 200
    assert "This certificate is ours and counts" in words
    assert made.name in words
    assert made.course in words
    assert str(made.booking.agency) not in words
    assert made.booking.person.email not in words
    certificates.revoke(certificate=made, by=cast.administrator, why="Another sat there.", at=made.issued_at)
    taken_back = client.get(reverse("verify_certificate", args=[made.code])).content.decode()
    assert "This certificate was taken back" in taken_back
    assert "Another sat there." not in taken_back


def test_guessing_codes_ends_after_twenty_tries(cast, client):
    cache.clear()

    answers = [client.get(f"/certificates/GUESS{number:015d}/").status_code for number in range(21)]

    cache.clear()
    assert answers == [404] * 20 + [429]


def test_the_shorter_code_of_a_commendation_leads_to_its_own_proof(client):
    answer = client.get("/certificates/ABCD-1234/")

    assert answer.headers["Location"] == "/commendations/certificates/ABCD-1234/"


def test_the_office_corrects_a_name_and_nobody_else_may(cast, client):
    a_closed_register(cast)
    wrong = Certificate.objects.get()
    client.force_login(cast.administrator)

    client.post(reverse("correct_certificate", args=[wrong.pk]), {"name": "Ottilie  Fernhall"})

    right = Certificate.objects.living().get()
    wrong.refresh_from_db()
    assert (right.name, right.replaces, right.code != wrong.code) == ("Ottilie Fernhall", wrong, True)
    with refused("This certificate was taken back already: The name was corrected; another takes its place."):
        certificates.revoke(certificate=wrong, by=cast.administrator, why="Again", at=right.issued_at)
    with refused("Write the name as it should stand; this one stands there already."):
        certificates.correct(certificate=right, by=cast.administrator, name="Ottilie Fernhall", at=right.issued_at)
    for person in (cast.lead, cast.trainer):
        with pytest.raises(PermissionDenied):
            certificates.revoke(certificate=right, by=person, why="Why not", at=right.issued_at)


def test_the_paper_reads_aloud_and_is_for_the_learner_and_his_or_her_agency_only(cast, client, tmp_path):
    _, (row,) = a_closed_register(cast)
    address = reverse("certificate_paper", args=[Certificate.objects.get().pk])
    client.force_login(cast.stranger)
    stranger = client.get(address).status_code
    client.force_login(row.person)

    paper = client.get(address)

    assert (stranger, paper.status_code, paper.headers["Content-Type"]) == (404, 200, "application/pdf")
    file = tmp_path / "certificate.pdf"
    file.write_bytes(paper.content)
    verdict = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)
    assert verdict.is_compliant, str(verdict)
    client.force_login(cast.lead)
    assert client.get(reverse("certificates")).context["listing"].count == 1
    client.force_login(cast.stranger)
    assert client.get(reverse("certificates")).status_code == 403


def test_learner_and_lead_are_told_before_it_runs_out_unless_it_is_renewed(cast):
    course = given.a_course(cast, validity_months=12)
    _, (row,) = a_closed_register(cast, course=course)
    made = Certificate.objects.get()
    ends = given.AT.replace(year=made.valid_until.year, month=made.valid_until.month, day=made.valid_until.day)

    told = [certificates.remind(at=ends - timedelta(days=days)) for days in (91, 90, 90, 30, 7, 6)]

    assert told == [0, 1, 1, 1, 1, 0]
    subjects = [each for each in given.letters_to(row.person.email) if each.startswith("Soon out of date")]
    assert len(subjects) == 3
    assert len([each for each in given.letters_to(cast.lead.email) if each.startswith("Soon out of date")]) == 3
