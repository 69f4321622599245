"""Reminders: 28 and 7 days before, on the day, a week late, then the executive; each once; and evidence."""

from datetime import timedelta

import pytest

from audits import cycles, invariants, library, reminders, waiting
from audits.models import Seat
from audits.tests import given
from audits.tests.given import AT, ON
from office.models import Letter
from partnership.models import Membership


def subjects_at(days, **of):
    before = set(Letter.objects.values_list("pk", flat=True))
    reminders.remind(at=AT + timedelta(days=days))
    return sorted(Letter.objects.exclude(pk__in=before).filter(**of).values_list("subject", flat=True))


def test_each_step_is_told_once(cast):
    given.an_assessment(cast)

    told = {days: len(subjects_at(days)) for days in (5, 12, 13, 32, 33, 34, 40, 40)}

    assert told == {5: 0, 12: 1, 13: 0, 32: 0, 33: 1, 34: 0, 40: 0}
    assert Letter.objects.filter(key__contains="due in 0 days").count() == 1


def test_a_week_late_the_agency_and_three_weeks_late_the_executive(cast):
    given.an_assessment(cast)
    cycles.lock_overdue(at=AT + timedelta(days=41))

    assert subjects_at(45) == []
    assert subjects_at(47) == ["A week late: Section 11, 2026"]
    assert subjects_at(61) == ["Not handed in by Oakshire Health: Section 11, 2026"] * 3


def test_who_owns_evidence_is_told_before_it_runs_out(cast):
    piece = library.Piece(title="Policy", dated=ON, expires_on=ON + timedelta(days=60), words="Ours.")
    library.add(by=cast.lead, agency=cast.agencies.health_trust, piece=piece, at=AT)

    assert subjects_at(20) == []
    assert subjects_at(40, to=cast.lead) == ["Runs out on 22 January 2027: Policy"]


def test_half_a_cycle_later_the_agency_is_asked_how_far_its_gaps_are(cast):
    final = given.a_final(cast, grades={"supervision": "amber"})
    assert subjects_at(182) == []
    given.findings_of(cast, final, "supervision")

    assert subjects_at(181) == []
    assert subjects_at(184, to=cast.lead) == ["How far are the gaps of Section 11, 2026?"]
    assert subjects_at(190) == []


def waits_of(person):
    return [line.what for line in waiting.waiting(person, on=ON)]


def test_what_waits_along_the_way(cast):
    assessment = given.an_assessment(cast)
    assert waits_of(cast.lead) == ["Answer “Section 11, 2026”"]
    given.handed_in(cast, assessment)
    assert waits_of(cast.administrator) == ["Find moderators for “Section 11, 2026”"]
    given.judged(cast, assessment)

    assert (waits_of(cast.lead), waits_of(cast.scrutineer), waits_of(cast.stranger)) == ([], [], [])


def test_a_whole_cycle_breaks_no_invariant(cast):
    given.a_final(cast)

    assert list(invariants.broken()) == []


@pytest.mark.parametrize("what", ["signature", "seat"])
def test_what_must_never_be_is_named(cast, what):
    assessment = given.a_submitted(cast)
    if what == "signature":
        assessment.signers.update(signed_at=None)
        expected = f"Self-assessment {assessment.pk} is handed in and not signed by all."
    else:
        seat = Seat.objects.create(
            assessment=assessment, person=cast.board, part="peer", asked_by=cast.board, asked_at=AT
        )
        Membership.objects.create(person=cast.board, agency=assessment.agency, role="practitioner", starts_on=ON)
        expected = f"Seat {seat.pk} is held by somebody of the agency that is judged."

    assert list(invariants.broken()) == [expected]
