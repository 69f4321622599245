"""Thanks from outside, told in a real browser: proven by code, awarded, agreed to, on the wall, gone at one word."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from commendations import categories, sheets
from commendations.models import Award, Commendation
from office.models import Letter
from oscb_portal.tests.test_accessibility import wear_session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SAID = "She rang back every Friday until we had slept."
WALL_NAME = "The night nurse of Alderbrook"
TYPED = {
    "nominee_name": "Ottilie Marsh", "nominee_role": "School nurse", "elsewhere": "The surgery in Alderbrook",
    "story": "She rang when nobody else did.", "difference": "We sleep, and we ask earlier.", "words": SAID,
    "email": "grateful@home.example",
}  # fmt: skip


def letter_to(address):
    """The newest letter to somebody, as it reads."""
    return Letter.objects.filter(to_address=address).latest("pk").text


def everywhere(page, live_server, award):
    """Where everybody could read it: wall, its own page, feed, good practice, search."""
    page.context.clear_cookies()
    addresses = [reverse(name) for name in ("commendations", "commendations_feed", "good_practice")]
    addresses += [reverse("commended", args=[award.pk]), "/search/?q=Alderbrook"]
    answers = [page.request.get(live_server.url + address) for address in addresses]
    return [WALL_NAME in answer.text() for answer in answers]


def test_thanks_from_outside_reach_the_wall_and_leave_it_with_the_consent(page, live_server, cast):
    categories.settle()
    sheets.settle()
    cache.clear()  # codes are few in an hour, whatever earlier runs have asked for
    page.goto(live_server.url + reverse("thank"))
    for name, words in TYPED.items():
        page.locator(f"main [name={name}]").first.fill(words)
    for name, value in (("kind", "person"), ("told_by", "parent")):
        page.locator(f"main [name={name}][value={value}]").check()
    page.locator("main [name=category]").first.check()
    page.get_by_label("I am 18 or over").check()
    page.wait_for_timeout(4200)  # nobody writes faster than this
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(f"**{reverse('thank_code')}")
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(re.search(r"\b\d{6}\b", letter_to(TYPED["email"]))[0])
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    nomination = Commendation.objects.get()
    assert (nomination.outside_email, nomination.state) == (TYPED["email"], "waiting")

    wear_session_of(cast.administrator, page, live_server.url)
    page.goto(live_server.url + reverse("nomination", args=[nomination.pk]))
    expect(page.get_by_text(SAID).first).to_be_visible()
    page.get_by_role("button", name="Award it").click()
    page.locator("[name=nominee_email]").fill("ottilie@surgery.example")
    page.locator("[name=manager_email]").fill("manager@surgery.example")
    page.locator("[name=wall_name]").fill(WALL_NAME)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_text("Awarded.").first).to_be_visible()
    award = Award.objects.get()
    page.goto(live_server.url + reverse("note_good_practice", args=[award.pk]))
    page.locator("[name=text]").first.fill("Ring back on a fixed day.")
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(f"**{reverse('nomination', args=[nomination.pk])}")
    nomination.refresh_from_db()
    assert nomination.outside_email == ""
    assert not any(everywhere(page, live_server, award))

    for address in ("ottilie@surgery.example", "manager@surgery.example"):
        consent = Letter.objects.filter(to_address=address, subject__startswith="May we thank").latest("pk")
        path = re.search(r"https?://[^/\s]+(/commendations/consent/\S+)", consent.text)[1]
        page.goto(live_server.url + path)
        expect(page.get_by_text(SAID).first).to_be_visible()
        page.locator("main button[value=yes]").click()
        expect(page.get_by_text("Your answer is noted").first).to_be_visible()
    assert everywhere(page, live_server, award) == [True] * 5

    page.goto(live_server.url + path)
    page.locator("main button[value=no]").click()
    expect(page.get_by_text("Your answer is noted").first).to_be_visible()
    assert not any(everywhere(page, live_server, award))
    assert page.request.get(live_server.url + reverse("commended", args=[award.pk])).status == 404
