"""From a planned audit to what every member reads of it, told in a real browser by the people it takes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audits.models import Audit, Tool
from audits.tests.multi_agency import given
from oscb_portal.tests.test_story_backbone import desk  # noqa: F401 - the one browser several people sit down at
from priorities.models import Recommendation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SECRET = "Nobody asked what a day is like"
FOUND = "The child's day is told in few records"


def press(desk, name):  # noqa: F811
    """Press a button by its words, and expect no mistake."""
    desk.page.get_by_role("button", name=name, exact=True).click()
    expect(desk.page.locator(".govuk-error-summary")).to_have_count(0)


def fill(desk, **answers):  # noqa: F811
    """Fill in a page that has more than one form."""
    for name, answer in answers.items():
        desk._answer(name, answer)


def test_from_a_plan_to_what_every_member_reads(desk, cast):  # noqa: F811
    today, own = timezone.localdate(), cast.agencies
    given.a_tool(cast)

    desk.sit(cast.administrator)
    desk.open("plan_audit")
    desk.send(title="Neglect", focus="What is a day like?", days={
        "sample_on": today, "due_on": today + timedelta(days=20), "panel_on": today + timedelta(days=30),
        "report_on": today + timedelta(days=40)})  # fmt: skip
    audit = Audit.objects.get()
    desk.open("audit_participants", audit.slug)
    for agency in (own.county_council, own.health_trust):
        desk.page.locator(f"main [name=agencies][value='{agency.pk}']").check()
    desk.send(holder=own.county_council.pk)
    desk.open("audit_lines", audit.slug)
    desk.send(lines="Is the child's day told?")

    desk.sit(cast.auditor)
    desk.open("draw_cases", audit.slug)
    desk.send(rule="All cases of October.", size=1, seed="oak", pasted="OX-1\nOX-2\nOX-3")
    desk.sit(cast.administrator)
    desk.open("open_audit", audit.slug)
    press(desk, "Ask them now")

    council, trust = (Tool.objects.get(agency=agency) for agency in (own.county_council, own.health_trust))
    desk.sit(cast.lead)
    desk.open("assign_auditor", trust.pk)
    desk.send(person=cast.lead.email)
    desk.open("audit_section", trust.pk, "age-band")
    fill(desk, choice="Under 1")
    press(desk, "Save and go on")
    fill(desk, narrative=SECRET, grade="requires-improvement")
    press(desk, "Save and go on")
    fill(desk, choice="No")
    press(desk, "Save and go on")
    for last in (False, True):
        fill(desk, narrative=SECRET, grade="requires-improvement")
        press(desk, "Save" if last else "Save and go on")
    for speaker in ("child", "parent", "practitioner"):
        desk.open("audit_view", trust.pk, speaker)
        desk.send(heard="not_asked", words="Nobody thought of it in time.")
    desk.open("hand_in_tool", trust.pk)
    desk.send(how="complete")

    desk.sit(cast.administrator)
    desk.open("audit_tool", trust.pk)
    expect(desk.page.get_by_text(SECRET)).to_have_count(0)
    given.handed_in(cast, Tool.objects.for_list().get(pk=council.pk), cast.auditor, at=timezone.now(),
                    grade="requires-improvement")  # fmt: skip
    desk.open("audit_case", audit.slug, 1)
    expect(desk.page.get_by_role("heading", name="Side by side")).to_be_visible()
    fill(desk, **{f"grade-{code}": "requires-improvement" for code in ("lived-experience", "theme", "overall")},
         **{f"reason-{code}": "Both say so." for code in ("lived-experience", "theme", "overall")})  # fmt: skip
    press(desk, "Keep what was agreed")
    desk.open("conclude_panel", audit.slug)
    press(desk, "Go on to the report")
    desk.open("add_point", audit.slug)
    desk.page.locator(f"main [name=agencies][value='{own.health_trust.pk}']").check()
    desk.send(kind="finding", text=FOUND, asks="Ask at every visit what a day is like.")
    desk.open("write_audit_summary", audit.slug)
    desk.send(summary="We do not know yet what a day is like.")
    desk.open("finish_audit", audit.slug)
    press(desk, "Finish it")

    desk.sit(cast.stranger)
    desk.open("audit_report", audit.slug)
    expect(desk.page.get_by_text(FOUND)).to_be_visible()
    expect(desk.page.get_by_text("Fewer than five: no percentages.")).to_be_visible()
    expect(desk.page.get_by_text(SECRET)).to_have_count(0)
    assert Recommendation.objects.get().responses.get().agency == own.health_trust
