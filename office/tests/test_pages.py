"""Pages: nobody sees what is not shown; versions are kept; a moment to come; walls; what law asks for cannot go."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from office import findable, pages, rules, tasks
from office.models import Page, PageVersion, SearchEntry
from office.page_words import filled
from office.shipped_pages import shipped
from office.tests import given
from office.tests.given import AT, refused
from office.waiting import waiting

DELIVERED = {"accessibility", "contact", "privacy", "procedures", "who-we-are", "worried-about-a-child"}


def words(**changed):
    return {"title": "How we listen", "summary": "", "body": "We ask.", "audience": "public", "review_on": None,
            **changed}  # fmt: skip


def a_page(by, *, shown=True, kind="page", at=AT, **changed):
    version = pages.write(by=by, kind=kind, given=words(**changed), at=at)
    return pages.show(version=version, by=by, at=at) if shown else version


def test_the_first_pages_are_there_and_everybody_can_read_them(client, db):
    assert {each.slug for each in shipped()} == DELIVERED

    answers = {slug: client.get(f"/pages/{slug}/").status_code for slug in DELIVERED}

    assert answers == dict.fromkeys(DELIVERED, 200)


def test_the_privacy_notice_says_how_long_things_are_kept_as_the_office_has_set_it(administrator):
    rules.set_rule(by=administrator, key="training.needs_kept", value="14", valid_from=AT.date(), at=AT)

    notice = filled(next(each.body for each in shipped() if each.slug == "privacy"), on=AT.date())

    assert "14 days after the event" in notice
    assert "forgotten after 365 calendar days" in notice
    assert "{{" not in notice


def test_worried_about_a_child_begins_with_999(client, db):
    page = client.get("/pages/worried-about-a-child/").content.decode()

    main = page[page.index("<main") :]
    assert main.index("tel:999") < main.index("Multi-Agency Safeguarding Hub")


def test_saving_shows_nothing_and_showing_shows_it_to_everybody(client, administrator):
    version = a_page(administrator, shown=False)
    before = client.get("/pages/how-we-listen/").status_code

    pages.show(version=version, by=administrator, at=AT)

    assert (before, client.get("/pages/how-we-listen/").status_code) == (404, 200)
    assert SearchEntry.objects.get(key=f"office.page:{version.page_id}").audiences == ["public"]


def test_newer_words_are_not_shown_until_somebody_shows_them(client, administrator):
    page = a_page(administrator).page
    mark = pages.drafts.mark_of(pages.values_of(pages.newest(page)))

    again = words(body="We ask twice.")
    second = pages.change(page=page, by=administrator, given=again, changed="Twice", mark=mark, at=AT)

    assert "We ask twice" not in client.get(page.address).content.decode()
    pages.show(version=second, by=administrator, at=AT)
    assert "We ask twice" in client.get(page.address).content.decode()


def test_of_two_who_change_a_page_the_second_is_told(administrator):
    page = a_page(administrator).page
    mark = pages.drafts.mark_of(pages.values_of(pages.newest(page)))
    pages.change(page=page, by=administrator, given=words(body="First."), changed="1", mark=mark, at=AT)

    with pytest.raises(pages.drafts.ChangedMeanwhile) as told:
        pages.change(page=page, by=administrator, given=words(body="Second."), changed="2", mark=mark, at=AT)

    assert told.value.theirs["body"] == "First."


def test_what_is_set_for_later_is_shown_when_its_hour_has_come(client, administrator):
    now = timezone.now()
    version = a_page(administrator, shown=False)

    pages.show(version=version, by=administrator, at=now, shown_from=now + timedelta(hours=1))

    assert client.get("/pages/how-we-listen/").status_code == 404
    shown_then = PageVersion.objects.shown(now + timedelta(hours=1)).filter(page=version.page)
    assert list(shown_then.all()) == [version]
    pages.take_back(page=version.page, by=administrator, at=now)
    assert not shown_then.all().exists()


def test_search_learns_of_what_was_set_for_later(administrator):
    now = timezone.now()
    version = a_page(administrator, shown=False)
    pages.show(version=version, by=administrator, at=now - timedelta(days=2), shown_from=now - timedelta(minutes=1))

    tasks.show_pages()

    assert SearchEntry.objects.filter(key=findable.key_of_page(version.page)).exists()


def test_showing_now_takes_back_what_was_set_for_later(administrator):
    now = timezone.now()
    first = a_page(administrator, shown=False)
    pages.show(version=first, by=administrator, at=now, shown_from=now + timedelta(days=1))
    second = pages.change(page=first.page, by=administrator, given=words(body="Newer."), changed="x",
                          mark=pages.drafts.mark_of(pages.values_of(first)), at=now)  # fmt: skip

    pages.show(version=second, by=administrator, at=now)

    assert [each.number for each in PageVersion.objects.shown(now + timedelta(days=2)).filter(page=first.page)] == [2]


def test_an_old_version_comes_back_as_the_newest(administrator):
    first = a_page(administrator)
    pages.change(page=first.page, by=administrator, given=words(body="Worse."), changed="x",
                 mark=pages.drafts.mark_of(pages.values_of(first)), at=AT)  # fmt: skip

    again = pages.restore(version=first, by=administrator, at=AT)

    assert (again.number, again.body, again.shown_from) == (3, "We ask.", None)
    with refused("This is the newest version already. Nothing was changed."):
        pages.restore(version=again, by=administrator, at=AT)


def test_a_withdrawn_page_is_gone_from_site_and_search_until_other_words_are_shown(client, administrator):
    page = a_page(administrator).page

    pages.withdraw(page=page, by=administrator, at=AT + timedelta(hours=1))

    assert client.get(page.address).status_code == 404
    assert not SearchEntry.objects.filter(key=findable.key_of_page(page)).exists()
    again = pages.change(page=page, by=administrator, given=words(body="New."), changed="x",
                         mark=pages.drafts.mark_of(pages.values_of(pages.newest(page))), at=AT)  # fmt: skip
    pages.show(version=again, by=administrator, at=AT + timedelta(hours=2))
    assert client.get(page.address).status_code == 200


def test_a_page_of_the_foot_cannot_go(administrator):
    page = Page.objects.get(slug="privacy")

    with refused("This page stands in the foot of every page and cannot go. Change its words instead."):
        pages.withdraw(page=page, by=administrator, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(withdrawn_at=AT)


def test_nobody_changes_what_was_saved_not_even_in_the_database(administrator):
    version = a_page(administrator)

    for change in ({"body": "Other words"}, {"shown_from": None, "shown_by": None}):
        with pytest.raises(DatabaseError, match="do not change"), transaction.atomic():
            PageVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError, match="are kept"), transaction.atomic():
        version.delete()


def test_a_page_for_members_is_not_there_for_the_public(client, administrator, practitioner):
    page = a_page(administrator, audience="members").page

    public = client.get(page.address).status_code
    client.force_login(practitioner)

    assert (public, client.get(page.address).status_code) == (404, 200)
    assert SearchEntry.objects.get(key=findable.key_of_page(page)).audiences == ["members"]


@pytest.mark.parametrize("who", ["practitioner", "lead", "board", "stranger"])
def test_only_the_office_writes_and_shows(cast, who):
    version = a_page(cast.administrator)
    person = getattr(cast, who)

    for deed in (
        lambda: a_page(person, title="Another"),
        lambda: pages.show(version=version, by=person, at=AT),
        lambda: pages.restore(version=version, by=person, at=AT),
        lambda: pages.withdraw(page=version.page, by=person, at=AT),
        lambda: pages.take_back(page=version.page, by=person, at=AT),
        lambda: pages.change(page=version.page, by=person, given=words(), changed="", mark="", at=AT),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_script_pictures_and_raw_html_never_reach_the_reader(client, administrator):
    body = (
        "<script>alert(1)</script> ![spy](https://evil.example/x.png) [press](javascript:alert(1)) "
        '<img src=x onerror="alert(1)"> <iframe src="https://evil.example"></iframe>'
    )
    page = a_page(administrator, body=body).page

    html = client.get(page.address).content.decode()
    article = html[html.index("<article") : html.index("</article>")]

    assert not any(sign in article for sign in ("<script", "<img", "<iframe", 'href="javascript'))


def test_words_in_braces_are_filled_from_the_rules_and_unknown_ones_are_refused(administrator):
    given_words = words(body="Call {{ hub phone }} or {{ moon phone }}.")

    with pytest.raises(pages.Refusal, match="stands for nothing"):
        pages.write(by=administrator, kind="page", given=given_words, at=AT)

    assert filled("Hub: {{hub hours}}, {{ night phone }}", on=AT.date()) == (
        "Hub: Monday to Friday, 8:30am to 5pm, (not set yet)"
    )


def test_agencies_stand_in_the_page_with_what_their_names_say(cast, client):
    page = client.get("/pages/who-we-are/").content.decode()

    assert cast.agencies.police.name in page
    assert cast.agencies.voluntary.name in page
    assert cast.agencies.board.name not in page[page.index("<article") : page.index("</article>")]


def test_two_pages_have_two_addresses(administrator):
    a_page(administrator)

    taken = "There is a page with the address /pages/how-we-listen/ already. Choose another title, or change that."
    with refused(taken):
        a_page(administrator)
    with refused("Give it a title of words: its address is made from them."):
        a_page(administrator, title="!!!")


def test_the_way_of_a_page_through_the_browser_s_eyes(client, administrator):
    client.force_login(administrator)
    sent = {"title": "A new home", "summary": "We move.", "body": "## When\n\nIn May.", "audience": "public"}

    looked = client.post("/office/pages/news/", sent, follow=True)
    version = looked.context["version"]
    shown = client.post(f"/office/pages/{version.page_id}/1/show/", {"when": "now"}, follow=True)

    assert "This is how it would look" in looked.content.decode()
    assert "Version 1 is shown" in shown.content.decode()
    client.logout()
    assert "A new home" in client.get("/news/").content.decode()
    assert client.get("/news/?format=csv").content.decode().splitlines()[1].endswith("/pages/a-new-home/")


def test_the_form_says_what_is_wrong_and_loses_nothing(client, administrator):
    client.force_login(administrator)
    version = a_page(administrator, shown=False)

    wrong = client.post("/office/pages/new/", {"title": "", "body": "Call {{ moon }}", "audience": "public"})
    late = client.post(f"/office/pages/{version.page_id}/1/show/", {"when": "later"} | given.in_boxes("day", AT.date()))
    none = client.post(f"/office/pages/{version.page_id}/1/show/", {"when": "later"})

    assert "Call {{ moon }}" in wrong.content.decode()
    assert "This moment has passed" in late.content.decode()
    assert "Write the day on which it is to be shown" in none.content.decode()


def test_steps_ask_before_they_act(client, administrator):
    client.force_login(administrator)
    page = a_page(administrator).page

    asked = client.get(f"/office/pages/{page.pk}/1/withdraw/")
    still = client.get(page.address).status_code
    client.post(f"/office/pages/{page.pk}/1/withdraw/")

    assert (asked.status_code, still, client.get(page.address).status_code) == (200, 200, 404)
    assert client.get(f"/office/pages/{page.pk}/1/nonsense/").status_code == 404


def test_the_list_asks_the_same_for_one_and_three(
    client, administrator, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(administrator)
    client.get("/office/pages/")
    with django_assert_max_num_queries(12) as first:
        client.get("/office/pages/")
    a_page(administrator, title="One")
    a_page(administrator, title="Two", shown=False)

    with django_assert_num_queries(len(first)):
        listed = client.get("/office/pages/")

    standing = {row.title: row.standing for row in listed.context["listing"].things}
    assert (standing["One"], standing["Two"], standing["Privacy notice"]) == ("Shown", "Never shown", "Shown")


def test_a_page_to_be_looked_at_again_stands_on_the_office_s_list_alone(cast):
    a_page(cast.administrator, review_on=AT.date())

    waits = {who: [wait.what for wait in pages_waiting(getattr(cast, who))] for who in ("administrator", "lead")}

    assert waits == {"administrator": ["Look at the page “How we listen” again"], "lead": []}


def pages_waiting(person):

    return [wait for wait in waiting(person, on=AT.date()) if "page" in wait.what]
