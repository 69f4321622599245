"""Measures on the golden thread: which watch, what they say, who sees them, and how the business unit ties them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboard import measures, watching
from dashboard import thread as strands
from dashboard.models import Measure
from partnership.models import TrailEntry
from priorities.golden_thread import follow
from priorities.knots import Stage
from priorities.tests import given
from priorities.tests.given import ON


@pytest.fixture
def plans(db):
    measures.take_in()
    return Measure.objects.get(code="N01")


@pytest.fixture
def priority(db):
    return given.a_priority("Tackling neglect")


def seen(priority, viewer):
    return {knot.key: knot for knot in follow(priority, viewer=viewer, on=ON) if knot.stage == Stage.MEASURE}


def test_the_file_of_a_measure_says_which_priorities_it_watches(priority, plans, practitioner):
    knots = seen(priority, practitioner)

    named = {f"measure-{code}" for code, each in measures.known().items() if priority.slug in each.priorities}
    assert (set(knots), "measure-N01" in named) == (named, True)
    assert (knots["measure-N01"].title, knots["measure-N01"].state) == ("Plans because of neglect", "No figure yet")
    assert knots["measure-N01"].address == "/dashboard/measures/N01/"


def test_a_measure_is_tied_to_the_actions_it_watches(cast, priority, plans):
    action = given.an_agreed_action(cast, priorities=(priority,))

    watching.watch(by=cast.administrator, measure=plans, actions=[action])

    assert seen(priority, cast.board)["measure-N01"].ties == (f"action-{action.pk}",)
    assert TrailEntry.objects.latest("pk").deed == "measure watches actions"


def test_watching_the_same_again_leaves_no_second_line(cast, priority, plans):
    action = given.an_agreed_action(cast, priorities=(priority,))
    watching.watch(by=cast.administrator, measure=plans, actions=[action])
    lines = TrailEntry.objects.count()

    watching.watch(by=cast.administrator, measure=plans, actions=[action])

    assert TrailEntry.objects.count() == lines


def test_the_public_sees_no_measure_of_the_inner_dashboard(priority, plans):
    assert seen(priority, AnonymousUser()) == {}


def test_one_action_or_three_cost_the_same(cast, priority, plans):
    actions, counts = [], []
    for number in (1, 2):
        actions += [given.an_agreed_action(cast, priorities=(priority,)) for _ in range(number)]
        watching.watch(by=cast.administrator, measure=plans, actions=actions)
        list(strands.watching(priority, viewer=cast.board, on=ON))
        with CaptureQueriesContext(connection) as asked:
            list(strands.watching(priority, viewer=cast.board, on=ON))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_only_the_business_unit_ties_measures(cast, plans, sign_in):
    with pytest.raises(PermissionDenied):
        watching.watch(by=cast.analyst, measure=plans, actions=[])
    assert sign_in(cast.analyst).get(reverse("watch_actions", args=["N01"])).status_code == 403


def test_the_business_unit_chooses_in_the_browser(cast, priority, plans, sign_in):
    action, other = given.an_agreed_action(cast, priorities=(priority,)), given.an_agreed_action(cast)
    client = sign_in(cast.administrator)
    address = reverse("watch_actions", args=["N01"])

    offered = list(client.get(address).context["form"].fields["actions"].queryset)
    wrong = client.post(address, {"actions": [other.pk]})
    right = client.post(address, {"actions": [action.pk]})

    assert (offered, wrong.status_code, right.url) == ([action], 200, "/dashboard/measures/N01/")
    assert list(plans.watches.all()) == [action]
    assert client.get(reverse("watch_actions", args=["none"])).status_code == 404
