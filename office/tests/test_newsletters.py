"""Newsletters: only who confirmed gets them, once; one press leaves; the address is forgotten."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client

from office import newsletters, posting
from office.models import Letter, Newsletter, Subscriber
from office.tests.given import AT, refused


def an_issue(by):
    return newsletters.write(by=by, title="What changed in spring", body="## Fathers\n\nThey come.", at=AT)


def a_subscriber(email="reader@home.example"):
    newsletters.ask(email=email, at=AT)
    pk = Subscriber.objects.get(email=email).pk
    newsletters.confirm(pk=pk, at=AT)
    return pk


def link_in(letter, word):
    return (
        next(part for part in letter.text.split() if f"/newsletter/{word}/" in part)
        .partition("//")[2]
        .partition("/")[2]
    )


def test_whoever_asks_gets_one_letter_and_is_counted_after_the_button(client, db):
    for _ in range(2):
        answer = client.post("/newsletter/", {"email": "Reader@home.example"})
    letter = Letter.objects.get()
    address = "/" + link_in(letter, "confirm")

    client.get(address)
    before = Subscriber.objects.living().count()
    client.post(address)

    assert "Look into your mailbox" in answer.content.decode()
    assert (letter.to_address, before, Subscriber.objects.living().count()) == ("reader@home.example", 0, 1)


def test_the_page_does_not_tell_whether_an_address_is_known(client, db):
    a_subscriber("known@home.example")

    pages = [client.post("/newsletter/", {"email": f"{who}@home.example"}).content for who in ("known", "unknown")]

    assert pages[0] == pages[1]
    assert "Write an e-mail address" in client.post("/newsletter/", {"email": "no"}).content.decode()


def test_one_visitor_cannot_have_letters_sent_to_everybody(client, db):
    cache.clear()
    for number in range(20):
        client.post("/newsletter/", {"email": f"reader{number}@home.example"})

    answer = client.post("/newsletter/", {"email": "one.more@home.example"})

    assert "too often from here" in answer.content.decode()
    assert Letter.objects.count() == 20


def test_an_issue_goes_once_to_each_who_confirmed(administrator):
    a_subscriber()
    newsletters.ask(email="never.confirmed@home.example", at=AT)
    issue = newsletters.send(issue=an_issue(administrator), by=administrator, at=AT)

    written = [newsletters.write_letters(at=AT), newsletters.write_letters(at=AT)]

    issue.refresh_from_db()
    sent = Letter.objects.filter(subject="What changed in spring")
    assert (written, issue.state, issue.reached) == ([1, 0], "sent", 1)
    assert [letter.to_address for letter in sent] == ["reader@home.example"]
    with refused("It has been sent already. Nothing was sent twice."):
        newsletters.send(issue=issue, by=administrator, at=AT)


def test_a_job_that_died_in_between_writes_the_rest_and_none_twice(administrator):
    for number in range(3):
        a_subscriber(f"reader{number}@home.example")
    issue = newsletters.send(issue=an_issue(administrator), by=administrator, at=AT)
    newsletters.write_letters(at=AT)
    Letter.objects.filter(to_address="reader2@home.example").delete()
    Newsletter.objects.filter(pk=issue.pk).update(state="sending")

    newsletters.write_letters(at=AT)

    issue.refresh_from_db()
    assert (issue.reached, Letter.objects.filter(key__endswith=f"issue {issue.pk}").count()) == (3, 3)


def test_the_mail_offers_one_press_to_leave_and_it_works_without_a_form_of_ours(administrator):
    pk = a_subscriber()
    newsletters.send(issue=an_issue(administrator), by=administrator, at=AT)
    newsletters.write_letters(at=AT)
    posting.post_due(at=AT)
    letter = mail.outbox[-1]
    header = letter.extra_headers["List-Unsubscribe"]
    path = "/" + header.strip("<>").partition("//")[2].partition("/")[2]
    program = Client(enforce_csrf_checks=True)

    opened = program.get(path)
    still = Subscriber.objects.living().filter(pk=pk).exists()
    left = program.post(path, {"List-Unsubscribe": "One-Click"})

    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (opened.status_code, still, left.status_code) == (200, True, 200)
    assert Subscriber.objects.get(pk=pk).email == ""
    assert not Letter.objects.filter(to_address="reader@home.example").exists()
    assert "You have left already" in program.get(path).content.decode()


def test_an_issue_that_still_waits_does_not_follow_whoever_has_left(administrator):
    pk = a_subscriber()
    newsletters.send(issue=an_issue(administrator), by=administrator, at=AT)
    newsletters.write_letters(at=AT)

    newsletters.leave(pk=pk, at=AT)
    posting.post_due(at=AT)

    assert [each for each in mail.outbox if "What changed in spring" in each.subject] == []
    assert not Letter.objects.filter(to_address="reader@home.example").exists()


def test_requests_nobody_confirmed_are_forgotten_after_a_week(db):
    newsletters.ask(email="never@home.example", at=AT)
    a_subscriber()

    gone = newsletters.forget_unconfirmed(at=AT + timedelta(days=8))

    assert (gone, list(Subscriber.objects.values_list("email", flat=True))) == (1, ["reader@home.example"])


def test_whoever_has_left_may_ask_again(db):
    newsletters.leave(pk=a_subscriber(), at=AT)

    a_subscriber()

    assert Subscriber.objects.living().count() == 1


def test_an_issue_without_readers_is_not_sent(administrator):
    with refused("Nobody has asked for the newsletter yet. Tell people of the page where they can."):
        newsletters.send(issue=an_issue(administrator), by=administrator, at=AT)


@pytest.mark.parametrize("who", ["lead", "practitioner", "board"])
def test_only_the_office_writes_and_sends(cast, client, who):
    issue, person = an_issue(cast.administrator), getattr(cast, who)

    for deed in (
        lambda: an_issue(person),
        lambda: newsletters.send(issue=issue, by=person, at=AT),
        lambda: newsletters.change(issue=issue, by=person, title="x", body="y", mark="", at=AT),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    client.force_login(person)
    assert client.get(f"/office/newsletters/{issue.pk}/").status_code == 403


def test_writing_looking_and_sending_in_the_browser(client, administrator):
    a_subscriber()
    client.force_login(administrator)

    looked = client.post(
        "/office/newsletters/new/", {"title": "Spring", "body": "<script>x</script> Hello"}, follow=True
    )
    issue = looked.context["issue"]
    asked = client.get(f"/office/newsletters/{issue.pk}/send/").content.decode()
    client.post(f"/office/newsletters/{issue.pk}/send/")

    html = looked.content.decode()
    assert "<script>x" not in html[html.index("<article") :]
    assert "It goes to 1 person at once" in asked
    assert Newsletter.objects.get().state == "sending"
