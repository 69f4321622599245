"""The public front page shows published figures exactly as they were published."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard import published
from office import pages
from oscb_portal import front_page, latest
from oscb_portal.front_page import Fact

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))


def test_without_published_figures_the_band_is_left_out():
    assert front_page.shown(on=AT.date())["facts"] is None


def test_the_band_shows_the_latest_published_figures_of_oxfordshire(client):
    published.take_in(at=AT)

    facts = front_page.shown(on=date(2026, 11, 23))["facts"]
    html = client.get("/").content.decode()

    # Oxfordshire 2025 in the department's own tables: 322.2 referrals per 10,000; 82.5 % of conferences in time.
    assert (facts.place, facts.year) == ("Oxfordshire", 2025)
    assert [facts.shown[0], facts.shown[2]] == [
        Fact("322.2", "referrals to children’s social care for every 10,000 children."),
        Fact("82.5%", "of child protection conferences met within 15 working days."),
    ]
    assert '<p class="p-big">322.2</p>' in html


def test_the_front_page_begins_with_what_to_do_and_999_is_first(client):
    page = client.get("/").content.decode()

    main = page[page.index("<main") :]
    assert main.index("tel:999") < main.index("tel:08001111")
    assert main.index("We keep children safe, together") < main.index("tel:999")


def test_the_front_page_tells_what_is_public_of_every_room_and_nothing_else(client, administrator):
    for title, audience in (("For everybody", "public"), ("For members", "members")):
        words = {"title": title, "summary": "", "body": "x", "audience": audience, "review_on": None}
        made = pages.write(by=administrator, kind="news", given=words, at=AT)
        pages.show(version=made, by=administrator, at=AT)

    told = latest.shown(at=AT)

    assert [item.title for item in told["news"]] == ["For everybody"]
    assert {name: items for name, items in told.items() if name != "news"} == {
        "events": [], "learning": [], "campaigns": [], "thanks": [],
    }  # fmt: skip
    html = client.get("/").content.decode()
    assert "For everybody" in html
    assert "For members" not in html
