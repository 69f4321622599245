"""Booking a place: who may, under which terms, and every reason why not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from office import mailboxes, rules
from office.models import Letter
from training import approving, booking, cancelling, charging, rescheduling, waiting_list
from training.models import Booking, Charge, Step
from training.states import State
from training.tests import given
from training.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db
NO_MANAGER = "Say who your line manager is, with name and e-mail address: he or she is told of your booking."
SHARED_MANAGER = (
    "office@oakshire-health.example looks like a mailbox that several people read. "
    "Give the address only your line manager reads."
)
DAY = "Wednesday 23 December 2026"
LATER = AT + timedelta(days=60)


def history(held):
    return [(step.to_state, step.hand, step.reason) for step in held.steps.all()]


# Asking ------------------------------------------------------------------------------


def test_a_place_is_booked_under_the_terms_of_the_day_which_it_keeps(cast):
    policy = given.a_policy(cast)
    event = given.an_event(cast)

    held = given.a_booking(cast, event)

    assert (held.state, held.policy, held.accepted_at) == (State.BOOKED, policy, AT)
    assert (held.fee, held.late_fee, held.no_show_fee) == (Decimal(0), Decimal("50.00"), Decimal("50.00"))
    assert f"{held.free_until:%d.%m.%Y %H:%M}" == "15.12.2026 23:59"
    assert history(held) == [("booked", "the learner", "There was a free place.")]
    assert given.letters_to(cast.practitioner.email) == [f"Your place: {event.course}, {DAY}"]
    assert given.letters_to(cast.lead.email) == [f"Booked: Priya Thornwell, {event.course}, {DAY}"]


def test_asking_twice_gives_the_same_booking_and_no_second_letter(cast):
    event = given.an_event(cast)

    first, second = given.a_booking(cast, event), given.a_booking(cast, event)

    assert first.pk == second.pk
    assert Letter.objects.filter(to=cast.practitioner).count() == 1


def test_one_books_for_oneself_and_not_for_others(cast):
    event = given.an_event(cast)

    for by in (cast.stranger, cast.auditor, cast.head):
        with pytest.raises(PermissionDenied):
            given.a_booking(cast, event, by=by)


def test_a_lead_books_for_own_staff_and_the_office_for_anybody_and_it_says_so(cast):
    events = [given.an_event(cast, in_days=days) for days in (30, 31)]

    by_lead, by_office = (given.a_booking(cast, event, by=by)
                          for event, by in zip(events, (cast.lead, cast.administrator), strict=True))  # fmt: skip

    assert [history(each)[0][1] for each in (by_lead, by_office)] == [
        "Oakshire Health, on behalf",
        "the office, on behalf",
    ]
    assert (by_lead.booked_by, by_lead.on_behalf) == (cast.lead, True)


def test_an_agency_somebody_does_not_work_in_is_refused(cast):
    event = given.an_event(cast)

    with refused("Priya Thornwell does not belong to Oakvale Police here. Choose an agency he or she works in."):
        booking.book_place(event=event, person=cast.practitioner, by=cast.practitioner, agency=cast.agencies.police,
                           asked=given.asked(cast), at=AT)  # fmt: skip


def test_a_shared_mailbox_is_refused_with_the_reason(cast):
    desk = given.a_colleague(cast.agencies.health_trust, email="reception@oakshire-health.example")

    with refused(mailboxes.SHARED):
        given.a_booking(cast, given.an_event(cast), desk)


def test_the_policy_is_accepted_first(cast):
    given.a_policy(cast)

    with refused("Accept the booking policy first: it says what a late cancellation costs."):
        given.a_booking(cast, given.an_event(cast), accepts_policy=False)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"manager_email": ""}, NO_MANAGER),
        ({"manager_email": "practitioner@oakshire.example"},
         "You cannot be your own line manager. If you are self-employed or a childminder, say so above instead."),
        ({"manager_email": "office@oakshire-health.example"},
         SHARED_MANAGER),
    ],
)  # fmt: skip
def test_a_line_manager_who_cannot_be_is_refused(cast, words, sentence):
    with refused(sentence):
        given.a_booking(cast, given.an_event(cast), **words)


@pytest.mark.parametrize(
    ("at_agency", "words", "approver"),
    [
        ("health_trust", {"manager_email": "mona@oakshire-health.example"}, ""),
        ("school", {"manager_email": "mona@larchmere.example"}, ""),
        ("health_trust", {"manager_email": "mona@gmail.com"}, "agency"),
        ("health_trust", {"manager_email": "mona@council.example"}, "agency"),
        ("health_trust", {"instead": "foster", "manager_email": "mona@council.example"}, ""),
        ("health_trust", {"instead": "self"}, "agency"),
    ],
)
def test_an_address_counts_only_if_its_domain_is_the_agencys_or_the_person_is_known(cast, at_agency, words, approver):
    person = given.a_colleague(getattr(cast.agencies, at_agency))

    held = given.a_booking(cast, given.an_event(cast), person, manager_name="Mona Ashby", **words)

    assert (held.approved_by, held.state) == (approver, State.AWAITING if approver else State.BOOKED)


def test_an_address_that_proves_nothing_is_never_written_to_the_lead_is_asked(cast):
    held = given.a_booking(cast, given.an_event(cast), manager_email="mona@gmail.com", manager_name="Mona")

    assert given.letters_to("mona@gmail.com") == []
    assert given.letters_to(cast.lead.email) == [f"Please approve: Priya Thornwell, {held.event.course}, {DAY}"]


# Why not ----------------------------------------------------------------------------


def test_a_course_for_some_groups_is_refused_to_others_in_words(cast):
    course = given.a_course(cast, open_to=["education", "early_years"])

    with refused("This course is only for people who work in education, early years. Priya Thornwell works in: health. "
                 "If that is wrong, put it right in the profile."):  # fmt: skip
        given.a_booking(cast, given.an_event(cast, course=course))


def test_what_comes_before_is_needed_or_only_advised(cast):
    before = given.a_course(cast, title="Basics")
    strict = given.a_course(cast, prerequisites=[before], prerequisites_needed=True)
    advised = given.a_course(cast, prerequisites=[before])

    with refused("Before this course one takes “Basics”. Nothing in date stands for it on the record of Priya "
                 "Thornwell; book that first, or add the certificate to the passport if it was taken "
                 "elsewhere."):  # fmt: skip
        given.a_booking(cast, given.an_event(cast, course=strict))
    assert given.a_booking(cast, given.an_event(cast, course=advised)).state == State.BOOKED
    given.an_upload_that_counts(cast, cast.practitioner, before, on=ON)
    assert given.a_booking(cast, given.an_event(cast, course=strict, in_days=40)).state == State.BOOKED


def test_two_events_at_the_same_time_clash_in_words(cast):
    first = given.an_event(cast, course=given.a_course(cast, title="One thing"))
    given.a_booking(cast, first)

    with refused(f"Priya Thornwell is booked on “One thing” at the same time, {DAY}, 9:30am. Cancel that first, or "
                 "choose another date."):  # fmt: skip
        given.a_booking(cast, given.an_event(cast))


def test_sessions_that_interleave_do_not_clash(cast):
    days = [ON + timedelta(days=each) for each in (20, 21, 22)]
    outer = given.an_event(cast, sessions=[given.a_session(days[0]), given.a_session(days[2])], closes_on=days[0])
    given.a_booking(cast, outer)

    inner = given.an_event(cast, sessions=[given.a_session(days[1])], closes_on=days[0])

    assert given.a_booking(cast, inner).state == State.BOOKED


@pytest.mark.parametrize(
    ("words", "at", "sentence"),
    [
        ({"opens_on": ON + timedelta(days=2)}, AT, "Booking opens on 25 November 2026. Come back then."),
        ({"closes_on": ON + timedelta(days=3)}, AT + timedelta(days=4),
         "Booking closed on 26 November 2026. Choose another date, or ask the office."),
        ({}, AT + timedelta(days=30), "This event has begun already. Choose another date."),
    ],
)  # fmt: skip
def test_a_window_that_has_closed_between_page_and_click_is_refused(cast, words, at, sentence):
    event = given.an_event(cast, **words)

    with refused(sentence):
        given.a_booking(cast, event, at=at)


def test_the_office_books_after_the_last_day_but_not_into_the_past(cast):
    event = given.an_event(cast, closes_on=ON + timedelta(days=3))

    late = given.a_booking(cast, event, at=AT + timedelta(days=5), by=cast.administrator)

    assert late.state == State.BOOKED


# Approval ---------------------------------------------------------------------------


@pytest.fixture
def approved_course(cast):
    return given.a_course(cast, needs_approval=True)


def test_a_booking_that_waits_for_approval_takes_no_seat(cast, approved_course):
    event = given.an_event(cast, course=approved_course, places=1)
    waiting = given.a_booking(cast, event)

    other = given.a_booking(cast, event, given.a_colleague(cast.agencies.police), by=cast.administrator)

    assert (waiting.state, other.state) == (State.AWAITING, State.BOOKED)


def test_an_approved_request_whose_event_has_filled_lands_on_the_waiting_list(cast, approved_course):
    event = given.an_event(cast, course=approved_course, places=1)
    asked = given.a_booking(cast, event)
    given.a_booking(cast, event, given.a_colleague(cast.agencies.police), by=cast.administrator)

    approved = approving.approve(booking=asked, by=None, at=AT + timedelta(days=1))

    assert (approved.state, approved.waits_since) == (State.WAITING, AT)
    assert history(approved)[-1] == (
        "waiting", "the line manager, by a signed page", "Approved. Every place is taken.",
    )  # fmt: skip


def test_raising_the_places_never_promotes_the_unapproved(cast, approved_course):
    event = given.an_event(cast, course=approved_course, places=1)
    given.a_booking(cast, event, given.a_colleague(cast.agencies.police), by=cast.administrator)
    asked = given.a_booking(cast, event)
    event.max_places = 5
    event.save()

    with transaction.atomic():
        offered = waiting_list.offer_freed_places(event, at=AT)

    asked.refresh_from_db()
    assert (offered, asked.state) == ([], State.AWAITING)


def test_approval_survives_a_change_of_what_is_needed(cast, approved_course):
    asked = given.a_booking(cast, given.an_event(cast, course=approved_course))
    held = approving.approve(booking=asked, by=None, at=AT)

    changed = cancelling.change_needs(booking=held, by=cast.practitioner, access_needs="A loop", at=AT)

    assert (changed.state, changed.approved_at, changed.access_needs) == (State.BOOKED, AT, "A loop")


def test_the_lead_may_answer_in_the_managers_stead_but_nobody_for_him_or_herself(cast, approved_course):
    event = given.an_event(cast, course=approved_course)
    asked = given.a_booking(cast, event, manager_email="mona@oakshire-health.example", manager_name="Mona")
    own = given.a_booking(cast, event, cast.lead, manager_email="mona@oakshire-health.example", manager_name="Mona")

    held = approving.approve(booking=asked, by=cast.lead, at=AT)

    assert history(held)[-1][1] == "the agency's lead, in the manager's stead"
    with refused("Nobody approves his or her own booking. Ask a colleague who answers for the agency."):
        approving.approve(booking=own, by=cast.lead, at=AT)
    with pytest.raises(PermissionDenied):
        approving.approve(booking=own, by=cast.stranger, at=AT)


def test_no_needs_a_reason_which_the_learner_reads_and_is_said_once(cast, approved_course):
    asked = given.a_booking(cast, given.an_event(cast, course=approved_course))

    with refused("Say why, so that the two of you can talk about it."):
        approving.decline(booking=asked, by=None, at=AT, reason=" ")
    approving.decline(booking=asked, by=None, at=AT, reason="The team is short that week.")
    with refused("This has been answered already: the booking is “Not approved”."):
        approving.approve(booking=asked, by=None, at=AT)

    assert "Reason: The team is short that week." in Letter.objects.filter(to=cast.practitioner).latest("pk").text


def test_a_manager_is_reminded_and_then_the_request_lapses(cast, approved_course):
    asked = given.a_booking(cast, given.an_event(cast, course=approved_course))
    for days in (2, 3, 3, 8, 15):
        approving.remind_and_lapse(at=AT + timedelta(days=days))

    asked.refresh_from_db()
    subjects = given.letters_to(cast.lead.email)
    assert [subject.partition(":")[0] for subject in subjects] == ["Please approve", *["Still waiting for you"] * 2]
    assert asked.state == State.LAPSED


# The waiting list --------------------------------------------------------------------


def test_a_freed_place_is_offered_to_whoever_has_waited_longest_and_held(cast):
    event = given.a_full_event(cast, waiting=2)
    first, second = Booking.objects.filter(event=event).waiting()
    held = Booking.objects.get(event=event, state=State.BOOKED)

    cancelling.cancel(booking=held, by=held.person, at=AT + timedelta(hours=1))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.OFFERED, State.WAITING)
    assert first.offer_until - AT == timedelta(hours=49)
    assert history(first)[-1] == ("offered", "the portal", "Has waited longest.")
    newcomer = given.a_booking(cast, event, at=AT + timedelta(hours=2))
    assert newcomer.state == State.WAITING


def test_an_offer_is_taken_once_refused_once_and_runs_out(cast):
    event = given.a_full_event(cast, waiting=3)
    held = Booking.objects.get(event=event, state=State.BOOKED)
    cancelling.cancel(booking=held, by=held.person, at=AT)

    def offered():
        return Booking.objects.get(event=event, state=State.OFFERED)

    waiting_list.refuse(booking=offered(), by=None, at=AT + timedelta(hours=1))
    second = offered()
    ran_out = waiting_list.lapse_offers(at=second.offer_until)
    third = offered()
    taken = waiting_list.accept(booking=third, by=None, at=AT + timedelta(hours=60))

    second.refresh_from_db()
    assert (ran_out, second.state, taken.state) == (1, State.LAPSED, State.BOOKED)
    with refused("You have this place already. Nothing more is to be done."):
        waiting_list.accept(booking=third, by=third.person, at=AT + timedelta(hours=61))
    with refused("There is no offer any more: the booking is “Lapsed”."):
        waiting_list.accept(booking=second, by=second.person, at=AT + timedelta(hours=61))


def test_an_offer_that_has_run_out_but_was_not_swept_yet_is_refused(cast):
    event = given.a_full_event(cast, waiting=1)
    held = Booking.objects.get(event=event, state=State.BOOKED)
    cancelling.cancel(booking=held, by=held.person, at=AT)
    offered = Booking.objects.get(event=event, state=State.OFFERED)

    with refused("The offer has run out, and the place goes to the next on the list. Choose another date."):
        waiting_list.accept(booking=offered, by=offered.person, at=AT + timedelta(hours=49))


def test_near_the_event_nobody_is_moved_up_but_the_office_may_by_hand(cast):
    event = given.a_full_event(cast, waiting=1)
    held = Booking.objects.get(event=event, state=State.BOOKED)
    near = AT + timedelta(days=29)

    cancelling.cancel(booking=held, by=held.person, at=near)

    assert not Booking.objects.filter(event=event, state=State.OFFERED).exists()
    with transaction.atomic():
        assert len(waiting_list.offer_freed_places(event, at=near, by_hand=True)) == 1


def test_the_mix_keeps_places_for_other_agencies_and_says_so(cast):
    event = given.an_event(cast, places=4, most_percent=50, mix_until=ON + timedelta(days=10))
    for _ in range(2):
        given.a_booking(cast, event, given.a_colleague(cast.agencies.county_council))

    third = given.a_booking(cast, event, given.a_colleague(cast.agencies.county_council))
    other = given.a_booking(cast, event)

    assert (third.state, other.state) == (State.WAITING, State.BOOKED)
    assert history(third)[0][2] == (
        "This event is for a mix of agencies: until 3 December no agency gets more than 2 places, and this one has "
        "them."
    )
    assert waiting_list.leftover_places(at=AT + timedelta(days=5)) == 0
    assert waiting_list.leftover_places(at=AT + timedelta(days=11)) == 1


def test_near_the_event_whoever_asks_first_gets_a_free_place(cast):
    event = given.a_full_event(cast, waiting=1)
    held = Booking.objects.get(event=event, state=State.BOOKED)
    near = AT + timedelta(days=29)
    cancelling.cancel(booking=held, by=held.person, at=near)

    assert given.a_booking(cast, event, at=near).state == State.BOOKED


# Cancel, give, move -------------------------------------------------------------------


def test_cancelling_in_time_costs_nothing_and_later_the_fee_of_the_booking(cast):
    early, late = (given.a_booking(cast, given.an_event(cast, in_days=days)) for days in (30, 31))

    cancelling.cancel(booking=early, by=cast.practitioner, at=early.free_until)
    cancelling.cancel(booking=late, by=cast.practitioner, at=late.free_until + timedelta(seconds=1), reason="Ill")

    charge = Charge.objects.get()
    assert (charge.booking, charge.amount, charge.state) == (late, Decimal("50.00"), "proposed")
    assert given.letters_to(cast.lead.email)[-1].startswith("Charge: Priya Thornwell")


def test_a_cancelled_booking_is_not_cancelled_again_nor_one_that_has_begun(cast):
    held, begun = (given.a_booking(cast, given.an_event(cast, in_days=days)) for days in (30, 31))
    cancelling.cancel(booking=held, by=cast.practitioner, at=AT)

    with refused("Nothing is left to do: this booking is “Cancelled in time”."):
        cancelling.cancel(booking=held, by=cast.practitioner, at=AT)
    with refused("This event has begun; the register says who came."):
        cancelling.cancel(booking=begun, by=cast.practitioner, at=AT + timedelta(days=31))


def test_a_colleague_takes_the_place_free_of_charge_even_late(cast):
    event = given.an_event(cast, places=1)
    held = given.a_booking(cast, event)
    colleague = given.a_colleague(cast.agencies.health_trust)

    taken = cancelling.give_to(booking=held, colleague=colleague, by=cast.practitioner, at=AT + timedelta(days=29))

    held.refresh_from_db()
    assert (held.state, taken.state, taken.person, taken.follows) == (State.GIVEN, State.BOOKED, colleague, held)
    assert not Charge.objects.exists()


def test_a_colleague_of_another_agency_or_unprepared_is_refused(cast):
    before = given.a_course(cast, title="Basics")
    course = given.a_course(cast, prerequisites=[before])
    held = given.a_booking(cast, given.an_event(cast, course=course))

    with refused("Silas Harrowgate does not belong to Oakshire Health here. Choose an agency he or she works in."):
        cancelling.give_to(booking=held, colleague=cast.stranger, by=cast.practitioner, at=AT)
    colleague = given.a_colleague(cast.agencies.health_trust, name="Nell")
    with refused("Nell has not taken what comes before this course."):
        cancelling.give_to(booking=held, colleague=colleague, by=cast.practitioner, at=AT)


def test_moving_gives_up_the_old_place_only_for_a_new_one(cast):
    course = given.a_course(cast)
    first = given.an_event(cast, course=course, places=1)
    full = given.a_full_event(cast, course=course, in_days=35)
    free = given.an_event(cast, course=course, in_days=40)
    held = given.a_booking(cast, first)

    with refused("There is no place on that date. Every place is taken. Your place here stays yours."):
        cancelling.move_to(booking=held, event=full, by=cast.practitioner, at=AT)
    held.refresh_from_db()
    kept = held.state
    moved = cancelling.move_to(booking=held, event=free, by=cast.practitioner, at=AT)

    held.refresh_from_db()
    assert (kept, held.state, moved.state, moved.event) == (State.BOOKED, State.MOVED, State.BOOKED, free)


def test_moving_late_or_to_another_course_is_refused(cast):
    course = given.a_course(cast)
    held = given.a_booking(cast, given.an_event(cast, course=course))
    other = given.an_event(cast, course=course, in_days=60)

    with refused("It is too late to move free of charge. Let a colleague take your place, or cancel."):
        cancelling.move_to(booking=held, event=other, by=cast.practitioner, at=held.free_until + timedelta(minutes=1))
    with refused("Choose another date of the same course."):
        cancelling.move_to(booking=held, event=given.an_event(cast, in_days=61), by=cast.practitioner, at=AT)


# Charges -----------------------------------------------------------------------------


def a_charge(cast):
    held = given.a_booking(cast, given.an_event(cast))
    cancelling.cancel(booking=held, by=cast.practitioner, at=held.free_until + timedelta(hours=1))
    return Charge.objects.get(booking=held)


def test_a_charge_is_disputed_then_waived_and_never_invoiced(cast):
    charge = a_charge(cast)
    charging.dispute(charge=charge, by=None, at=LATER, reason="Called to a strategy meeting")

    with refused("This charge is “disputed”; that cannot be done any more."):
        charging.invoice(charge_keys=[charge.pk], by=cast.administrator, at=LATER)
    waived = charging.waive(charge=charge, by=cast.administrator, at=LATER, waiver="emergency")

    assert (waived.state, waived.waiver) == ("waived", "emergency")
    assert [step.to_state for step in charge.steps.all()] == ["proposed", "disputed", "waived"]


def test_charges_are_invoiced_in_a_batch_and_paid(cast):
    charge = a_charge(cast)

    batch = charging.invoice(charge_keys=[charge.pk], by=cast.administrator, at=LATER)
    paid = charging.settle(batch=batch, by=cast.administrator, at=LATER)

    charge.refresh_from_db()
    assert (paid, charge.state, charge.batch) == (1, "paid", batch)


def test_another_reason_needs_words_and_only_the_office_waives(cast):
    charge = a_charge(cast)

    with refused("Another reason needs words: write them, so that the next decision is alike."):
        charging.waive(charge=charge, by=cast.administrator, at=LATER, waiver="other")
    for by in (cast.lead, cast.practitioner, cast.trainer):
        with pytest.raises(PermissionDenied):
            charging.waive(charge=charge, by=by, at=LATER, waiver="court")
    with pytest.raises(PermissionDenied):
        charging.dispute(charge=charge, by=cast.stranger, at=LATER, reason="No")


def test_a_school_pays_the_rate_of_schools(cast):
    course = given.a_course(cast, fee_school=60)

    held = given.a_booking(cast, given.an_event(cast, course=course), cast.governor)

    assert (held.rate, held.fee) == ("school", Decimal("60.00"))


# History, and what it costs ------------------------------------------------------------


def test_the_history_of_a_booking_cannot_be_changed(cast):
    given.a_booking(cast, given.an_event(cast))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Step.objects.update(reason="Something else")


def test_a_booking_takes_few_queries(cast):
    given.a_policy(cast)
    event = given.an_event(cast)

    with rules.read_once(), CaptureQueriesContext(connection) as queries:
        given.a_booking(cast, event)

    assert len(queries) <= 36


def test_fewer_places_than_are_taken_are_refused(cast):
    event = given.a_full_event(cast, places=2)
    given_words = {name: getattr(event, name) for name in rescheduling.scheduling.PLAIN} | {"max_places": 1}

    with refused("2 places are taken; there cannot be fewer. Cancel or move somebody first."):
        given.a_change(cast, event, given_words)
