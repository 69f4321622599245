"""The learning passport: one's own record and what is due, certificates from elsewhere, two accounts of one person."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from training import joining_accounts, passport, uploaded
from training.models import Booking, Certificate, Joining, UploadedCertificate
from training.tests import given
from training.tests.given import refused

pytestmark = pytest.mark.django_db
WORDS = {"title": "Trauma-informed practice", "provider": "Elsewhere College", "taken_on": date(2026, 9, 1), "hours": 6,
         "valid_until": None}  # fmt: skip


def paper():
    return SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf")


def a_certificate(person, **words):
    return uploaded.add(by=person, words={**WORDS, **words}, upload=paper(), at=given.AT)


def test_the_passport_says_what_was_learned_what_is_due_and_which_date_fits(cast, client, time_machine):
    course = given.a_course(cast, validity_months=12, cpd_hours=3)
    event = given.a_held_event(cast, course=course)
    person = event.bookings.get().person
    time_machine.move_to(event.ends_at + timedelta(days=250), tick=False)
    fits = given.an_event(cast, course=course, at=event.ends_at + timedelta(days=250), in_days=30)
    client.force_login(person)

    page = client.get(reverse("passport"))
    record = json.loads(client.get(reverse("passport"), {"format": "json"}).content)

    (due,), (line,) = page.context["passport"].due, page.context["passport"].lines
    assert (due.fits, line.title, line.counts, page.context["passport"].hours) == (fits, course.title, True, 3)
    assert [each["title"] for each in record["records"]] == [course.title]
    assert record["records"][0]["proof"].endswith(f"/certificates/{Certificate.objects.get().code}/")
    assert client.get(reverse("passport"), {"format": "csv"}).content.decode("utf-8-sig").count(course.title) == 1
    client.force_login(cast.stranger)
    assert client.get(reverse("passport")).context["passport"].lines == ()


def test_a_certificate_from_elsewhere_counts_once_the_lead_has_checked_it(cast, client, time_machine):
    time_machine.move_to(given.AT, tick=False)
    made = a_certificate(cast.practitioner)
    client.force_login(cast.stranger)
    seen = [client.get(reverse("uploaded_file", args=[made.pk])).status_code]
    client.force_login(cast.head)
    seen.append(client.get(reverse("check_certificate", args=[made.pk])).status_code)
    with pytest.raises(PermissionDenied):
        uploaded.decide(by=cast.practitioner, certificate=made, accept=True, counts_as=None, why="", at=given.AT)
    before = passport.of(cast.practitioner, house="Oakshire", at=given.AT)
    client.force_login(cast.lead)

    client.post(reverse("check_certificate", args=[made.pk]), {"counts_as": "", "why": ""})

    after = passport.of(cast.practitioner, house="Oakshire", at=given.AT)
    assert seen == [404, 404]
    assert [(before.hours, before.counting), (after.hours, after.counting)] == [(0, 0), (6, 1)]
    assert given.letters_to(cast.practitioner.email) == ["It counts: Trauma-informed practice"]
    with refused(f"{cast.lead} has checked it already: checked."):
        uploaded.decide(by=cast.lead, certificate=made, accept=False, counts_as=None, why="Torn.", at=given.AT)


def test_what_is_wrong_with_a_certificate_from_elsewhere_is_said_and_nothing_is_kept(cast):
    with refused("The day lies in the future. Add it once you have taken it."):
        a_certificate(cast.practitioner, taken_on=given.ON + timedelta(days=1))
    with refused("It runs out before it was taken. Check the two dates."):
        a_certificate(cast.practitioner, valid_until=date(2026, 8, 1))
    a_certificate(cast.practitioner)
    with refused("You have added this one already."):
        a_certificate(cast.practitioner)
    made = UploadedCertificate.objects.get()
    with refused("Say why; the learner reads it."):
        uploaded.decide(by=cast.lead, certificate=made, accept=False, counts_as=None, why=" ", at=given.AT)


def two_accounts(cast):
    """One person under two addresses, each with a booking."""
    kept, gone = given.a_colleague(cast.agencies.health_trust), given.a_colleague(cast.agencies.voluntary)
    for person in (kept, gone):
        given.a_booking(cast, given.an_event(cast), person)
    return kept, gone


def test_two_accounts_are_joined_when_both_addresses_say_yes(cast, client, time_machine):
    time_machine.move_to(given.AT, tick=False)
    kept, gone = two_accounts(cast)
    client.force_login(cast.administrator)
    client.post(reverse("join_accounts"), {"kept": kept.email, "given_up": gone.email})
    client.logout()
    links = [given.link_to(person.email, "/training/same-person/") for person in (kept, gone)]
    counts = []

    for link in links:
        opened = client.get(link).status_code
        client.post(link, {})
        counts.append((opened, Booking.objects.filter(person=kept).count()))

    gone.refresh_from_db()
    assert (counts, gone.is_active) == ([(200, 1), (200, 2)], False)
    assert client.post(links[0], {}).status_code == 410


def test_one_no_and_nothing_is_joined(cast):
    kept, gone = two_accounts(cast)
    asked = joining_accounts.propose(by=cast.administrator, kept=kept, given_up=gone, at=given.AT)
    joining_accounts.agree(joining=asked, person=kept, at=given.AT)

    joining_accounts.deny(joining=asked, person=gone, at=given.AT)

    with refused("This has been answered already. Nothing more is to be done."):
        joining_accounts.agree(joining=asked, person=gone, at=given.AT)
    assert Booking.objects.filter(person=kept).count() == 1


def test_two_who_stood_on_one_register_are_two_people(cast):
    event = given.a_held_event(cast, people=2)
    one, other = (row.person for row in event.bookings.order_by("pk"))

    with refused(
        f"Both came to “{event}”, so these are two people, or one place is booked twice. Look at that event first."
    ):
        joining_accounts.propose(by=cast.administrator, kept=one, given_up=other, at=given.over(event))
    with refused("This is one account. Name the other one too."):
        joining_accounts.propose(by=cast.administrator, kept=one, given_up=one, at=given.over(event))
    with pytest.raises(PermissionDenied):
        joining_accounts.propose(by=cast.lead, kept=one, given_up=other, at=given.over(event))
    assert Joining.objects.count() == 0
