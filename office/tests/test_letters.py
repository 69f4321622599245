"""A letter is written with its cause, in plain text and HTML, once for each cause."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from office import letters
from office.models import Letter, LetterChoice
from office.tests import given
from office.tests.given import AT
from partnership.models import TrailEntry
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_a_letter_exists_in_plain_text_and_html(practitioner):
    letter = given.a_letter(to=practitioner)

    assert letter.subject == "1 thing to know today"
    assert f"Hello {practitioner.name}," in letter.text
    assert "<h2>A thing</h2>" in letter.html
    assert (letter.to, letter.to_address, letter.state) == (practitioner, practitioner.email, Letter.State.WAITING)


def test_plain_text_is_not_escaped_and_html_is():
    letter = given.a_letter(context={"parts": [{"subject": "O'Neill <b>", "text": "It's here"}]})

    assert "O'NEILL <B>" in letter.text
    assert "O&#x27;Neill &lt;b&gt;" in letter.html


def test_a_subject_never_breaks_the_header():
    token = {"name": "Case\nBcc: everybody@elsewhere.example", "expires_on": AT}

    letter = given.a_letter(template="office/key_ends", context={"token": token})

    assert letter.subject == "The API key of Case"


def test_a_second_letter_of_one_cause_is_the_first():
    first = given.a_letter(key="join asked 17")
    second = given.a_letter(key="join asked 17")

    assert (second, Letter.objects.count()) == (first, 1)


@pytest.mark.django_db(transaction=True)
def test_a_letter_cannot_be_written_outside_the_transaction_of_its_cause():
    with pytest.raises(transaction.TransactionManagementError):
        letters.write(to="a@oakshire.example", topic="office", template="office/digest", context={}, key="k", at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_with_its_cause_when_that_is_undone():
    def a_deed_that_fails():
        with transaction.atomic():
            given.a_letter()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        a_deed_that_fails()

    assert Letter.objects.count() == 0


def test_the_post_is_woken_once_for_letters_of_one_moment(django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr(letters.current_app, "send_task", lambda name, **_: woken.append(name))
    letters.cache.delete(letters.WAKE_KEY)

    with django_capture_on_commit_callbacks(execute=True):
        given.a_letter()
        given.a_letter()

    assert woken == ["office.tasks.post_letters"]


def test_a_bounce_is_noted_at_its_letter():
    letter = given.a_letter()

    letters.note_bounce(message_id=letter.message_id, why="550 5.1.1 no such\n user")
    letters.note_bounce(message_id=letter.message_id, why="again")

    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == (Letter.State.BOUNCED, "550 5.1.1 no such user")
    assert TrailEntry.objects.about(letter).count() == 1


def test_a_bounce_of_somebody_elses_letter_is_refused():
    with pytest.raises(Refusal, match="No letter of this portal"):
        letters.note_bounce(message_id="<unknown@elsewhere.example>", why="")


def test_a_mail_that_came_back_is_read_from_standard_input(monkeypatch, bounce_mail):
    letter = given.a_letter()
    monkeypatch.setattr("sys.stdin", bounce_mail(letter.message_id))

    call_command("note_bounce")

    letter.refresh_from_db()
    assert letter.state == Letter.State.BOUNCED


def test_a_mail_that_is_no_bounce_is_refused_with_a_sentence(monkeypatch, bounce_mail):
    monkeypatch.setattr("sys.stdin", bounce_mail("<x@y>", action="delayed"))

    with pytest.raises(CommandError, match="a letter that is delayed"):
        call_command("note_bounce")


def test_words_of_old_letters_are_forgotten_and_the_row_stays():
    old, new = given.a_letter(at=AT - timedelta(days=366)), given.a_letter(at=AT)

    assert letters.forget(at=AT) == 1

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.subject, old.text, old.html, old.topic) == ("", "", "", "office")
    assert new.text


def test_whoever_stopped_reminders_gets_none_and_still_gets_the_rest(practitioner):
    letters.stop_topic(by=practitioner, topic=Letter.Topic.REMINDER, at=AT)
    letters.stop_topic(by=practitioner, topic=Letter.Topic.REMINDER, at=AT)

    reminder = letters.write(
        to=practitioner, topic=Letter.Topic.REMINDER, template="office/digest", context={}, key="reminder", at=AT
    )
    letter = given.a_letter(to=practitioner)

    assert (reminder, letter.state, LetterChoice.objects.count()) == (None, Letter.State.WAITING, 1)


def test_letters_of_the_work_itself_cannot_be_stopped(practitioner):
    with pytest.raises(Refusal, match="belong to the work itself"):
        letters.stop_topic(by=practitioner, topic=Letter.Topic.SIGN_IN, at=AT)


def test_the_list_shows_and_filters_letters(administrator, sign_in, practitioner):
    given.a_letter(to=practitioner)
    given.a_letter(to="other@oakshire.example", topic=Letter.Topic.DATA)
    client = sign_in(administrator)

    by_name = client.get(reverse("letters"), {"to": practitioner.name}).content.decode()
    by_topic = client.get(reverse("letters"), {"topic": "data", "format": "csv"}).content.decode("utf-8-sig")

    assert practitioner.email in by_name
    assert "other@oakshire.example" not in by_name
    assert [line.split(",")[1] for line in by_topic.splitlines()] == ["To", "other@oakshire.example"]


@pytest.mark.parametrize("letters_there", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    administrator, sign_in, practitioner, letters_there, django_assert_num_queries
):
    for _ in range(letters_there):
        given.a_letter(to=practitioner)
    client = sign_in(administrator)

    # Person, hats, rules; count and page (the session comes from Redis).
    with django_assert_num_queries(5):
        client.get(reverse("letters"))


def test_a_letter_can_be_read_as_text_and_as_html(administrator, sign_in):
    letter = given.a_letter()
    client = sign_in(administrator)

    page = client.get(reverse("letter", args=[letter.pk]))
    html = client.get(reverse("letter_html", args=[letter.pk]))

    assert "Something has happened." in page.content.decode()
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert html.content.decode() == letter.html
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "script-src 'none'" in html.headers["Content-Security-Policy"]
    assert html.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_code_is_hidden_outside_the_demonstration(administrator, sign_in, settings):
    letter = given.a_letter(secret=True)
    client = sign_in(administrator)

    shown = client.get(reverse("letter", args=[letter.pk])).content.decode()
    settings.DEMO = False
    hidden = client.get(reverse("letter", args=[letter.pk])).content.decode()
    hidden_html = client.get(reverse("letter_html", args=[letter.pk])).content.decode()

    assert "Something has happened." in shown
    assert "Something has happened." not in hidden + hidden_html
    assert "This letter holds a code." in hidden


def test_the_code_in_a_subject_is_hidden_outside_the_demonstration(administrator, sign_in, settings):
    letter = given.a_letter(secret=True, template="office/join_code", context={"code": "839637"})
    client = sign_in(administrator)
    addresses = [reverse("letters"), reverse("letters") + "?format=csv", reverse("letter", args=[letter.pk])]

    settings.DEMO = False
    hidden = b"".join(client.get(address).getvalue() for address in addresses).decode()
    settings.DEMO = True
    shown = b"".join(client.get(address).getvalue() for address in addresses).decode()

    assert "839637" in letter.subject
    assert hidden.count("839637") == 0
    assert hidden.count(">A code<") == 2
    assert shown.count("839637 is your code") > 3


@pytest.mark.parametrize("name", ["letters", "letter", "letter_html"])
def test_others_may_not_read_letters(client, sign_in, lead, name):
    letter = given.a_letter()
    address = reverse(name, args=[] if name == "letters" else [letter.pk])

    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    assert sign_in(lead).get(address).status_code == 403
