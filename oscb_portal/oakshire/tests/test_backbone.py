"""What Oakshire found, promised and did: whole, the same each time, with loose ends on purpose."""

from collections import Counter
from datetime import date, timedelta

import pytest

from oscb_portal.oakshire import backbone, plan
from priorities import invariants, priority_page
from priorities.knots import Slack
from priorities.lanes import Verdict
from priorities.models import Action, Priority
from priorities.progress import State

TODAY = date(2026, 11, 23)


@pytest.fixture
def built(cast):
    plan.publish(cast.agencies, today=TODAY)
    backbone.build(cast, today=TODAY)
    return cast


def page(slug, viewer):
    return priority_page.page_of(Priority.objects.get(slug=slug), viewer=viewer, on=TODAY)


def test_the_backbone_is_as_the_verbs_would_have_left_it(built):
    assert list(invariants.broken()) == []
    assert not Action.objects.filter(agreed_on__gt=TODAY).exists()
    assert Action.objects.count() == pytest.approx(120, abs=20)
    assert set(Action.objects.values_list("state", flat=True)) == set(State)


def test_one_thread_is_whole_and_priorities_have_different_loose_ends(built):
    pages = {each.slug: page(each.slug, built.board) for each in Priority.objects.all()}

    verdicts = {lane.finding.title: lane.verdict for lane in pages["tackling-neglect"].threads.lanes}
    assert verdicts["Fathers are seldom invited to conferences"] == Verdict.WHOLE
    assert verdicts["Neglect is seldom named when families ask for early help"] == Verdict.GOING
    assert verdicts["Nobody put missed dental appointments together"] == Verdict.LOOSE
    kinds = {slug: {end.slack for end in each.threads.ends} - {Slack.UNWATCHED} for slug, each in pages.items()}
    assert {Slack.UNANSWERED, Slack.UNPROVEN} <= kinds["tackling-neglect"]
    assert Slack.UNASKED in kinds["repeat-safeguarding-messages"]
    assert len(set().union(*kinds.values())) >= 4


@pytest.mark.django_db
def test_the_same_seed_tells_the_same(built):
    rows = Counter(Action.objects.values_list("text", "state", "due_on"))
    again = backbone.History(built, today=TODAY)
    again.write()

    assert Counter(Action.objects.values_list("text", "state", "due_on")) - rows == Counter(
        {row: count for row, count in rows.items() if row[0] in {each.text for each in again.told.actions}}
    )


def test_it_moves_with_today(cast):
    later = TODAY + timedelta(days=400)
    plan.publish(cast.agencies, today=later)
    backbone.build(cast, today=later)

    assert list(invariants.broken()) == []
