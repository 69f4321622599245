"""The desk of the business unit shows what each drawer holds and what in it needs somebody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office import desk, letters, rules, tokens
from office.tests import given

pytestmark = pytest.mark.django_db


def test_the_desk_counts_what_needs_somebody(administrator, agencies, analyst):
    now, today = timezone.now(), timezone.localdate()
    letter = given.a_letter(at=now)
    letters.note_bounce(message_id=letter.message_id, why="no such mailbox")
    rules.set_rule(by=administrator, key="contact.hub_phone", value="01632 960150", valid_from=today, at=now)
    tokens.issue(
        by=administrator, agency=agencies.county_council, responsible=analyst, name="Case system",
        scopes=["send_data"], expires_on=today + timedelta(days=20), at=now,
    )  # fmt: skip

    needs = {drawer.name: drawer.needs for drawer in desk.drawers(at=now)}

    assert needs == {
        "Joining": "",
        "People": "",
        "Agencies": "",
        "Data sharing agreements": "",
        "Letters": "1 did not arrive",
        "Pages and news": "",
        "Documents": "",
        "Newsletters": "",
        "Rules": "3 are not set yet",
        "Keys to the API": "1 ends within 30 days",
        "Trail": "",
    }


def test_the_page_leads_to_every_drawer(administrator, sign_in):
    page = sign_in(administrator).get(reverse("desk")).content.decode()

    for name in ("join_requests", "people", "agencies", "agreements", "letters", "rules", "tokens", "trail"):
        assert f'href="{reverse(name)}"' in page


def test_others_may_not_open_the_desk(client, sign_in, lead):
    assert client.get(reverse("desk")).url == f"{reverse('account_login')}?next={reverse('desk')}"
    assert sign_in(lead).get(reverse("desk")).status_code == 403
