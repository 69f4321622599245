"""One thread from a finding to a closed action with impact, told in a real browser by the people it takes."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from oscb_portal.oakshire import plan as plans
from oscb_portal.tests.test_accessibility import wear_session_of
from priorities.models import Action, Finding, Recommendation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
TEXT = "Fathers are seldom invited to conferences"
ASKED = "Invite every father it is safe to invite"
DONE = "Send every father an invitation letter"


class Desk:
    """One browser that several people sit down at in turn."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    def sit(self, person):
        self.page.context.clear_cookies()
        wear_session_of(person, self.page, self.address)

    def open(self, name, *arguments, query=""):
        self.page.goto(f"{self.address}{reverse(name, args=arguments)}{query}")

    def send(self, *, days=None, **answers):
        """Fill in the form by the names of its fields, whatever kind they are, and send it."""
        for name, day in (days or {}).items():
            answers |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
        for name, answer in answers.items():
            self._answer(name, str(answer))
        self.page.locator("main form button[type=submit]").first.click()
        expect(self.page.locator(".govuk-error-summary")).to_have_count(0)

    def _answer(self, name, answer):
        field = self.page.locator(f"main [name={name}]")
        kind = field.first.evaluate("each => each.tagName === 'SELECT' ? 'select' : each.type")
        if kind == "select":
            field.select_option(answer)
        elif kind in ("radio", "checkbox"):
            self.page.locator(f"main [name={name}][value='{answer}']").check()
        else:
            field.first.fill(answer)


@pytest.fixture
def desk(page, live_server, cast):
    plans.publish(cast.agencies, today=timezone.localdate())
    return Desk(page, live_server.url)


def test_from_a_finding_to_a_closed_action_with_impact(desk, cast):
    today = timezone.localdate()

    desk.sit(cast.administrator)
    desk.open("record_finding")
    desk.page.get_by_label("Tackling neglect").check()
    desk.send(text=TEXT, source_kind="audit", source_title="Audit of conferences", audience="members",
              days={"on": today})  # fmt: skip
    finding = Finding.objects.get()
    desk.open("make_recommendation", query=f"?finding={finding.pk}")
    desk.send(text=ASKED, agencies=cast.agencies.health_trust.pk)
    asked = Recommendation.objects.get()

    desk.sit(cast.lead)
    desk.open("propose_action", query=f"?recommendation={asked.pk}")
    desk.send(text=DONE, measure_text="Fathers come to half of all conferences", owner_agency="Oakshire Health",
              owner_person=cast.practitioner.email, strength="strong",
              days={"due_on": today.replace(year=today.year + 1, day=1)})  # fmt: skip
    action = Action.objects.get()
    desk.open("answer_recommendation", asked.responses.get().pk)
    desk.send(answer="accepted", actions=action.pk)

    desk.sit(cast.administrator)
    desk.open("move_action", action.pk, "agree")
    desk.send()

    desk.sit(cast.practitioner)
    desk.open("move_action", action.pk, "report_progress")
    desk.send(done="The letter is written.", next_step="Send it.", direction="better")
    desk.open("give_evidence", action.pk)
    desk.send(text="612 letters went out.")
    desk.open("move_action", action.pk, "mark_done")
    desk.send(done="Every team sends it.")

    desk.sit(cast.administrator)
    desk.open("move_action", action.pk, "accept_evidence")
    desk.send()

    desk.sit(cast.scrutineer)
    desk.open("move_action", action.pk, "test_impact")
    desk.send(text="52 of 100 came, after 31.", impact_type="outcome", source="data", rating="strong")

    desk.sit(cast.administrator)
    desk.open("move_action", action.pk, "close")
    desk.send()

    desk.sit(cast.board)
    desk.open("priority", "tackling-neglect")
    expect(desk.page.get_by_text("The one thread is whole: change was shown.")).to_be_visible()
    walked = desk.page.locator("#thread-A .p-thread__what a")
    assert walked.all_inner_texts() == [TEXT, ASKED, DONE]
    walked.last.click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text(re.compile(DONE))
    expect(desk.page.get_by_text("Closed").first).to_be_visible()
