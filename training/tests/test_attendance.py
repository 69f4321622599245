"""The day: register, code, walk-ins, the report of a meeting, and what closing decides."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given as some_given
from hypothesis import strategies as some

from partnership.models import Membership
from training import attendance, forgetting, invariants, meeting_reports, online_attendance, sign_in_codes
from training.models import Attendance, Booking, Charge
from training.states import State
from training.tests import given
from training.tests.given import refused

TEAMS = (
    "1. Summary\nMeeting title\tNeglect\nStart time\t12/13/26, 9:28:05 AM\n\n2. Participants\n"
    "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
    "{rows}\n3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\nSomebody\tx\ty\t5m\n"
)
ZOOM = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n{rows}"


def everybody(event):
    return list(Booking.objects.filter(event=event).order_by("pk"))


def marks_of(event, *words):
    (session,) = event.sessions.all()
    return {(row.pk, session.pk): word for row, word in zip(everybody(event), words, strict=True)}


# The register --------------------------------------------------------------------------


@pytest.mark.django_db
def test_closing_decides_who_came_and_proposes_what_is_owed(cast):
    event = given.a_past_event(cast, people=3)
    attendance.mark(event=event, marks=marks_of(event, "present", "late", "absent"), by=cast.trainer, at=event.ends_at)

    counts = attendance.close(event=event, by=cast.trainer, at=given.over(event))

    assert counts == {State.ATTENDED: 2, State.ABSENT: 1}
    assert [(each.kind, each.state) for each in Charge.objects.all()] == [("no_show", "proposed")]
    assert list(invariants.broken()) == []


@pytest.mark.django_db
def test_part_of_the_sessions_is_part_attendance_and_none_marked_is_not_there(cast):
    event = given.a_past_event(cast, people=2, sessions=3)
    first, second = everybody(event)
    one, two, _ = event.sessions.all()
    attendance.mark(event=event, marks={(first.pk, one.pk): "present", (first.pk, two.pk): "present"}, by=cast.trainer,
                    at=event.starts_at)  # fmt: skip

    attendance.close(event=event, by=cast.trainer, at=given.over(event))

    states = list(Booking.objects.filter(event=event).order_by("pk").values_list("state", flat=True))
    assert states == [State.PART, State.ABSENT]
    assert Attendance.objects.filter(booking=second, present=False).count() == 3


@pytest.mark.django_db
def test_a_corrected_register_decides_anew_and_drops_the_charge(cast):
    event = given.a_past_event(cast, people=1)
    attendance.close(event=event, by=cast.trainer, at=given.over(event))
    attendance.mark(event=event, marks=marks_of(event, "present"), by=cast.trainer, at=given.over(event))

    attendance.close(event=event, by=cast.trainer, at=given.over(event) + timedelta(hours=1))

    assert (everybody(event)[0].state, Charge.objects.get().state) == (State.ATTENDED, "waived")


@pytest.mark.django_db
def test_only_its_trainers_and_the_office_keep_a_register_and_not_before_the_day(cast):
    event = given.a_past_event(cast, people=1)
    other = given.a_colleague(cast.agencies.board, role="trainer")

    for by in (cast.practitioner, cast.lead, other):
        with pytest.raises(PermissionDenied):
            attendance.mark(event=event, marks={}, by=by, at=event.starts_at)
    with refused("The register opens two hours before the event, on Sunday 13 December 2026, 9:30am."):
        attendance.mark(event=event, marks={}, by=cast.trainer, at=event.starts_at - timedelta(hours=3))
    with refused("The register can be closed once the event is over."):
        attendance.close(event=event, by=cast.trainer, at=event.starts_at)


@pytest.mark.django_db
def test_marks_of_another_event_are_refused(cast):
    event, other = given.a_past_event(cast, people=1), given.a_past_event(cast, people=1)

    with refused("The register has changed meanwhile. Open it again and mark anew."):
        attendance.mark(event=event, marks=marks_of(other, "present"), by=cast.trainer, at=event.starts_at)


@pytest.mark.django_db
def test_somebody_at_the_door_is_let_in_when_one_who_has_a_place_is_absent(cast):
    event = given.a_past_event(cast, people=1, places=1)
    words = {"event": event, "person": cast.practitioner, "agency": cast.agencies.health_trust, "by": cast.trainer}

    with refused("Every place is taken. Mark who has not come as absent first; then there is room."):
        attendance.walk_in(at=event.starts_at, **words)
    attendance.mark(event=event, marks=marks_of(event, "absent"), by=cast.trainer, at=event.starts_at)
    held = attendance.walk_in(at=event.starts_at, **words)

    assert (held.state, held.walked_in, held.attendance.get().present) == (State.BOOKED, True, True)
    assert list(invariants.broken()) == []


# The code ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_signs_in_with_the_code_on_ones_own_phone_and_not_with_an_old_one(cast):
    event = given.a_past_event(cast, people=0)
    given.a_booking(cast, event)
    (session,) = event.sessions.all()
    at = event.starts_at + timedelta(minutes=20)
    code = sign_in_codes.code_at(event.secret, session.pk, at)

    with refused("This code has run out. Point your phone at the screen once more."):
        attendance.sign_in(event=event, session=session, code=code, by=cast.practitioner, at=at + timedelta(minutes=5))
    with refused("You have no place here. Speak to the trainer, who can let you in if a place is free."):
        attendance.sign_in(event=event, session=session, code=code, by=cast.stranger, at=at)
    found = attendance.sign_in(event=event, session=session, code=code, by=cast.practitioner, at=at)

    assert (found.present, found.late, found.how) == (True, True, "code")


@some_given(some.integers(0, 10**6), some.integers(0, 150))
def test_a_code_counts_for_two_minutes_and_of_its_session_only(session, seconds):
    at = given.AT.replace(second=0)
    code = sign_in_codes.code_at("secret", session, at)
    later = at + timedelta(seconds=seconds)

    assert sign_in_codes.fits("secret", session, code, later) == (seconds < 150)
    assert not sign_in_codes.fits("secret", session + 1, code, at)


# The report of a meeting -----------------------------------------------------------------------


def test_a_teams_report_is_read_with_all_times_of_a_person_added_up():
    rows = (
        "Ann Oak\t12/13/26, 9:30:00 AM\tx\t1h 30m 10s\tann@x.example\t\tPresenter\n"
        "Ann Oak\t12/13/26, 11:30:00 AM\tx\t40m 55s\tann@x.example\t\tPresenter\nBo\t12/13/26, 9:31:00 AM\tx\t3m\t\t\t"
    )

    found = meeting_reports.read(TEAMS.format(rows=rows).encode("utf-16"), day=given.ON + timedelta(days=20))

    assert [(each.name, each.email, each.minutes) for each in found] == [
        ("Ann Oak", "ann@x.example", 131),
        ("Bo", "", 3),
    ]


def test_a_zoom_report_is_read_and_one_of_another_meeting_or_of_nothing_refused():
    day = given.ON + timedelta(days=20)
    zoom = ZOOM.format(rows="Ann,ann@x.example,12/13/2026 09:30:00 AM,x,128,No").encode()

    assert [each.minutes for each in meeting_reports.read(zoom, day=day)] == [128]
    with refused("This report is of another meeting: nobody joined on 14 December 2026. Choose the right file."):
        meeting_reports.read(zoom, day=day + timedelta(days=1))
    with refused(
        "This is no attendance report of Teams or Zoom: there is no column with names and one with durations."
    ):
        meeting_reports.read(b"First,Second\n1,2\n", day=day)
    with refused("The report names nobody. Download it again after the meeting has ended."):
        meeting_reports.read(ZOOM.format(rows="").encode(), day=day)


@pytest.mark.django_db
def test_minutes_count_against_the_frozen_share_and_unmatched_names_go_to_a_person(cast):
    event = given.a_past_event(cast, people=3)
    session = event.sessions.get()
    people = [row.person for row in everybody(event)]
    rows = (
        f"{people[0].name},{people[0].email},12/13/2026 09:30,x,200,No\nPhone 1,,12/13/2026 09:30,x,190,Yes\n"
        f"{people[2].name.upper()} (Guest),,12/13/2026 09:30,x,20,Yes"
    )
    online_attendance.lay_down(event=event, session=session, data=ZOOM.format(rows=rows).encode(), by=cast.trainer,
                               at=given.over(event))  # fmt: skip

    found = online_attendance.laid_down(session, person=cast.trainer)
    matched = online_attendance.matches(found, everybody(event))
    unknown = next(number for number, row in enumerate(found) if row.name == "Phone 1")
    chosen = {number: key for number, key in matched.items() if key} | {unknown: everybody(event)[1].pk}
    counts = online_attendance.take_in(event=event, session=session, chosen=chosen, by=cast.trainer,
                                       at=given.over(event))  # fmt: skip

    assert matched[unknown] is None
    assert counts == {"there": 2, "too short": 1, "not there": 0}
    assert [each.minutes for each in Attendance.objects.order_by("booking_id")] == [200, 190, 20]
    # Twenty minutes are too few for a certificate, and nothing one pays for not coming.
    assert attendance.close(event=event, by=cast.trainer, at=given.over(event)) == {State.ATTENDED: 2, State.PART: 1}
    assert not Charge.objects.filter(kind=Charge.Kind.NO_SHOW).exists()
    assert list(invariants.broken()) == []


# The pages ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_needed_to_take_part_is_deleted_four_weeks_after_the_event(cast):
    event = given.a_past_event(cast, people=0)
    held = given.a_booking(cast, event, access_needs="A hearing loop")

    told = [forgetting.forget_needs(at=event.ends_at + timedelta(days=days)) for days in (27, 29, 30)]

    held.refresh_from_db()
    assert (told, held.access_needs) == ([0, 1, 0], "")


@pytest.mark.django_db
def test_the_trainer_sees_name_organisation_and_needs_only(sign_in, cast, time_machine):
    event = given.a_past_event(cast, people=0)
    given.a_booking(cast, event, access_needs="A hearing loop")
    time_machine.move_to(event.starts_at)
    client = sign_in(cast.trainer)

    page = client.get(reverse("register", args=[event.pk])).content.decode()
    file = client.get(reverse("register_list", args=[event.pk]) + "?format=csv").content.decode("utf-8-sig")
    code = client.get(reverse("register_code", args=[event.pk]))

    assert ["A hearing loop" in page, "Priya Thornwell" in page, cast.practitioner.email in page + file] == [
        True, True, False,
    ]  # fmt: skip
    assert file.splitlines()[0] == "Name,Organisation,Needs,State"
    assert code.headers["Refresh"] == "30"


@pytest.mark.django_db
def test_register_sign_in_and_report_in_the_browser(sign_in, cast, time_machine):
    event = given.a_past_event(cast, people=1)
    given.a_booking(cast, event)
    session = event.sessions.get()
    time_machine.move_to(event.starts_at)
    code = sign_in_codes.code_at(event.secret, session.pk, event.starts_at)
    client = sign_in(cast.practitioner)
    address = reverse("sign_in_here", args=[session.pk, code])

    client.get(address)
    opened = Attendance.objects.count()
    client.post(address)
    client.force_login(everybody(event)[0].person)
    shared = client.post(address).content.decode()
    client.force_login(cast.trainer)
    client.post(reverse("register", args=[event.pk]), {f"mark-{everybody(event)[0].pk}-{session.pk}": "late"})
    upload = SimpleUploadedFile("r.csv", ZOOM.format(rows="Bo,,12/13/2026,x,9,No").encode())
    sent = client.post(reverse("meeting_report", args=[event.pk, 1]), {"upload": upload})
    review = client.get(sent.url).content.decode()

    assert (opened, Attendance.objects.filter(present=True).count()) == (0, 2)
    assert "This phone has signed in somebody else" in shared
    assert "Whose minutes are those of Bo?" in review


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["register", "register_list", "register_code", "walk_in"])
def test_the_doors_of_the_register(client, cast, name):
    event = given.a_past_event(cast, people=0)
    found = []
    for who in (cast.trainer, cast.administrator, given.a_colleague(cast.agencies.board, role="trainer"), cast.lead):
        client.force_login(who)
        found.append(client.get(reverse(name, args=[event.pk])).status_code)

    assert found == [200, 200, 403, 403]
    assert Membership.objects.filter(role="trainer").count() == 2
