"""Letters are never lost; a second copy leaves only after a kill, and has the same Message-ID."""

import threading
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from office import posting
from office.models import Letter
from office.tests import given
from office.tests.given import AT

STATE = Letter.State


class KilledAfterAcceptance(EmailBackend):
    """A worker that dies once the mail server has taken the letter."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise SystemExit("killed")


class Disconnected(EmailBackend):
    def open(self):
        raise SMTPServerDisconnected("gone")


class Refuses(EmailBackend):
    code = 550

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (self.code, b"no such mailbox")})


class Greylists(Refuses):
    code = 451


@pytest.fixture
def backend(settings):
    """Let the post use another way out; "locmem" is the one that works."""

    def use(name):
        settings.EMAIL_BACKEND = (
            "django.core.mail.backends.locmem.EmailBackend" if name == "locmem" else f"{__name__}.{name}"
        )

    return use


@pytest.mark.django_db
def test_a_letter_is_sent_as_both_texts_and_marked():
    letter = given.a_letter()

    sent = posting.post_due(at=AT)

    letter.refresh_from_db()
    (message,) = mail.outbox
    assert (sent, letter.state, letter.sent_at, letter.attempts) == (1, STATE.SENT, AT, 1)
    assert (message.to, message.subject, message.body) == ([letter.to_address], letter.subject, letter.text)
    assert message.alternatives == [(letter.html, "text/html")]
    assert message.extra_headers["Message-ID"] == letter.message_id


@pytest.mark.django_db
def test_a_letter_is_sent_once_however_often_the_post_runs():
    given.a_letter()

    sent = [posting.post_due(at=AT) for _ in range(3)]

    assert (sent, len(mail.outbox)) == ([1, 0, 0], 1)


@pytest.mark.django_db(transaction=True)
def test_killed_between_acceptance_and_our_record_a_second_copy_has_the_same_message_id(backend):
    letter = given.a_letter()
    backend("KilledAfterAcceptance")
    with pytest.raises(SystemExit):
        posting.post_due(at=AT)
    backend("locmem")

    too_early = posting.post_due(at=AT)
    later = posting.post_due(at=AT + timedelta(minutes=2))

    letter.refresh_from_db()
    assert (too_early, later, letter.state) == (0, 1, STATE.SENT)
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [letter.message_id] * 2


@pytest.mark.django_db
def test_when_the_mail_server_is_away_the_letter_waits_longer_each_time_and_is_given_up_at_last(backend):
    letter = given.a_letter()
    backend("Disconnected")
    moment, waits = AT, []

    for _ in posting.AGAIN_AFTER:
        posting.post_due(at=moment)
        letter.refresh_from_db()
        waits.append((letter.not_before - moment, letter.state))
        moment = letter.not_before

    *tries, last = waits
    assert tries == [(wait, STATE.WAITING) for wait in posting.AGAIN_AFTER[:-1]]
    assert (last[1], letter.trouble) == (STATE.GIVEN_UP, "SMTPServerDisconnected: gone")


@pytest.mark.django_db
def test_trouble_with_the_server_itself_does_not_cost_every_letter_an_attempt(backend):
    for _ in range(3):
        given.a_letter()
    backend("Disconnected")

    posting.post_due(at=AT)

    assert sorted(Letter.objects.values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "state"), [("Refuses", STATE.REFUSED), ("Greylists", STATE.WAITING)])
def test_a_refusal_for_good_is_final_and_one_for_now_is_not(backend, name, state):
    letter = given.a_letter()
    backend(name)

    posting.post_due(at=AT)

    letter.refresh_from_db()
    assert (letter.state, letter.trouble[4:]) == (state, "no such mailbox")


@pytest.mark.django_db
def test_old_letters_and_old_codes_are_not_sent_any_more():
    given.a_letter(at=AT - timedelta(days=8))
    given.a_letter(at=AT - timedelta(hours=2), secret=True)
    fresh = given.a_letter(at=AT - timedelta(days=6))

    posting.post_due(at=AT)

    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [fresh.message_id]
    assert Letter.objects.filter(state=STATE.GIVEN_UP).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_the_words_of_a_code_are_forgotten_once_sent_except_in_the_demonstration(settings, demo):
    letter = given.a_letter(secret=True, template="office/join_code", context={"code": "839637"})
    settings.DEMO = demo

    posting.post_due(at=AT)

    letter.refresh_from_db()
    assert (mail.outbox[0].subject, "839637" in mail.outbox[0].body) == ("839637 is your code", True)
    assert ["839637" in words for words in (letter.subject, letter.text, letter.html)] == [demo] * 3


@pytest.mark.django_db
def test_a_code_that_was_never_sent_is_forgotten_too(settings):
    letter = given.a_letter(
        at=AT - timedelta(hours=2), secret=True, template="office/join_code", context={"code": "839637"}
    )
    settings.DEMO = False

    posting.post_due(at=AT)

    letter.refresh_from_db()
    assert letter.state == "given_up"
    assert ["839637" in words for words in (letter.subject, letter.text, letter.html)] == [False] * 3


@pytest.mark.django_db
def test_what_need_not_come_at_once_comes_as_one_letter_a_day():
    parts = [given.a_letter(urgency=Letter.Urgency.DIGEST) for _ in range(2)]
    elsewhere = given.a_letter(to="else@oakshire.example", urgency=Letter.Urgency.DIGEST)

    before = posting.post_due(at=AT)
    made = [posting.gather_digests(at=AT), posting.gather_digests(at=AT)]
    after = posting.post_due(at=AT)

    for part in [*parts, elsewhere]:
        part.refresh_from_db()
    assert (before, made, after) == (0, [2, 0], 2)
    assert parts[0].gathered_into == parts[1].gathered_into != elsewhere.gathered_into
    assert mail.outbox[0].body.count("Something has happened.") == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(monkeypatch):
    wanted = {given.a_letter().message_id for _ in range(20)}
    start = threading.Barrier(2)
    sent, faults = [], []

    class Slow(EmailBackend):
        """Holds each letter long enough for the other worker to come by."""

        def send_messages(self, messages):
            threading.Event().wait(0.01)
            sent.extend(message.extra_headers["Message-ID"] for message in messages)

    monkeypatch.setattr(posting, "get_connection", Slow)

    def work():
        try:
            start.wait()
            posting.post_due(at=AT)
        except Exception as fault:  # noqa: BLE001 - a thread's fault must reach the test
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert faults == []
    assert (len(sent), set(sent)) == (20, wanted)
