"""What is joint with another board: its lead works on it, sees it, and does not judge it."""

import pytest
from django.core.exceptions import PermissionDenied

from office.drafts import mark_of
from priorities import actions, doing, hands
from priorities.models import Action
from priorities.tests import given
from priorities.tests.given import AT, ON

pytestmark = pytest.mark.django_db


def test_whoever_answers_for_the_other_board_works_on_a_joint_action_and_sees_it(cast):
    board, other = given.the_other_board(cast)
    joint = given.an_agreed_action(cast, co_owner=board, audience="agency")
    alone = given.an_agreed_action(cast, audience="agency")
    promise = given.a_promise(cast, text="Named at seventeen", co_owner=board, due_on=joint.due_on, audience="agency")

    part = doing.add_part(action=joint, by=other, agency=board, text="Comes to the meeting")
    actions.change(action=joint, promise=promise, mark=mark_of(actions.values_of(joint)), by=other, at=AT)
    with pytest.raises(PermissionDenied):
        doing.add_part(action=alone, by=other, agency=board, text="Comes to the meeting")

    joint.refresh_from_db()
    assert (part.agency, joint.text, joint.joint) == (board, "Named at seventeen", True)
    assert list(Action.objects.visible_to(other)) == [joint]


def test_nobody_of_the_other_board_tests_the_impact_of_a_joint_action_that_only_a_post_owns(cast):
    board, other = given.the_other_board(cast)
    joint = given.an_evidenced_action(cast, co_owner=board, owner_person=None, owner_role="Named nurse")

    assert hands.why_not_tester(other, joint, on=ON) == (
        f"You belong to {board}, which owns this action. Somebody from elsewhere tests its impact."
    )


def test_joint_actions_are_chosen_from_the_list(cast, sign_in):
    board, _ = given.the_other_board(cast)
    joint = given.an_agreed_action(cast, co_owner=board)
    given.an_agreed_action(cast)

    listing = sign_in(cast.board).get("/priorities/actions/", {"joint": "on"}).context["listing"]

    assert listing.things == [joint]
