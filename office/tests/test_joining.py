"""Joining: who gets in, on whose word, and that the record follows the person."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import connection

from office import codes, joining
from office.models import JoinCode, JoinRequest, Letter
from office.tests import given
from office.tests.given import AT
from partnership.models import Membership, Person, TrailEntry
from partnership.refusals import Refusal

TODAY = AT.date()
State = JoinRequest.State


# The code --------------------------------------------------------------------


def test_a_code_proves_an_address_once(db):
    joining.send_code(email=" Ines@Home.example", at=AT)
    code = given.a_code("ines@home.example")

    codes.prove(email="ines@home.example", code=f"{code[:3]} {code[3:]}", at=AT)

    with pytest.raises(Refusal):
        codes.prove(email="ines@home.example", code=code, at=AT)


def test_a_code_dies_of_five_wrong_tries_and_of_age(db):
    joining.send_code(email="ines@home.example", at=AT)
    code = given.a_code("ines@home.example")
    wrong = "000000" if code != "000000" else "111111"

    for _ in range(5):
        with pytest.raises(Refusal):
            codes.prove(email="ines@home.example", code=wrong, at=AT)
    with pytest.raises(Refusal):
        codes.prove(email="ines@home.example", code=code, at=AT)
    joining.send_code(email="ines@home.example", at=AT + timedelta(minutes=1))
    with pytest.raises(Refusal):
        codes.prove(email="ines@home.example", code=given.a_code("ines@home.example"), at=AT + timedelta(minutes=22))


def test_a_new_code_ends_the_one_before_and_none_is_kept_in_the_clear(db):
    joining.send_code(email="ines@home.example", at=AT)
    first = given.a_code("ines@home.example")
    joining.send_code(email="ines@home.example", at=AT + timedelta(minutes=1))

    second = given.a_code("ines@home.example")

    assert JoinCode.objects.count() == 1
    assert second not in JoinCode.objects.get().digest
    if first != second:
        with pytest.raises(Refusal):
            codes.prove(email="ines@home.example", code=first, at=AT)


def test_a_member_who_asks_again_is_told_by_letter_only(practitioner):
    joining.send_code(email=practitioner.email, at=AT)

    assert not JoinCode.objects.exists()
    assert Letter.objects.get().subject == "You have an account already"


def test_a_further_address_of_a_member_makes_no_second_account(agencies, practitioner):
    EmailAddress.objects.create(user=practitioner, email="mina@home.example", verified=True)

    joining.send_code(email="mina@home.example", at=AT)

    assert JoinCode.objects.count() == 0
    assert Letter.objects.get().to == practitioner
    with pytest.raises(Refusal):
        given.a_request(agency=agencies.police, email="mina@home.example")


def test_a_closed_account_opens_again_by_a_further_address_which_becomes_its_own(agencies, practitioner):
    EmailAddress.objects.create(user=practitioner, email="mina@home.example", verified=True)
    Person.objects.filter(pk=practitioner.pk).update(is_active=False)

    asked = given.a_request(agency=agencies.police, email="mina@home.example")

    assert (asked.person, asked.person.email) == (practitioner, "mina@home.example")


def test_a_shared_mailbox_is_refused_with_the_reason(db):
    with pytest.raises(Refusal, match="a mailbox that several people read"):
        joining.send_code(email="info@oakshire-health.example", at=AT)

    assert not Letter.objects.exists()


# Asking ----------------------------------------------------------------------


def test_an_address_of_the_agencys_own_domain_is_admitted_at_once(agencies):
    asked = given.a_request(email="ines@oakshire-health.example", agency=agencies.health_trust)

    membership = asked.person.memberships.get()
    assert (asked.state, asked.grounds) == (State.ADMITTED, "domain")
    assert (membership.agency, membership.role, membership.starts_on) == (agencies.health_trust, "practitioner", TODAY)
    assert EmailAddress.objects.get(user=asked.person).verified
    assert [letter.subject for letter in Letter.objects.all()] == ["You belong to Oakshire Health now"]


@pytest.mark.parametrize("email", ["ines@sub.oakshire-health.example", "ines@health.example", "ines@gmail.com"])
def test_any_other_address_waits_for_the_agencys_lead(agencies, lead, email):
    agencies.health_trust.email_domains.append("gmail.com")
    agencies.health_trust.save()

    asked = given.a_request(email=email, agency=agencies.health_trust)

    assert asked.state == State.WAITING
    assert not asked.person.memberships.exists()
    assert list(Letter.objects.order_by("pk").values_list("to_address", "subject")) == [
        (email, "We have asked Oakshire Health"),
        (lead.email, "Ines Alderbrook asks to join Oakshire Health"),
    ]


def test_a_school_without_head_or_lead_asks_its_trust_and_else_the_office(agencies, head, administrator):
    Membership.objects.filter(person=head).update(agency=agencies.academy_trust)

    of_school = joining.deciders(agencies.school, on=TODAY)
    of_voluntary = joining.deciders(agencies.voluntary, on=TODAY)

    assert of_school == [head]
    assert of_voluntary == [administrator]


def test_asking_twice_at_once_and_more_than_three_times_a_week_is_refused(agencies):
    asked = given.a_request(agency=agencies.police)
    person = asked.person

    with pytest.raises(Refusal, match="asked Oakvale Police already"):
        joining.move(by=person, agency=agencies.police, leaving=None, at=AT)
    joining.move(by=person, agency=agencies.school, leaving=None, at=AT)
    joining.move(by=person, agency=agencies.icb, leaving=None, at=AT)
    with pytest.raises(Refusal, match="three times this week"):
        joining.move(by=person, agency=agencies.voluntary, leaving=None, at=AT)
    later = joining.move(by=person, agency=agencies.voluntary, leaving=None, at=AT + timedelta(days=8))
    assert later.state == State.WAITING


def test_an_open_account_cannot_be_taken_over_by_asking(agencies, practitioner):
    with pytest.raises(Refusal, match="have an account already"):
        given.a_request(email=practitioner.email, agency=agencies.police, name="Mallory")

    assert Person.objects.get(pk=practitioner.pk).name == "Priya Thornwell"


def test_a_closed_account_opens_again_with_its_record(agencies, practitioner):
    Membership.objects.filter(person=practitioner).update(ends_on=TODAY - timedelta(days=400))
    Person.objects.filter(pk=practitioner.pk).update(is_active=False, closed_at=AT)

    asked = given.a_request(email=practitioner.email, agency=agencies.police)

    assert asked.person.pk == practitioner.pk
    assert Person.objects.get(pk=practitioner.pk).is_active
    assert practitioner.memberships.count() == 1


# Deciding --------------------------------------------------------------------


def test_the_lead_admits_and_the_person_hears_of_it(agencies, lead):
    asked = given.a_request(agency=agencies.health_trust)

    membership = joining.admit(by=lead, asked=asked, at=AT)

    asked.refresh_from_db()
    assert (asked.state, asked.grounds, asked.decided_by) == (State.ADMITTED, "agency", lead)
    assert membership.role == "practitioner"
    assert Letter.objects.latest("pk").subject == "You belong to Oakshire Health now"
    assert TrailEntry.objects.filter(deed="join admitted", by=lead, agency=agencies.health_trust).count() == 1


def test_a_lead_of_another_agency_and_a_practitioner_may_not_decide(agencies, head, practitioner, stranger):
    asked = given.a_request(agency=agencies.health_trust)

    for nobody in (head, practitioner, stranger):
        with pytest.raises(PermissionDenied):
            joining.admit(by=nobody, asked=asked, at=AT)
        with pytest.raises(PermissionDenied):
            joining.refuse(by=nobody, asked=asked, reason="No", at=AT)
    assert JoinRequest.objects.get().state == State.WAITING


def test_the_office_decides_for_everybody_but_nobody_for_oneself(agencies, administrator):
    asked = given.a_request(agency=agencies.voluntary)
    own = joining.move(by=administrator, agency=agencies.voluntary, leaving=None, at=AT)

    joining.admit(by=administrator, asked=asked, at=AT)

    assert JoinRequest.objects.get(pk=asked.pk).grounds == "office"
    with pytest.raises(Refusal, match="Nobody decides about themselves"):
        joining.admit(by=administrator, asked=own, at=AT)


def test_a_refusal_needs_a_reason_which_the_person_reads_and_may_answer_by_asking_again(agencies, lead):
    asked = given.a_request(agency=agencies.health_trust)

    joining.refuse(by=lead, asked=asked, reason="You work for the council.", at=AT)

    again = joining.move(by=asked.person, agency=agencies.health_trust, leaving=None, at=AT)
    letter = Letter.objects.get(subject="Oakshire Health has not admitted you")
    assert "You work for the council." in letter.text
    assert again.state == State.WAITING


def test_what_is_decided_is_not_decided_again(agencies, lead, administrator):
    asked = given.a_request(agency=agencies.health_trust)
    joining.admit(by=lead, asked=asked, at=AT)

    with pytest.raises(Refusal, match="admitted already by Leonie Marshgate"):
        joining.refuse(by=administrator, asked=asked, reason="No", at=AT)


def test_only_the_person_takes_a_request_back(agencies, lead, stranger):
    asked = given.a_request(agency=agencies.health_trust)

    with pytest.raises(Refusal):
        joining.withdraw(by=stranger, asked=asked, at=AT)
    joining.withdraw(by=asked.person, asked=asked, at=AT)

    with pytest.raises(Refusal, match="withdrawn already"):
        joining.admit(by=lead, asked=asked, at=AT)


def test_a_mover_takes_the_record_along_and_leaves_the_old_agency_the_day_before(agencies, practitioner, administrator):
    old = practitioner.memberships.get()
    asked = joining.move(by=practitioner, agency=agencies.voluntary, leaving=old, at=AT)

    joining.admit(by=administrator, asked=asked, at=AT)

    old.refresh_from_db()
    new = practitioner.memberships.exclude(pk=old.pk).get()
    assert (old.ends_on, new.starts_on) == (TODAY - timedelta(days=1), TODAY)
    assert new.person_id == practitioner.pk


def test_nobody_leaves_an_agency_in_the_name_of_another(agencies, practitioner, lead):
    with pytest.raises(Refusal, match="only leave an agency you belong to"):
        joining.move(by=practitioner, agency=agencies.police, leaving=lead.memberships.get(), at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_make_one_membership(agencies, lead, administrator):
    asked = given.a_request(agency=agencies.health_trust)
    together, told = threading.Barrier(2), []

    def approve(by):
        together.wait()
        try:
            joining.admit(by=by, asked=asked, at=AT)
        except Refusal as refusal:
            told.append(refusal.sentence)
        finally:
            connection.close()

    hands = [threading.Thread(target=approve, args=[by]) for by in (lead, administrator)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert Membership.objects.filter(person=asked.person).count() == 1
    assert len(told) == 1
    assert Letter.objects.filter(subject="You belong to Oakshire Health now").count() == 1
