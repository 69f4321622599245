import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import workload
from dashboard.workload import Post, WhatIf

POST = Post("Oakvale Police", "researcher", established=5, in_post=4, agency_staff=0.5, absent=0.5)


@pytest.mark.parametrize(
    ("what_if", "at_work"),
    [
        (WhatIf(), 4.0),
        (WhatIf(vacant=0.0), 4.875),  # five in post, absent as now (an eighth), half an agency worker
        (WhatIf(vacant=1.0), 0.5),
        (WhatIf(sick=0.25), 3.5),
        (WhatIf(vacant=0.2, sick=0.0), 4.5),
        (WhatIf(without="Oakvale Police"), 0.0),
        (WhatIf(without="Oakshire Health"), 4.0),
        (WhatIf(demand=0.5), 4.0),
    ],
)
def test_who_is_at_work_when_something_is_supposed(what_if, at_work):
    assert workload.changed(POST, what_if).at_work == at_work


def test_the_backlog_is_what_was_left_and_came_less_what_was_done():
    assert workload.backlog(5, [10, 10, 2, 0], [8, 8, 8, 8]) == (7, 9, 3, 0)


def test_a_role_is_set_against_its_work():
    (found,) = workload.balance(
        [40, 50], hours_each={"worker": 0.5}, people={"worker": 2}, hours_a_week=[15, 10], waiting={"worker": 4}
    )

    assert (found.work, found.hours, found.backlog) == ((20, 25), (30, 20), (0, 5))
    assert found.utilisation == 0.9


def test_a_role_with_nobody_has_no_share():
    (found,) = workload.balance([40], hours_each={"worker": 0.5}, people={}, hours_a_week=[15])

    assert found.utilisation is None
    assert found.backlog == (20,)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=30), st.floats(0, 50))
def test_a_backlog_is_never_negative_and_never_more_than_all_that_came(weeks, start):
    work, hours = zip(*weeks, strict=True)

    left = workload.backlog(start, work, hours)

    assert all(0 <= each <= start + sum(work) + 1e-6 for each in left)


@given(st.floats(0, 1), st.floats(0, 1))
def test_sickness_and_vacancies_never_leave_fewer_than_nobody(vacant, sick):
    assert workload.changed(POST, WhatIf(vacant=vacant, sick=sick)).at_work >= 0
