"""The campaigns and voices of the demonstration: every state one walks through is there, and nothing forbidden."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from oscb_portal.oakshire import plan, told
from priorities import campaign_checks, themes
from priorities.models import Action, Campaign, Place, PledgeRequest, Voice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def test_every_state_of_campaigns_voices_and_joint_work_is_shown(cast):
    themes.settle()
    plan.publish(cast.agencies, today=TODAY)

    told.tell(cast, today=TODAY)

    shown = {each.title: (each.how_far(TODAY), each.published, each.joint) for each in Campaign.objects.all()}
    voices = Voice.objects.all()
    assert shown == {
        "Ask me how I am": ("Running now", True, False),
        "Same road, next step": ("Running now", True, True),
        "Lift the baby, lift the phone": ("Over", True, False),
        "Not just banter": ("To come", False, False),
    }
    assert PledgeRequest.objects.open(TODAY).exists()
    assert PledgeRequest.objects.exclude(declined_by=None).exists()
    assert voices.to_publish().exists()
    assert voices.filter(audience="agency").exists()
    assert Voice.objects.visible_to(AnonymousUser()).exclude(what_changed="").exists()
    assert Voice.objects.visible_to(AnonymousUser()).unheard(date(2025, 11, 23)).exists()
    assert Action.objects.get(joint=True).campaigns.get().joint
    assert Place.objects.get(joint=True).priority.slug == "working-together"
    assert list(campaign_checks.broken()) == []
