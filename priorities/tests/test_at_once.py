"""Two people at once: the second sees what the first has done, whatever both had read before."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from partnership.refusals import Refusal
from priorities import actions, due_dates
from priorities.models import DueDateRequest, Move
from priorities.tests import given
from priorities.tests.given import AT, ON


def at_once(*deeds):
    """Run deeds in threads that begin together; what each was refused with, or nothing."""
    start, refusals = threading.Barrier(len(deeds)), []

    def run(deed):
        start.wait()
        try:
            deed()
        except Refusal as refusal:
            refusals.append(refusal.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_an_action_at_once_one_does_and_the_other_is_told(cast):
    action = given.a_proposed_action(cast)

    refusals = at_once(
        lambda: actions.agree(action=action, by=cast.administrator, at=AT),
        lambda: actions.agree(action=action, by=cast.council, at=AT),
    )

    assert refusals == ["This action is “Agreed”. “Agree” is for actions that are “Proposed”."]
    assert Move.objects.filter(action=action, key="agree").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_for_another_date_at_once_one_request_stands(cast):
    action = given.an_agreed_action(cast)

    refusals = at_once(
        *(
            lambda by=by: due_dates.request(
                action=action, by=by, at=AT, new_due_on=ON + timedelta(days=120), reason="Post is vacant."
            )
            for by in (cast.practitioner, cast.lead)
        )
    )

    assert refusals == ["A request to move the date is open already. It is decided first."]
    assert DueDateRequest.objects.count() == 1
