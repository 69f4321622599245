"""What staff say beside the return: anonymous, shown once closed and from five answers, asked about at a challenge."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audits.multi_agency import single
from audits.tests import given
from audits.tests.given import SMALL, refused
from audits.tests.multi_agency import given as cases
from office import agencies, questionnaire_files
from office.tests.given import published
from reports import beside, triangulation
from reports.models import ChallengeEvent, SurveyAnswer
from training.models import Booking
from training.tests import given as learning


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


@pytest.fixture
def final(cast, now, today):
    return given.a_final(cast, now, due_on=today + timedelta(days=30))


@pytest.fixture
def link(cast, final, now, today):
    survey = triangulation.open_survey(
        by=cast.administrator, cycle=final.cycle, closes_on=today + timedelta(days=7), at=now
    )
    return survey.links.get()


def answered(link, today, times):
    for _ in range(times):
        triangulation.answer(link, scores={1: 4, 2: 1, 3: 4}, on=today)


def views(cast, link, on):
    [row] = triangulation.side_by_side(link.survey.cycle, viewer=cast.board, on=on)
    return {name: (view.staff, view.shown) for name, view in row.views}


def test_whoever_has_the_link_answers_without_an_account(link, client):
    address = reverse("answer_survey", args=[link.key])

    page = client.get(address).content.decode()
    nothing = client.post(address, {}).content.decode()
    done = client.post(address, {"s1": "5", "s2": "1", "s9": "3"}, follow=True).content.decode()

    assert "We keep your answers, not who you are." in page
    assert "Answer at least one question." in nothing
    assert "Thank you" in done
    assert list(SurveyAnswer.objects.values_list("section", "score")) == [(1, 5), (2, 1)]
    assert client.get(reverse("answer_survey", args=["no-such-key"])).status_code == 404


def test_nothing_is_shown_while_it_runs_nor_from_four_answers(cast, link, today):
    after = today + timedelta(days=8)
    answered(link, today, 4)
    assert views(cast, link, after)["2 Duties"] == (0, False)
    answered(link, today, 1)

    assert views(cast, link, today)["2 Duties"] == (None, False)
    assert views(cast, link, after)["2 Duties"] == (0, True)


def test_a_closed_survey_takes_no_more(link, today):
    with refused("This survey is closed. Thank you all the same."):
        triangulation.answer(link, scores={1: 5}, on=today + timedelta(days=8))


def test_disagreement_becomes_questions_of_the_challenge(cast, link, now, today, sign_in):
    answered(link, today, 5)
    after = now + timedelta(days=8)
    event = triangulation.plan_challenge(by=cast.administrator, cycle=link.survey.cycle, held_on=after.date(),
                                         place="County Hall", at=after)  # fmt: skip

    [question] = event.questions.all()
    assert question.text.startswith("2 Duties: your return says 75 of 100, 5 of your staff say 0.")
    triangulation.minute(
        by=cast.administrator, event=event, minutes="All came.", answers={question.pk: "We did not ask."}
    )
    page = sign_in(cast.lead).get(reverse("challenge_event", args=[event.pk])).content.decode()
    assert all(text in page for text in ("All came.", "We did not ask.", "2 Duties"))
    assert sign_in(cast.stranger).get(reverse("challenge_event", args=[event.pk])).status_code == 403


def test_training_stands_beside_the_grade_and_becomes_a_question(cast, now, today):
    """Six of a hundred came, yet the agency calls itself well met."""
    words = SMALL | {"sections": [{"title": "Training", "criteria": [
        {"code": "multi-agency-training", "title": "Learning with others", "text": "Staff do."}]}]}  # fmt: skip
    version = published(cast, questionnaire_files.take_in(by=cast.administrator, words=words, at=now))
    returned = given.an_assessment(cast, at=now, version=version, due_on=today + timedelta(days=30))
    given.handed_in(cast, returned, now)
    health = cast.agencies.health_trust
    agencies.count_heads(by=cast.administrator, agency=health, job_role="Nurse", people=100, on=given.ON)
    course = learning.a_past_event(cast, people=6, places=9)
    Booking.objects.filter(event=course).update(state="attended", agency=health)

    soon = learning.over(course)
    [row] = triangulation.side_by_side(returned.cycle, viewer=cast.board, on=soon.date())
    event = triangulation.plan_challenge(
        by=cast.administrator, cycle=returned.cycle, held_on=soon.date(), place="", at=soon
    )

    said = "6 of 100 people came in the last year. To “1.1 Learning with others” the return says 75 of 100."
    assert [held.sentence for held in row.contradicted] == [said]
    assert [each.text for each in event.questions.all()] == [f"{said} How do the two go together?"]


def test_what_panels_agreed_stands_beside_the_return(cast):
    audit = cases.finished(cast, cases.a_reporting(cast, cases=5, grade="requires-improvement"))
    health, on = cast.agencies.health_trust, audit.finished_at.date()

    found = beside.known_of([health.pk, cast.agencies.school.pk], on)

    [daily_life] = [each for each in found[health.pk] if each.codes == ("lived-experience", "pupil-voice")]
    assert daily_life.value == 35
    assert daily_life.sentence == "Panels graded 5 cases it answered in the last two years: 35 of 100 on average."
    assert [each for each in found[cast.agencies.school.pk] if each.name.startswith("Audits")] == []
    later = beside.known_of([health.pk], on + timedelta(days=800))
    assert [each for each in later[health.pk] if each.name.startswith("Audits")] == []


def test_four_cases_are_too_few_for_a_mean():
    known = beside.graded("supervision", [0, 35, 70, 100])

    assert known.value is None
    assert known.sentence == "Panels graded 4 cases it answered in the last two years: too few to say more."


def test_own_audits_are_told_and_held_against_nothing(cast):
    health = cast.agencies.health_trust
    said = {"title": "Records of strategy meetings", "done_on": given.ON, "done": True, "cases": 6, "outstanding": 1,
            "good": 3, "requires_improvement": 1, "not_graded": 1, "learning": "Minutes come late."}  # fmt: skip
    single.report(by=cast.lead, agency=health, at=given.AT, given=said)

    [known] = [each for each in beside.known_of([health.pk], given.ON)[health.pk] if each.name == "Own audits"]

    assert (known.value, known.sentence) == (
        None,
        "1 reported in the last two years, 4 of 5 (80%) cases good or better.",
    )


@pytest.mark.parametrize(
    ("came", "people", "value", "sentence"),
    [
        (4, 100, 4, "Fewer than five, or nobody, came of 100 people in the last year."),
        (0, 39, None, "Fewer than five, or nobody, came of 39 people in the last year."),
        (0, None, None, "Fewer than five, or nobody, came in the last year; how many people it has is not known."),
        (12, None, None, "12 came in the last year; how many people it has is not known."),
        (12, 48, 25, "12 of 48 people came in the last year."),
        (12, 9, 100, "12 of 9 people came in the last year."),
    ],
)
def test_a_few_people_are_not_told_and_no_share_is_made_without_a_base(came, people, value, sentence):
    known = beside.trained(came, people)

    assert (known.value, known.sentence) == (value, sentence)


@pytest.mark.parametrize(("who", "status"), [("board", 200), ("lead", 200), ("practitioner", 403), ("head", 404)])
def test_who_sees_the_comparison(cast, link, sign_in, who, status):
    address = reverse("triangulation", args=[link.survey.cycle.slug])

    assert sign_in(getattr(cast, who)).get(address).status_code == status


def test_only_the_office_opens_surveys_and_hands_on_all_links(cast, link, final, now, today, sign_in):
    with pytest.raises(PermissionDenied):
        triangulation.open_survey(by=cast.lead, cycle=final.cycle, closes_on=today + timedelta(days=9), at=now)
    address = reverse("triangulation", args=[final.cycle.slug])

    assert link.key in sign_in(cast.lead).get(address).content.decode()
    assert link.key not in sign_in(cast.board).get(address).content.decode()


def test_the_office_does_it_all_in_the_browser(cast, final, today, sign_in):
    client = sign_in(cast.administrator)
    day = today + timedelta(days=5)
    boxes = {
        f"{name}_{part}": getattr(day, part) for name in ("closes_on", "held_on") for part in ("day", "month", "year")
    }

    opened = client.post(reverse("open_survey", args=[final.cycle.slug]), boxes, follow=True).content.decode()
    client.post(reverse("plan_challenge", args=[final.cycle.slug]), {**boxes, "place": "County Hall"})
    event = ChallengeEvent.objects.get()
    client.post(
        reverse("add_challenge_question", args=[event.pk]), {"agency": "Oakshire Health", "text": "Who checks?"}
    )

    assert "The survey runs until" in opened
    assert event.questions.get().text == "Who checks?"
