"""From a referred case to the briefing a team uses, told in a real browser by the people it takes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from oscb_portal.tests.test_story_backbone import desk  # noqa: F401 - the one browser several people sit down at
from reviews.models import Product, Review, TeamUse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
BOXES = ("background", "why", "found", "worked", "differently", "questions", "next_steps")


def test_from_a_referral_to_the_one_thing_a_team_will_change(desk, cast):  # noqa: F811
    today = timezone.localdate()

    desk.sit(cast.coordinator)
    desk.open("open_case")
    desk.send(
        code_name="Teasel", summary="An infant was seriously harmed.", days={"aware_on": today - timedelta(days=1)}
    )
    case = Review.objects.get()
    for person, agency in ((cast.council, "Oakshire County Council"), (cast.police, "Oakvale Police"),
                           (cast.health, "Oakshire Integrated Care Board")):  # fmt: skip
        desk.open("join_team", case.pk)
        desk.send(person=person.email, agency=agency)

    for person in (cast.council, cast.police, cast.health):
        desk.sit(person)
        desk.open("case", case.pk)
        desk.page.get_by_role("button", name="Decide").click()
        desk.send(agrees="yes", reason="Serious harm, and abuse is suspected.")

    desk.sit(cast.coordinator)
    for key, answers in (
        ("decide_criteria", {}),
        ("notify", {}),
        ("send_rapid_review", {"decision": "none", "decision_reason": "The rapid review has the learning."}),
        ("record_response", {"panel_agrees": "yes"}),
    ):
        desk.open("move_case", case.pk, key)
        desk.send(**answers)
    desk.open("case", case.pk)
    expect(desk.page.get_by_text("Done in time").first).to_be_visible()

    desk.open("write_learning")
    desk.send(title="Seeing the baby", summary="What one review says.", **dict.fromkeys(BOXES, "See the baby awake."))
    product = Product.objects.get()
    desk.open("send_learning", product.slug)
    desk.send()

    desk.sit(cast.scrutineer)
    desk.open("check_learning", product.slug)
    desk.send()

    desk.sit(cast.practitioner)
    desk.open("learning", product.slug)
    desk.page.get_by_role("button", name="We have used it").click()
    desk.send(team="Northern team", people=6, will_change="We ask to see where the baby sleeps.")

    use = TeamUse.objects.get()
    assert (use.agency, use.people) == (cast.agencies.health_trust, 6)
    desk.page.context.clear_cookies()
    desk.open("learning", product.slug)
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Seeing the baby")
    desk.open("case", case.pk)
    expect(desk.page.get_by_text("Teasel")).to_have_count(0)
