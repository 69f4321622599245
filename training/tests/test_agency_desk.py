"""An agency's desk and the office's charges: own staff only, seats held without names, a file with its fates."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from office.models import Letter
from training import agency_desk, cancelling, charging, reminding
from training.models import Booking, Charge, InvoiceBatch, Reservation
from training.states import State
from training.tests import given
from training.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db


def held_seats(cast, event, seats=2, **words):
    fit = {"agency": cast.agencies.health_trust, "release_on": ON + timedelta(days=10), "by": cast.lead, **words}
    return agency_desk.reserve(**{"event": event, "seats": seats, "at": AT, **fit})


def test_seats_held_without_names_count_as_taken(cast):
    event = given.an_event(cast, places=2)
    held_seats(cast, event)

    other = given.a_booking(cast, event, given.a_colleague(cast.agencies.police))

    assert other.state == State.WAITING


def test_a_name_takes_a_held_seat_and_nobody_comes_between(cast):
    event = given.an_event(cast, places=2)
    held = held_seats(cast, event)

    made = agency_desk.name(reservation=held, person=cast.practitioner, asked=given.asked(cast), by=cast.lead, at=AT)

    held.refresh_from_db()
    assert (made.state, held.left, held.ended_at) == (State.BOOKED, 1, None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"seats": 5}, "4 seats can be reserved there, not 5."),
        ({"release_on": ON}, "Choose a day of release from tomorrow to 23 December 2026, when booking closes."),
    ],
)
def test_seats_there_are_not_and_a_day_that_is_no_use_are_refused(cast, words, sentence):
    event = given.an_event(cast, places=4)

    with refused(sentence):
        held_seats(cast, event, **words)


def test_one_holds_seats_once_and_for_ones_own_agency_only(cast):
    event = given.an_event(cast)
    held_seats(cast, event, seats=1)

    with refused("Oakshire Health holds seats there already. Put names to those, or release them first."):
        held_seats(cast, event, seats=1)
    with pytest.raises(PermissionDenied):
        held_seats(cast, event, agency=cast.agencies.police)


def test_seats_without_names_are_free_again_on_their_day_and_whoever_held_them_is_told(cast):
    event = given.an_event(cast, places=2)
    held_seats(cast, event)
    waiting = given.a_booking(cast, event, given.a_colleague(cast.agencies.police))

    released = reminding.release_reservations(at=AT + timedelta(days=10))

    subject = Letter.objects.filter(to=cast.lead).latest("pk").subject
    assert (released, Reservation.objects.standing().count()) == (1, 0)
    assert subject.startswith("Seats released")
    assert waiting.state == State.WAITING


# A file ----------------------------------------------------------------------------------


def a_file(*lines, coding="utf-8"):
    text = "Event,E-mail,Line manager,Line manager's e-mail\n" + "\n".join(lines)
    return SimpleUploadedFile("many.csv", text.encode(coding))


def test_a_file_shows_the_fate_of_each_row_and_books_nothing_until_the_button(sign_in, cast):
    now = timezone.now()
    event = given.an_event(cast, at=now)
    client = sign_in(cast.lead)
    rows = (f"{event.pk},practitioner@oakshire.example,,", f"{event.pk},stranger@oakshire.example,,",
            "999999,practitioner@oakshire.example,,", f"{event.pk},nobody@oakshire.example,,")  # fmt: skip

    client.post(reverse("book_many"), {"agency": cast.agencies.health_trust.pk, "upload": a_file(*rows)})
    seen = [(each.fate, each.fails) for each in client.get(reverse("check_many")).context["fates"]]
    before = Booking.objects.count(), Letter.objects.count()
    client.post(reverse("check_many"))

    assert seen == [
        ("Booked", False),
        ("Silas Harrowgate does not belong to Oakshire Health here. Choose an agency he or she works in.", True),
        ("There is no event with this number. It stands in its address.", True),
        ("Nobody with an account here has this address.", True),
    ]
    assert before == (0, 0)
    assert [each.person for each in Booking.objects.all()] == [cast.practitioner]


@pytest.mark.parametrize("coding", ["utf-8-sig", "cp1252", "utf-8"])
def test_a_file_of_any_common_encoding_is_read_and_doubles_are_named(sign_in, cast, coding):
    event = given.an_event(cast, at=timezone.now())
    row = f"{event.pk},practitioner@oakshire.example,Zoë Brontë,zoe@oakshire-health.example"

    page = sign_in(cast.lead).post(
        reverse("book_many"), {"agency": cast.agencies.health_trust.pk, "upload": a_file(row, row, coding=coding)}
    )

    assert [(each.row, each.what) for each in page.context["faults"]] == [
        (3, "Row 2 books the same person for the same event.")
    ]


# Pages ---------------------------------------------------------------------------------------


def test_a_lead_sees_the_own_agencys_bookings_and_the_office_all(client, cast):
    now = timezone.now()
    event = given.an_event(cast, at=now)
    given.a_booking(cast, event, at=now)
    given.a_booking(cast, event, given.a_colleague(cast.agencies.police), at=now)
    found = {}
    for who in (cast.lead, cast.administrator, cast.practitioner):
        client.force_login(who)
        answer = client.get(reverse("agency_training"))
        found[who.name] = answer.context["listing"].count if answer.status_code == 200 else answer.status_code

    assert found == {"Leonie Marshgate": 1, "Ada Fenwright": 2, "Priya Thornwell": 403}


def test_the_desk_makes_the_same_few_queries_for_one_and_three(sign_in, cast):
    now = timezone.now()
    event = given.an_event(cast, at=now, places=9)
    client = sign_in(cast.lead)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("agency_training"))
        return len(queries)

    given.a_booking(cast, event, at=now)
    one = asked()
    for _ in range(2):
        given.a_booking(cast, event, given.a_colleague(cast.agencies.health_trust), at=now)

    assert asked() == one


def test_booking_for_staff_holding_and_naming_seats_on_their_pages(sign_in, cast):
    now = timezone.now()
    event = given.an_event(cast, at=now)
    client = sign_in(cast.lead)
    who = {"agency": cast.agencies.health_trust.pk, "email": cast.practitioner.email, "accepts_policy": "on",
           "manager_name": "Hestia Moorcroft", "manager_email": cast.health.email}  # fmt: skip
    day = timezone.localdate(now) + timedelta(days=5)
    seats = {"agency": cast.agencies.health_trust.pk, "seats": 1, "release_on_day": day.day,
             "release_on_month": day.month, "release_on_year": day.year}  # fmt: skip

    client.post(reverse("book_for_staff", args=[event.pk]), who)
    client.post(reverse("reserve_seats", args=[event.pk]), seats)
    held = Reservation.objects.get()
    colleague = given.a_colleague(cast.agencies.health_trust)
    client.post(reverse("name_seat", args=[held.pk]), {**who, "email": colleague.email})
    client.force_login(cast.head)

    assert {each.person for each in Booking.objects.all()} == {cast.practitioner, colleague}
    assert client.get(reverse("name_seat", args=[held.pk])).status_code == 404


def a_charge(cast, now):
    held = given.a_booking(cast, given.an_event(cast, at=now, in_days=3), at=now)
    cancelling.cancel(booking=held, by=cast.practitioner, at=now)
    return Charge.objects.get(booking=held)


def test_the_office_batches_downloads_and_settles_charges(sign_in, cast):
    charge = a_charge(cast, timezone.now())
    client = sign_in(cast.administrator)

    client.post(reverse("invoice_charges"))
    batch = InvoiceBatch.objects.get()
    file = client.get(reverse("invoice_batch", args=[batch.pk])).content.decode("utf-8-sig").splitlines()
    client.post(reverse("settle_batch", args=[batch.pk]))

    charge.refresh_from_db()
    assert file[0] == "Batch,Charge,Agency,Learner,Line manager,E-mail,Course,Date,For,Amount"
    assert file[1].startswith(f"{batch.pk},{charge.pk},Oakshire Health,Priya Thornwell,Leonie Marshgate,")
    assert file[1].endswith(",Late cancellation,50.00")
    assert (charge.state, charge.amount) == ("paid", Decimal("50.00"))


def test_a_lead_disputes_on_the_page_and_the_office_decides(sign_in, cast):
    now = timezone.now()
    charge = a_charge(cast, now)
    client = sign_in(cast.lead)

    client.post(reverse("charge", args=[charge.pk]), {"reason": "In court"})
    client.force_login(cast.administrator)
    client.post(reverse("charge", args=[charge.pk]), {"waiver": "court", "reason": ""})
    client.force_login(cast.head)

    charge.refresh_from_db()
    assert (charge.state, charge.waiver) == ("waived", "court")
    assert client.get(reverse("charge", args=[charge.pk])).status_code == 404
    assert client.post(reverse("invoice_charges")).status_code == 403
    with refused("Choose the charges to be invoiced."):
        charging.invoice(charge_keys=[], by=cast.administrator, at=now)
