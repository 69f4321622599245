"""Waiting at a desk: the Erlang C formula for arrivals at random, so many people, and work that varies widely. Pure.

Steady state within working hours; over nights and weekends it misleads, for work is carried over (domain notes,
data_and_methods 5). There the workload balance and the simulation answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, floor


@dataclass(frozen=True)
class Queue:
    """What whoever arrives has to expect."""

    utilisation: float
    chance_of_waiting: float
    mean_wait_hours: float
    mean_queue: float
    started_within_target: float


def waiting(*, arrivals_an_hour: float, done_an_hour: float, people: int, target_hours: float = 0.0) -> Queue | None:
    """The queue of a desk; None where it grows without bound, because more arrives than the people can do.

    `done_an_hour` is what one person finishes in an hour of nothing else. ValueError for what no desk can be.
    """
    if arrivals_an_hour < 0 or done_an_hour <= 0 or people < 1 or target_hours < 0:
        raise ValueError("A desk has people, and things that arrive and take time.")
    load = arrivals_an_hour / done_an_hour
    if load >= people:
        return None
    blocked = 1.0
    for number in range(1, people + 1):
        blocked = load * blocked / (number + load * blocked)
    used = load / people
    chance = blocked / (1 - used * (1 - blocked))
    spare = people * done_an_hour - arrivals_an_hour
    return Queue(
        utilisation=used,
        chance_of_waiting=chance,
        mean_wait_hours=chance / spare,
        mean_queue=arrivals_an_hour * chance / spare,
        started_within_target=1 - chance * exp(-spare * target_hours),
    )


def fewest_people(arrivals_an_hour: float, done_an_hour: float) -> int:
    """With fewer people than this the queue grows without bound."""
    return floor(arrivals_an_hour / done_an_hour) + 1


def by_people(
    *, arrivals_an_hour: float, done_an_hour: float, target_hours: float, around: int
) -> Iterator[tuple[int, Queue | None]]:
    """The same desk with two people fewer to four more."""
    for people in range(max(around - 2, 1), around + 5):
        yield (
            people,
            waiting(
                arrivals_an_hour=arrivals_an_hour, done_an_hour=done_an_hour, people=people, target_hours=target_hours
            ),
        )
