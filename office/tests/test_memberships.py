"""Memberships: who gives roles, who ends them, and what a person keeps."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from office import memberships
from office.models import Letter
from office.tests.given import AT
from partnership.models import Membership, TrailEntry
from partnership.refusals import Refusal

TODAY = AT.date()


def test_the_office_gives_a_role_from_a_day_on(administrator, practitioner, agencies):
    given = memberships.give_role(
        by=administrator, person=practitioner, agency=agencies.health_trust, role="trainer", starts_on=TODAY, at=AT
    )

    assert (given.role, given.starts_on, given.ends_on) == ("trainer", TODAY, None)
    assert Letter.objects.get().subject == "You are Trainer of Oakshire Health"
    assert TrailEntry.objects.filter(deed="role given", by=administrator).count() == 1


def test_nobody_else_gives_roles_not_even_a_lead_at_home(lead, head, practitioner, stranger, agencies):
    for nobody in (lead, head, practitioner, stranger):
        with pytest.raises(PermissionDenied):
            memberships.give_role(
                by=nobody, person=nobody, agency=agencies.health_trust, role="business_unit", starts_on=TODAY, at=AT
            )


def test_a_role_held_on_that_day_is_not_given_again(administrator, practitioner, agencies):
    with pytest.raises(Refusal, match="practitioner of Oakshire Health on that day already"):
        memberships.give_role(
            by=administrator, person=practitioner, agency=agencies.health_trust, role="practitioner",
            starts_on=TODAY - timedelta(days=9000), at=AT,
        )  # fmt: skip


def test_the_person_the_lead_and_the_office_may_end_a_membership(practitioner, lead, administrator, agencies):
    for by in (practitioner, lead, administrator):
        membership = practitioner.memberships.get()
        memberships.end_membership(by=by, membership=membership, last_day=TODAY, at=AT)

        membership.refresh_from_db()
        assert membership.ends_on == TODAY
        Membership.objects.filter(pk=membership.pk).update(ends_on=None)
        Letter.objects.all().delete()


def test_others_may_not_end_it(head, stranger, board, practitioner):
    for nobody in (head, stranger, board):
        with pytest.raises(PermissionDenied):
            memberships.end_membership(by=nobody, membership=practitioner.memberships.get(), last_day=TODAY, at=AT)


def test_a_last_day_before_the_first_or_of_what_has_ended_is_refused(lead, practitioner):
    membership = practitioner.memberships.get()

    with pytest.raises(Refusal, match="cannot be before the first"):
        memberships.end_membership(by=lead, membership=membership, last_day=membership.starts_on - timedelta(1), at=AT)
    memberships.end_membership(by=lead, membership=membership, last_day=TODAY - timedelta(1), at=AT)
    with pytest.raises(Refusal, match="has ended on 22 November 2026 already"):
        memberships.end_membership(by=lead, membership=membership, last_day=TODAY, at=AT)


def test_the_last_administrator_cannot_leave(administrator):
    with pytest.raises(Refusal, match="last person who can give roles"):
        memberships.end_membership(by=administrator, membership=administrator.memberships.get(), last_day=TODAY, at=AT)


def test_leaving_ends_the_sessions_and_keeps_the_account(practitioner, stranger, lead, time_machine):
    time_machine.move_to(AT)
    gone, stays = Client(), Client()
    gone.force_login(practitioner)
    stays.force_login(stranger)

    memberships.end_membership(
        by=lead, membership=practitioner.memberships.get(), last_day=TODAY - timedelta(days=1), at=AT
    )

    practitioner.refresh_from_db()
    assert practitioner.is_active
    assert gone.get("/accounts/profile/").headers["Location"] == "/accounts/login/?next=/accounts/profile/"
    assert stays.get("/accounts/profile/").status_code == 200
