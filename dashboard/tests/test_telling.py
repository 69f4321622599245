from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from dashboard import special_causes, subscribing
from dashboard.models import Measure, SpecialCause, Subscription
from dashboard.tests import given
from dashboard.tests.test_figure_views import page, told
from office.models import Letter
from partnership.refusals import Refusal
from priorities.models import Finding

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 6, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, 6, tzinfo=UTC)


def a_fall():
    told("D06", [90, 91] * 11 + [90, 60], wholes=[100] * 24)


def subscribe(person, code="D06", *, rhythm="weekly", alerts=True):
    measure = Measure.objects.get(code=code) if code else None
    return subscribing.subscribe(
        by=person, area=given.an_area(), measure=measure, rhythm=rhythm, alerts=alerts, at=MONDAY
    )


def test_a_person_asks_in_the_browser_to_be_told_and_ends_it(sign_in):
    a_fall()
    board = sign_in(given.somebody("board_member"))

    board.post("/dashboard/measures/D06/subscribe/", {"rhythm": "monthly", "alerts": "on"})
    held = Subscription.objects.living().get()
    listed = page(board, "/dashboard/subscriptions/")[1]
    board.post(f"/dashboard/subscriptions/{held.pk}/end/")

    assert "Decisions made in time" in listed
    assert Subscription.objects.living().count() == 0


def test_nobody_ends_the_letters_of_another(sign_in):
    a_fall()
    held = subscribe(given.somebody("board_member"))

    answer = sign_in(given.an_analyst()).post(f"/dashboard/subscriptions/{held.pk}/end/")

    assert answer.status_code == 404
    assert Subscription.objects.living().count() == 1


def test_asking_again_changes_the_rhythm_and_asking_for_nothing_is_refused():
    a_fall()
    board = given.somebody("board_member")
    subscribe(board)
    subscribe(board, rhythm="monthly")

    with pytest.raises(Refusal, match="Choose a regular letter"):
        subscribe(board, rhythm="never", alerts=False)
    assert [each.rhythm for each in Subscription.objects.living()] == ["monthly"]


def test_the_weekly_letter_comes_on_mondays_once_with_what_changed():
    a_fall()
    subscribe(given.somebody("board_member"))

    written = [subscribing.tell_what_changed(at=at) for at in (MONDAY, MONDAY, TUESDAY)]

    letter = Letter.objects.get()
    assert written == [1, 0, 0]
    assert letter.subject == "Decisions made in time, Oakshire: what changed"
    assert "Decisions made in time fell to 60%" in letter.text
    assert "/dashboard/measures/D06/?area=E99999975" in letter.text


def test_the_monthly_letter_comes_on_the_first_working_day():
    a_fall()
    subscribe(given.somebody("board_member"), rhythm="monthly")

    written = [subscribing.tell_what_changed(at=at) for at in (MONDAY, TUESDAY, TUESDAY + timedelta(days=1))]

    assert written == [0, 1, 0]


def test_a_letter_hides_what_the_page_of_its_reader_hides():
    told("D09", [40] * 22 + [60, 4])
    subscribe(given.somebody("board_member"), "D09")

    subscribing.tell_what_changed(at=MONDAY)

    assert "4" not in Letter.objects.get().text.replace("2024", "").replace("E99999975", "").partition("You asked")[0]


def test_what_is_out_of_the_ordinary_is_noted_and_told_once():
    a_fall()
    subscribe(given.somebody("board_member"), rhythm="never")
    subscribe(given.an_analyst(), None, rhythm="never")

    noted = [subscribing.note_special_causes(at=MONDAY) for _ in range(2)]

    assert noted == [1, 0]
    assert SpecialCause.objects.get().kind == "worse"
    assert {letter.to.name for letter in Letter.objects.all()} == {"Board member", "Analyst"}
    assert all("unlikely to be chance" in letter.text for letter in Letter.objects.all())


def test_whoever_left_is_told_no_more():
    a_fall()
    board = given.somebody("board_member")
    subscribe(board)
    board.memberships.all().update(ends_on=date(2026, 1, 1))

    assert subscribing.tell_what_changed(at=MONDAY) == 0


def test_a_person_makes_a_finding_of_it_and_the_page_links_to_it(sign_in):
    a_fall()
    subscribing.note_special_causes(at=MONDAY)
    cause = SpecialCause.objects.get()
    office = sign_in(given.somebody("business_unit"))
    asked = page(office, "/dashboard/measures/D06/")[1]

    office.post(
        f"/dashboard/measures/D06/finding/{cause.pk}/", {"text": "Decisions take longer since two posts are empty."}
    )

    finding = Finding.objects.get()
    assert "Make a finding of it" in asked
    assert (finding.source_kind, finding.source_address) == ("measure", "/dashboard/measures/D06/?area=E99999975")
    assert "Decisions take longer" in page(office, "/dashboard/measures/D06/")[1]
    with pytest.raises(Refusal, match="made a finding of this already"):
        special_causes.confirm(cause, by=given.somebody("business_unit"), text="Again.", address="", at=MONDAY)


def test_who_may_record_no_findings_makes_none(sign_in):
    a_fall()
    subscribing.note_special_causes(at=MONDAY)
    cause = SpecialCause.objects.get()

    assert sign_in(given.an_analyst()).get(f"/dashboard/measures/D06/finding/{cause.pk}/").status_code == 403
    with pytest.raises(PermissionDenied):
        special_causes.confirm(cause, by=given.an_analyst(), text="Mine.", address="", at=MONDAY)
