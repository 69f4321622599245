"""Impact of training: change within the same learners, changed practice, managers who agree; walls and hiding."""

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils.timezone import localdate

from priorities.tests import given as backbone
from reports import impact
from training.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(cast):
    """Six of the health trust who rose two steps; five work differently, of whom the manager sees four."""
    given.the_questions(cast)
    event = given.a_held_event(cast, people=6)
    given.people_who_say(
        event, before=["two"] * 6, after=["four"] * 5 + ["five"], changed=["yes"] * 5 + ["no"],
        managers=["yes"] * 4 + ["no"] * 2,
    )  # fmt: skip
    return event


def test_change_practice_and_agreement_are_told_with_their_intervals(cast, taught):
    on = localdate(taught.ends_at + relativedelta(months=4))

    (row,) = impact.compare(along="course", viewer=cast.board, on=on).rows

    assert (row.name, row.response) == (taught.course.title, "6 of 6 (100%)")
    assert (row.change.people, round(row.change.mean, 2), round(row.change.low, 2)) == (6, 2.17, 1.74)
    # Wilson's interval of 5 of 6, as published tables give it: 43.6% to 97.0%.
    assert row.changed.words == "83% of 6 (44% to 97%)"
    assert (round(row.managers.percent), round(row.agreed.percent)) == (67, 83)
    later = impact.compare(along="course", viewer=cast.board, on=on + relativedelta(months=24))
    assert later.rows == ()


def test_a_lead_reads_the_row_of_the_own_agency_only_and_a_practitioner_none(cast, taught, client, time_machine):
    time_machine.move_to(taught.ends_at + relativedelta(months=4), tick=False)
    address = reverse("impact") + "?by=agency"
    seen = {}
    for person in (cast.board, cast.lead, cast.head):
        client.force_login(person)
        seen[person] = [row.name for row in client.get(address).context["impact"].rows]
    client.force_login(cast.practitioner)

    assert list(seen.values()) == [["Oakshire Health"], ["Oakshire Health"], []]
    assert client.get(address).status_code == 403
    client.force_login(cast.board)
    assert (
        client.get(address + "&format=csv")
        .content.decode("utf-8-sig")
        .splitlines()[1]
        .startswith("Oakshire Health,6,6,6,2.17")
    )
    assert client.get(reverse("impact") + "?by=nothing").status_code == 404


def test_a_priority_adds_up_its_courses_and_has_audits_and_measures_beside_it(cast, taught, client, time_machine):
    time_machine.move_to(taught.ends_at + relativedelta(months=4), tick=False)
    priority = backbone.a_priority()
    taught.course.priorities.add(priority)
    client.force_login(cast.board)

    page = client.get(reverse("impact") + "?by=priority")

    (row,) = page.context["impact"].rows
    assert (row.name, row.changed.people) == (str(priority), 6)
    assert [each.priority for each in page.context["beside"]] == [priority]
    assert "No audit of this theme is finished." in page.content.decode()


def test_fewer_than_five_are_never_shown(cast, client):
    given.the_questions(cast)
    event = given.a_held_event(cast, people=4)
    given.people_who_say(event, before=["one"] * 4, after=["five"] * 4, changed=["yes"] * 4)

    (row,) = impact.compare(
        along="agency", viewer=cast.board, on=localdate(event.ends_at) + relativedelta(months=4)
    ).rows

    assert (row.response, row.change, row.changed) == ("4 of 4 (100%)", None, None)
