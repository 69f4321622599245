"""Who is next and why: a table of the rule, and its properties on many made-up waiting lists."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from training.allocation import Mix, Waiter, next_in_line, ranked

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NO_MIX = Mix(None, None, {})
UNTIL = date(2026, 12, 1)


def waiter(key, agency=1, minutes=None, **words):
    return Waiter(key=key, agency=agency, since=BEGAN + timedelta(minutes=key if minutes is None else minutes), **words)


def chosen(queue, free, mix=NO_MIX):
    return [key for choice in next_in_line(queue, free=free, mix=mix) for key in choice.keys]


def test_whoever_has_waited_longest_comes_first():
    assert chosen([waiter(3), waiter(1), waiter(2)], 2) == [1, 2]


def test_a_role_that_needs_it_comes_before_an_expired_certificate_and_that_before_waiting_longest():
    queue = [waiter(1), waiter(2, expired=True), waiter(3, needs_it_first=True)]

    choices = next_in_line(queue, free=3, mix=NO_MIX)

    assert [(choice.keys, choice.reason) for choice in choices] == [
        ((3,), "This role needs the course most, so it comes first."),
        ((2,), "Took this course before, and it has run out."),
        ((1,), "Has waited longest."),
    ]


def test_an_agency_that_has_its_share_waits_while_the_mix_is_kept():
    queue = [waiter(1, agency=7), waiter(2, agency=8)]

    choices = next_in_line(queue, free=2, mix=Mix(2, UNTIL, {7: 2}))

    assert [(choice.keys, choice.reason) for choice in choices] == [
        ((2,), "Next of those whose agency has not yet had its share of the places.")
    ]


def test_a_group_as_a_whole_goes_together_or_not_at_all():
    group = UUID(int=5)
    queue = [waiter(1, group=group, whole=True), waiter(2, group=group, whole=True), waiter(3)]

    assert chosen(queue, 1) == [3]
    assert chosen(queue, 2) == [1, 2]
    assert next_in_line(queue, free=2, mix=NO_MIX)[0].reason == (
        "Has waited longest. 2 people wait together and go together."
    )


def test_a_group_that_takes_what_it_can_get_goes_one_by_one():
    group = UUID(int=5)

    assert chosen([waiter(1, group=group), waiter(2, group=group)], 1) == [1]


waiters = some.lists(
    some.builds(
        Waiter, key=some.integers(1, 60), agency=some.integers(1, 4),
        since=some.integers(0, 9999).map(lambda minutes: BEGAN + timedelta(minutes=minutes)),
        needs_it_first=some.booleans(), expired=some.booleans(),
        group=some.sampled_from([None, None, UUID(int=1), UUID(int=2)]), whole=some.booleans(),
    ),
    max_size=20, unique_by=lambda each: each.key,
)  # fmt: skip
taken = some.dictionaries(some.integers(1, 4), some.integers(0, 6))
mixes = some.one_of(some.just(NO_MIX), some.builds(Mix, some.integers(1, 6), some.just(UNTIL), taken))


def same_kind(queue):
    """All of a group want the same: as a whole, or one by one."""
    kind = {}
    return [replace(each, whole=kind.setdefault(each.group, each.whole)) if each.group else each for each in queue]


@settings(max_examples=300, deadline=None)
@given(waiters, some.integers(0, 12), mixes)
def test_never_more_than_is_free_nobody_twice_and_no_agency_beyond_its_share(queue, free, mix):
    queue = same_kind(queue)
    keys = chosen(queue, free, mix)
    agencies = [each.agency for key in keys for each in queue if each.key == key]

    assert len(keys) <= free
    assert len(keys) == len(set(keys))
    if mix.most is not None:
        for agency in set(agencies):
            assert mix.taken.get(agency, 0) + agencies.count(agency) <= mix.most


@settings(max_examples=300, deadline=None)
@given(waiters, some.integers(0, 12), mixes)
def test_groups_as_a_whole_are_never_split(queue, free, mix):
    queue = same_kind(queue)
    keys = set(chosen(queue, free, mix))

    for each in queue:
        if each.group and each.whole:
            party = {other.key for other in queue if other.group == each.group}
            assert party <= keys or not party & keys


@settings(max_examples=300, deadline=None)
@given(waiters, some.integers(0, 12))
def test_without_mix_and_groups_the_best_ranked_get_the_places_and_none_is_left(queue, free):
    queue = [replace(each, group=None) for each in queue]

    assert chosen(queue, free) == [each.key for each in ranked(queue)][:free]


@settings(max_examples=200, deadline=None)
@given(waiters, some.integers(0, 12), mixes, some.randoms())
def test_the_order_in_which_the_list_is_read_does_not_matter(queue, free, mix, random):
    queue = same_kind(queue)
    shuffled = list(queue)
    random.shuffle(shuffled)

    assert next_in_line(shuffled, free=free, mix=mix) == next_in_line(queue, free=free, mix=mix)
