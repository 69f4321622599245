"""Renewal of certificates by a refresher or by counted hours, within days of grace; many in one file."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import Error, transaction
from django.urls import reverse

from office import made_files
from training import attendance, certificate_batches, certificates, renewing
from training.models import Certificate, CertificateBatch, Renewal
from training.tests import given
from training.tests.given import refused

pytestmark = pytest.mark.django_db


def attended(cast, person, course, *, days):
    """Somebody attends an event so many days from now, and has the certificate."""
    event = given.an_event(cast, course=course, in_days=days, closes_on=given.ON + timedelta(days=days))
    given.a_booking(cast, event, person)
    marks = {(event.bookings.get().pk, event.sessions.get().pk): "present"}
    attendance.mark(event=event, marks=marks, by=cast.trainer, at=given.over(event))
    attendance.close(event=event, by=cast.trainer, at=given.over(event))
    return Certificate.objects.get(booking__event=event)


def a_rule(cast, course, refresher=None, *, grace=0, hours=None):
    return renewing.set_rule(by=cast.administrator, course=course, grace_days=grace,
                             refreshers=[refresher] if refresher else [], hours=hours)  # fmt: skip


def test_a_refresher_renews_within_the_days_of_grace_and_not_a_day_later(cast):
    course, refresher = given.a_course(cast, validity_months=12), given.a_course(cast, validity_months=None)
    a_rule(cast, course, refresher, grace=30)
    person = given.a_colleague(cast.agencies.health_trust)
    first = attended(cast, person, course, days=20)
    ends = (first.valid_until - given.ON).days

    attended(cast, person, refresher, days=ends + 30)
    first.refresh_from_db()
    renewal = Renewal.objects.get()
    corrected = certificates.correct(certificate=first, by=cast.administrator, name="Another Name", at=given.AT)
    late = given.a_colleague(cast.agencies.health_trust)
    second = attended(cast, late, course, days=20)
    attended(cast, late, refresher, days=ends + 31)
    second.refresh_from_db()

    assert (renewal.counted_until, renewal.counts_until) == (given.ON + timedelta(days=ends), first.valid_until)
    assert first.valid_until == given.ON.replace(year=given.ON.year + 2) + timedelta(days=50)
    assert corrected.valid_until == first.valid_until
    assert second.valid_until == given.ON + timedelta(days=ends)
    with pytest.raises(Error), transaction.atomic():
        Renewal.objects.update(hours=None)


def test_hours_on_other_courses_since_it_was_issued_renew_it_once(cast):
    course, other = given.a_course(cast, validity_months=12), given.a_course(cast, cpd_hours=3)
    a_rule(cast, course, hours=Decimal(6))
    person = given.a_colleague(cast.agencies.health_trust)
    first, untils = attended(cast, person, course, days=20), []
    for days in (30, 40, 50):
        attended(cast, person, other, days=days)
        first.refresh_from_db()
        untils.append(first.valid_until.year)

    assert untils == [2027, 2028, 2028]
    assert Renewal.objects.get().hours == Decimal(6)
    assert renewing.words(course) == "It is renewed by 6 CPD hours on other courses, until its last day."


def test_what_renews_a_certificate_is_decided_by_the_office_in_the_browser(cast, client):
    course, refresher = given.a_course(cast, validity_months=12), given.a_course(cast)
    address = reverse("renewal_of_course", args=[course.slug])
    client.force_login(cast.administrator)

    client.post(address, {"refreshers": [refresher.pk], "hours": "", "grace_days": "30"})

    assert renewing.words(course) == f"It is renewed by “{refresher.title}”, up to 30 days after its last day."
    client.force_login(cast.lead)
    assert client.get(address).status_code == 403
    with refused("A certificate of this course counts for good, so nothing renews it. Give it a validity first."):
        a_rule(cast, given.a_course(cast, validity_months=None), refresher)
    with refused("The whole course taken again gives a new certificate. Choose other courses as refreshers."):
        a_rule(cast, course, course)


def test_a_lead_gets_the_certificates_of_the_own_agency_in_one_file_and_no_others(cast, client, monkeypatch):
    monkeypatch.setattr("training.certificate_papers.draw", lambda each: each.code.encode())
    given.a_held_event(cast, people=2)
    elsewhere = attended(cast, given.a_colleague(cast.agencies.voluntary), given.a_course(cast), days=25)
    client.force_login(cast.lead)

    answer = client.post(reverse("batch_certificates"))
    batch = CertificateBatch.objects.get()
    made = [
        certificate_batches.make(batch.pk, clock=lambda: given.AT),
        certificate_batches.make(batch.pk, clock=lambda: given.AT),
    ]
    file = client.get(reverse("certificate_batch_file", args=[batch.pk]))

    names = zipfile.ZipFile(io.BytesIO(file.getvalue())).namelist()
    assert (answer.headers["Location"], made) == (reverse("certificate_batch", args=[batch.pk]), [True, False])
    assert (len(names), any(elsewhere.code in name for name in names)) == (2, False)
    client.force_login(cast.administrator)
    assert client.get(reverse("certificate_batch", args=[batch.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        certificate_batches.ask(by=cast.stranger, certificates=[elsewhere.pk], at=given.AT)
    with refused("There is no certificate among these that stands. Choose others."):
        certificate_batches.ask(by=cast.lead, certificates=[], at=given.AT)
    made_files.forget(CertificateBatch, at=batch.asked_at + timedelta(days=2))
    assert (CertificateBatch.objects.count(), default_storage.exists(batch.kept_as)) == (0, False)


def test_a_batch_is_dead_only_when_it_gives_no_sign_of_life(cast, monkeypatch):
    monkeypatch.setattr("training.certificate_papers.draw", lambda each: b"")
    monkeypatch.setattr(certificate_batches, "SAYS_EVERY", 1)
    given.a_held_event(cast, people=3)
    keys = list(Certificate.objects.values_list("pk", flat=True))
    batch = certificate_batches.ask(by=cast.lead, certificates=keys, at=given.AT)
    now, lying = given.AT, []

    def clock():
        """Each certificate takes four minutes."""
        nonlocal now
        now += timedelta(minutes=4)
        lying.append(made_files.lying(CertificateBatch, since=now - timedelta(minutes=5)))
        return now

    certificate_batches.make(batch.pk, clock=clock)

    assert (len(lying), [each for each in lying[1:] if each]) == (6, [])
    assert CertificateBatch.objects.get().made_at is not None


def test_a_certificate_taken_back_meanwhile_is_not_in_the_file(cast, monkeypatch):
    monkeypatch.setattr("training.certificate_papers.draw", lambda each: b"")
    given.a_held_event(cast)
    made = Certificate.objects.get()
    batch = certificate_batches.ask(by=cast.lead, certificates=[made.pk], at=given.AT)
    certificates.revoke(certificate=made, by=cast.administrator, why="Another sat there.", at=given.AT)

    certificate_batches.make(batch.pk, clock=lambda: given.AT)

    batch.refresh_from_db()
    assert (batch.made_at, batch.trouble) == (None, certificate_batches.NONE_LEFT)
