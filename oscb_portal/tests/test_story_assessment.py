"""From a cycle the office opens to a gap that becomes a finding, told in a real browser by the people it takes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audits.models import Assignment, Gap, SelfAssessment
from audits.tests import given
from oscb_portal.tests.test_story_backbone import desk  # noqa: F401 - the one browser several people sit down at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
WELL = {"narrative": "Ten files in spring.", "difference": "Children are seen sooner."}


def test_from_a_cycle_that_opens_to_a_gap_that_becomes_a_finding(desk, cast):  # noqa: F811
    version = given.a_questionnaire(cast)
    day = timezone.localdate() + timedelta(days=40)

    desk.sit(cast.administrator)
    desk.open("open_cycle")
    desk.send(name="Section 11, this year", version=str(version.pk), kinds="health_trust", days={"due_on": day})
    assessment = SelfAssessment.objects.get(agency=cast.agencies.health_trust)

    desk.sit(cast.lead)
    desk.open("front")
    expect(desk.page.get_by_role("link", name="Answer “Section 11, this year”")).to_be_visible()
    desk.open("share_questions", assessment.pk)
    desk.send(person=cast.practitioner.email, codes="supervision")
    for code in ("board-lead", "contracts", "policy", "named"):
        desk.open("answer_question", assessment.pk, code)
        desk.send(**WELL, level="green")

    desk.sit(cast.practitioner)
    desk.open("answer_question", assessment.pk, "supervision")
    desk.page.locator("main [name=level][value=blue]").check()
    desk.page.locator("main form button[type=submit]").first.click()
    expect(desk.page.locator(".govuk-error-summary").get_by_text("Blue needs an example")).to_be_visible()
    desk.send(**WELL, level="blue", example="The night team plans it with the rota.")
    desk.open("hand_back_share", Assignment.objects.get().pk)
    desk.send(words="All of it is from the second quarter.")

    desk.sit(cast.lead)
    desk.open("name_signer", assessment.pk)
    desk.send(person=cast.lead.email)
    desk.open("finish_assessment", assessment.pk)
    desk.send()
    desk.open("sign_assessment", assessment.pk)
    desk.send()

    desk.sit(cast.administrator)
    desk.open("give_seat", assessment.pk)
    desk.send(part="moderator", person=cast.scrutineer.email)

    desk.sit(cast.scrutineer)
    for code in ("board-lead", "contracts", "policy", "supervision", "named"):
        lower = {"level": "amber", "reason": "Half of the files show none."} if code == "supervision" else {}
        desk.open("judge_answer", assessment.pk, code)
        desk.send(**{"level": "green", "quality": "sufficient"} | lower)
    desk.open("finalise_assessment", assessment.pk)
    desk.send(outcome="A sound picture; supervision is the work of this year.")

    desk.sit(cast.administrator)
    desk.open("make_findings", assessment.pk)
    desk.send(codes="supervision")

    desk.sit(cast.lead)
    desk.open("self_assessment", assessment.pk)
    expect(desk.page.get_by_text("A sound picture; supervision is the work of this year.")).to_be_visible()
    expect(desk.page.get_by_role("heading", name="What became of the gaps")).to_be_visible()
    assert Gap.objects.get().finding.agency == cast.agencies.health_trust
