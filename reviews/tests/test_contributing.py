"""Summaries of agencies: asked, written, sent, sealed until the panel meets."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from office.drafts import ChangedMeanwhile, mark_of
from office.models import Letter
from reviews import conducting, contributing
from reviews.models import Contribution
from reviews.tests import given

pytestmark = pytest.mark.django_db
AT, ON = given.AT, given.ON


def written(one, by, *, send=True, mark=None, at=AT, **parts):
    """The four boxes filled in."""
    fit = {"involvement": "Four visits in six months.", "went_well": "", "learning": "We shall ask who lives there.",
           "done_already": "", **parts}  # fmt: skip
    return contributing.write(
        contribution=one, by=by, at=at, mark=mark or mark_of(contributing.values_of(one)), send=send, **fit
    )


def days(cast, review, panel, *, at=AT):
    return conducting.set_days(
        review=review, by=cast.coordinator, at=at, practitioners_met_on=None, panel_meets_on=panel, publish_on=None,
        family_contribution="",
    )  # fmt: skip


def test_whoever_writes_for_an_agency_is_asked_by_letter_and_reminded(cast):
    review = given.a_case(cast)
    one = given.a_contribution(cast, review)

    contributing.remind(at=AT + timedelta(days=10))
    contributing.remind(at=AT + timedelta(days=10))
    contributing.remind(at=AT + timedelta(days=15))

    keys = Letter.objects.filter(to=cast.lead, key__contains="contribution").values_list("key", flat=True)
    assert sorted(keys) == sorted([
        f"contribution {one.pk} asked {cast.lead.pk}",
        f"remind contribution {one.pk} 5 {one.due_on} {cast.lead.pk}",
        f"remind contribution {one.pk} None {one.due_on} {cast.lead.pk}",
    ])  # fmt: skip


def test_an_agency_without_anybody_on_the_team_cannot_be_asked(cast):
    review = given.a_case(cast)

    with given.refused("Nobody is on the team for Oakvale Police. Add who will write for them, first."):
        contributing.ask(review=review, agencies=[cast.agencies.police], by=cast.coordinator, at=AT,
                         due_on=ON + timedelta(days=5))  # fmt: skip


@pytest.mark.parametrize("sent", [False, True])
def test_until_the_panel_meets_nobody_but_the_own_agency_reads_a_summary(cast, sent):
    review = given.with_team(cast, given.a_case(cast), cast.police)
    one = given.a_contribution(cast, review)
    if sent:
        written(one, cast.lead)
    days(cast, review, ON + timedelta(days=20))

    def reads(person, on):
        return Contribution.objects.readable_by(person, on=on).filter(pk=one.pk).exists()

    before = [reads(person, ON + timedelta(days=19)) for person in (cast.lead, cast.police, cast.coordinator,
                                                                     cast.administrator)]  # fmt: skip
    after = [reads(person, ON + timedelta(days=20)) for person in (cast.lead, cast.police, cast.coordinator)]

    assert before == [True, False, False, False]
    assert after == [True, sent, sent]


def test_nobody_opens_the_seal_early_by_setting_the_day(cast):
    review = given.a_case(cast)
    given.a_contribution(cast, review)

    for day in (ON, ON - timedelta(days=1)):
        with given.refused(
            "Choose a day after today: until the panel meets, no agency reads what another has written."
        ):
            days(cast, review, day)
    days(cast, review, ON + timedelta(days=5))
    later = AT + timedelta(days=5)
    with given.refused("The panel has met; its day stays."):
        days(cast, review, ON + timedelta(days=9), at=later)


def test_a_sealed_summary_is_not_there_by_its_address_for_anybody_else_on_the_team(client, cast):
    now = timezone.now()
    review = given.with_team(cast, given.a_case(cast, at=now), cast.police, at=now)
    one = given.a_contribution(cast, review, at=now)
    written(one, cast.lead, at=now)
    address = reverse("contribution", args=[review.pk, one.agency.slug])
    answers = {}

    for who in ("lead", "police", "coordinator", "administrator"):
        client.force_login(getattr(cast, who))
        answers[who] = client.get(address).status_code

    assert answers == {"lead": 200, "police": 404, "coordinator": 404, "administrator": 404}


def test_what_is_sent_is_not_written_again(cast):
    one = given.a_contribution(cast, given.a_case(cast))
    sent = written(one, cast.lead)

    with given.refused("It is sent already. Write to the coordinator if something has to change."):
        written(sent, cast.lead)


def test_a_summary_without_learning_is_kept_and_not_sent(cast):
    one = given.a_contribution(cast, given.a_case(cast))

    kept = written(one, cast.lead, send=False, learning="")
    with given.refused("Write at least what your agency did, and what it would do differently."):
        written(kept, cast.lead, learning="")

    assert (kept.sent_at, kept.involvement) == (None, "Four visits in six months.")


def test_of_two_who_write_the_second_is_told_what_the_first_saved(cast):
    one = given.a_contribution(cast, given.a_case(cast))
    old = mark_of(contributing.values_of(one))
    written(one, cast.lead, send=False)

    with pytest.raises(ChangedMeanwhile) as changed:
        written(one, cast.lead, send=False, mark=old, involvement="Five visits.")

    assert changed.value.theirs["involvement"] == "Four visits in six months."


def test_only_the_own_agency_writes(cast):
    review = given.with_team(cast, given.a_case(cast), cast.police)
    one = given.a_contribution(cast, review)

    for person in (cast.police, cast.coordinator, cast.administrator, cast.stranger):
        with pytest.raises(PermissionDenied):
            written(one, person)
