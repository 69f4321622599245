"""The plan is kept: drawn up, carried forward, published, its priorities changed; and every no with its sentence."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from office.drafts import ChangedMeanwhile, mark_of
from partnership.models import TrailEntry
from priorities import overview, plans
from priorities.models import Place, Plan, Priority
from priorities.plans import Promise
from priorities.tests.given import AT, ON, refused

YEARS = {"starts_on": date(2026, 4, 1), "ends_on": date(2028, 3, 31)}


@pytest.fixture
def plan(administrator):
    return plans.draw_up(by=administrator, name="Business plan 2026 to 2028", **YEARS)


@pytest.fixture
def aim(plan, administrator):
    return plans.add_aim(by=administrator, plan=plan, name="Improving practice")


@pytest.fixture
def promise(aim):
    return Promise(name="Tackling neglect", why="It is seen late.", number="1.1", aim=aim.pk)


def add(plan, promise, by, slug="tackling-neglect"):
    return plans.add_priority(by=by, plan=plan, slug=slug, promise=promise)


def test_a_plan_is_drawn_up_unpublished_and_leaves_a_line(plan):
    assert (plan.slug, plan.published_at) == ("2026-28", None)
    assert TrailEntry.objects.latest("pk").deed == "plan drawn up"


def test_a_new_plan_carries_unfinished_priorities_forward(plan, promise, administrator, lead):
    open_one = add(plan, replace(promise, sponsor=lead, success="Named in nine of ten"), administrator)
    add(plan, replace(promise, number="1.2", finished_on=date(2027, 5, 1)), administrator, "done-with")

    following = plans.draw_up(
        by=administrator, name="The next", starts_on=date(2028, 4, 1), ends_on=date(2030, 3, 31), follows=plan
    )

    (carried,) = Place.objects.filter(aim__plan=following)
    assert (carried.priority, carried.number, carried.sponsor, carried.success) == (
        open_one.priority, "1.1", lead, "Named in nine of ten",
    )  # fmt: skip
    assert carried.carried_from == open_one
    assert [aim.name for aim in following.aims.all()] == ["Improving practice"]


def test_a_priority_that_is_known_comes_back_by_its_slug(plan, promise, administrator):
    earlier = Priority.objects.create(slug="tackling-neglect", name="Neglect")

    place = add(plan, promise, administrator)

    assert (place.priority, Priority.objects.get().name) == (earlier, "Tackling neglect")


def test_words_of_addresses_are_refused_as_slugs(plan, promise, administrator):
    with refused("“board” is a word the portal uses in its addresses. Choose another, such as board-priority."):
        add(plan, promise, administrator, "board")


def test_a_priority_stands_in_a_plan_once_and_its_number_is_its_own(plan, promise, administrator):
    add(plan, promise, administrator)

    with refused("“Tackling neglect” stands in this plan already."):
        add(plan, replace(promise, number="1.2"), administrator)
    with refused("The number 1.1 is taken in this aim. Choose another."):
        add(plan, promise, administrator, "another")
    with refused("Choose one of the aims of this plan."):
        add(plan, replace(promise, aim=0), administrator, "another")
    assert Place.objects.count() == 1


def test_years_run_forward_and_a_plan_of_the_same_years_is_refused(plan, administrator):
    with refused("A plan ends after it has begun. Check the two dates."):
        plans.draw_up(by=administrator, name="Backwards", starts_on=ON, ends_on=ON)
    with refused("There is a plan of these years already: 2026-28."):
        plans.draw_up(by=administrator, name="Twin", **YEARS)


def test_a_plan_is_published_once_something_in_it_may_be_read(plan, promise, administrator):
    with refused("No priority of this plan is marked as published, so nobody would see anything."):
        plans.publish(by=administrator, plan=plan, at=AT)
    add(plan, promise, administrator)

    published = plans.publish(by=administrator, plan=plan, at=AT)

    assert published.published_at == AT
    with refused("This plan is published already."):
        plans.publish(by=administrator, plan=plan, at=AT)


def test_two_published_plans_never_share_a_day(plan, promise, administrator):
    add(plan, promise, administrator)
    plans.publish(by=administrator, plan=plan, at=AT)
    other = plans.draw_up(
        by=administrator, name="Overlap", starts_on=date(2027, 4, 1), ends_on=date(2029, 3, 31), follows=plan
    )

    with refused(
        "“Business plan 2026 to 2028” is published for some of these days. Two plans cannot be in force at once."
    ):
        plans.publish(by=administrator, plan=other, at=AT)


def test_a_published_plan_cannot_be_moved_over_another(plan, promise, administrator):
    add(plan, promise, administrator)
    plans.publish(by=administrator, plan=plan, at=AT)
    later = plans.draw_up(
        by=administrator, name="Later", starts_on=date(2028, 4, 1), ends_on=date(2030, 3, 31), follows=plan
    )
    plans.publish(by=administrator, plan=later, at=AT)

    with refused("“Later” is published for some of these days. Two plans cannot be in force at once."):
        plans.change(by=administrator, plan=plan, name="Longer", starts_on=YEARS["starts_on"],
                     ends_on=date(2029, 3, 31), mark=mark_of(plans.plan_values(plan)))  # fmt: skip


def test_of_two_who_change_a_priority_the_second_is_told(plan, promise, administrator):
    place = add(plan, promise, administrator)
    mark = mark_of(plans.place_values(place))
    plans.change_priority(by=administrator, place=place, promise=replace(promise, why="First"), mark=mark)

    with pytest.raises(ChangedMeanwhile) as told:
        plans.change_priority(by=administrator, place=place, promise=replace(promise, why="Second"), mark=mark)

    assert told.value.theirs["why"] == "First"
    assert Priority.objects.get().why == "First"


def test_a_joint_priority_names_the_other_board(plan, promise, administrator, agencies):
    place = add(plan, replace(promise, co_owner=agencies.voluntary), administrator)

    assert (place.joint, place.co_owner) == (True, agencies.voluntary)


@pytest.mark.parametrize("who", ["board", "lead", "stranger"])
def test_only_the_business_unit_keeps_the_plan(cast, plan, promise, who):
    person = getattr(cast, who)

    for deed in (
        lambda: plans.draw_up(by=person, name="Mine", **YEARS),
        lambda: plans.change(by=person, plan=plan, name="Mine", mark="", **YEARS),
        lambda: plans.publish(by=person, plan=plan, at=AT),
        lambda: plans.add_aim(by=person, plan=plan, name="Mine"),
        lambda: add(plan, promise, person),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert Plan.objects.count() == 1


def test_the_plan_of_today_is_the_one_in_force_else_the_last_one_else_the_next(plan, promise, administrator, board):
    add(plan, promise, administrator)

    assert overview.of_today(board, on=ON) == plan
    assert overview.of_today(board, on=date(2030, 1, 1)) == plan
    assert overview.of_today(board, on=date(2020, 1, 1)) == plan


def test_where_a_priority_stands_today(plan, promise, administrator, board):
    place = add(plan, promise, administrator)
    following = plans.draw_up(
        by=administrator, name="The next", starts_on=date(2028, 4, 1), ends_on=date(2030, 3, 31), follows=plan
    )

    assert overview.place_of(place.priority, viewer=board, on=ON) == place
    assert overview.place_of(place.priority, viewer=board, on=date(2029, 1, 1)).aim.plan == following
    assert overview.place_of(Priority(pk=0), viewer=board, on=ON) is None
