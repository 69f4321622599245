"""Joining through its doors: from the address to the first page as a member, and what each may see of people."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from office import codes, joining
from office.models import Draft, JoinRequest, Letter
from office.tests import given
from office.tests.given import AT
from partnership.models import Membership, Person

ABOUT = {"name": "Ines Alderbrook", "job_role": "Nurse", "professional_group": "health"}


@pytest.fixture(autouse=True)
def _a_quiet_hour(time_machine, own_cache):
    """Rate limits begin anew, and it is the day of the tests."""
    time_machine.move_to(AT, tick=True)


def give_code(client, email):
    client.post(reverse("join"), {"email": email})
    return client.post(reverse("join_code"), {"code": given.a_code(email)})


def test_somebody_new_joins_with_the_address_of_an_agency_and_is_in(client, agencies):
    sent = give_code(client, "ines@oakshire-health.example")
    answer = client.post(reverse("join_about_you"), {**ABOUT, "agency": "oakshire health"}, follow=True)

    person = Person.objects.get(email="ines@oakshire-health.example")
    assert sent.url == reverse("join_about_you")
    assert answer.redirect_chain == [("/", 302)]
    assert answer.context["user"] == person
    assert person.memberships.get().agency == agencies.health_trust
    assert "You belong to Oakshire Health now." in answer.content.decode()


def test_the_page_after_the_address_says_the_same_whether_one_is_here_or_not(client, practitioner):
    pages = []
    for email in ("nobody.here@home.example", practitioner.email):
        answer = client.post(reverse("join"), {"email": email}, follow=True)
        page = answer.content.decode().replace(email, "…")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))

    assert pages[0] == pages[1]


def test_nobody_gets_to_the_later_steps_without_the_earlier(client, db):
    client.post(reverse("join"), {"email": "ines@home.example"})

    early = client.get(reverse("join_about_you"))
    wrong = client.post(reverse("join_code"), {"code": "12"})

    assert early.url == reverse("join")
    assert wrong.status_code == 200
    assert codes.WRONG_CODE in wrong.content.decode()
    assert client.get(reverse("join_about_you")).url == reverse("join")


def test_the_fifth_letter_in_an_hour_to_one_address_is_not_written(client, db):
    answers = [client.post(reverse("join"), {"email": "ines@home.example"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 200]
    assert Letter.objects.count() == 4
    assert "too often" in answers[-1].content.decode()


def test_bad_answers_are_told_and_nothing_typed_is_lost(client, agencies):
    give_code(client, "ines@home.example")

    answer = client.post(reverse("join_about_you"), {**ABOUT, "agency": "Larchmere Scool"})

    page = answer.content.decode()
    assert "We do not know this agency. Do you mean “Larchmere School”" in page
    assert 'value="Ines Alderbrook"' in page
    assert not Person.objects.filter(email="ines@home.example").exists()


def test_a_shared_mailbox_is_refused_on_the_page(client, db):
    answer = client.post(reverse("join"), {"email": "info@oakshire-health.example"})

    assert "mailbox that several people read" in answer.content.decode()


def test_the_lead_finds_the_request_on_the_front_page_and_admits(client, agencies, lead):
    asked = given.a_request(agency=agencies.health_trust)
    client.force_login(lead)

    front = client.get("/").content.decode()
    answer = client.post(reverse("admit", args=[asked.pk]), follow=True)

    assert "Decide whether Ines Alderbrook joins Oakshire Health" in front
    assert "Ines Alderbrook belongs to Oakshire Health now" in answer.content.decode()
    assert asked.person.memberships.get().agency == agencies.health_trust


def test_refusing_needs_a_reason(client, agencies, lead):
    asked = given.a_request(agency=agencies.health_trust)
    client.force_login(lead)

    without = client.post(reverse("join_request", args=[asked.pk]), {"reason": ""})
    client.post(reverse("join_request", args=[asked.pk]), {"reason": "Ask the council."})

    assert without.context["form"].errors.keys() == {"reason"}
    assert JoinRequest.objects.get().reason == "Ask the council."


@pytest.mark.parametrize(("who", "status"), [("head", 404), ("practitioner", 403), ("stranger", 403)])
def test_a_request_is_not_there_for_others(client, cast, who, status):
    asked = given.a_request(agency=cast.agencies.health_trust)
    client.force_login(getattr(cast, who))

    answers = [
        client.get(reverse("join_request", args=[asked.pk])),
        client.post(reverse("admit", args=[asked.pk])),
        client.post(reverse("join_request", args=[asked.pk]), {"reason": "No"}),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert JoinRequest.objects.get().state == "waiting"


def names_on(page):
    return {row[0].content for row in page.context["listing"].rows}


def test_a_lead_sees_the_people_of_the_own_tree_and_the_office_all(client, cast):
    client.force_login(cast.lead)
    own = names_on(client.get(reverse("people")))
    client.force_login(cast.administrator)
    every = names_on(client.get(reverse("people"), {"size": "50"}))

    assert own == {"Leonie Marshgate", "Priya Thornwell"}
    assert len(every) == 16


def test_the_file_of_people_has_the_same_rows_as_the_page(client, cast):
    client.force_login(cast.lead)

    file = client.get(reverse("people"), {"format": "csv", "role": "practitioner"}).content.decode("utf-8-sig")

    assert file.splitlines() == [
        "Name,Job,Agency,Role,From,Last day,E-mail",
        "Priya Thornwell,Health visitor,Oakshire Health,Practitioner,2019-09-29,,practitioner@oakshire.example",
    ]


def test_lists_of_people_and_requests_cost_the_same_for_one_and_three(
    client, cast, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(cast.administrator)
    for page in ("people", "join_requests"):
        given.a_request(email=f"one.{page}@home.example", agency=cast.agencies.voluntary)
        client.get(reverse(page))  # the first page of a process or a session asks some things once
        with django_assert_max_num_queries(40) as first:
            client.get(reverse(page))
        given.a_request(email=f"two.{page}@home.example", agency=cast.agencies.police)
        given.a_request(email=f"three.{page}@oakshire-health.example", agency=cast.agencies.health_trust)
        with django_assert_num_queries(len(first)):
            client.get(reverse(page))


def test_a_membership_is_ended_by_the_lead_and_not_by_another(client, cast):
    membership = cast.practitioner.memberships.get()
    address = reverse("end_membership", args=[membership.pk])
    day = {"last_day_day": "30", "last_day_month": "11", "last_day_year": "2026"}
    client.force_login(cast.head)
    other = client.post(address, day)
    client.force_login(cast.lead)

    nonsense = client.post(address, {**day, "last_day_day": "31"})
    client.post(address, day)

    membership.refresh_from_db()
    assert other.status_code == 404
    assert "There is no such day" in nonsense.content.decode()
    assert f"{membership.ends_on}" == "2026-11-30"


def test_the_office_gives_a_role_on_its_page_and_a_lead_finds_no_such_door(client, cast):
    address = reverse("give_role", args=[cast.practitioner.pk])
    given_day = {"starts_on_day": "1", "starts_on_month": "december", "starts_on_year": "2026"}
    role = {"role": "trainer", "agency": "Oakshire Health", **given_day}
    client.force_login(cast.lead)
    refused = client.post(address, role)
    client.force_login(cast.administrator)

    client.post(address, role)

    assert refused.status_code == 403
    assert Membership.objects.get(role="trainer", person=cast.practitioner).starts_on.isoformat() == "2026-12-01"


def test_a_person_moves_leaves_and_takes_a_request_back_on_the_own_page(client, cast):
    client.force_login(cast.practitioner)
    mine = cast.practitioner.memberships.get()

    client.post(reverse("move"), {"agency": "Oakvale Police", "leaving": mine.pk})
    asked = JoinRequest.objects.get()
    client.post(reverse("withdraw", args=[asked.pk]))
    foreign = client.post(reverse("leave", args=[cast.lead.memberships.get().pk]), {})
    client.post(reverse("leave", args=[mine.pk]), {"last_day_day": 23, "last_day_month": 11, "last_day_year": 2026})

    asked.refresh_from_db()
    mine.refresh_from_db()
    assert (asked.leaving, asked.state) == (mine, "withdrawn")
    assert foreign.status_code == 404
    assert mine.ends_on == AT.date()


# The own page ----------------------------------------------------------------


def profile_of(client, **changes):
    form = client.get(reverse("profile")).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def test_a_profile_is_changed(client, practitioner):
    client.force_login(practitioner)

    client.post(reverse("profile"), profile_of(client, job_role="School nurse"))

    practitioner.refresh_from_db()
    assert (practitioner.job_role, practitioner.line_manager.email) == ("School nurse", "lead@oakshire.example")


def test_a_manager_of_another_agency_is_not_found(client, practitioner, police):
    client.force_login(practitioner)

    answer = client.post(reverse("profile"), profile_of(client, manager_email=police.email, name="Priya New"))

    assert "Nobody of your agency has this address" in answer.content.decode()
    assert 'value="Priya New"' in answer.content.decode()


def test_who_saves_second_is_told_and_sees_both_and_may_then_decide(client, practitioner):
    client.force_login(practitioner)
    opened = profile_of(client, job_role="Typed in one window")
    client.post(reverse("profile"), profile_of(client, job_role="Typed in another"))

    told = client.post(reverse("profile"), opened)
    again = {**opened, "mark": told.context["form"]["mark"].value()}
    practitioner.refresh_from_db()
    before = practitioner.job_role
    client.post(reverse("profile"), again)

    practitioner.refresh_from_db()
    assert told.context["form"].theirs == [("Your job", "Typed in another", "Typed in one window")]
    assert (before, practitioner.job_role) == ("Typed in another", "Typed in one window")


def test_what_was_typed_is_kept_offered_again_and_gone_once_saved(client, practitioner):
    client.force_login(practitioner)
    keep = reverse("save_draft", args=["profile", practitioner.pk])

    kept = client.post(keep, profile_of(client, job_role="Half a wo", csrfmiddlewaretoken="x"))
    shown = client.get(reverse("profile")).context["form"]
    client.post(reverse("profile"), profile_of(client, job_role="Half a word"))

    assert kept.json() == {"saved": "Kept at 10:00am"}
    assert shown["job_role"].value() == "Half a wo"
    assert not Draft.objects.exists()


def test_a_draft_typed_over_an_older_state_still_notices_the_change(client, practitioner):
    client.force_login(practitioner)
    client.post(reverse("save_draft", args=["profile", practitioner.pk]), profile_of(client, job_role="Drafted"))
    Person.objects.filter(pk=practitioner.pk).update(job_role="Changed by others")

    told = client.post(reverse("profile"), profile_of(client))

    assert told.context["form"].theirs == [("Your job", "Changed by others", "Drafted")]


def test_nobody_sees_the_draft_of_another_and_it_can_be_thrown_away(client, practitioner, stranger):
    client.force_login(practitioner)
    client.post(reverse("save_draft", args=["profile", practitioner.pk]), {"job_role": "Mine"})
    client.force_login(stranger)
    theirs = client.get(reverse("profile")).context["form"]
    client.post(reverse("discard_draft", args=["profile", practitioner.pk]))
    still = Draft.objects.count()
    client.force_login(practitioner)

    back = client.post(reverse("discard_draft", args=["profile", practitioner.pk]), {"back": "//evil.example/"})

    assert theirs["job_role"].value() == "Family support worker"
    assert (still, Draft.objects.count(), back.url) == (1, 0, "/")


@pytest.mark.parametrize(
    ("form", "record", "typed", "answer"),
    [
        ("profile", "1", "a\0b", (200, ["ab"])),
        ("f" * 61, "1", "ab", (400, None)),
        ("profile", "r" * 81, "ab", (400, None)),
    ],
)
def test_a_draft_that_no_form_of_ours_would_send_is_answered_all_the_same(
    client, practitioner, form, record, typed, answer
):
    client.force_login(practitioner)

    got = client.post(reverse("save_draft", args=[form, record]), {"job_role": typed})

    kept = Draft.objects.filter(person=practitioner).first()
    assert (got.status_code, kept.fields["job_role"] if kept else None) == answer


def test_an_nhs_number_is_not_kept_even_as_a_draft(client, practitioner):
    client.force_login(practitioner)

    answer = client.post(reverse("save_draft", args=["profile", practitioner.pk]), {"job_role": "943 476 5919"})

    assert answer.status_code == 400
    assert "NHS number" in answer.json()["problem"]
    assert not Draft.objects.exists()


def test_reminders_go_out_once_each_time_the_span_has_passed(agencies, lead):
    given.a_request(agency=agencies.health_trust)
    Letter.objects.all().delete()

    counts = [joining.remind(at=AT + timedelta(days=days)) for days in (1, 3, 3, 8, 8)]

    assert counts == [0, 1, 0, 1, 0]
    assert set(Letter.objects.values_list("to_address", flat=True)) == {lead.email}
