"""Paired change: Student's own example, the printed table of t, and what too few people come to."""

import pytest

from figures import paired

# Hours of sleep gained with the second drug less those with the first, ten patients (Student, Biometrika 6, 1908).
SLEEP = (1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4)


def test_the_interval_is_that_of_students_ten_patients():
    found = paired.change(SLEEP)

    assert found is not None
    assert (found.people, round(found.mean, 2)) == (10, 1.58)
    # As every textbook gives it: 0.7001 to 2.4599.
    assert (found.low, found.high) == (pytest.approx(0.7001142, abs=2e-4), pytest.approx(2.4598858, abs=2e-4))
    assert found.certain


@pytest.mark.parametrize(("freedom", "printed"), [(4, 2.776), (5, 2.571), (9, 2.262), (30, 2.042), (120, 1.980)])
def test_the_quantile_is_the_printed_one(freedom, printed):
    assert paired.t_975(freedom) == pytest.approx(printed, abs=1e-3)


def test_of_fewer_than_five_people_nothing_is_said():
    assert paired.change(SLEEP[:4]) is None
    with pytest.raises(ValueError, match="4 degrees of freedom or more, not 3"):
        paired.t_975(3)


def test_people_who_all_change_alike_leave_no_doubt_and_no_change_is_no_change():
    assert paired.change([0.5] * 6) == paired.Change(6, 0.5, 0.5, 0.5)
    assert not paired.change([1, -1, 1, -1, 0]).certain
