"""The overview of a cycle, copies and packs, and the strand: what is compared with what, and who may see it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from docx import Document

from audits import common_gaps, cycles, heat_map, invariants, moderating, tallies
from audits.models import SelfAssessment
from audits.tests import given
from audits.tests.given import AT, DUE, ON
from priorities.golden_thread import follow
from priorities.tests import given as backbone

PARTS = {"supervision": "amber", "policy": "red"}


@pytest.fixture
def final(cast):
    return given.a_final(cast, grades=PARTS)


def handed_in():
    return SelfAssessment.objects.handed_in()


def test_own_and_moderated_means_stand_side_by_side(final):
    heat = heat_map.of_cycle(final.cycle, tallies.of(handed_in().pks()))
    cells = {each.title: heat.of(final.pk, each.pk) for each in heat.sections}

    assert (cells["Leadership"].own, cells["Leadership"].judged) == (75, 75)
    assert (cells["Duties"].own, cells["Duties"].judged, cells["Duties"].difference) == (75, 25, -50)
    assert heat.lowest[0].title == "Duties"


def test_years_are_compared_over_the_same_agencies_and_questions(cast, final):
    later = AT + timedelta(days=60)
    again = given.a_cycle(cast, cast.agencies.health_trust, cast.agencies.police, name="Section 11, 2027", at=later,
                          previous=final.cycle, due_on=DUE + timedelta(days=60))  # fmt: skip
    given.handed_in(cast, given.of(again, cast.agencies.health_trust), at=later)

    rows = handed_in().filter(cycle=again)
    found = heat_map.year_on_year(again, rows, tallies.of(rows.pks()))

    assert found.sentence == "1 agencies answered both times, 5 questions are the same. The scale is the same."
    assert [(each.title, each.before, each.now, each.difference) for each in found.changes] == [
        ("1 Leadership", 75, 75, 0), ("2 Duties", 25, 75, 50), ("3 Line of accountability", 62, 75, 13),
    ]  # fmt: skip


def test_gaps_that_agencies_share_and_their_themes(cast, final):
    theme = backbone.a_theme()
    given.findings_of(cast, final, "supervision", themes=[theme])
    rows = SelfAssessment.objects.filter(cycle=final.cycle)
    assert common_gaps.shared_gaps(final.cycle, tallies.of(rows.pks())) == []
    cycles.add_agencies(by=cast.administrator, cycle=final.cycle, agencies=[cast.agencies.police], at=AT)
    given.an_answer(given.of(final.cycle, cast.agencies.police), cast.police, "supervision", level="red",
                    action_text="Plan it", action_due=DUE)  # fmt: skip

    [shared] = common_gaps.shared_gaps(final.cycle, tallies.of(rows.pks()))
    assert (shared.code, shared.below, shared.asked) == ("supervision", 2, 2)
    assert common_gaps.themes(rows) == [(theme.name, 1)]


@pytest.mark.parametrize("grade", ["own", "judged", "difference"])
def test_the_overview_as_page_and_file(cast, final, sign_in, grade):
    client = sign_in(cast.board)
    address = reverse("cycle_overview", args=[final.cycle.slug])
    page = client.get(address, {"grade": grade}).content.decode()
    lines = client.get(address, {"grade": grade, "format": "csv"}).content.decode("utf-8-sig").splitlines()

    assert "Lowest is “Duties”: agencies give themselves 75 of 100, moderators 25." in page
    duties = {"own": "75", "judged": "25", "difference": "-50"}[grade]
    assert lines[1].split(",")[2].strip("'\"") == duties


def test_who_sees_the_overview(cast, final, sign_in):
    address = reverse("cycle_overview", args=[final.cycle.slug])

    assert sign_in(cast.lead).get(address).status_code == 200
    assert sign_in(cast.practitioner).get(address).status_code == 403
    assert sign_in(cast.head).get(address).status_code == 404


def test_the_overview_asks_the_same_for_one_and_two(cast, final, sign_in, django_assert_max_num_queries):
    client = sign_in(cast.board)
    address = reverse("cycle_overview", args=[final.cycle.slug])
    client.get(address)
    cache.clear()
    with django_assert_max_num_queries(20) as one:
        client.get(address)
    other = SelfAssessment.objects.get(pk=final.pk)
    other.pk, other.agency, other.state, other.submitted_at = None, cast.agencies.police, "submitted", AT
    other.finalised_at = other.finalised_by = None
    other.save(force_insert=True)
    cache.clear()
    with django_assert_max_num_queries(20) as two:
        client.get(address)

    assert len(one) == len(two)


def test_what_is_added_up_is_kept_until_a_grade_changes(cast, django_assert_num_queries):
    thing = given.a_submitted(cast)
    judge = moderating.give_seat(
        by=cast.administrator, assessment=thing, person=cast.scrutineer, part="moderator", at=AT
    )
    before = tallies.of([thing.pk])
    with django_assert_num_queries(1):
        assert tallies.of([thing.pk]) == before

    words = {"level": "red", "verdict": "not_agreed", "reason": "No figure.", "quality": "weak", "good_practice": ""}
    moderating.judge(by=judge.person, assessment=thing, code="policy", words=words, at=AT)
    lower = tallies.of([thing.pk])
    moderating.judge(by=judge.person, assessment=thing, code="policy", words=words | {"level": "amber"}, at=AT)

    below = [tally.below(["red"]).get("policy", (0, 0))[0] for tally in (before, lower, tallies.of([thing.pk]))]
    assert below == [0, 1, 0]


# Copies ----------------------------------------------------------------------------


def test_the_word_copy_holds_every_question_and_the_judgement(cast, final, sign_in):
    answer = sign_in(cast.lead).get(reverse("self_assessment_word", args=[final.pk]))

    text = "\n".join(part.text for part in Document(BytesIO(answer.content)).paragraphs)
    assert "3.1 Supervision" in text
    assert "The moderator: Amber, Not agreed, There is no figure for it." in text


# The strand ----------------------------------------------------------------------------


def test_a_second_judgement_is_the_re_audit_of_the_first(cast, final):
    priority = backbone.a_priority()
    given.findings_of(cast, final, "supervision", priorities=[priority])
    later = AT + timedelta(days=60)
    again = given.a_cycle(
        cast, name="Section 11, 2027", previous=final.cycle, at=later, due_on=DUE + timedelta(days=60)
    )
    second = given.judged(cast, given.handed_in(cast, given.of(again, final.agency), at=later), later)
    moderating.finalise(by=cast.scrutineer, assessment=second, outcome="Better.", at=later)

    knots = [knot for knot in follow(priority, viewer=cast.board, on=ON) if knot.kind == "Self-assessment"]
    re_audits = [knot for knot in knots if knot.stage.slug == "re-audit"]
    assert [(knot.state, knot.result) for knot in re_audits] == [("From 50 to 75 of 100", "better")]
    assert list(invariants.broken()) == []
