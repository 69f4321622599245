"""The public site in the browser: the office writes news and shows it; a visitor reads, searches and leaves quickly."""

import pytest

from oscb_portal.tests.test_accessibility import wear_session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_news_from_the_first_word_to_the_reader(page, live_server, cast):
    wear_session_of(cast.administrator, page, live_server.url)
    page.goto(f"{live_server.url}/office/pages/")
    page.get_by_role("button", name="Write news").click()
    page.get_by_label("What is the page called?").fill("A place to talk")
    page.get_by_label("What does it say, in one sentence?").fill("Young people have a room of their own.")
    page.get_by_label("What does it say?", exact=True).fill("## Where\n\nIn the library, **every Tuesday**.")
    page.get_by_role("button", name="Save and look at it").click()
    assert page.get_by_text("This is how it would look").is_visible()
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("button", name="Show it").click()
    assert page.get_by_text("Version 1 is shown.").is_visible()

    page.context.clear_cookies()
    page.goto(live_server.url)
    page.get_by_role("link", name="A place to talk").click()
    assert page.get_by_role("heading", name="Where").is_visible()
    page.goto(f"{live_server.url}/search/?q=tuesdays")
    assert page.locator("mark").inner_text() == "Tuesday"
    page.get_by_role("link", name="A place to talk").click()
    assert page.get_by_role("link", name="999").first.is_visible()
