"""Two at once on a real PostgreSQL: answers by one link, batches of certificates, two accounts joined.

Each is shown twice: without the lock it goes wrong, so the test can fail; with it, it never does.
"""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import QuerySet

from partnership.refusals import Refusal
from training import certificate_batches, joining_accounts
from training.evaluation import answering
from training.models import Ask, Booking, Certificate, CertificateBatch, Joining, Remark, Reply
from training.tests import given

pytestmark = pytest.mark.django_db(transaction=True)
ANONYMOUS = {"worth-it": "five", "better": "More time to talk."}


def at_once(*deeds):
    """What came of each deed, done at the same moment: the class of what it refused with, or nothing."""

    def do(deed):
        try:
            deed()
        except Exception as fault:  # noqa: BLE001 - the test reports whatever went wrong in a thread
            return type(fault)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(do, deeds), key=str)


def slowly(deed):
    """The same deed, done after a moment in which somebody else can read what it read."""

    def later(*words, **named):
        time.sleep(0.3)
        return deed(*words, **named)

    return later


@pytest.fixture
def unlocked(monkeypatch):
    """Take every row lock away."""
    return lambda: monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **words: rows.all())


@pytest.mark.parametrize("locked", [False, True])
def test_two_answers_by_one_link_at_once_are_one_answer(cast, monkeypatch, unlocked, locked):
    given.the_questions(cast)
    event = given.a_held_event(cast)
    ask, at = Ask.objects.get(), given.over(event)
    monkeypatch.setattr(answering, "_keep", slowly(answering._keep))
    if not locked:
        unlocked()

    def deed():
        answering.answer(ask=Ask.objects.get(pk=ask.pk), given=ANONYMOUS, at=at)

    came = at_once(deed, deed)

    counts = (Reply.objects.count(), Remark.objects.count())
    if locked:
        assert (came, counts, Certificate.objects.count()) == ([Refusal, None], (1, 1), 1)
    else:
        assert counts == (2, 2)


@pytest.mark.parametrize("locked", [False, True])
def test_the_same_batch_asked_for_twice_at_once_is_one_batch(cast, monkeypatch, unlocked, locked):
    given.a_held_event(cast)
    keys = list(Certificate.objects.values_list("pk", flat=True))
    monkeypatch.setattr("office.made_files.uuid.uuid4", slowly(uuid.uuid4))
    monkeypatch.setattr(certificate_batches, "wake", lambda pk: None)
    if not locked:
        unlocked()

    def deed():
        certificate_batches.ask(by=cast.lead, certificates=keys, at=given.AT)

    came = at_once(deed, deed)

    assert (came, CertificateBatch.objects.count()) == ([None, None], 1 if locked else 2)


@pytest.mark.parametrize("locked", [False, True])
def test_two_workers_at_one_batch_draw_it_once(cast, monkeypatch, unlocked, locked):
    given.a_held_event(cast)
    drawn = []
    monkeypatch.setattr("training.certificate_papers.draw", lambda each: drawn.append(each.pk) or b"")
    batch = certificate_batches.ask(
        by=cast.lead, certificates=list(Certificate.objects.values_list("pk", flat=True)), at=given.AT
    )
    if not locked:
        unlocked()
    monkeypatch.setattr(CertificateBatch, "save", slowly(CertificateBatch.save))

    def deed():
        certificate_batches.make(batch.pk, clock=lambda: given.AT)

    at_once(deed, deed)

    assert len(drawn) == (1 if locked else 2)


@pytest.fixture
def twice_one(cast):
    """Two accounts of one person; the one given up has a booking."""
    kept, gone = given.a_colleague(cast.agencies.health_trust), given.a_colleague(cast.agencies.voluntary)
    given.a_booking(cast, given.an_event(cast), gone)
    return kept, gone


@pytest.mark.parametrize("locked", [False, True])
def test_two_accounts_proposed_both_ways_at_once_are_proposed_once(cast, monkeypatch, unlocked, twice_one, locked):
    kept, gone = twice_one
    monkeypatch.setattr(Joining.objects, "create", slowly(Joining.objects.create))
    if not locked:
        unlocked()

    came = at_once(
        lambda: joining_accounts.propose(by=cast.administrator, kept=kept, given_up=gone, at=given.AT),
        lambda: joining_accounts.propose(by=cast.administrator, kept=gone, given_up=kept, at=given.AT),
    )

    assert (len([each for each in came if each is None]), Joining.objects.count()) == ((1, 1) if locked else (2, 2))


@pytest.mark.parametrize("locked", [False, True])
def test_both_say_yes_at_once_and_the_records_are_joined_once(cast, monkeypatch, unlocked, twice_one, locked):
    kept, gone = twice_one
    asked = joining_accounts.propose(by=cast.administrator, kept=kept, given_up=gone, at=given.AT)
    monkeypatch.setattr(Joining, "save", slowly(Joining.save))
    if not locked:
        unlocked()

    at_once(*(lambda person=person: joining_accounts.agree(joining=asked, person=person, at=given.AT)
              for person in (kept, gone)))  # fmt: skip

    gone.refresh_from_db()
    assert (Booking.objects.filter(person=kept).count(), gone.is_active) == ((1, False) if locked else (0, True))
